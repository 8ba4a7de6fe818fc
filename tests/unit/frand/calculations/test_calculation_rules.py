"""Owns the check that calculations are named by their content and that anybody recomputes them."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from services.frand.calculations import rules, top_down
from services.frand.calculations.top_down_answer import answer, answer_of
from services.frand.engine import ENGINE_VERSION
from shared.canonical import canonical_json
from shared.errors import Kind, SepiaError
from tests.unit.frand.calculations.examples import EMPTY, UNKNOWN, UNSAMPLED, VECTOR, calculation, canonical

ROOT = Path(__file__).resolve().parents[4]


def test_the_name_is_the_sha256_of_exactly_the_canonical_inputs() -> None:
    text = canonical(calculation())
    assert rules.name_of(text) == "calculations/" + hashlib.sha256(text.encode()).hexdigest()


def test_the_canonical_inputs_hold_everything_that_determines_the_result() -> None:
    document = json.loads(canonical(calculation(confidence="0.90")))
    inputs = document["inputs"]
    assert document["engine_version"] == ENGINE_VERSION
    assert document["method"] == "top_down"
    assert inputs["assumptions"] == {
        "confidence": "0.9",
        "prior_a": "0.5",
        "prior_b": "0.5",
        "sensitivity": "1",
        "specificity": "1",
    }
    assert inputs["aggregate_royalty"]["value"] == "0.08"
    assert inputs["aggregate_royalty"]["source"] == "assumption"
    assert inputs["aggregate_royalty"]["citation"] == "made up for a test"
    assert [line["holder"] for line in inputs["findings"]["holders"]] == ["holders/a", "holders/b", "holders/c"]
    assert inputs["findings"]["digest"] == calculation().findings.digest
    assert {"frame_digest", "edition", "family_key", "checkpoint"} <= inputs["findings"].keys()


def test_equal_numbers_written_differently_are_the_same_calculation() -> None:
    asked = calculation(confidence="+0.950", prior_a=".5", sensitivity="1.", value="0.0800")
    assert canonical(asked) == canonical(calculation())


@pytest.mark.parametrize(
    "other",
    [
        calculation(confidence="0.9"),
        calculation(prior_b="1"),
        calculation(specificity="0.99"),
        calculation(value="0.081"),
        calculation(currency="EUR"),
        calculation(*VECTOR, UNKNOWN),
    ],
)
def test_another_question_has_another_name(other: top_down.TopDown) -> None:
    assert rules.name_of(canonical(other)) != rules.name_of(canonical(calculation()))


def test_computing_again_gives_the_same_bytes() -> None:
    text = canonical(calculation(*VECTOR, UNKNOWN, UNSAMPLED, EMPTY, sensitivity="0.9", specificity="0.95"))
    assert rules.compute(text) == rules.compute(text)


def test_a_fresh_process_without_wide_vector_units_computes_the_same_bytes() -> None:
    text = canonical(calculation(*VECTOR, UNKNOWN, UNSAMPLED, sensitivity="0.9", specificity="0.95"))
    program = (
        "import sys; from services.frand.calculations.rules import compute; sys.stdout.write(compute(sys.stdin.read()))"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "protos" / "gen")]),
        "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512_SKX AVX2 FMA3 X86_V3 X86_V4",
        "PYTHONHASHSEED": "7",
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], input=text, capture_output=True, text=True, env=environment
    )
    assert done.stdout == rules.compute(text), done.stderr


def test_the_result_digest_is_the_sha256_of_the_canonical_results() -> None:
    results = rules.compute(canonical(calculation()))
    assert canonical_json(json.loads(results)).decode() == results
    assert rules.result_digest(results) == hashlib.sha256(results.encode()).hexdigest()


def test_the_answer_survives_the_way_through_its_results() -> None:
    asked = calculation(*VECTOR, UNKNOWN, EMPTY, sensitivity="0.9")
    results = json.loads(rules.compute(canonical(asked)))
    assert answer_of(results) == answer(asked)


def _changed(**members: Any) -> str:
    return canonical_json({**json.loads(canonical(calculation())), **members}).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "[" * 100_000,
        '{"format":"another"}',
        canonical(calculation()) + "\n",
        canonical(calculation()).replace('"0.95"', "0.95"),
        canonical(calculation()).replace('"0.08"', '"NaN"'),
        _changed(method="divination"),
        _changed(rounding={}),
        _changed(inputs={}),
        _changed(inputs=[]),
        _changed(inputs={"assumptions": {"confidence": 1}, "findings": {}, "aggregate_royalty": {}}),
    ],
)
def test_what_is_no_calculation_is_refused_and_never_fails_unexpectedly(text: str) -> None:
    with pytest.raises(SepiaError) as refused:
        rules.compute(text)
    assert refused.value.kind is Kind.INVALID


def test_a_calculation_of_another_engine_is_not_recomputed_with_this_one() -> None:
    with pytest.raises(SepiaError) as refused:
        rules.compute(_changed(engine_version="0"))
    assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, "ENGINE_VERSION_DIFFERS")
