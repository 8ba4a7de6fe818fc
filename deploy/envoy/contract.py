"""Owns reading the contract for the edge: which services exist, which paths lead to them, what a JSON body may hold.

Everything comes from the descriptor set, so a new RPC, message or field needs no change here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from google.api import annotations_pb2, http_pb2
from google.protobuf import descriptor_pb2
from google.protobuf.message import DecodeError

from shared.errors import precondition

# JSON forms fixed by the protobuf specification: a string, a number, or any JSON at all. Nothing in them is a field.
FREE_FORM = frozenset(
    f"google.protobuf.{name}"
    for name in (
        "Any",
        "BoolValue",
        "BytesValue",
        "DoubleValue",
        "Duration",
        "FieldMask",
        "FloatValue",
        "Int32Value",
        "Int64Value",
        "ListValue",
        "StringValue",
        "Struct",
        "Timestamp",
        "UInt32Value",
        "UInt64Value",
        "Value",
    )
)
RAW_BODY = "google.api.HttpBody"

_Field = descriptor_pb2.FieldDescriptorProto
_HTTP: Any = annotations_pb2.http  # an extension, whose type the stubs do not know


@dataclass(frozen=True, slots=True)
class BodyField:
    """One field of a message as JSON spells it.

    Attributes:
        name: the proto name, which the edge prints.
        spellings: every key that is accepted for it (proto name and lowerCamelCase name).
        message: full name of the message its value, its items or its map values are made of; empty for scalars and
            free-form values.
        is_map: keys of the value are data, not fields.
    """

    name: str
    spellings: tuple[str, ...]
    message: str
    is_map: bool


@dataclass(frozen=True, slots=True)
class HttpRule:
    """One way to reach a method over HTTP with a JSON body.

    Attributes:
        verb: `POST`, `PUT`, `PATCH`, `DELETE` or a custom verb.
        template: the path template (`/v1/{name=holders/*}:withdraw`).
        message: full name of the message the body (or each item of it, when it is a list) is read as; empty when the
            body is raw (`google.api.HttpBody`) or free-form.
    """

    verb: str
    template: str
    message: str


class Contract:
    """The descriptor set, as far as the edge needs it."""

    def __init__(self, descriptors: descriptor_pb2.FileDescriptorSet) -> None:
        self._messages: dict[str, descriptor_pb2.DescriptorProto] = {}
        self._services: dict[str, descriptor_pb2.ServiceDescriptorProto] = {}
        self._packages: dict[str, str] = {}
        for file in descriptors.file:
            for message in file.message_type:
                self._add(file.package, message)
            for service in file.service:
                name = _join(file.package, service.name)
                self._services[name] = service
                self._packages[name] = file.package

    @classmethod
    def read(cls, path: Path) -> Contract:
        """Reads a descriptor set built with `--include_imports`.

        Raises:
            SepiaError: NO_CONTRACT; the file is absent, is no descriptor set, or holds no service.
        """
        remedy = "Generate it with `make protos`."
        try:
            descriptors = descriptor_pb2.FileDescriptorSet.FromString(path.read_bytes())
        except OSError as problem:
            text = f"The contract {path} cannot be read ({problem.strerror}). {remedy}"
            raise precondition("NO_CONTRACT", text) from problem
        except DecodeError as problem:
            raise precondition("NO_CONTRACT", f"{path} is not a protobuf descriptor set. {remedy}") from problem
        contract = cls(descriptors)
        if not contract.services:
            raise precondition("NO_CONTRACT", f"{path} describes no service. {remedy}")
        return contract

    def _add(self, scope: str, message: descriptor_pb2.DescriptorProto) -> None:
        name = _join(scope, message.name)
        self._messages[name] = message
        for nested in message.nested_type:
            self._add(name, nested)

    @property
    def services(self) -> list[str]:
        """Full names of all services, sorted."""
        return sorted(self._services)

    @property
    def packages(self) -> list[str]:
        """Packages that hold a service, sorted."""
        return sorted(set(self._packages.values()))

    def reads(self) -> list[str]:
        """Methods that change nothing, as `package.Service/Method`, sorted: doing one twice does no harm."""
        none = descriptor_pb2.MethodOptions.NO_SIDE_EFFECTS
        return [
            f"{service}/{method.name}"
            for service in self.services
            for method in sorted(self._services[service].method, key=lambda method: method.name)
            if method.options.idempotency_level == none and not method.client_streaming
        ]

    def http_rules(self) -> list[HttpRule]:
        """Every HTTP rule that takes a body, additional bindings included."""
        return [rule for service in self.services for method in self._services[service].method
                for rule in self._rules_of(method)]  # fmt: skip

    def _rules_of(self, method: descriptor_pb2.MethodDescriptorProto) -> Iterator[HttpRule]:
        if not method.options.HasExtension(_HTTP):
            return
        first: http_pb2.HttpRule = method.options.Extensions[_HTTP]
        for rule in (first, *first.additional_bindings):
            if not rule.body:
                continue
            verb, template = _pattern(rule)
            message = self._body_of(method.input_type.lstrip("."), rule.body)
            yield HttpRule(verb, template, message)

    def _body_of(self, request: str, body: str) -> str:
        if body == "*":
            return "" if request == RAW_BODY else request
        field = next(field for field in self._message(request).field if field.name == body)
        target = field.type_name.lstrip(".")
        checkable = field.type == _Field.TYPE_MESSAGE and target not in FREE_FORM and target != RAW_BODY
        return target if checkable else ""

    def body_messages(self) -> dict[str, list[BodyField]]:
        """Every message reachable from a JSON body, with its fields in declaration order."""
        found: dict[str, list[BodyField]] = {}
        waiting = [rule.message for rule in self.http_rules() if rule.message]
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found[name] = [self._field(field) for field in self._message(name).field]
            waiting.extend(field.message for field in found[name] if field.message)
        return dict(sorted(found.items()))

    def _field(self, field: descriptor_pb2.FieldDescriptorProto) -> BodyField:
        spellings = tuple(dict.fromkeys((field.name, field.json_name or _camel(field.name))))
        target = field.type_name.lstrip(".") if field.type == _Field.TYPE_MESSAGE else ""
        if not target or target in FREE_FORM:
            return BodyField(field.name, spellings, "", is_map=False)
        entry = self._message(target)
        if not entry.options.map_entry:
            return BodyField(field.name, spellings, target, is_map=False)
        value = entry.field[1]
        inner = value.type_name.lstrip(".") if value.type == _Field.TYPE_MESSAGE else ""
        return BodyField(field.name, spellings, "" if inner in FREE_FORM else inner, is_map=True)

    def _message(self, name: str) -> descriptor_pb2.DescriptorProto:
        if name not in self._messages:
            text = f"The contract uses {name} but does not hold it: build its descriptor set with --include_imports."
            raise precondition("NO_CONTRACT", text)
        return self._messages[name]


def path_pattern(template: str) -> tuple[list[str], str]:
    """Splits a path template into segments and a verb.

    A segment is a literal, `*` (one segment) or `**` (the rest); the verb is what follows the last colon, or empty.

    >>> path_pattern("/v1/{name=holders/*/declarations/*}:withdraw")
    (['v1', 'holders', '*', 'declarations', '*'], 'withdraw')
    """
    plain = re.sub(r"\{([^}=]+)(?:=([^}]*))?\}", lambda variable: variable[2] or "*", template)
    head, slash, tail = plain.rpartition("/")
    tail, _, verb = tail.partition(":")
    return (head + slash + tail).strip("/").split("/"), verb


def _pattern(rule: http_pb2.HttpRule) -> tuple[str, str]:
    kind = rule.WhichOneof("pattern")
    if kind is None:
        raise precondition("NO_CONTRACT", f"an HTTP rule with body {rule.body!r} has no path: fix its google.api.http")
    if kind == "custom":
        return rule.custom.kind, rule.custom.path
    return kind.upper(), str(getattr(rule, kind))


def _join(scope: str, name: str) -> str:
    return f"{scope}.{name}" if scope else name


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)
