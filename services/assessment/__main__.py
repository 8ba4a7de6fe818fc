"""Owns the command line of the service: `python -m services.assessment serve|migrate|check`."""

from shared.loading import loading

with loading():
    from shared.command_line import main

if __name__ == "__main__":
    main("services.assessment")
