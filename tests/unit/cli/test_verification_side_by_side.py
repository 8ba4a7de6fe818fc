"""A calculation of several methods is verified whole by its audience, and by others as far as they see it."""

from __future__ import annotations

import datetime as dt
import json
from types import SimpleNamespace
from typing import Any

import pytest

from sepia.frand.v1 import calculations_pb2 as pb
from services.cli.verification import check_calculation
from services.frand.calculations import replies, rules, side_by_side, withholding
from services.frand.engine import ENGINE_VERSION
from shared.canonical import canonical_json
from tests.unit.frand.calculations import secrets


def shown(*, complete: bool) -> pb.Calculation:
    """A confidential calculation as its audience sees it, or as others do."""
    question = secrets.question("holders/a", release=("comparables:rate",))
    canonical = side_by_side.canonical_inputs(question, secrets.SALT)
    results = rules.compute(canonical)
    row: Any = SimpleNamespace(
        sha256=rules.name_of(canonical).removeprefix("calculations/"),
        engine_version=ENGINE_VERSION,
        standard="standards/lte",
        result_digest=rules.result_digest(results),
        demonstration=False,
        submitter="accounts/a",
        created_at=dt.datetime(2026, 1, 31, tzinfo=dt.UTC),
        audience=["holders/a"],
        whose=["holders/a"],
        aggregate=None,
    )
    if not complete:
        results, canonical = canonical_json(withholding.withheld(json.loads(results))).decode(), ""
    return replies.calculation_message(replies.Seen(row, canonical, results, complete, ()))


def test_its_audience_verifies_all_of_it() -> None:
    outcome = check_calculation(shown(complete=True))
    assert outcome.differs == []
    assert len(outcome.checked) == 4


def test_others_verify_what_they_see_and_are_told_what_not() -> None:
    outcome = check_calculation(shown(complete=False))
    assert outcome.differs == []
    assert any("commitment to each" in line for line in outcome.checked)
    assert any("neither its name nor its result digest can be checked" in note for note in outcome.notes)


@pytest.mark.parametrize("complete", [True, False])
def test_a_number_that_was_changed_is_found(complete: bool) -> None:
    made = shown(complete=complete)
    made.answers[0].results[0].best.value = "0.3"
    assert any("results shown differ" in line for line in check_calculation(made).differs)


def test_a_commitment_that_is_missing_is_found() -> None:
    made = shown(complete=False)
    document = json.loads(made.document)
    document["answers"][0]["withheld"].pop()
    made.document = canonical_json(document).decode()
    assert any("are said to be withheld" in line for line in check_calculation(made).differs)
