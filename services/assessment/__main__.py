"""`python -m services.assessment serve|migrate|check`."""

from services.assessment.app import SERVICE
from shared.process import main

main(SERVICE)
