"""Owns what is checked of a draw, a calculation and a log, from public data alone, on the verifier's own machine."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from sepia.assessment.v1 import campaigns_pb2
from sepia.frand.v1 import calculations_pb2
from sepia.journal.v1 import journal_pb2
from services.assessment.campaigns.rules import announced_exclusions, announced_plan, plan
from services.assessment.draws.rules import Exclusion, PublicRecord, verify_draw
from services.cli.reading import key_word
from shared.canonical import decimal_text, instant_text, sha256_hex
from shared.errors import SepiaError
from shared.frame import Entry
from shared.journal import merkle
from shared.journal.leaf import Content, opens
from shared.journal.note import Checkpoint
from shared.journal.verify import PublishedEntry, verify_entry_inclusion

ANNOUNCED = "officer:campaign:announce"
DRAWN = "officer:campaign:draw"


@dataclass(slots=True)
class Outcome:
    """What was checked, and what differs.

    Attributes:
        checked: sentences; each says something that was found to be so.
        differs: sentences; each says something that is not as published.
        undone: sentences; each says something that cannot be checked here, and where it can.
        notes: what a reader should know beside.
    """

    checked: list[str] = field(default_factory=list[str])
    differs: list[str] = field(default_factory=list[str])
    undone: list[str] = field(default_factory=list[str])
    notes: list[str] = field(default_factory=list[str])

    def expect(self, holds: bool, so: str, otherwise: str) -> bool:
        """Notes one or the other; gives back whether it holds."""
        (self.checked if holds else self.differs).append(so if holds else otherwise)
        return holds


@dataclass(frozen=True, slots=True)
class ProvenEntry:
    """A log entry with the proof that it is in the log; `content` is None where it could not be proven."""

    position: int
    kind: str
    recorded_at: str
    content: Content | None


def prove_entry(
    outcome: Outcome, entry: journal_pb2.Entry, proof: Sequence[bytes], checkpoint: Checkpoint, what: str
) -> ProvenEntry:
    """Checks that an entry is in the log of a verified checkpoint and opens its commitment.

    Args:
        what: the entry for people, for example `the announcement`.
    """
    try:
        published = PublishedEntry.from_leaf(entry.position, entry.leaf, entry.content or None, entry.salt or None)
        content = verify_entry_inclusion(published, proof, checkpoint)
    except SepiaError as error:
        outcome.differs.append(f"{what}: {error.message}")
        return ProvenEntry(entry.position, entry.kind, "", None)
    outcome.expect(
        published.kind == entry.kind,
        f"{what} is in the log at position {entry.position}, recorded {instant_text(published.recorded_at)}, proven "
        f"against the signed checkpoint of {checkpoint.size:,} entries",
        f"{what}: the entry says it is of kind {entry.kind}, its leaf says {published.kind}",
    )
    return ProvenEntry(entry.position, published.kind, instant_text(published.recorded_at), content)


def public_record(
    campaign: campaigns_pb2.Campaign, frame: Sequence[Entry], drawn: Sequence[campaigns_pb2.DrawnFamily]
) -> PublicRecord:
    """What is published of a draw, in one: enough to redo it without Sepia."""
    sizes: dict[str, int] = {}
    for one in drawn:
        sizes[one.holder] = sizes.get(one.holder, 0) + 1
    stated = {each.holder: each.size for each in campaign.plan.sizes}
    left_out = {each.name for each in campaign.exclusions}
    for holder, size in stated.items():
        if not size and holder not in left_out:
            sizes.setdefault(holder, 0)
    return PublicRecord(
        campaign=campaign.name,
        standard=campaign.standard,
        family_key=key_word(campaign.family_key),
        edition=campaign.edition,
        frame=frame,
        frame_digest=campaign.frame_digest,
        random_value=campaign.random_value,
        plan=plan(campaign.plan.minimum_per_holder, campaign.plan.per_mille, stated),
        excluded=[Exclusion(each.name, each.grounds) for each in campaign.exclusions],
        sizes=sizes,
        drawn=[(one.holder, one.family) for one in drawn],
    )


def check_draw(
    outcome: Outcome,
    campaign: campaigns_pb2.Campaign,
    frame: Sequence[Entry],
    drawn: Sequence[campaigns_pb2.DrawnFamily],
) -> None:
    """Computes the frame's digest and the draw anew and compares both with what is published."""
    record = public_record(campaign, frame, drawn)
    found = verify_draw(record)
    outcome.differs += [discrepancy.text for discrepancy in found]
    if not any(discrepancy.reason in ("FRAME_DIGEST_DIFFERS", "RECORD_UNUSABLE") for discrepancy in found):
        outcome.checked.append(
            f"the frame's {len(frame):,} entries, fetched from the registry, have the published digest "
            f"{campaign.frame_digest}"
        )
    if not found:
        outcome.checked.append(
            f"the draw was made again from frame, plan and random value: the same {len(drawn):,} families of "
            f"{len(record.sizes):,} holders in the same order"
        )
    ranks = all(one.rank == 1 + index for group in _by_holder(drawn) for index, one in enumerate(group))
    outcome.expect(ranks, "ranks count from 1 for each holder", "the ranks of the drawn families do not count from 1")
    unknown = sum(1 for holder, _ in frame if not holder)
    if unknown:
        outcome.notes.append(f"{unknown:,} families of unknown declarants are in the frame and in no draw")


