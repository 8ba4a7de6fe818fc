"""What is checked of draws, calculations and logs, and that every change is noticed."""

import datetime as dt
import json
import subprocess
import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from google.type import decimal_pb2

from sepia.assessment.v1 import campaigns_pb2
from sepia.frand.v1 import calculations_pb2
from sepia.journal.v1 import journal_pb2
from sepia.type.v1 import type_pb2
from services.assessment.draws.rules import ProportionalPlan, draw_sample, seed
from services.cli.verification import (
    ANNOUNCED,
    DRAWN,
    LogWalk,
    Outcome,
    check_calculation,
    check_draw,
    check_order,
    check_random_value,
    prove_entry,
    public_record,
)
from services.frand.calculations import rules as calculation_rules
from services.frand.calculations.top_down_answer import answer_of
from shared.canonical import decimal_text
from shared.frame import frame_digest
from shared.journal import merkle
from shared.journal.leaf import Entry, SealedEntry, leaf_data, seal
from shared.journal.note import Checkpoint, Signer

STANDARD, EDITION = "standards/5g", "editions/1"
FRAME = [(f"holders/h{holder}", f"families/etsi-{holder}{family}") for holder in range(3) for family in range(9)]
FRAME += [("", "families/etsi-99")]
VALUE = "8b2f0c8b2f0c8b2f"
KNOWN = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)


def campaign() -> campaigns_pb2.Campaign:
    made = campaigns_pb2.Campaign(
        name="campaigns/0193c0de-0000-7000-8000-000000000001",
        frame="frames/0193c0de-0000-7000-8000-000000000002",
        frame_digest=frame_digest(FRAME, standard=STANDARD, family_key="etsi", edition=EDITION),
        standard=STANDARD,
        family_key=type_pb2.FAMILY_KEY_ETSI,
        edition=EDITION,
        plan=campaigns_pb2.SamplePlan(minimum_per_holder=4, per_mille=500),
        random_source=campaigns_pb2.RandomSource(description="drand quicknet, round 25000000"),
        random_value=VALUE,
        drawn_count=15,
    )
    made.random_source.known_time.FromDatetime(KNOWN)
    return made


def drawn(of: campaigns_pb2.Campaign) -> list[campaigns_pb2.DrawnFamily]:
    plan = ProportionalPlan(of.plan.per_mille, 1000, of.plan.minimum_per_holder)
    sample = draw_sample(seed(of.name, of.frame_digest, of.random_value), FRAME, plan)
    return [
        campaigns_pb2.DrawnFamily(holder=one.holder, family=family, rank=rank)
        for one in sample
        for rank, family in enumerate(one.families, 1)
    ]


def test_a_draw_made_by_the_rules_verifies_and_unknown_declarants_are_mentioned():
    outcome = Outcome()
    check_draw(outcome, campaign(), FRAME, drawn(campaign()))
    assert outcome.differs == []
    assert any("same 15 families of 3 holders" in line for line in outcome.checked)
    assert outcome.notes == ["1 families of unknown declarants are in the frame and in no draw"]


def test_whether_the_random_value_is_what_its_source_published_is_said_to_be_open_until_somebody_looked():
    made = campaign()
    nobody, right, wrong = Outcome(), Outcome(), Outcome()
    check_random_value(nobody, made, "")
    check_random_value(right, made, made.random_value)
    check_random_value(wrong, made, f"{made.random_value}0")
    assert (nobody.checked, nobody.differs) == ([], [])
    assert nobody.notes[0].startswith(f"NOT checked: that {made.random_value} is what was published by")
    assert made.random_source.description in nobody.notes[0]
    assert (len(right.checked), right.differs, right.notes) == (1, [], [])
    assert wrong.checked == []
    assert f"{made.random_value}0" in wrong.differs[0]


