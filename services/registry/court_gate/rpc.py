"""Owns the methods of `RegistrationService` that a court asks: the gate, and the use cases that are carved out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import grpc.aio
import sqlalchemy as sa

from sepia.registry.v1 import registrations_pb2 as pb
from sepia.registry.v1 import registrations_pb2_grpc
from services.registry.court_gate import rules, store
from services.registry.court_gate.rules import Dated, History, Standing
from services.registry.frames.rules import edition_name
from services.registry.holders.rules import holder_key
from services.registry.imports.rules import plain
from services.registry.registrations import messages
from services.registry.registrations.completeness import compared, spellings
from services.registry.registrations.conducting import RegistrationProcedure
from services.registry.registrations.entry import window_of
from services.registry.registrations.messages import date_of, day_of, registration_name
from services.registry.registrations.regimes import Regime
from services.registry.registrations.rules import Event, Window
from services.registry.standards.rules import standard_key, standard_name
from shared.db import Database
from shared.errors import Violation, invalid, not_found
from shared.patent_numbers import PatentNumber, read_number
from shared.patent_numbers.offices import PUBLISHED_AS_FILED

Context = grpc.aio.ServicerContext[Any, Any]

YES, NO, NOT_ASKED = pb.GATE_ANSWER_YES, pb.GATE_ANSWER_NO, pb.GATE_ANSWER_NOT_ASKED
NOBODY: frozenset[int] = frozenset()
UNKNOWN, ELSEWHERE = pb.GATE_ANSWER_UNKNOWN, pb.GATE_ANSWER_NOT_KEPT_HERE_YET

_KEPT_ELSEWHERE = (
    ("pending_determination", "Art. 34, 37", "determination.length", "Whether a determination is pending"),
    (
        "notice_of_termination",
        "Art. 56",
        "determination.termination_notice_due",
        "Whether a notice of termination was issued",
    ),
    (
        "notice_of_commitment",
        "Art. 38(5)",
        "determination.commitment_notice_due",
        "Whether a notice of commitment was issued",
    ),
    ("freed_party", "Art. 38(3)-(4)", "determination.continuation_due", "Whether a party is freed from Art. 34(1)"),
)


class CourtGateMethods(registrations_pb2_grpc.RegistrationServiceServicer):
    """Answers courts about a patent, a standard and a date.

    For a standard without a procedure, `_default_regime` says whose provisions are cited and whose calendar counts.
    """

    _database: Database
    _procedure: RegistrationProcedure
    _default_regime: str

    async def QueryCourtGate(self, request: pb.QueryCourtGateRequest, context: Context) -> pb.CourtGate:
        async with self._database.read() as connection:
            named = None
            if request.number:
                named = await store.entry_of(connection, request.number.strip().upper())
                if named is None:
                    raise not_found(f"registrations/{request.number}")
            standard = await self._standard(connection, request, named)
            numbers = _numbers(request, named)
            regime = self._procedure.regimes.of(standard.regime or self._default_regime)
            now = self._database.clock.now()
            day = day_of(request.date, "date") if request.HasField("date") else regime.days.date_of(now)
            granted = day_of(request.grant_date, "grant_date") if request.HasField("grant_date") else None

            entries = [named] if named is not None else await store.entries_of(connection, standard.id, numbers)
            rows = await store.events_of(connection, [each.id for each in entries])
            histories = {str(each.id): rules.history(_dated(rows[each.id])) for each in entries}
            picked = rules.chosen(list(histories.items()), day)
            entry = next((each for each in entries if str(each.id) == picked), None)
            events: Sequence[sa.Row[Any]] = rows[entry.id] if entry is not None else ()
            family = await store.family_entries(
                connection, standard.id, numbers, entry.family_numbers if entry is not None else []
            )
            family_events = await store.events_of(connection, [each.id for each in family])
            declared = await store.declared(connection, standard, numbers)
            carved = await store.carved_out(connection, standard.id)
            holder = await store.stands_for(connection, entry.holder_id) if entry is not None else None
            key = holder_key(request.party) if request.party.startswith("holders/") else ""
            party = await store.holders_called(connection, key, plain(request.party)) if request.party else NOBODY
            edition, checkpoint = await store.as_of(connection)

        opened = standard.registration_opened_on
        known_grant = entry.granted_on if entry is not None and entry.granted_on else granted
        window = window_of(regime, opened, known_grant) if opened is not None else None
        dated = _dated(events)
        ends = window.ends_on if window else None
        told = rules.history(dated)
        standing = rules.standing_on(day, dated, opened_on=opened, window_ends_on=ends)
        then = rules.standing_on(day, rules.known_by(dated, day), opened_on=opened, window_ends_on=ends)
        gate = _Parts(regime, {row.ordinal: messages.event_name(row) for row in events}, entry)
        gate.registered(standing, told, window, known_grant, day, filed=entry is None and _is_filed(request.patent))
        gate.suspended(told, day)
        gate.removed(told, day)
        gate.gap(told, window, day)
        gate.standard_open(opened, day)
        gate.carved_out(carved, request.use_case, day)
        members = [
            each
            for each in family
            if rules.standing_on(day, _dated(family_events[each.id]), opened_on=None, window_ends_on=None)
            is Standing.REGISTERED
        ]
        gate.family(members, family_events, standing)
        gate.party(request.party, party, holder)
        for question, article, profile_key, what in _KEPT_ELSEWHERE:
            text = f"{what} is kept by the rate service; not kept here yet, which is not a no."
            gate.add(question, ELSEWHERE, text, article, profile_key)
        later = {each.ordinal for each in rules.recorded_later(dated, day)}
        return pb.CourtGate(
            date=date_of(day),
            standard=standard_name(standard.key),
            patent=entry.patent_key if entry is not None else compared("", request.patent),
            regime=standard.regime or "",
            profile=regime.profile.citation,
            registration=registration_name(entry.id) if entry is not None else "",
            number=entry.number if entry is not None else "",
            standing=cast("pb.GateStanding", int(standing)),
            standing_on_record_then=cast("pb.GateStanding", int(then)),
            parts=gate.parts,
            recorded_later=[messages.event(row) for row in events if row.ordinal in later],
            declared=declared,
            edition=edition_name(edition),
            log_size=checkpoint.size if checkpoint else 0,
            answer_time=now,
        )

    async def _standard(self, connection: Any, request: pb.QueryCourtGateRequest, named: sa.Row[Any] | None) -> Any:
        if named is None and not (request.patent and request.standard):
            raise invalid(
                "PATENT_OR_NUMBER",
                "Say which patent for which standard, or give a registration number.",
                Violation(
                    "patent", "a number with its office, and the standard; for example EP 1 848 154 B1, standards/5g"
                ),
            )
        key = standard_key(request.standard) if named is None else named.standard_key
        if named is not None and request.standard and standard_key(request.standard) != key:
            raise invalid(
                "PATENT_OR_NUMBER",
                f"{request.number} is a registration for {standard_name(key)}, not for {request.standard}.",
                Violation("standard", f"{standard_name(key)}, or empty"),
            )
        standard = await store.read_standard(connection, key)
        if standard is None:
            raise not_found(request.standard)
        return standard

    # --- what is carved out --------------------------------------------------------------------------------------

    async def SetCarvedOutUseCases(
        self, request: pb.SetCarvedOutUseCasesRequest, context: Context
    ) -> pb.CarvedOutUseCases:
        listed: list[dict[str, Any]] = []
        for index, each in enumerate(request.use_cases):
            at = f"use_cases[{index}]"
            start = day_of(each.start_date, f"{at}.start_date")
            end = day_of(each.end_date, f"{at}.end_date") if each.HasField("end_date") else None
            search = plain(each.use_case)
            if not search or any(search == other["search"] for other in listed):
                raise invalid(
                    "USE_CASE_TWICE",
                    f"{each.use_case!r} is listed twice, or has no letter or digit.",
                    Violation(f"{at}.use_case", "a name of its own; for example smart metering"),
                )
            if end is not None and end < start:
                raise invalid(
                    "NOT_A_DATE",
                    f"{each.use_case!r} ends before it starts.",
                    Violation(f"{at}.end_date", f"{start} or later"),
                )
            listed.append(
                {"use_case": each.use_case, "search": search, "from_on": start, "until_on": end, "source": each.source}
            )
        async with self._database.write(request) as tx:
            standard = await store.read_standard(tx.connection, standard_key(request.standard))
            if standard is None:
                raise not_found(request.standard)
            await store.carve_out(tx, standard.id, listed)
            said = [
                {
                    "useCase": each["use_case"],
                    "from": each["from_on"],
                    "until": each["until_on"],
                    "source": each["source"],
                }
                for each in listed
            ]
            await tx.record("officer:use-cases:carve-out", request.standard, {"useCases": said})
            rows = await store.carved_out(tx.connection, standard.id)
            return await tx.reply(_list(request.standard, rows))

    async def GetCarvedOutUseCases(
        self, request: pb.GetCarvedOutUseCasesRequest, context: Context
    ) -> pb.CarvedOutUseCases:
        async with self._database.read() as connection:
            standard = await store.read_standard(connection, standard_key(request.standard))
            if standard is None:
                raise not_found(request.standard)
            return _list(request.standard, await store.carved_out(connection, standard.id))


class _Parts:
    """The parts of an answer, each with its provision and the events it rests on."""

    def __init__(self, regime: Regime, names: Mapping[int, str], entry: sa.Row[Any] | None) -> None:
        self.parts: list[pb.GatePart] = []
        self._regime = regime
        self._names = names
        self._entry = entry

    def add(
        self,
        question: str,
        answer: pb.GateAnswer,
        text: str,
        article: str,
        key: str,
        *,
        since: dt.date | None = None,
        until: dt.date | None = None,
        events: Iterable[str] = (),
    ) -> None:
        """A part; a key that this regime does not have is left out with its status."""
        has_key = key in set(self._regime.profile.keys())
        self.parts.append(
            pb.GatePart(
                question=question,
                answer=answer,
                since=date_of(since),
                until=date_of(until),
                text=text,
                provision=article,
                profile_key=key if has_key else "",
                provision_status=self._regime.profile.provenance(key).status.value if has_key else "",
                events=events,
            )
        )

    def _named(self, ordinals: Iterable[int]) -> list[str]:
        return [self._names[ordinal] for ordinal in ordinals]

    def registered(
        self,
        standing: Standing,
        told: History,
        window: Window | None,
        granted: dt.date | None,
        day: dt.date,
        *,
        filed: bool,
    ) -> None:
        article, key = "Art. 24(1), 24(5)", "registration.unenforceable_while_missing"
        if told.registered is not None and told.registered_by(day):
            assert self._entry is not None
            text = f"Registered as {self._entry.number} since {told.registered.since}."
            events = self._named(told.registered.events)
            self.add("registered", YES, text, article, key, since=told.registered.since, events=events)
            return
        if standing is Standing.NOT_OPEN:
            text = "Not registered: registration was not open for the standard."
        elif standing is Standing.WINDOW_OPEN:
            text = f"Not registered; a request is in time until {window.ends_on if window else ''}."
        else:
            text = f"Not registered, and the window ended on {window.ends_on if window else ''}."
        if window is not None and granted is None:
            text += " The date of grant is not known; for a patent granted after the notice send grant_date."
        if told.registered is not None:
            text += f" It was registered later, on {told.registered.since}."
        if filed:
            text += " The number given is of an application; entries stand under the patent's own: ask with that."
        self.add("registered", NO, text, article, key)

    def suspended(self, told: History, day: dt.date) -> None:
        article, key = "Art. 22, 23, 24(4)", "registration.suspended_if_not_cured"
        period = told.suspension_on(day) if told.registered_by(day) and not told.removed_by(day) else None
        if period is None:
            self.add("suspended", NO, "No suspension was in effect on that date.", article, key)
            return
        until = f" until {period.until}" if period.until else ""
        text = f"Suspended from {period.since}{until}."
        events = self._named(period.events)
        self.add("suspended", YES, text, article, key, since=period.since, until=period.until, events=events)

    def removed(self, told: History, day: dt.date) -> None:
        article, key = "Art. 25", "registration.removal_grounds"
        if told.removed is None or not told.removed_by(day):
            self.add("removed", NO, "Not removed by that date.", article, key)
            return
        assert self._entry is not None
        text = f"Removed on {told.removed.since} ({self._entry.removal_ground})."
        self.add("removed", YES, text, article, key, since=told.removed.since, events=self._named(told.removed.events))

    def gap(self, told: History, window: Window | None, day: dt.date) -> None:
        article, key = "Art. 20(3), 24(1)-(2)", "registration.no_royalties_while_missing"
        if window is None:
            self.add("gap", NO, "No window has run: registration is not open for the standard.", article, key)
            return
        first = window.ends_on + dt.timedelta(days=1)
        gap = window.gap(told.registered.since) if told.registered is not None else (first, None)
        if gap is None:
            self.add("gap", NO, f"Registered within the window, which ended on {window.ends_on}.", article, key)
            return
        inside = gap[0] <= day and (gap[1] is None or day <= gap[1])
        text = f"The gap is from {gap[0]} {f'to {gap[1]}' if gap[1] else 'on, and lasts'}"
        text += "; the date is in it." if inside else "; the date is not in it."
        events = self._named(told.registered.events) if told.registered is not None else []
        self.add("gap", YES if inside else NO, text, article, key, since=gap[0], until=gap[1], events=events)

    def standard_open(self, opened: dt.date | None, day: dt.date) -> None:
        article, key = "Art. 19", "standards.registration_opens_within"
        if opened is None:
            self.add("standard_open", NO, "The register has no notice for the standard.", article, key)
        else:
            answer = YES if opened <= day else NO
            self.add("standard_open", answer, f"Notice of {opened}.", article, key, since=opened)

    def carved_out(self, rows: Sequence[sa.Row[Any]], use_case: str, day: dt.date) -> None:
        article, key = "Art. 1 (use cases by delegated act), 17, 18, 34(1)", ""
        if not use_case:
            self.add("carved_out", NOT_ASKED, "The request names no use case.", article, key)
            return
        if not rows:
            text = "No list of use cases was ever recorded for the standard."
            self.add("carved_out", UNKNOWN, text, article, key)
            return
        found = next((row for row in rows if row.use_case and row.search == plain(use_case)), None)
        if found is None:
            listed = ", ".join(row.use_case for row in rows if row.use_case) or "nothing"
            text = f"{use_case!r} is not on the list, which names {listed}."
            self.add("carved_out", NO, text, article, key)
            return
        inside = found.from_on <= day and (found.until_on is None or day <= found.until_on)
        recorded = self._regime.days.date_of(found.recorded_at)
        text = f"{found.use_case!r} is listed by {found.source}, recorded on {recorded}."
        answer = YES if inside else NO
        self.add("carved_out", answer, text, article, key, since=found.from_on, until=found.until_on)

    def family(self, members: Sequence[sa.Row[Any]], events: Any, standing: Standing) -> None:
        article, key = "Art. 24 (commentary: one member suffices)", "registration.members_per_family"
        enough = self._regime.section.members_per_family
        itself = 1 if standing is Standing.REGISTERED else 0
        if not members:
            text = "No other member of its family is known to be registered and in effect on that date."
            self.add("family_member_registered", NO, text, article, key)
            return
        listed = ", ".join(each.number for each in members)
        suffices = len(members) + itself >= enough
        text = f"Registered and in effect of other members: {listed}. "
        asked = "1 a family is" if enough == 1 else f"{enough} a family are"
        text += f"{asked} asked for: this {'suffices' if suffices else 'does not suffice'}."
        resting = [
            messages.event_name(row) for each in members for row in events[each.id] if row.kind == Event.REGISTERED
        ]
        self.add("family_member_registered", YES if suffices else NO, text, article, key, events=resting)

    def party(self, asked: str, found: frozenset[int], holder: tuple[int, str] | None) -> None:
        article, key = "Art. 4(3)(e)", "registration.fields.holder"
        if not asked:
            self.add("party_is_holder", NOT_ASKED, "The request names no party.", article, key)
        elif holder is None:
            self.add("party_is_holder", UNKNOWN, "Without an entry the register names no holder.", article, key)
        elif holder[0] in found:
            self.add("party_is_holder", YES, f"The entry is held by {holder[1]}.", article, key)
        elif not found:
            text = f"The register knows no holder {asked!r}; the entry is held by {holder[1]}."
            self.add("party_is_holder", UNKNOWN, text, article, key)
        else:
            self.add("party_is_holder", NO, f"The entry is held by {holder[1]}, not by {asked}.", article, key)


def _is_filed(text: str) -> bool:
    """Whether a number is of an application, at an office that gives the patent another."""
    read = read_number(text)
    return isinstance(read, PatentNumber) and read.kind.filed and read.office not in PUBLISHED_AS_FILED


def _numbers(request: pb.QueryCourtGateRequest, named: sa.Row[Any] | None) -> list[str]:
    if named is not None:
        return list(named.numbers)
    numbers = spellings("", request.patent)
    if not numbers or not compared("", request.patent)[:2].isalpha():
        raise invalid(
            "PATENT_OR_NUMBER",
            f"{request.patent!r} is no patent number with its office.",
            Violation("patent", "the office's two letters and the number; for example EP 1 848 154 B1"),
        )
    return numbers


def _dated(rows: Iterable[sa.Row[Any]]) -> list[Dated]:
    return [Dated(row.ordinal, Event(row.kind), row.effective_on, row.recorded_on, row.annuls) for row in rows]


def _list(standard: str, rows: Sequence[sa.Row[Any]]) -> pb.CarvedOutUseCases:
    return pb.CarvedOutUseCases(
        standard=standard,
        use_cases=[
            pb.CarvedOutUseCase(
                use_case=row.use_case,
                start_date=date_of(row.from_on),
                end_date=date_of(row.until_on),
                source=row.source,
            )
            for row in rows
            if row.use_case
        ],
        record_time=rows[0].recorded_at if rows else None,
    )
