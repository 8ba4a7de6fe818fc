"""Every field of the contract that can be wrong is refused with a valid example of it."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.json_format import ParseDict
from google.protobuf.message_factory import GetMessageClass

from buf.validate import validate_pb2
from shared.errors import SepiaError
from shared.rpc.examples import example_of
from shared.rpc.validation import Validation

RULES: Any = validate_pb2.field
GENERATED = Path(__file__).resolve().parents[4] / "protos" / "gen"
VALIDATION = Validation()


def messages() -> Iterator[Any]:
    for path in sorted(GENERATED.glob("sepia/**/*_pb2.py")):
        module = importlib.import_module(".".join(path.relative_to(GENERATED).with_suffix("").parts))
        yield from module.DESCRIPTOR.message_types_by_name.values()


def constrained() -> Iterator[Any]:
    """Fields of requests and of what lies in them that have a constraint beside a greatest length."""
    for message in messages():
        for field in message.fields:
            rules = field.GetOptions().Extensions[RULES]
            if bad_values(field, rules) and not field.GetOptions().debug_redact:
                yield field


def bad_values(field: Any, rules: Any) -> list[Any]:
    """Values that break a field's constraints, one of each kind."""
    if field.is_repeated:
        if field.message_type is not None:
            return []
        return [[bad] for bad in bad_values_of_one(field, rules.repeated.items)]
    return bad_values_of_one(field, rules)


def bad_values_of_one(field: Any, rules: Any) -> list[Any]:
    if field.type == FieldDescriptor.TYPE_STRING and rules.string.pattern:
        return ["! no !"]
    if field.type == FieldDescriptor.TYPE_STRING and (rules.string.min_len or rules.string.len):
        return [""]
    if field.type == FieldDescriptor.TYPE_ENUM and rules.enum.defined_only:
        return [9_999]
    kind = rules.WhichOneof("type")
    if kind in ("int32", "int64") and getattr(rules, kind).HasField("gte"):
        return [getattr(rules, kind).gte - 1]
    return []


def test_a_wrong_value_is_refused_with_an_example_that_is_right() -> None:
    fields = list(constrained())
    assert len(fields) > 600
    for field in fields:
        for bad in bad_values(field, field.GetOptions().Extensions[RULES]):
            the_refusal_has_an_example(field, bad)


def the_refusal_has_an_example(field: Any, bad: Any) -> None:
    wrong = (kind := GetMessageClass(field.containing_type))()
    if field.is_repeated:
        getattr(wrong, field.name).extend(bad)
    else:
        setattr(wrong, field.name, bad)
    with pytest.raises(SepiaError) as refused:
        VALIDATION.check(wrong)
    said = {violation.field.partition("[")[0]: violation.description for violation in refused.value.violations}
    assert "; for example " in said[field.name], (field.full_name, said)
    shown = said[field.name].rpartition("; for example ")[2]
    right = ParseDict({field.json_name: [shown] if field.is_repeated else shown}, kind())
    assert field.name not in at_fault(right), (field.full_name, shown)


def at_fault(message: Any) -> set[str]:
    """Fields of a message that its constraints refuse."""
    try:
        VALIDATION.check(message)
    except SepiaError as refused:
        return {violation.field.partition("[")[0] for violation in refused.violations}
    return set()


def test_what_is_required_is_shown_as_an_object() -> None:
    required: list[Any] = [
        field
        for message in messages()
        for field in message.fields
        if field.GetOptions().Extensions[RULES].required and field.message_type is not None
    ]
    assert required
    for field in required:
        example = example_of(field)
        assert isinstance(json.loads(example), dict | str), (field.full_name, example)


def test_a_secret_is_never_shown_nor_made_up() -> None:
    module = importlib.import_module("sepia.gateway.v1.accounts_pb2")
    request = module.CreateAccountRequest(account_id="!", password="short")
    with pytest.raises(SepiaError) as refused:
        VALIDATION.check(request)
    said = {violation.field: violation.description for violation in refused.value.violations}
    assert all("short" not in text for text in said.values())
    assert "for example" not in said.get("password", "")


def test_an_example_is_what_the_field_holds_and_not_somebodys_name() -> None:
    of = {f"{message.name}.{field.name}": field for message in messages() for field in message.fields}
    assert example_of(of["DrawSampleRequest.random_value"]).startswith("9f86d081")
    assert example_of(of["GiveOpinionRequest.reasons"]) == "The patent lapsed in Denmark on 2021-03-31."
