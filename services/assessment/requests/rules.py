"""Owns who may ask for an advisory opinion, and who takes which step with the request."""

from __future__ import annotations

from services.assessment.checks.procedure import Act, Rules
from shared.errors import Violation, forbidden, invalid, precondition

_OFFICERS = (Act.ADMIT, Act.REFUSE, Act.PUBLISH)


def must_be_on_request(rules: Rules, regime: str) -> None:
    """Refuses a request under a regime that draws samples.

    Raises:
        SepiaError: FAILED_PRECONDITION (PROCEDURE_NOT_OFFERED).
    """
    if not rules.on_request:
        raise precondition(
            "PROCEDURE_NOT_OFFERED",
            f"The regime {regime} checks what a sample draws, and gives no opinions to parties on request.",
            subject=f"profiles/{regime}",
        )


def must_be_two(requester: str, respondent: str) -> None:
    """Refuses a request by nobody, and a dispute with oneself.

    Raises:
        SepiaError: PERMISSION_DENIED; INVALID_ARGUMENT (PARTIES_SAME).
    """
    if not requester:
        raise forbidden("An opinion is asked for by a party to a dispute; this account acts for no organization.")
    if requester == respondent:
        raise invalid(
            "PARTIES_SAME",
            "A dispute has two parties, and both are the same here.",
            Violation("respondent", f"the other party, not {requester}"),
        )


def may_step(act: Act, requester: str, respondent: str, organization: str, *, officer: bool) -> None:
    """Refuses a step that is somebody else's.

    Raises:
        SepiaError: PERMISSION_DENIED.
    """
    mine = {Act.PARTY_ANSWER: respondent, Act.WITHDRAW: requester}
    if (act in _OFFICERS and officer) or (act in mine and organization and organization == mine[act]):
        return
    whose = "the centre" if act in _OFFICERS else mine[act]
    raise forbidden(f"This step ({act.value}) is taken by {whose}.")


def must_say(act: Act, text: str) -> None:
    """Refuses a statement, a refusal or a withdrawal without words.

    Raises:
        SepiaError: INVALID_ARGUMENT (TEXT_MISSING).
    """
    if act in (Act.PARTY_ANSWER, Act.REFUSE, Act.WITHDRAW) and not text.strip():
        raise invalid("TEXT_MISSING", f"This step ({act.value}) needs words.", Violation("text", "not blank"))