def check_random_value(outcome: Outcome, campaign: campaigns_pb2.Campaign, published: str) -> None:
    """Compares the random value of a draw with what its source published: only the source knows that.

    Args:
        published: as whoever verifies got it from the source; empty where they did not look.
    """
    source, value = campaign.random_source.description, campaign.random_value
    if not published:
        outcome.notes.append(
            f"NOT checked: that {value} is what was published by {source}. Look it up there and give it with "
            "--random-value: whoever could choose the value could choose the sample"
        )
        return
    outcome.expect(
        published == value,
        f"the random value is the one that was given as published by {source}",
        f"the campaign was drawn with {value}; given as published by {source} was {published}",
    )


def _by_holder(drawn: Iterable[campaigns_pb2.DrawnFamily]) -> Iterable[list[campaigns_pb2.DrawnFamily]]:
    groups: dict[str, list[campaigns_pb2.DrawnFamily]] = {}
    for one in drawn:
        groups.setdefault(one.holder, []).append(one)
    return groups.values()


def check_order(
    outcome: Outcome, campaign: campaigns_pb2.Campaign, announcement: ProvenEntry, draw: ProvenEntry
) -> None:
    """Checks that frame, plan and source of randomness were in the log before the draw, as the campaign has them."""
    outcome.expect(
        announcement.position < draw.position,
        f"it was announced (position {announcement.position}) before it was drawn (position {draw.position})",
        f"the draw is at position {draw.position} of the log, before the announcement at {announcement.position}",
    )
    if announcement.content is not None:
        said = announcement.content.content
        known = campaign.random_source.known_time
        for what, logged, shown in (
            ("frame", said.get("frame"), campaign.frame),
            ("frame digest", said.get("frame_digest"), campaign.frame_digest),
            ("plan", said.get("plan"), _plan(campaign)),
            ("exclusions", {name: said[name] for name in _EXCLUDED if name in said}, _exclusions(campaign)),
            ("random source", _member(said, "random_source", "description"), campaign.random_source.description),
            (
                "time from which the random value is known",
                _member(said, "random_source", "known_time"),
                instant_text(known.ToDatetime(dt.UTC)),
            ),
        ):
            _expect_same(outcome, "announcement", what, logged, shown)
        known_time = _member(said, "random_source", "known_time")
        outcome.expect(
            bool(announcement.recorded_at) and isinstance(known_time, str) and announcement.recorded_at < known_time,
            f"the random value was named ({announcement.recorded_at}) before it was known ({known_time})",
            f"the random value was known ({known_time}) when it was announced ({announcement.recorded_at})",
        )
    if draw.content is not None:
        said = draw.content.content
        for what, logged, shown in (
            ("random value", said.get("random_value"), campaign.random_value),
            ("frame digest", said.get("frame_digest"), campaign.frame_digest),
            ("number of drawn families", said.get("drawn_count"), campaign.drawn_count),
        ):
            _expect_same(outcome, "draw", what, logged, shown)


def _expect_same(outcome: Outcome, where: str, what: str, logged: object, shown: object) -> None:
    outcome.expect(
        logged == shown,
        f"the {what} of the {where} in the log is the campaign's",
        f"the {what} differs: the log has {logged!r} in the {where}, the campaign has {shown!r}",
    )


_EXCLUDED = ("exclusion_count", "exclusions_digest")


def _plan(campaign: campaigns_pb2.Campaign) -> dict[str, object]:
    sizes = {each.holder: each.size for each in campaign.plan.sizes}
    return announced_plan(campaign.plan.minimum_per_holder, campaign.plan.per_mille, sizes)


