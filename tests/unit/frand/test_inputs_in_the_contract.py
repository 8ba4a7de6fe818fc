"""The contract's inputs and the engine's have the same fields and the same choices."""

from __future__ import annotations

import dataclasses
from enum import Enum
from typing import Any

import pytest

from sepia.frand.v1 import comparables_pb2, methods_pb2
from services.frand import engine
from services.frand.engine import (
    aggregates,
    comparables_inputs,
    cross_checks_inputs,
    interest,
    licence_terms,
    licences,
    offers_inputs,
    payments_inputs,
    rate_card_inputs,
    sensitivity_inputs,
    series,
    top_down_inputs,
)

MODULES = (
    comparables_inputs,
    cross_checks_inputs,
    interest,
    licence_terms,
    licences,
    offers_inputs,
    payments_inputs,
    sensitivity_inputs,
    series,
    aggregates,
    rate_card_inputs,
    top_down_inputs,
)
CLASSES: dict[str, Any] = {
    name: value
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, type) and value.__module__.startswith("services.frand.engine.")
}

# Functions stand in the way of these modules' names in the package, or the contract had the name before.
CLASSES |= {
    each.__name__: each
    for each in (
        engine.Alternative,
        engine.BargainingModel,
        engine.CoalitionValue,
        engine.GameStructure,
        engine.IncrementalValueInputs,
        engine.Player,
        engine.ProfitApportionmentInputs,
        engine.Rounding,
        engine.ShapleyInputs,
        engine.TerritorialRatesInputs,
    )
}
CLASSES["TopDownMethodInputs"] = engine.TopDownInputs


@pytest.mark.parametrize("name", sorted(comparables_pb2.DESCRIPTOR.message_types_by_name))
def test_a_message_has_the_fields_of_its_dataclass(name: str) -> None:
    message = comparables_pb2.DESCRIPTOR.message_types_by_name[name]
    assert [f.name for f in message.fields] == [f.name for f in dataclasses.fields(CLASSES[name])]


@pytest.mark.parametrize("name", sorted(methods_pb2.DESCRIPTOR.message_types_by_name))
def test_a_message_of_the_methods_has_the_fields_of_its_dataclass(name: str) -> None:
    message = methods_pb2.DESCRIPTOR.message_types_by_name[name]
    assert {f.name for f in message.fields} == {f.name for f in dataclasses.fields(CLASSES[name])}


ENUMERATIONS = {**comparables_pb2.DESCRIPTOR.enum_types_by_name, **methods_pb2.DESCRIPTOR.enum_types_by_name}


@pytest.mark.parametrize("name", sorted(ENUMERATIONS))
def test_an_enumeration_has_the_choices_of_its_class(name: str) -> None:
    values = ENUMERATIONS[name].values
    kind = CLASSES[name]
    assert issubclass(kind, Enum)
    prefix = values[0].name.removesuffix("UNSPECIFIED")
    assert [v.name for v in values[1:]] == [f"{prefix}{member.name}" for member in kind]
