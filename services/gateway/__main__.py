"""Owns the command line of the gateway: `python -m services.gateway serve|migrate|check`."""

from services.gateway.app import SERVICE
from shared.process import main

if __name__ == "__main__":
    main(SERVICE)
