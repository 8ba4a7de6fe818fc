"""Owns valid examples of fields, made from their constraints in the contract, so that a refusal can show one."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, cast

from google.protobuf.descriptor import FieldDescriptor

from buf.validate import validate_pb2

_ID = "0193c0de-0000-7000-8000-000000000001"
_DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_RULES = cast(Any, validate_pb2.field)
_NAME, _SENTENCE = "Acme Radio Oy", "The patent lapsed in Denmark on 2021-03-31."
_LONG = 10  # characters from which on a text is a sentence
_OF_FIELDS = {"random_value": _DIGEST} | dict.fromkeys(
    ("answer", "arguments", "citation", "correction", "dispute", "grounds", "note", "reason", "reasons", "text"),
    _SENTENCE,
)
"""Where a field's name says better than its constraints what it holds."""
_OF_ONE = {
    "sepia.registry.v1.DecodeVersionRequest.text": "vca0",
    "sepia.registry.v1.ResolveStandardRequest.text": "TS 36.300",
    "sepia.registry.v1.CreateStandardRequest.text": "RFC 9000",
    "sepia.registry.v1.ReadNumberRequest.text": "EP 1 848 154 B1",
    "sepia.registry.v1.ListPoolPatentsRequest.patent": "EP 1 848 154 B1",
}
"""Where its name says it no better."""
_BY_ID = (
    "aggregateRoyalties",
    "aliasDecisions",
    "apiKeys",
    "campaigns",
    "charts",
    "checks",
    "decisions",
    "earlierResults",
    "evaluatorQualities",
    "evaluators",
    "exports",
    "findings",
    "frames",
    "hearings",
    "imports",
    "licences",
    "objections",
    "opinionRequests",
    "opinions",
    "qualityReports",
    "rateCards",
    "reviewSamples",
    "scenarioSets",
    "transfers",
)
TEXTS: Sequence[str] = (
    "holders/acme-radio-oy",
    "standards/5g",
    "registrations/SEP-EU2023-2026-000123",
    "families/etsi-20450",
    "pools/access-advance-hevc",
    "accounts/olga.officer",
    "logs/registry",
    "applications/4711",
    "editions/3",
    "profiles/eu-2023",
    "holders/acme-radio-oy/declarations/7",
    *(f"{collection}/{_ID}" for collection in _BY_ID),
    f"documents/{_DIGEST}",
    f"evidence/{_DIGEST}",
    f"calculations/{_DIGEST}",
    "pools/access-advance-hevc/lists/2",
    "pools/access-advance-hevc/disclosures/2",
    f"registrations/SEP-EU2023-2026-000123/cures/{_ID}",
    f"registrations/SEP-EU2023-2026-000123/correctionRequests/{_ID}",
    f"reviewSamples/{_ID}/items/SEP-EU2023-2026-000123",
    f"standards/5g/steps/{_ID}",
    f"holders/acme-radio-oy/parents/{_ID}",
    f"holders/acme-radio-oy/records/{_ID}",
    f"campaigns/{_ID}/observations/{_ID}",
    f"charts/{_ID}/versions/1",
    f"operations/registry/{_ID}",
    "organization:holders/acme-radio-oy",
    "https://register.example/EP1848154",
    "licensing@acme.example",
    "application/pdf",
    "EP",
    "EUR",
    "5G",
    "eu-2023",
    "olga.officer",
    "top_down",
    "en",
    "2026-Q1",
    "20260131",
    "ROUND_HALF_EVEN",
    "0.08",
    "42",
    _ID,
    _DIGEST,
    "mB8xq0v5T2nW7cLr4kYdE1hJsUa9ZoPiG3fQbXtR6yM",
)
"""What a text of the contract can look like: the first that fits a field's constraints is its example."""

_DATE = {"year": 2026, "month": 1, "day": 31}
_WELL_KNOWN: dict[str, str] = {
    "google.type.Date": json.dumps(_DATE),
    "google.type.Decimal": '{"value": "0.08"}',
    "google.type.Money": '{"currencyCode": "EUR", "units": "120"}',
    "google.protobuf.Timestamp": '"2026-01-31T09:00:00Z"',
    "google.protobuf.Duration": '"10s"',
}
_NUMBERS = (10, 1, 2, 5, 100, 2026, 0)


def example_of(field: Any) -> str:
    """A valid value of a field, as JSON has it but for the quotation marks of a text; empty where none is known."""
    rules = field.GetOptions().Extensions[_RULES]
    if _repeated(field):
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            return ""
        one = example_of_one(field)
        return f"[{_quoted(field, one)}]" if one else ""
    return _single(field, rules)


def example_of_one(field: Any) -> str:
    """A valid value of those that a list holds."""
    return _single(field, field.GetOptions().Extensions[_RULES].repeated.items)


def _quoted(field: Any, one: str) -> str:
    texts = (FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_ENUM, FieldDescriptor.TYPE_BYTES)
    return json.dumps(one) if field.type in texts else one


def _single(field: Any, rules: Any) -> str:
    if field.type == FieldDescriptor.TYPE_STRING:
        return _text(rules.string, field.name, _OF_ONE.get(field.full_name, ""))
    if field.type == FieldDescriptor.TYPE_ENUM:
        allowed = [value.name for value in field.enum_type.values if value.number not in rules.enum.not_in]
        return next((name for name in allowed if not name.endswith("_UNSPECIFIED")), "")
    if field.type == FieldDescriptor.TYPE_MESSAGE:
        return _message(field.message_type)
    if field.type == FieldDescriptor.TYPE_BYTES:
        return "the bytes of the file"
    if field.type == FieldDescriptor.TYPE_BOOL:
        return "true"
    kind = rules.WhichOneof("type")
    return _number(getattr(rules, kind) if kind else None)


def _text(rules: Any, name: str, one: str) -> str:
    named = one or _OF_FIELDS.get(name, "")
    if named and not rules.pattern and fits(named, rules):
        return named
    # Without a pattern a name of something in the register would say that one is wanted.
    offered = TEXTS if rules.pattern else (_NAME, _SENTENCE, *TEXTS) if rules.min_len < _LONG else (_SENTENCE, *TEXTS)
    return next((text for text in offered if fits(text, rules)), "")


def fits(text: str, rules: Any) -> bool:
    """Whether a text keeps the constraints of a field."""
    if getattr(rules, "in") and text not in getattr(rules, "in"):
        return False
    if rules.pattern and not re.search(rules.pattern, text):
        return False
    if rules.HasField("len") and len(text) != rules.len:
        return False
    return rules.min_len <= len(text) <= (rules.max_len or len(text))


def _number(rules: Any) -> str:
    def within(number: int) -> bool:
        if rules is None:
            return True
        return (
            (not rules.HasField("gte") or number >= rules.gte)
            and (not rules.HasField("gt") or number > rules.gt)
            and (not rules.HasField("lte") or number <= rules.lte)
            and (not rules.HasField("lt") or number < rules.lt)
        )

    return next((str(number) for number in _NUMBERS if within(number)), "")


def _message(kind: Any) -> str:
    if kind.full_name in _WELL_KNOWN:
        return _WELL_KNOWN[kind.full_name]
    for field in kind.fields:
        if field.message_type is not kind and (one := example_of(field)):
            return f'{{"{field.json_name}": {one if _repeated(field) else _quoted(field, one)}}}'
    return "{}"


def _repeated(field: Any) -> bool:
    return bool(field.is_repeated)
