"""Owns what happens to a check step by step: each step decides, remembers, sets deadlines, and is journaled.

Whoever acts (an officer, an evaluator, a holder through a hearing, the clock), the centre moves the check in its own
name on a row that is locked, so that two who act at once never undo each other. What is laid before the holder gets an
entry of its own in the log that names nobody who checks.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assessment.bulk import insert_rows
from services.assessment.checks import course as courses
from services.assessment.checks.course import OFFICER, Course, Owed, Seat, owed
from services.assessment.checks.procedure import CLOSED, HEARINGS, Act, Due, Stage, State
from services.assessment.regimes import Regime, regime_in
from services.assessment.tables import (
    SCHEMA,
    check_step,
    deadline,
    essentiality_check,
    evaluator,
    finding,
    hearing,
    hearing_answer,
    opinion,
    opinion_request,
    regime_profile,
    seat,
)
from shared.auth.callers import current_caller
from shared.canonical import sha256_hex
from shared.db import WriteTransaction
from shared.db.database import OFFICERS
from shared.deadlines import drop_deadlines, meet_deadline, set_deadline
from shared.errors import not_found, stale
from shared.regime import Period

NOBODY = "-"
"""Stands for a holder who isn't asked: the reasons of a blind duplicate go to nobody, and nobody answers."""

OPINION, LEANING = 1, 2
"""Kinds of finding."""

STEP = "centre:check:step"
"""One kind of entry for every step, so that what kind of step it was is told to its audience alone."""

TOLD = "centre:party:tell"
"""One kind of entry for whatever is laid before a holder or a party, or comes from them: a kind of entry is public for
ever, and one that opens a hearing would tell everybody of a negative leaning. What it was is in its content."""

_AUDIENCES = "set_config('sepia.audiences', current_setting('sepia.audiences', true) || ',role:SERVICE', true)"


async def as_centre(connection: AsyncConnection) -> None:
    """From here on the transaction acts in the name of the centre; the account that acts stays the caller's."""
    await connection.execute(sa.text(f"select {_AUDIENCES}"))


def check_name(check_id: uuid.UUID) -> str:
    """`checks/{check}`."""
    return f"checks/{check_id}"


def etag(row: Any) -> str:
    """Of a check."""
    return f"v{row.version}"


@dataclass(slots=True)
class Case:
    """A check that a transaction has locked.

    Attributes:
        tx: the transaction.
        row: as it is now.
        regime: the one it is conducted under.
        course: where it is on its way.
        seats: rows of those who sit, by stage and evaluator.
        hearing: the row of the hearing that is open.
        request: the row of the request it follows from.
        held: organizations whose answer in that hearing is held back.
    """

    tx: WriteTransaction
    row: Any
    regime: Regime
    course: Course
    seats: dict[tuple[int, str], Any]
    hearing: Any = None
    request: Any = None
    today: dt.date = field(default=dt.date.min)
    held: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """`checks/{check}`."""
        return check_name(self.row.id)

    def accounts(self) -> list[str]:
        """Accounts of those who sit or sat in the present step."""
        return sorted({row.evaluator_account for row in self.seats.values()})


async def take(tx: WriteTransaction, check_id: uuid.UUID, *, sent_etag: str = "", wait: bool = True) -> Case:
    """A check, locked until the transaction ends. The transaction acts in the name of the centre from here on.

    Args:
        wait: for others who have it locked; who doesn't wait fails instead, and comes again.

    Raises:
        SepiaError: NOT_FOUND; ABORTED (ETAG_MISMATCH).
    """
    await as_centre(tx.connection)
    table = essentiality_check
    query = (
        sa.select(table, regime_profile.c.content)
        .join(regime_profile, regime_profile.c.citation == table.c.regime)
        .where(table.c.id == check_id)
        .with_for_update(of=table, nowait=not wait)
    )
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        raise not_found(check_name(check_id))
    if sent_etag and sent_etag != etag(row):
        raise stale(check_name(check_id))
    regime = regime_in(row.regime, bytes(row.content))
    sitting = await tx.execute(
        sa.select(seat).where(seat.c.check_id == check_id, seat.c.ended_at.is_(None)).order_by(seat.c.evaluator_id)
    )
    seats = {(each.stage, f"evaluators/{each.evaluator_id}"): each for each in sitting}
    opened = await tx.execute(sa.select(hearing).where(hearing.c.check_id == check_id, hearing.c.closed_at.is_(None)))
    heard = opened.one_or_none()
    asked = await tx.execute(sa.select(opinion_request).where(opinion_request.c.check_id == check_id))
    return Case(
        tx,
        row,
        regime,
        Course(
            name=check_name(row.id),
            rules=regime.rules,
            state=State(row.state),
            seats=tuple(
                Seat(name, Stage(stage), each.opened_at is not None, each.outcome)
                for (stage, name), each in seats.items()
            ),
            addressees=frozenset(row.addressees or [NOBODY]),
            answered=frozenset(row.answered),
            reevaluated=row.reevaluated,
            reevaluation_open=row.reevaluation_open,
            extensions=row.extensions,
            direct=row.direct,
            outcome=row.outcome,
        ),
        seats,
        heard,
        asked.one_or_none(),
        regime.days.date_of(tx.database.clock.now()),
        frozenset[str]() if heard is None else await _held(tx, heard.id),
    )