def _exclusions(campaign: campaigns_pb2.Campaign) -> dict[str, object]:
    return announced_exclusions([(each.name, int(each.reason), each.grounds) for each in campaign.exclusions])


def _member(said: Mapping[str, object], outer: str, inner: str) -> object:
    value = said.get(outer)
    return cast("Mapping[str, object]", value).get(inner) if isinstance(value, Mapping) else None


def check_calculation(calculation: calculations_pb2.Calculation) -> Outcome:
    """Computes a calculation anew from its canonical inputs and compares name, digest and every number."""
    from services.frand.calculations import rules  # brings numpy and scipy, which no other command waits for

    outcome = Outcome()
    if calculation.HasField("confidentiality") and not calculation.confidentiality.complete:
        return _check_withheld(outcome, calculation)
    canonical = calculation.canonical_inputs
    digest = sha256_hex(canonical.encode())
    outcome.expect(
        calculation.name == f"calculations/{digest}",
        f"its name is the SHA-256 of its {len(canonical.encode()):,} bytes of canonical inputs: {digest}",
        f"its canonical inputs have the SHA-256 {digest}; they are not those of {calculation.name}",
    )
    try:
        results = rules.compute(canonical)
    except SepiaError as error:
        if error.reason != "ENGINE_VERSION_DIFFERS":
            outcome.differs.append(f"it cannot be computed again: {error.message}")
            return outcome
        outcome.undone.append(f"whether its results follow from its inputs: {error.message}")
        if calculation.answers and calculation.document:
            _check_document(outcome, calculation)
        return outcome
    again = rules.result_digest(results)
    outcome.expect(
        again == calculation.result_digest,
        f"computed again here, the results have the digest published: {again}",
        f"computed again here, the results have the digest {again}; published is {calculation.result_digest}",
    )
    if calculation.answers:
        _compare_answers(outcome, calculation, json.loads(results))
        if calculation.document:
            outcome.expect(
                calculation.document == results,
                "the document of its results is, byte for byte, the one computed here",
                "the document of its results differs from the one computed here",
            )
    else:
        _compare_holders(outcome, calculation, json.loads(results))
    return outcome


def _check_document(outcome: Outcome, calculation: calculations_pb2.Calculation) -> None:
    """Checks what needs no engine: digest and numbers of a document, and that they follow by the formulas it shows."""
    digest = sha256_hex(calculation.document.encode())
    outcome.expect(
        calculation.result_digest == digest,
        f"the document of its results has the digest published: {digest}",
        f"the document of its results has the digest {digest}; published is {calculation.result_digest}",
    )
    document = json.loads(calculation.document)
    _check_formulas(outcome, document)
    _compare_answers(outcome, calculation, document)


def _check_formulas(outcome: Outcome, document: Mapping[str, Any]) -> None:
    from services.frand.calculations import withholding

    checked = withholding.recheck(document)
    outcome.expect(
        not checked.wrong,
        f"{checked.computed:,} numbers follow from others by the formulas shown; {checked.given:,} are given and "
        f"{checked.unchecked:,} cannot be checked",
        "these do not follow by the formulas shown: " + ", ".join(checked.wrong[:5]),
    )


def _check_withheld(outcome: Outcome, calculation: calculations_pb2.Calculation) -> Outcome:
    """Checks what somebody can who does not see everything, and says what that is not."""
    from services.frand.calculations import withholding

    found = calculation.confidentiality
    outcome.notes.append(
        f"confidential: {found.withheld:,} quantities of {', '.join(found.whose)} are withheld, so neither its name "
        "nor its result digest can be checked here, and nothing that follows from them; its audience can check both"
    )
    if not calculation.document:
        outcome.notes.append("its document is too large to be sent along, so its formulas are not checked")
        return outcome
    document = json.loads(calculation.document)
    _check_formulas(outcome, document)
    committed = withholding.count_withheld(document)
    outcome.expect(
        committed == found.withheld,
        f"there is a commitment to each of the {committed:,} withheld quantities",
        f"there are commitments to {committed:,} quantities, but {found.withheld:,} are said to be withheld",
    )
    _compare_answers(outcome, calculation, document)
    return outcome


