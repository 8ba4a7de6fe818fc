"""Owns the check of which counts are possible and what the digest of findings covers."""

from __future__ import annotations

import dataclasses
import hashlib
import json

import pytest

from services.frand.findings.rules import Findings, HolderFinding, findings, findings_of, refuse_others
from shared.errors import Kind, SepiaError

ACME = HolderFinding("holders/acme", "Acme", 500, 100, 30, 2, 0)
UNKNOWN = HolderFinding("", "", 40, 3, 1, 0, 0)


def received(*lines: HolderFinding, demonstration: bool = False) -> Findings:
    return findings(
        campaign="campaigns/01890000-0000-7000-8000-000000000001",
        standard="standards/lte",
        frame="frames/01890000-0000-7000-8000-000000000002",
        frame_digest="ab" * 32,
        family_key="etsi",
        edition="2026-01-31",
        checkpoint="sepia.assessment\n7\nroot\n",
        holders=lines,
        demonstration=demonstration,
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"essential": 101}, "essential"),
        ({"checked": 499, "undetermined": 2}, "checked"),
        ({"simulated": 103}, "simulated"),
        ({"families": 10_000_001}, "families"),
        ({"essential": -1}, "families"),
    ],
)
def test_impossible_counts_are_refused_naming_holder_and_field(change: dict[str, int], field: str) -> None:
    with pytest.raises(SepiaError) as refused:
        received(UNKNOWN, dataclasses.replace(ACME, **change))
    assert (refused.value.kind, refused.value.reason) == (Kind.INVALID, "IMPOSSIBLE_COUNTS")
    assert "holders/acme" in str(refused.value)
    assert [violation.field for violation in refused.value.violations] == [f"holders[1].{field}"]


def test_a_fault_of_the_unknown_declarants_is_said_to_be_theirs() -> None:
    with pytest.raises(SepiaError, match="the line of unknown declarants"):
        received(dataclasses.replace(UNKNOWN, essential=4))


def test_a_holder_with_two_lines_is_refused() -> None:
    with pytest.raises(SepiaError, match="holders/acme has two lines"):
        received(ACME, UNKNOWN, ACME)


def test_everything_drawn_undetermined_is_possible() -> None:
    line = HolderFinding("holders/b", "B", 10, 0, 0, 10, 0)
    assert received(line).holders == (line,)


def test_the_order_of_lines_does_not_matter() -> None:
    assert received(ACME, UNKNOWN) == received(UNKNOWN, ACME)
    assert received(ACME, UNKNOWN).digest == received(UNKNOWN, ACME).digest


def test_a_simulated_finding_makes_all_of_it_a_demonstration() -> None:
    assert received(dataclasses.replace(ACME, simulated=1), UNKNOWN).demonstration
    assert not received(ACME, UNKNOWN).demonstration


def test_an_outsider_computes_the_digest_from_the_fields_before_it() -> None:
    told = dataclasses.replace(ACME, reused=3)
    found = received(UNKNOWN, told)
    holders = [dataclasses.asdict(UNKNOWN), dataclasses.asdict(told)]
    del holders[0]["reused"]  # nobody has told
    fields = {
        "name": "findings/01890000-0000-7000-8000-000000000001",
        "campaign": "campaigns/01890000-0000-7000-8000-000000000001",
        "standard": "standards/lte",
        "frame": "frames/01890000-0000-7000-8000-000000000002",
        "frame_digest": "ab" * 32,
        "family_key": "etsi",
        "edition": "2026-01-31",
        "checkpoint": "sepia.assessment\n7\nroot\n",
        "holders": holders,
    }
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    assert found.digest == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "change", [{"standard": "standards/nr"}, {"frame_digest": "00" * 32}, {"checkpoint": "x"}, {"edition": "y"}]
)
def test_the_digest_changes_with_what_the_findings_stand_on(change: dict[str, str]) -> None:
    found = received(ACME)
    assert dataclasses.replace(found, **change).digest != found.digest


def test_findings_survive_the_way_through_their_document() -> None:
    found = received(ACME, UNKNOWN, demonstration=True)
    assert findings_of(json.loads(json.dumps({**found.document(), "digest": found.digest}))) == found


def test_the_same_findings_again_are_fine_and_others_are_refused() -> None:
    refuse_others(received(ACME), received(ACME))
    with pytest.raises(SepiaError) as refused:
        refuse_others(received(ACME), received(dataclasses.replace(ACME, essential=29)))
    assert refused.value.kind is Kind.EXISTS
