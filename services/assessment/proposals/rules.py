"""Owns who may propose which families for a check, and how many."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from shared.errors import Kind, SepiaError, forbidden, precondition


def must_act_for_somebody(organization: str) -> None:
    """Refuses a proposal in nobody's name: a quota is an organization's.

    Raises:
        SepiaError: PERMISSION_DENIED.
    """
    if not organization:
        raise forbidden("A family is proposed by an organization; this account acts for none.")


def as_holder(organization: str, owners: Collection[str], *, implementer: bool, family: str) -> bool:
    """Whether who proposes does so as holder of the family (Art. 29(5)), or as an implementer (Art. 29(6)).

    Raises:
        SepiaError: PERMISSION_DENIED, where a holder proposes the family of another.
    """
    if organization in owners:
        return True
    if not implementer:
        raise forbidden(f"A holder proposes its own families; {family} is not {organization}'s in this frame.")
    return False


def must_be_admitted(admitted: bool, regime: str, *, holder: bool) -> None:
    """Refuses a proposer whom the regime doesn't name.

    Raises:
        SepiaError: FAILED_PRECONDITION (PROPOSER_NOT_ADMITTED).
    """
    if not admitted:
        who = "holders" if holder else "implementers"
        raise precondition(
            "PROPOSER_NOT_ADMITTED",
            f"The regime {regime} takes no proposals from {who}.",
            subject=f"profiles/{regime}",
        )


def quota_used(organization: str, standard: str, year: int, limit: int) -> SepiaError:
    """The refusal of a proposal beyond the quota."""
    return SepiaError(
        Kind.EXHAUSTED,
        "PROPOSAL_QUOTA_USED",
        f"{organization} has proposed {limit} families for {standard} in {year}, as many as the regime takes in a "
        "year. Propose again next year.",
        subject=organization,
    )


def proposed_already(family: str, year: int) -> SepiaError:
    """The refusal of the same proposal twice."""
    return SepiaError(
        Kind.EXISTS,
        "PROPOSED_ALREADY",
        f"Your organization has proposed {family} in {year} already; see ListProposals.",
        subject=family,
    )


def must_be_something(frame: str, families: Sequence[str]) -> None:
    """Refuses a campaign without a family.

    Raises:
        SepiaError: FAILED_PRECONDITION (NOTHING_PROPOSED).
    """
    if not families:
        raise precondition(
            "NOTHING_PROPOSED",
            f"Nothing waits on {frame} that a sample has not drawn already.",
            subject=frame,
        )


def must_be_drawn(frame: str, announced: Sequence[str]) -> None:
    """Refuses to take proposals while a sample waits for its draw: a family that it draws is checked once, there.

    Raises:
        SepiaError: FAILED_PRECONDITION (SAMPLE_NOT_DRAWN).
    """
    if announced:
        raise precondition(
            "SAMPLE_NOT_DRAWN",
            f"{announced[0]} is announced for the same standard and not drawn yet. Take proposals after its draw: what "
            "it draws is not checked twice.",
            subject=frame,
        )
