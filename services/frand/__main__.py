"""Owns the command line of the service: `python -m services.frand serve|migrate|check`."""

from shared.loading import loading

if __name__ == "__main__":  # processes that it starts load this module as well, and none of what follows
    with loading():
        from shared.command_line import main
    main("services.frand")