async def _held(tx: WriteTransaction, hearing_id: uuid.UUID) -> frozenset[str]:
    """Whose answers in a hearing are held back."""
    table = hearing_answer
    query = sa.select(table.c.organization).where(table.c.hearing_id == hearing_id, table.c.told_at.is_(None))
    return frozenset(row[0] for row in await tx.execute(query))


@dataclass(frozen=True, slots=True)
class Said:
    """What an act says besides moving the check.

    Attributes:
        note: in words, for those who may read the step.
        content: what it stood on: digests and versions.
        reasons: of an opinion, a leaning or an extension.
        outcome: of an opinion or leaning.
        simulated: made up for demonstration.
        accounts: who comes new, by evaluator: id and account.
        others_act: who acted is none of the evaluator's business, or the other way: the actor is not named.
    """

    note: str = ""
    content: Mapping[str, object] = field(default_factory=dict[str, object])
    reasons: str = ""
    outcome: int = 0
    simulated: bool = False
    accounts: Mapping[str, tuple[uuid.UUID, str]] = field(default_factory=dict[str, tuple[uuid.UUID, str]])


async def step(case: Case, act: Act, said: Said | None = None, **how: Any) -> Case:
    """Takes a step: decides, remembers, sets deadlines, journals. Returns the check as it is then.

    Args:
        how: for `course.move`.

    Raises:
        SepiaError: as `course.move`.
    """
    said = said or Said()
    after = courses.move(case.course, act, **how)
    now = case.tx.database.clock.now()
    await _seat(case, after, said, now, act)
    entry = await _journal(case, act, after, said)
    await _remember(case, after, said, now)
    if act in (Act.OPINE, Act.REVISE):
        await _sign(case, after, said, now, entry)
    await _step_row(case, act, after, said, now, entry)
    moved = await take(case.tx, case.row.id)
    await _hear(case, moved, act, said, now)
    await _issue(case, moved, act, said, now)
    await _due(case, moved, act, str(how.get("who", "")), by_clock=bool(how.get("by_deadline")))
    await _show_parties(moved)
    return moved


async def _seat(case: Case, after: Course, said: Said, now: dt.datetime, act: Act) -> None:
    """Who comes, who goes, who opened, who spoke."""
    connection = case.tx.connection
    kept = {(int(each.stage), each.evaluator): each for each in after.seats}
    for key, row in case.seats.items():
        if key not in kept:
            reason = said.note or act.value
            await connection.execute(sa.update(seat).where(seat.c.id == row.id).values(ended_at=now, end_reason=reason))
    fresh: list[dict[str, object]] = []
    for key, each in kept.items():
        row = case.seats.get(key)
        if row is None:
            evaluator_id, account = said.accounts[each.evaluator]
            fresh.append(
                {
                    "id": case.tx.database.new_id(),
                    "check_id": case.row.id,
                    "stage": int(each.stage),
                    "evaluator_id": evaluator_id,
                    "evaluator_account": account,
                    "outcome": 0,
                    "appointed_at": now,
                }
            )
        elif (each.opened, each.outcome) != (row.opened_at is not None, row.outcome):
            opened_at = row.opened_at or (now if each.opened or each.outcome else None)
            await connection.execute(
                sa.update(seat).where(seat.c.id == row.id).values(opened_at=opened_at, outcome=each.outcome)
            )
    await insert_rows(connection, seat, fresh)


