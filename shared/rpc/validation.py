"""Owns the check of a request against the constraints of its contract (protovalidate)."""

from __future__ import annotations

import protovalidate
from google.protobuf import message

from shared.errors import Violation, invalid

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
        found = [Violation(_path(violation), _description(violation)) for violation in violations]
        listed = "; ".join(f"{v.field or 'the request'} {v.description}" for v in found)
        raise invalid("INVALID_REQUEST", f"The request breaks its contract: {listed}.", *found)


def _path(violation: protovalidate.Violation) -> str:
    if violation.proto.field is None:
        return ""
    parts: list[str] = []
    for element in violation.proto.field.elements:
        at = element.subscript
        parts.append(f"{element.field_name}[{at.value}]" if at is not None else str(element.field_name))
    return ".".join(parts)


def _description(violation: protovalidate.Violation) -> str:
    text = violation.proto.message or f"breaks the rule {violation.proto.rule_id}"
    value = violation.field_value
    if isinstance(value, str | int | float) and not isinstance(value, bool) and value != "":
        shown = str(value)
        text += f" (it is {shown[:_SHOWN_VALUE]!r}{'…' if len(shown) > _SHOWN_VALUE else ''})"
    return text
