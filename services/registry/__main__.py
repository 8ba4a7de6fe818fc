"""Owns the command line of the service: `python -m services.registry serve|migrate|check`."""

import os

from shared.loading import loading

# Read where Polars is loaded: a service that answers meanwhile does not share its small tables out among threads, which
# costs a tenth more; nor do the processes beside it. Whoever runs it may say otherwise.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

if __name__ == "__main__":  # processes that it starts load this module as well, and none of what follows
    with loading():
        from shared.command_line import main
    main("services.registry")