async def _remember(case: Case, after: Course, said: Said, now: dt.datetime) -> None:
    row, sitting = case.row, sorted(after.sitting(), key=lambda each: each.evaluator)
    values: dict[str, Any] = {
        "state": int(after.state),
        "version": row.version + 1,
        "answered": sorted(after.answered),
        "reevaluated": after.reevaluated,
        "reevaluation_open": after.reevaluation_open,
        "extensions": after.extensions,
    }
    if sitting:
        first = sitting[0].evaluator
        known = {name: (each.evaluator_id, each.evaluator_account) for (_, name), each in case.seats.items()}
        values["evaluator_id"], values["evaluator_account"] = {**known, **said.accounts}[first]
    elif after.state not in CLOSED:
        values["evaluator_id"], values["evaluator_account"] = None, None
    concluded = after.state in (State.OPINION_ISSUED, State.REDRESS) and (
        after.state is not case.course.state or case.course.state is State.OPINION_ISSUED
    )
    if said.outcome and concluded:
        reasons = said.reasons if after.outcome == said.outcome else await _reasons_of_majority(case, after)
        values |= {
            "outcome": after.outcome,
            "reasons": reasons,
            "simulated": said.simulated,
            "recorded_at": now,
        }
    if said.outcome:
        values["revision"] = row.revision + 1
    await case.tx.execute(sa.update(essentiality_check).where(essentiality_check.c.id == row.id).values(values))


async def _reasons_of_majority(case: Case, after: Course) -> str:
    """The reasons of somebody of the majority, where who spoke last is not of it; without one, of each."""
    latest = (
        sa.select(finding.c.account, finding.c.outcome, finding.c.reasons)
        .where(finding.c.check_id == case.row.id)
        .order_by(finding.c.revision.desc())
    )
    rows = (await case.tx.execute(latest)).all()
    agreeing = [row.reasons for row in rows if row.outcome == after.outcome]
    return agreeing[0] if agreeing else "Without a majority. " + "\n\n".join(row.reasons for row in rows[:3])


async def _journal(case: Case, act: Act, after: Course, said: Said) -> uuid.UUID:
    content: dict[str, object] = {
        "act": act.value,
        "before": case.course.state.name.lower(),
        "after": after.state.name.lower(),
        "family": case.row.family,
        "standard": case.row.standard,
        "regime": case.row.regime,
        "version": case.row.version + 1,
        **({"campaign": f"campaigns/{case.row.campaign_id}"} if case.row.campaign_id else {}),
        **({"outcome": said.outcome, "simulated": said.simulated} if said.outcome else {}),
        **({"reasons_sha256": sha256_hex(said.reasons.encode())} if said.reasons else {}),
        **({"note": said.note} if said.note else {}),
        **({"appointed": sorted(said.accounts)} if said.accounts else {}),
        **said.content,
    }
    accounts = {*case.accounts(), *(account for _, account in said.accounts.values())}
    if len(accounts) > 1:
        # Of several, nobody learns from the log who else sits, nor what another said.
        accounts &= {current_caller().account}
    return await case.tx.record(
        STEP, case.name, content, audience=(*OFFICERS, *(f"account:{account}" for account in sorted(accounts)))
    )


async def _sign(case: Case, after: Course, said: Said, now: dt.datetime, entry: uuid.UUID) -> None:
    leaning = after.state in HEARINGS and after.state is not case.course.state
    await case.tx.execute(
        sa.insert(finding).values(
            check_id=case.row.id,
            revision=case.row.revision + 1,
            account=current_caller().account,
            outcome=said.outcome,
            reasons=said.reasons,
            simulated=said.simulated,
            signed_at=now,
            log_entry_id=entry,
            kind=LEANING if leaning else OPINION,
        )
    )


async def _step_row(case: Case, act: Act, after: Course, said: Said, now: dt.datetime, entry: uuid.UUID) -> None:
    await case.tx.execute(
        sa.insert(check_step).values(
            check_id=case.row.id,
            number=case.row.version + 1,
            act=act.value,
            state_before=int(case.course.state),
            state_after=int(after.state),
            actor=current_caller().account or f"services/{SCHEMA}",
            note=said.note,
            taken_at=now,
            log_entry_id=entry,
        )
    )


