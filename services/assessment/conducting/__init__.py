"""Owns what happens to a check step by step: each step decides, remembers, sets deadlines, and is journaled.

Whoever acts (an officer, an evaluator, a holder through a hearing, the clock), the centre moves the check in its own
name on a row that is locked, so that two who act at once never undo each other. What is laid before the holder gets an
entry of its own in the log that names nobody who checks.
"""

from services.assessment.conducting.cases import NOBODY, Case, as_centre, check_name, etag, take
from services.assessment.conducting.dues import conclude_recorded, period_of, set_one
from services.assessment.conducting.ended import end_together
from services.assessment.conducting.issuing import elements_behind, issue_opinion
from services.assessment.conducting.steps import STEP, Said, step
from services.assessment.conducting.telling import tell
from services.assessment.conducting.together import lapse_together

__all__ = [
    "NOBODY",
    "STEP",
    "Case",
    "Said",
    "as_centre",
    "check_name",
    "conclude_recorded",
    "elements_behind",
    "end_together",
    "etag",
    "issue_opinion",
    "lapse_together",
    "period_of",
    "set_one",
    "step",
    "take",
    "tell",
]
