"""Owns who comes new to a check that is under way: named by an officer, or chosen; never anybody in conflict."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from services.assessment import roster
from services.assessment.checks.procedure import JUDGING, WAITING, Act, State, seats_of
from services.assessment.conducting import Case, Said, step
from services.assessment.conflicts.rules import Check, conflicts, must_be_free
from services.assessment.roster import Ground, Person
from services.assessment.tables import assignment_key, campaign
from shared.errors import Kind, SepiaError, not_found, precondition


async def owners_of(case: Case, ground: Ground) -> tuple[str, ...]:
    """Everybody whose check it is: all known holders of the family in the frame and to whom it went since, or both
    parties to a request and to whom the patent went."""
    row = case.row
    if case.request is not None:
        parties = sorted({case.request.requester, case.request.respondent})
        return ground.owners(row.family, row.standard, parties)
    of_campaign = sa.select(campaign.c.frame_id).where(campaign.c.id == row.campaign_id)
    frame_id = (await case.tx.connection.execute(of_campaign)).scalar_one()
    found = await roster.owners(case.tx.connection, frame_id, [row.family])
    return ground.owners(row.family, row.standard, found.get(row.family, ()))


async def must_still_be_free(case: Case, evaluator_id: uuid.UUID) -> None:
    """The hard stop when somebody opens a check or gives an opinion on it.

    Raises:
        SepiaError: FAILED_PRECONDITION (CONFLICT_OF_INTEREST).
    """
    now = case.tx.database.clock.now()
    people = await roster.people(case.tx.connection, case.regime, now, only=[evaluator_id], lock=False)
    ground = await roster.ground(case.tx.connection, case.regime, now)
    check = roster.as_rules(case.row, await owners_of(case, ground))
    for person in people:
        must_be_free(person.evaluator, check, ground.parents, since=ground.since, needs_room=False)


async def fill(case: Case, named: Sequence[str], note: str) -> Case:
    """Appoints whoever is missing on a check that waits for it.

    Raises:
        SepiaError: FAILED_PRECONDITION (WRONG_STATE, CONFLICT_OF_INTEREST, NO_EVALUATOR_WITHOUT_CONFLICT); NOT_FOUND;
            INVALID_ARGUMENT (WRONG_NUMBER_OF_EVALUATORS).
    """
    if case.course.state not in WAITING:
        raise precondition(
            "WRONG_STATE",
            f"{case.name} is {case.course.state.name}; nobody is missing on it. To put somebody in another's place, "
            "replace that evaluator.",
            subject=case.name,
        )
    missing = seats_of(case.regime.rules, case.course.stage) - len(case.course.sitting())
    people = await choose(case, missing, named)
    act = Act.REPLACE if case.course.state is State.LAPSED else Act.APPOINT
    said = Said(note=note, accounts={person.evaluator.name: (person.id, person.account) for person in people})
    return await step(case, act, said, appointed=[person.evaluator.name for person in people])


async def replace(case: Case, leaving: str, named: Sequence[str], note: str) -> Case:
    """Puts somebody in an evaluator's place.

    Raises:
        SepiaError: as `fill`; NOT_FOUND when nobody of that name sits on the check.
    """
    if case.course.seat_of(leaving) is None:
        raise not_found(leaving, f"{leaving} does not sit on {case.name} now; see its seats.")
    people = await choose(case, case.course.vacancies() + 1, named)
    said = Said(note=note, accounts={person.evaluator.name: (person.id, person.account) for person in people})
    return await step(case, Act.REPLACE, said, who=leaving, appointed=[person.evaluator.name for person in people])


async def vacate(case: Case, leaving: str, note: str) -> tuple[Case, bool]:
    """Takes a suspended evaluator off a check; others are appointed at once where somebody is free.

    Returns:
        The check, and whether somebody is there for it now.
    """
    moved = await step(case, Act.VACATE, Said(note=note), who=leaving)
    if moved.course.state not in WAITING:
        return moved, True
    try:
        return await fill(moved, (), note), True
    except SepiaError as error:
        if error.kind is not Kind.PRECONDITION:
            raise
        return moved, moved.course.state in JUDGING


async def choose(case: Case, number: int, named: Sequence[str]) -> list[Person]:
    """Who comes new: those named, if nothing stands against any of them; else the least loaded who are free.

    Raises:
        SepiaError: NOT_FOUND; FAILED_PRECONDITION (CONFLICT_OF_INTEREST, NO_EVALUATOR_WITHOUT_CONFLICT).
    """
    connection, now = case.tx.connection, case.tx.database.clock.now()
    people = await roster.people(connection, case.regime, now)
    ground = await roster.ground(connection, case.regime, now)
    seen = await roster.seen_by(connection, case.row)
    check = roster.as_rules(case.row, await owners_of(case, ground), seen)
    if named:
        by_name = {person.evaluator.name: person for person in people}
        unknown = sorted(set(named) - set(by_name))
        if unknown:
            raise not_found(unknown[0], f"Nobody on the roster is called {unknown[0]}; see ListEvaluators.")
        for name in named:
            must_be_free(by_name[name].evaluator, check, ground.parents, since=ground.since, needs_room=True)
        return [by_name[name] for name in named]
    key = await connection.scalar(
        sa.select(assignment_key.c.key).where(assignment_key.c.campaign_id == case.row.campaign_id)
    )
    free = [person for person in people if _may(person, check, ground)]
    # The secret key decides among equals, so that nobody outside can compute who comes.
    secret = bytes(key or case.row.id.bytes) + case.row.id.bytes
    free.sort(key=lambda p: (p.evaluator.load, hashlib.sha256(secret + p.id.bytes).digest()))
    if len(free) < number:
        raise precondition(
            "NO_EVALUATOR_WITHOUT_CONFLICT",
            f"{case.name} needs {number} evaluator(s), and {len(free)} of {len(people)} on the roster are free of "
            "conflict, have not seen it, have room and the skill asked for. Put others on the roster, or give room.",
            subject=case.name,
        )
    return free[:number]


def _may(person: Person, check: Check, ground: Ground) -> bool:
    evaluator = person.evaluator
    skilled = not check.area or check.area in evaluator.skills
    return skilled and evaluator.capacity > 0 and not conflicts(evaluator, check, ground.parents, since=ground.since)