# --- what is laid before the holder ------------------------------------------------------------------------------

LEANING_KIND, PEER_LEANING_KIND, NEGATIVE_OPINION_KIND = 1, 2, 3
OPEN, ANSWERED, ENDED, WITHDRAWN, PEERS_REQUESTED, REEVALUATION_REQUESTED, APPEAL_FILED = range(1, 8)
_CLOSED_BY = {
    Act.ANSWER: ANSWERED,
    Act.REPLY_ENDED: ENDED,
    Act.REDRESS_ENDED: ENDED,
    Act.REQUEST_PEER: PEERS_REQUESTED,
    Act.REQUEST_REEVALUATION: REEVALUATION_REQUESTED,
    Act.REQUEST_APPEAL: APPEAL_FILED,
}


async def _hear(case: Case, moved: Case, act: Act, said: Said, now: dt.datetime) -> None:
    """Opens a hearing when reasons go to the holder, and closes it when they no longer lie there."""
    before, after = case.course.state, moved.course.state
    heard = HEARINGS | {State.REDRESS}
    if case.hearing is not None and after is not before:
        await _close_hearing(case, _CLOSED_BY.get(act, WITHDRAWN), now)
        moved.hearing = None
    if after not in heard or after is before:
        return
    kinds = {State.HEARING: LEANING_KIND, State.PEER_HEARING: PEER_LEANING_KIND, State.REDRESS: NEGATIVE_OPINION_KIND}
    reasons = moved.row.reasons if after is State.REDRESS else said.reasons
    addressees = [each for each in sorted(moved.course.addressees) if each != NOBODY]
    hearing_id = case.tx.database.new_id()
    key, period = period_of(moved, Due.APPEAL_REQUEST if after is State.REDRESS else Due.ANSWER)
    due_at = moved.regime.days.end_of(moved.regime.days.last_day(period, moved.today))
    inserted = await case.tx.execute(
        sa.insert(hearing)
        .values(
            id=hearing_id,
            check_id=case.row.id,
            kind=kinds[after],
            state=OPEN,
            standard=case.row.standard,
            family=case.row.family,
            reasons=reasons,
            audience=[f"organization:{each}" for each in addressees],
            opened_at=now,
            due_at=due_at,
        )
        .returning(hearing)
    )
    moved.hearing = inserted.one()
    # Told also where nobody is: an entry that is missing would tell who gave the opinion that it is a double.
    await tell(
        case.tx,
        "centre:hearing:open",
        f"hearings/{hearing_id}",
        {
            "standard": case.row.standard,
            "family": case.row.family,
            "kind": kinds[after],
            "reasons_sha256": sha256_hex(reasons.encode()),
            "due_time": due_at,
            "provision": moved.regime.provision(key),
        },
        addressees,
    )


async def _close_hearing(case: Case, state: int, now: dt.datetime) -> None:
    row = case.hearing
    await case.tx.execute(
        sa.update(hearing)
        .where(hearing.c.id == row.id)
        .values(state=state, closed_at=now, revision=hearing.c.revision + 1)
    )
    await case.tx.execute(
        sa.update(hearing_answer)
        .where(hearing_answer.c.hearing_id == row.id, hearing_answer.c.told_at.is_(None))
        .values(told_at=now)
    )
    await tell(
        case.tx,
        "centre:hearing:close",
        f"hearings/{row.id}",
        {"state": state, "family": row.family, "standard": row.standard},
        [each.removeprefix("organization:") for each in row.audience],
    )


async def tell(
    tx: WriteTransaction, kind: str, subject: str, content: Mapping[str, object], organizations: Collection[str]
) -> uuid.UUID:
    """Journals what organizations may read; for none of them it is the centre's alone, and looks no different.

    Whoever's act it follows from, the entry names the service alone.

    Args:
        kind: what happened, as `source:subject:action`; it goes into the content.
    """
    return await tx.record(
        TOLD,
        subject,
        {"event": kind, **content},
        audience=(*OFFICERS, *(f"organization:{each}" for each in sorted(organizations))),
        actor=f"services/{SCHEMA}",
    )


# --- opinions ----------------------------------------------------------------------------------------------------


