"""Inputs go from dataclass to message and to canonical JSON and back without a change, and errors name the field."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from google.type import decimal_pb2
from hypothesis import given, settings
from hypothesis import strategies as st

from sepia.frand.v1 import calculations_pb2, comparables_pb2
from services.frand import engine
from services.frand.calculations.documents import audience_of, from_document, restricted, to_document
from services.frand.calculations.messages import fill, from_message, misfits, to_message
from services.frand.calculations.methods import METHODS
from services.frand.engine import InvalidInput
from shared.canonical import canonical_json
from shared.errors import SepiaError
from tests.unit.frand.calculations import secrets
from tests.unit.frand.calculations.examples import calculation

MESSAGES = calculations_pb2.MethodInputs.DESCRIPTOR.fields_by_name

ORGANISATIONS = st.lists(st.sampled_from(["holders/a", "holders/b", "organizations/c"]), unique=True).map(tuple)
NUMBERS = st.decimals(min_value=0, max_value=10**9, places=6, allow_nan=False)
DATES = st.dates(dt.date(2000, 1, 1), dt.date(2040, 12, 31))
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(
    str.strip
)
MONEY = st.builds(engine.Money, NUMBERS.filter(bool), st.sampled_from(["EUR", "USD", "JPY"]))
PAYMENTS = st.builds(
    engine.LicencePayment, DATES, MONEY, TEXTS, st.sampled_from(engine.PaymentDirection), audience=ORGANISATIONS
)
VOLUMES = st.builds(
    engine.VolumeLine,
    st.just(dt.date(2020, 1, 1)),
    DATES.filter(lambda day: day > dt.date(2020, 1, 1)),
    NUMBERS.filter(bool),
    net_sales=st.none() | MONEY,
    generation=st.sampled_from(["", "5G"]),
    kind=st.sampled_from(engine.VolumeKind),
    audience=ORGANISATIONS,
)


@given(PAYMENTS | VOLUMES)
@settings(max_examples=60)
def test_a_message_and_a_document_say_the_same_as_the_inputs(value: Any) -> None:
    kind = type(value)
    message = getattr(comparables_pb2, kind.__name__)()
    to_message(value, message)
    assert from_message(kind, message) == value
    document = json.loads(canonical_json(to_document(value)))
    assert from_document(kind, document) == value
    assert fill(kind, document, getattr(comparables_pb2, kind.__name__)()) == message


def test_nested_inputs_survive_both_ways() -> None:
    inputs = secrets.inputs(secrets.licence("holders/a", "holders/b"))
    message = to_message(inputs, comparables_pb2.ComparablesInputs())
    assert from_message(engine.ComparablesInputs, message) == inputs
    assert from_document(engine.ComparablesInputs, json.loads(canonical_json(to_document(inputs)))) == inputs
    asked = calculation()
    assert from_document(type(asked), json.loads(canonical_json(to_document(asked)))) == asked


@pytest.mark.parametrize("name", [name for name in METHODS if name != "top_down"])
def test_every_method_fits_its_message(name: str) -> None:
    assert list(misfits(METHODS[name].inputs, MESSAGES[name].message_type)) == []


def test_every_method_of_the_contract_is_there() -> None:
    oneof = calculations_pb2.MethodInputs.DESCRIPTOR.oneofs_by_name["inputs"]
    assert {field.name for field in oneof.fields} == set(METHODS)


def test_a_misfit_is_said() -> None:
    found = list(misfits(engine.Money, comparables_pb2.LicencePayment.DESCRIPTOR))
    assert "due: LicencePayment has it, Money does not" in found
    assert "currency: Money has it, LicencePayment does not" in found


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"currency": "euro"}, "methods[0].comparables.currency"),
        ({"licences": [{"payments": [{}]}]}, "methods[0].comparables.licences[0].signed"),
        ({"on": None}, "methods[0].comparables.on"),
        ({"basis": 9}, "methods[0].comparables.basis"),
    ],
)
def test_an_error_names_the_path_of_the_field(change: dict[str, Any], field: str) -> None:
    message = to_message(secrets.inputs(secrets.licence()), comparables_pb2.ComparablesInputs())
    for name in change:
        message.ClearField(name)
    message.MergeFrom(comparables_pb2.ComparablesInputs(**change))
    with pytest.raises(InvalidInput) as refused:
        from_message(engine.ComparablesInputs, message, "methods[0].comparables")
    assert refused.value.field == field


def test_a_number_that_is_none_names_its_path() -> None:
    message = to_message(secrets.inputs(secrets.licence()), comparables_pb2.ComparablesInputs())
    message.licences[0].weight.CopyFrom(decimal_pb2.Decimal(value="1e3"))
    with pytest.raises(SepiaError) as refused:
        from_message(engine.ComparablesInputs, message)
    assert refused.value.violations[0].field == "licences[0].weight"


@pytest.mark.parametrize(
    ("document", "field", "rule"),
    [
        ({"licences": []}, "holder", "must be given"),
        ({"colour": "red"}, "colour", "is no field here"),
        ({"holder": 3}, "holder", "must be text"),
        ({"holder": "A", "basis": "red"}, "basis", "must be one of"),
        ({"holder": "A", "basis": "per_unit", "currency": "USD", "on": "2024"}, "on", "must be a date"),
        ([], "", "must be a group"),
    ],
)
def test_a_document_that_is_wrong_is_refused_by_field(document: Any, field: str, rule: str) -> None:
    with pytest.raises(InvalidInput, match=rule) as refused:
        from_document(engine.ComparablesInputs, document)
    assert refused.value.field == field


def test_a_binary_float_is_no_decimal_number() -> None:
    document = {**to_document(secrets.licence()), "weight": 0.1}
    with pytest.raises(InvalidInput, match="as text, such as"):
        from_document(engine.ComparableLicence, document)


def test_the_audience_is_whoever_is_in_every_audience() -> None:
    first, second = secrets.licence("holders/a", "holders/b"), secrets.licence("holders/b", "holders/c", id="second")
    assert audience_of(secrets.inputs(first, second)) == {"holders/b"}
    assert audience_of(secrets.inputs(secrets.licence())) is None
    marked = replace(
        secrets.inputs(secrets.licence()), holder_share=Decimal("0.1"), holder_share_audience=("holders/a",)
    )
    assert list(restricted(marked)) == [("holder_share_audience", frozenset({"holders/a"}))]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sensitivity": "1.2"}, "m.generations[0].sensitivity"),
        ({"weight": "2"}, "m.generations[0].weight"),
        ({"essential": 21}, "m.generations[0].shares[0].checked.essential"),
        ({"checked": 61}, "m.generations[0].shares[0].checked.checked"),
    ],
)
def test_a_refusal_names_each_step_of_the_path_once(change: dict[str, Any], field: str) -> None:
    counts = {"families": 60, "checked": 20, "essential": 9}
    counts |= {name: value for name, value in change.items() if name in counts}
    generation = {"name": "4G", "weight": "1", "shares": [{"holder": "A", "checked": counts}]}
    generation |= {name: value for name, value in change.items() if name not in counts}
    royalty = {"basis": "per_unit", "shape": "point", "source": "x", "amount": "8", "currency": "EUR"}
    with pytest.raises(InvalidInput) as refused:
        from_document(engine.TopDownInputs, {"generations": [generation], "aggregate": royalty}, "m")
    assert refused.value.field == field