def test_the_script_of_the_manual_redoes_a_draw_from_the_record_that_is_written(tmp_path: Path):
    text = (Path(__file__).parents[3] / "docs/assessment/campaigns.md").read_text(encoding="utf-8")
    script = text.partition("```python\n")[2].partition("```")[0]
    assert len([line for line in script.split("\n") if line.strip()]) == 14
    (tmp_path / "redo.py").write_text(script, encoding="utf-8")
    made = campaign()
    for value, says in ((made.random_value, "draw agrees"), (f"{made.random_value}0", "draw DIFFERS")):
        published = public_record(made, FRAME, drawn(made)).as_json() | {"random_value": value}
        (tmp_path / "draw.json").write_text(json.dumps(published), encoding="utf-8")
        command = [sys.executable, "-I", "-S", "redo.py", "draw.json"]
        said = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
        assert said.split("\n")[:2] == ["frame agrees", says]


def _swap_family(made: campaigns_pb2.Campaign, sample: list[campaigns_pb2.DrawnFamily]) -> None:
    undrawn = {family for holder, family in FRAME if holder == sample[0].holder} - {one.family for one in sample}
    sample[0].family = min(undrawn)


def _other_value(made: campaigns_pb2.Campaign, sample: list[campaigns_pb2.DrawnFamily]) -> None:
    made.random_value = VALUE[::-1]


def _other_plan(made: campaigns_pb2.Campaign, sample: list[campaigns_pb2.DrawnFamily]) -> None:
    made.plan.per_mille = 900


def _other_digest(made: campaigns_pb2.Campaign, sample: list[campaigns_pb2.DrawnFamily]) -> None:
    made.frame_digest = "0" * 64


def _wrong_rank(made: campaigns_pb2.Campaign, sample: list[campaigns_pb2.DrawnFamily]) -> None:
    sample[1].rank = 7


def _one_less(made: campaigns_pb2.Campaign, sample: list[campaigns_pb2.DrawnFamily]) -> None:
    del sample[-1]


@pytest.mark.parametrize("tamper", [_swap_family, _other_value, _other_plan, _other_digest, _wrong_rank, _one_less])
def test_a_draw_that_was_tampered_with_does_not_verify(
    tamper: Callable[[campaigns_pb2.Campaign, list[campaigns_pb2.DrawnFamily]], None],
):
    made, sample, outcome = campaign(), drawn(campaign()), Outcome()
    tamper(made, sample)
    check_draw(outcome, made, FRAME, sample)
    assert outcome.differs


@dataclass
class MadeLog:
    """A log made in memory, as its service would give it out."""

    sealed: list[SealedEntry] = field(default_factory=list[SealedEntry])

    def add(self, kind: str, subject: str, content: dict[str, object], at: dt.datetime) -> None:
        entry = Entry(uuid.uuid4(), kind, subject, "accounts/officer", at, content, ("public",))
        self.sealed.append(seal(entry))

    def entries(self) -> list[journal_pb2.Entry]:
        return [
            journal_pb2.Entry(
                position=position,
                kind=one.kind,
                subject=one.subject,
                leaf=leaf_data(one.id, one.kind, one.recorded_at, one.commitment),
                content=one.content,
                salt=one.salt,
            )
            for position, one in enumerate(self.sealed)
        ]

    def hashes(self) -> list[bytes]:
        return [merkle.hash_leaf(entry.leaf) for entry in self.entries()]

    def checkpoint(self) -> Checkpoint:
        return Checkpoint("sepia.assessment", len(self.sealed), merkle.root_of(self.hashes()))

    def proof(self, position: int) -> list[bytes]:
        # the sibling on the way up a tree of two leaves
        assert len(self.sealed) == 2
        return [self.hashes()[1 - position]]


def announced_and_drawn(made: campaigns_pb2.Campaign) -> MadeLog:
    log = MadeLog()
    log.add(
        ANNOUNCED,
        made.name,
        {
            "frame": made.frame,
            "frame_digest": made.frame_digest,
            "plan": {"minimum_per_holder": 4, "per_mille": 500},
            "random_source": {"description": made.random_source.description, "known_time": KNOWN},
        },
        KNOWN - dt.timedelta(days=1),
    )
    content: dict[str, object] = {
        "frame_digest": made.frame_digest,
        "random_value": made.random_value,
        "drawn_count": 15,
    }
    log.add(DRAWN, made.name, content, KNOWN + dt.timedelta(minutes=1))
    return log