async def _issue(case: Case, moved: Case, act: Act, said: Said, now: dt.datetime) -> None:
    """Issues the opinion once nothing stands against it any more; the short form waits for publication."""
    issued = moved.course.state is State.OPINION_ISSUED and case.course.state is not State.OPINION_ISSUED
    if not issued or said.content.get("short"):
        return
    double = not moved.row.addressees and moved.row.campaign_id is not None
    opinion_id = await issue_opinion(moved, now, shown=not double)
    await moved.tx.execute(
        sa.update(essentiality_check).where(essentiality_check.c.id == moved.row.id).values(opinion_id=opinion_id)
    )


async def issue_opinion(
    case: Case,
    now: dt.datetime,
    *,
    shown: bool = True,
    supersedes: Any = None,
    correction: str = "",
    outcome: int = 0,
    reasons: str = "",
) -> uuid.UUID:
    """Puts an opinion beside the record: from the majority's finding, or a correction of the one before."""
    row, regime = case.row, case.regime
    names: list[str] = []
    if supersedes is not None:
        names = list(supersedes.signed_by)
    elif regime.names_evaluator and shown:
        found = await case.tx.execute(
            sa.select(evaluator.c.display_name)
            .where(evaluator.c.id.in_([each.evaluator_id for each in _last_panel(case)]))
            .order_by(evaluator.c.display_name)
        )
        names = [each[0] for each in found]
    parties = [] if case.request is None else [case.request.requester, case.request.respondent]
    organizations = sorted({*row.addressees, *parties} - {NOBODY}) if shown else []
    audience = regime.opinion_audience(organizations)
    # When somebody finished tells what else they did that hour: neither the id nor, to the public, the time says it.
    opinion_id = case.tx.database.random_id()
    stage = max((each.stage for each in case.seats.values()), default=1)
    values = {
        "id": opinion_id,
        "check_id": row.id,
        "campaign_id": row.campaign_id,
        "standard": row.standard,
        "family": row.family,
        "stage": stage,
        "outcome": outcome or row.outcome,
        "reasons": reasons or row.reasons,
        "simulated": row.simulated,
        "signed_by": names,
        "names_public": regime.names_to_all,
        "audience": audience if supersedes is None else list(supersedes.audience),
        "supersedes": None if supersedes is None else supersedes.id,
        "correction": correction,
        "issued_at": now,
        "published_at": None if supersedes is None else supersedes.published_at,
    }
    await case.tx.execute(sa.insert(opinion).values(values))
    await tell(
        case.tx,
        "centre:opinion:correct" if correction else "centre:opinion:issue",
        f"opinions/{opinion_id}",
        {
            "standard": row.standard,
            "family": row.family,
            "outcome": values["outcome"],
            "reasons_sha256": sha256_hex(str(values["reasons"]).encode()),
            "signed_by": names,
            **({"supersedes": f"opinions/{supersedes.id}", "correction": correction} if supersedes else {}),
        },
        organizations if audience else (),
    )
    return opinion_id


def _last_panel(case: Case) -> list[Any]:
    """Those whose look was the last: an appeal's panel, the peers, or those who looked first."""
    last = max((each.stage for each in case.seats.values()), default=1)
    return [each for each in case.seats.values() if each.stage == last]


async def _show_parties(case: Case) -> None:
    """The state of a request as its parties see it: not whether anybody has opened it, nor who sits."""
    if case.request is None:
        return
    hidden = {State.OPENED: State.ASSIGNED, State.LAPSED: State.ASSIGNED}
    state = hidden.get(case.course.state, case.course.state)
    if int(state) != case.request.state:
        table = opinion_request
        values = {"state": int(state), "revision": table.c.revision + 1}
        await case.tx.execute(sa.update(table).where(table.c.id == case.request.id).values(values))


# --- deadlines ---------------------------------------------------------------------------------------------------


