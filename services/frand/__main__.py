"""`python -m services.frand serve|migrate|check`."""

from services.frand.app import SERVICE
from shared.process import main

main(SERVICE)
