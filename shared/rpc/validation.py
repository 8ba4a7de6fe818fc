"""Owns the check of a request against the constraints of its contract (protovalidate)."""

from __future__ import annotations

from typing import Any, cast

import protovalidate
from google.protobuf import descriptor, message

from shared.errors import Violation, invalid
from shared.rpc.examples import example_of, example_of_one

_SHOWN_VALUE = 60  # characters of a wrong value that are shown back


class Validation:
    """Checks messages; the rules of a message type are compiled once."""

    def __init__(self) -> None:
        self._validator = protovalidate.Validator()

    def check(self, request: message.Message) -> None:
        """Refuses a request that breaks a constraint.

        Raises:
            SepiaError: INVALID_ARGUMENT (INVALID_REQUEST) naming every field at fault and its rule.
        """
        violations = self._validator.collect_violations(request)
        if not violations:
            return
        found = [_told(request.DESCRIPTOR, violation) for violation in violations]
        listed = "; ".join(f"{v.field or 'the request'} {v.description}" for v in found)
        raise invalid("INVALID_REQUEST", f"The request breaks its contract: {listed.rstrip('.')}.", *found)


def _told(kind: Any, violation: protovalidate.Violation) -> Violation:
    secret = _is_secret(kind, violation)
    example = "" if secret else _example(kind, violation)
    said = _description(violation, secret=secret)
    return Violation(_path(violation), f"{said}; for example {example}" if example else said)


def _example(kind: Any, violation: protovalidate.Violation) -> str:
    """A valid value of the field at fault; of one value of a list, such a value."""
    if violation.proto.field is None:
        return ""
    at, field, of_list = cast("descriptor.Descriptor | None", kind), None, False
    for element in violation.proto.field.elements:
        field = at.fields_by_name.get(str(element.field_name)) if at is not None else None
        if field is None:
            return ""
        of_list = element.subscript is not None
        at = field.message_type
    if field is None:
        return ""
    return example_of_one(field) if of_list and field.is_repeated else example_of(field)


def _path(violation: protovalidate.Violation) -> str:
    if violation.proto.field is None:
        return ""
    parts: list[str] = []
    for element in violation.proto.field.elements:
        at = element.subscript
        parts.append(f"{element.field_name}[{at.value}]" if at is not None else str(element.field_name))
    return ".".join(parts)


def _is_secret(kind: Any, violation: protovalidate.Violation) -> bool:
    """Whether the contract marks the field at fault, or one it lies in, with `debug_redact`."""
    if violation.proto.field is None:
        return False
    at = cast("descriptor.Descriptor | None", kind)
    for element in violation.proto.field.elements:
        field = at.fields_by_name.get(str(element.field_name)) if at is not None else None
        if field is None:
            return False
        if cast(Any, field.GetOptions()).debug_redact:
            return True
        at = field.message_type
    return False


def _description(violation: protovalidate.Violation, *, secret: bool) -> str:
    text = violation.proto.message or f"breaks the rule {violation.proto.rule_id}"
    text = text.replace("does not match regex pattern", "is not written as the contract asks, by the pattern")
    value = violation.field_value
    if not secret and isinstance(value, str | int | float) and not isinstance(value, bool) and value != "":
        shown = str(value)
        text += f" (it is {shown[:_SHOWN_VALUE]!r}{'…' if len(shown) > _SHOWN_VALUE else ''})"
    return text
