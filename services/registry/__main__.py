"""`python -m services.registry serve|migrate|check`."""

from services.registry.app import SERVICE
from shared.process import main

main(SERVICE)