def order(made: campaigns_pb2.Campaign, log: MadeLog) -> Outcome:
    outcome, entries = Outcome(), log.entries()
    proven = [
        prove_entry(outcome, entries[at], log.proof(at), log.checkpoint(), what)
        for at, what in enumerate(("the announcement", "the draw"))
    ]
    check_order(outcome, made, *proven)
    return outcome


def test_a_campaign_that_is_in_the_log_as_it_is_shown_verifies():
    assert order(campaign(), announced_and_drawn(campaign())).differs == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda made: made.plan.CopyFrom(campaigns_pb2.SamplePlan(minimum_per_holder=5)), "the plan differs"),
        (lambda made: setattr(made, "random_value", "another value"), "the random value differs"),
        (lambda made: setattr(made, "frame_digest", "1" * 64), "the frame digest differs"),
        (lambda made: setattr(made.random_source, "description", "a die"), "the random source differs"),
        (lambda made: setattr(made.random_source.known_time, "seconds", 5), "is known differs"),
    ],
)
def test_a_campaign_that_shows_other_than_the_log_does_not_verify(
    change: Callable[[campaigns_pb2.Campaign], None], says: str
):
    made = campaign()
    log = announced_and_drawn(made)
    change(made)
    assert any(says in line for line in order(made, log).differs)


def test_a_random_value_known_before_the_announcement_does_not_verify():
    made = campaign()
    log = announced_and_drawn(made)
    first = log.sealed[0]
    content = json.loads(first.content)["content"]
    late = Entry(first.id, ANNOUNCED, made.name, "accounts/officer", KNOWN + dt.timedelta(1), content, ("public",))
    log.sealed[0] = seal(late)
    assert any("was known" in line for line in order(made, log).differs)


def test_an_entry_that_is_not_in_the_tree_is_noticed():
    log = announced_and_drawn(campaign())
    outcome, entry = Outcome(), log.entries()[0]
    prove_entry(outcome, entry, [b"\0" * 32], log.checkpoint(), "the announcement")
    assert "leads to another root" in outcome.differs[0]


def test_a_log_is_built_again_from_all_its_entries():
    log = announced_and_drawn(campaign())
    walk = LogWalk(2, [1])
    walk.take(log.entries())
    assert walk.root() == log.checkpoint().root
    assert walk.roots[1] == log.hashes()[0]
    assert (walk.opened, walk.confidential, walk.erased, walk.faults) == (2, 0, 0, [])


def test_withheld_and_erased_contents_are_counted_apart():
    entries = announced_and_drawn(campaign()).entries()
    for entry, why in zip(entries, (journal_pb2.WITHHOLDING_CONFIDENTIAL, journal_pb2.WITHHOLDING_ERASED), strict=True):
        entry.content, entry.salt, entry.withholding = b"", b"", why
    walk = LogWalk(2)
    walk.take(entries)
    assert (walk.opened, walk.confidential, walk.erased, walk.faults) == (0, 1, 1, [])


def _other_content(entries: list[journal_pb2.Entry]) -> None:
    entries[0].content = entries[0].content.replace(b"drand", b"brand")


def _other_kind(entries: list[journal_pb2.Entry]) -> None:
    entries[0].kind = "officer:campaign:cancel"


def _missing(entries: list[journal_pb2.Entry]) -> None:
    del entries[0]


def _other_leaf(entries: list[journal_pb2.Entry]) -> None:
    entries[0].leaf = b"{}"


@pytest.mark.parametrize("tamper", [_other_content, _other_kind, _missing, _other_leaf])
def test_a_log_that_was_tampered_with_does_not_verify(tamper: Callable[[list[journal_pb2.Entry]], None]):
    entries = announced_and_drawn(campaign()).entries()
    tamper(entries)
    walk = LogWalk(2)
    walk.take(entries)
    assert walk.faults