def period_of(case: Case, due: Due) -> tuple[str, Period]:
    """The profile's key and period behind a deadline, in the state a check is in."""
    profile, state = case.regime.profile, case.course.state
    checks, peers, appeal = profile.checks, profile.peer_evaluation, profile.appeal
    match due:
        case Due.ANSWER:
            return "checks.reply_open", checks.reply_open or checks.final_opinion_due
        case Due.APPOINTMENT | Due.ADMISSION:
            return "checks.appointment_due", checks.appointment_due
        case Due.STATEMENT:
            return "checks.statement_open", checks.statement_open or checks.appointment_due
        case Due.APPEAL_REQUEST:
            assert appeal is not None
            return "appeal.appeal_due", appeal.appeal_due
        case Due.REEVALUATION_REQUEST:
            assert appeal is not None
            return "appeal.reevaluation_due", appeal.reevaluation_due or appeal.appeal_due
        case Due.OPINION:
            if state in (State.DECIDING, State.PEER_DECIDING):
                return "checks.final_opinion_due", checks.final_opinion_due
            if state is State.PEER_EVALUATION and peers is not None:
                return "peer_evaluation.opinion_due", peers.opinion_due
            if state is State.APPEAL and appeal is not None:
                return "appeal.decision_due", appeal.decision_due
            if state is State.REEVALUATION and appeal is not None:
                return "appeal.reevaluation_decided", appeal.reevaluation_decided
            return "checks.opinion_due", checks.opinion_due


def _place(case: Case, each: Owed) -> tuple[str, str]:
    """Subject and actor of a deadline. A holder's names the hearing, never the check."""
    if each.who == OFFICER:
        about = f"opinionRequests/{case.request.id}" if each.due is Due.ADMISSION else case.name
        return about, "role:OFFICER"
    if each.due is Due.OPINION:
        account = next(row.evaluator_account for (_, name), row in case.seats.items() if name == each.who)
        return f"{case.name}#{each.who}", account
    if each.due is Due.STATEMENT:
        return f"opinionRequests/{case.request.id}#{each.who}", each.who
    return f"hearings/{case.hearing.id}#{each.who}", "" if each.who == NOBODY or each.who in case.held else each.who


async def _due(case: Case, moved: Case, act: Act, who: str, *, by_clock: bool) -> None:
    """Ends the deadlines of what is owed no longer, and sets those of what is newly owed."""
    before, after = owed(case.course), owed(moved.course)
    new_round = act in (Act.OVERDUE, Act.EXTEND)
    for gone in before - after:
        subject, _ = _place(case, gone)
        end = meet_deadline if gone.who in (who, OFFICER) and not by_clock else drop_deadlines
        await end(case.tx, deadline, subject, gone.due.value)
    for new in after if new_round else after - before:
        await set_one(moved, new, extended=act is Act.EXTEND)


async def set_one(case: Case, each: Owed, *, extended: bool = False) -> None:
    """Sets, or moves, the deadline of what somebody owes."""
    key, period = period_of(case, each.due)
    days = case.regime.days
    due_on = days.last_day(period, case.today)
    if each.due is Due.OPINION:
        earlier = days.date_of(case.row.due_at)
        if case.course.state is State.DECIDING:
            due_on = max(due_on, earlier)  # inside the time for the opinion, where that ends later
        if extended:
            key, period = "checks.extension", case.regime.profile.checks.extension or period
            due_on = days.last_day(period, earlier)
    if each.due is Due.ANSWER and extended:
        key, period = "checks.reply_extension", case.regime.profile.checks.reply_extension or period
        due_on = days.last_day(period, days.date_of(case.hearing.due_at))
    subject, actor = _place(case, each)
    due_at = await set_deadline(
        case.tx,
        deadline,
        days,
        subject=subject,
        kind=each.due.value,
        due_on=due_on,
        actor=actor,
        provision=case.regime.provision(key),
    )
    if each.due is Due.OPINION:
        table = essentiality_check
        await case.tx.execute(sa.update(table).where(table.c.id == case.row.id).values(due_at=due_at))
    if each.due is Due.ANSWER and extended:
        row = case.hearing
        values = {"due_at": due_at, "revision": row.revision + 1}
        await case.tx.execute(sa.update(hearing).where(hearing.c.id == row.id).values(values))


async def conclude_recorded(connection: AsyncConnection, checks: Sequence[uuid.UUID], now: dt.datetime) -> None:
    """Closes, for many at once, the deadlines of checks whose opinion was recorded in the short form."""
    names = [check_name(each) for each in checks]
    await connection.execute(
        sa.update(deadline)
        .where(
            sa.func.split_part(deadline.c.subject, "#", 1).in_(names),
            deadline.c.kind == Due.OPINION.value,
            deadline.c.state == 1,
        )
        .values(state=2, closed_at=now)
    )