def _compare_answers(outcome: Outcome, calculation: calculations_pb2.Calculation, document: Mapping[str, Any]) -> None:
    from services.frand.calculations.side_by_side import shown_results

    expected = [
        (
            each.answer,
            each.subject,
            each.label,
            *(_text(value) for value in (each.best, each.low, each.high)),
            each.unit,
        )
        for each in shown_results(document)
    ]
    given = [
        (answer.id, each.subject, each.label, each.best.value, each.low.value, each.high.value, each.unit)
        for answer in calculation.answers
        for each in answer.results
    ]
    differing = [f"{one} instead of {other}" for one, other in zip(given, expected, strict=False) if one != other]
    outcome.expect(
        expected == given,
        f"every number shown for its {len(given):,} results is the one of its document",
        "results shown differ: " + ("; ".join(differing[:5]) or f"{len(given)} are shown, {len(expected)} computed"),
    )


def _text(value: Decimal | None) -> str:
    return "" if value is None else decimal_text(value)


_NUMBERS = ("essential_mean", "share_mean", "rate_mean")


def _compare_holders(outcome: Outcome, calculation: calculations_pb2.Calculation, results: Mapping[str, Any]) -> None:
    from services.frand.calculations.top_down_answer import answer_of

    answers = {answer.finding.holder: answer for answer in answer_of(results)}
    shown = {line.holder: line for line in calculation.holders}
    wrong: list[str] = []
    for holder in answers.keys() | shown.keys():
        answer, line = answers.get(holder), shown.get(holder)
        if answer is None or line is None:
            wrong.append(f"{holder or 'the unknown declarants'} {'is missing' if line is None else 'is not in it'}")
            continue
        expected = (
            *(decimal_text(getattr(answer, name)) for name in _NUMBERS),
            *map(decimal_text, (answer.share_low, answer.share_high, answer.rate_low, answer.rate_high)),
            str(answer.essential_low),
            str(answer.essential_high),
            *map(str, (answer.finding.families, answer.finding.checked, answer.finding.essential)),
        )
        given = (
            *(getattr(line, name).value for name in _NUMBERS),
            line.share_interval.low.value,
            line.share_interval.high.value,
            line.rate_interval.low.value,
            line.rate_interval.high.value,
            str(line.essential_interval.low),
            str(line.essential_interval.high),
            *map(str, (line.families, line.checked, line.checked_essential)),
        )
        if expected != given:
            wrong.append(f"{line.display_name or holder or 'the unknown declarants'}: {given} instead of {expected}")
    outcome.expect(
        not wrong,
        f"every number shown for its {len(shown):,} lines is the one computed here",
        "numbers shown differ from those computed here: " + "; ".join(sorted(wrong)[:5]),
    )


class LogWalk:
    """The tree of a log, built anew from every entry it gives out."""

    def __init__(self, size: int, remembered_sizes: Iterable[int] = ()) -> None:
        """Nothing is walked yet.

        Args:
            size: entries to walk, from the verified checkpoint.
            remembered_sizes: earlier sizes whose roots are wanted.
        """
        self._size = size
        self._wanted = set(remembered_sizes)
        self._frontier = merkle.Frontier()
        self.roots: dict[int, bytes] = {0: merkle.EMPTY_ROOT}
        self.opened = 0
        self.confidential = 0
        self.erased = 0
        self.faults: list[str] = []

    @property
    def position(self) -> int:
        """How many entries were walked."""
        return self._frontier.size

    def take(self, entries: Iterable[journal_pb2.Entry]) -> None:
        """Takes the next entries in; those beyond the checkpoint are left alone."""
        for entry in entries:
            if self.position >= self._size:
                return
            if entry.position != self.position:
                self.faults.append(f"position {self.position} is missing: the log goes on with {entry.position}")
                return
            self._open(entry)
            self._frontier.append(merkle.hash_leaf(entry.leaf))
            if self.position in self._wanted:
                self.roots[self.position] = self._frontier.root()

    def root(self) -> bytes:
        """The root over what was walked."""
        return self._frontier.root()

    def _open(self, entry: journal_pb2.Entry) -> None:
        try:
            published = PublishedEntry.from_leaf(entry.position, entry.leaf, entry.content or None, entry.salt or None)
        except SepiaError as error:
            self.faults.append(f"position {entry.position}: {error.message}")
            return
        if published.kind != entry.kind:
            self.faults.append(f"position {entry.position}: said to be {entry.kind}, but its leaf is {published.kind}")
        if published.content is None or published.salt is None:
            if entry.withholding == journal_pb2.WITHHOLDING_ERASED:
                self.erased += 1
            else:
                self.confidential += 1
        elif opens(published.commitment, published.content, published.salt):
            self.opened += 1
        else:
            self.faults.append(f"position {entry.position}: its content is not what was recorded there")