def test_a_swapped_entry_changes_the_root():
    log, other = announced_and_drawn(campaign()), announced_and_drawn(campaign())
    entries = log.entries()
    entries[1] = other.entries()[1]
    walk = LogWalk(2)
    walk.take(entries)
    assert walk.faults == []
    assert walk.root() != log.checkpoint().root


def calculation() -> calculations_pb2.Calculation:
    lines = [
        {
            "holder": f"holders/h{n}",
            "display_name": f"H{n}",
            "families": 40 + n,
            "checked": 10,
            "essential": 3 + n,
            "undetermined": 0,
            "simulated": 0,
        }
        for n in range(3)
    ]
    from services.frand.calculations.top_down import assumptions, top_down
    from services.frand.findings.rules import Findings, HolderFinding
    from services.frand.royalties.rules import AggregateRoyalty

    found = Findings(
        campaign="campaigns/0193c0de-0000-7000-8000-000000000001",
        standard=STANDARD,
        frame="frames/0193c0de-0000-7000-8000-000000000002",
        frame_digest="0" * 64,
        family_key="etsi",
        edition=EDITION,
        checkpoint=Signer("sepia.assessment", Ed25519PrivateKey.generate()).sign("sepia.assessment\n1\nAAAA\n"),
        holders=tuple(HolderFinding(**line) for line in lines),  # pyright: ignore[reportArgumentType]
        demonstration=False,
    )
    royalty = AggregateRoyalty(
        name="aggregateRoyalties/0193c0de-0000-7000-8000-000000000003",
        standard=STANDARD,
        value=Decimal("0.08"),
        currency="",
        royalty_base="price",
        source="court",
        citation="judgment",
        effective_date=dt.date(2026, 1, 31),
    )
    canonical = calculation_rules.canonical_inputs("top_down", top_down(assumptions({}), found, royalty).document())
    results = calculation_rules.compute(canonical)
    made = calculations_pb2.Calculation(
        name=calculation_rules.name_of(canonical),
        canonical_inputs=canonical,
        result_digest=calculation_rules.result_digest(results),
    )
    for answer in answer_of(json.loads(results)):
        made.holders.append(
            calculations_pb2.HolderRate(
                holder=answer.finding.holder,
                display_name=answer.finding.display_name,
                families=answer.finding.families,
                checked=answer.finding.checked,
                checked_essential=answer.finding.essential,
                essential_mean=_decimal(answer.essential_mean),
                essential_interval=type_pb2.CountInterval(low=answer.essential_low, high=answer.essential_high),
                share_mean=_decimal(answer.share_mean),
                share_interval=type_pb2.Interval(low=_decimal(answer.share_low), high=_decimal(answer.share_high)),
                rate_mean=_decimal(answer.rate_mean),
                rate_interval=type_pb2.Interval(low=_decimal(answer.rate_low), high=_decimal(answer.rate_high)),
            )
        )
    return made


def _decimal(number: Decimal) -> decimal_pb2.Decimal:
    return decimal_pb2.Decimal(value=decimal_text(number))


def test_a_calculation_is_computed_again_to_the_last_digit():
    outcome = check_calculation(calculation())
    assert outcome.differs == []
    assert len(outcome.checked) == 3


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda made: setattr(made, "name", "calculations/" + "0" * 64), "they are not those of"),
        (lambda made: setattr(made, "result_digest", "0" * 64), "published is"),
        (lambda made: setattr(made.holders[0].rate_mean, "value", "0.05"), "numbers shown differ"),
        (lambda made: setattr(made.holders[1].share_interval.high, "value", "1"), "numbers shown differ"),
        (lambda made: made.holders.pop(), "is missing"),
        (
            lambda made: setattr(made, "canonical_inputs", made.canonical_inputs.replace('"0.08"', '"0.09"')),
            "they are not those of",
        ),
        (lambda made: setattr(made, "canonical_inputs", "{}"), "cannot be computed again"),
    ],
)
def test_a_calculation_that_was_tampered_with_does_not_verify(
    change: Callable[[calculations_pb2.Calculation], None], says: str
):
    made = calculation()
    change(made)
    assert any(says in line for line in check_calculation(made).differs)
