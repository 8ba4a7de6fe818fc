"""Owns the way between the contract's messages and typed inputs: by the names and types of fields, for any method.

| dataclass | contract |
| --- | --- |
| Decimal | `google.type.Decimal` |
| a dataclass of `amount` and `currency` | `google.type.Money` |
| date | `google.type.Date` |
| Enum member `HALF_UP` of `RoundingMode` | `ROUNDING_MODE_HALF_UP` |
| int, bool, str | the same; `optional` where an int or bool has a default other than 0 or false |
| tuple | repeated |
| dataclass | message |

`misfits` says where a message and a dataclass differ, so that a test can hold each method to its messages.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, cast, get_args, get_origin

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message
from google.type import date_pb2, decimal_pb2, money_pb2

from services.frand.calculations.documents import (
    REQUIRED,
    build,
    default_of,
    from_document,
    hints_of,
    item_hints,
    join,
    missing,
    without_none,
)
from services.frand.engine.errors import InvalidInput
from services.frand.numbers import read_decimal
from services.frand.royalties.rules import units_and_nanos
from shared.canonical import decimal_text

DECIMAL, MONEY, DATE = "google.type.Decimal", "google.type.Money", "google.type.Date"
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NANOS = 1_000_000_000
_SCALARS = {
    int: (FieldDescriptor.CPPTYPE_INT32, FieldDescriptor.CPPTYPE_INT64),
    str: (FieldDescriptor.CPPTYPE_STRING,),
    bool: (FieldDescriptor.CPPTYPE_BOOL,),
}


def from_message(kind: type, message: Message, path: str = "") -> Any:
    """The inputs that a message says.

    Args:
        kind: a dataclass whose fields the message has.
        path: of the message in the request, for errors.

    Raises:
        InvalidInput: a field is missing, out of its domain, or breaks a rule of the dataclass; names the path.
        SepiaError: INVALID_ARGUMENT (NOT_A_DECIMAL) naming the path.
    """
    members: dict[str, object] = {}
    known = _fields_of(message.DESCRIPTOR)
    for field in fields(kind):
        hint, optional = without_none(hints_of(kind)[field.name])
        descriptor, place = known[field.name], join(path, field.name)
        if _given(message, descriptor):
            members[field.name] = _from_value(hint, descriptor, getattr(message, field.name), place)
        elif (default := default_of(field)) is not REQUIRED:
            members[field.name] = default
        elif optional:
            members[field.name] = None
        elif get_origin(hint) is tuple:
            members[field.name] = ()
        elif hint in _SCALARS and not descriptor.has_presence:
            members[field.name] = getattr(message, field.name)
        else:
            raise missing(place)
    return build(kind, members, path)


def to_message(value: object, message: Message) -> Message:
    """Fills a message with inputs, and gives it back; the inverse of `from_message`."""
    for field in fields(cast("Any", value)):
        member = getattr(value, field.name)
        if member is None:
            continue
        descriptor = _fields_of(message.DESCRIPTOR)[field.name]
        if isinstance(member, tuple):
            target = getattr(message, field.name)
            for item in cast("tuple[object, ...]", member):
                if descriptor.message_type is None:
                    target.append(_scalar_value(item, descriptor))
                else:
                    _fill(target.add(), item)
        elif descriptor.message_type is not None:
            target = getattr(message, field.name)
            target.SetInParent()
            _fill(target, member)
        else:
            setattr(message, field.name, _scalar_value(member, descriptor))
    return message


def fill(kind: Any, document: Mapping[str, Any], message: Message, path: str = "") -> Message:
    """Fills a message with what a document holds of a dataclass, also where that is a part only; gives it back.

    Raises:
        InvalidInput: a member is unknown or of the wrong kind; names the path.
        SepiaError: INVALID_ARGUMENT (NOT_A_DECIMAL) naming the path.
    """
    hints = hints_of(kind)
    if not isinstance(document, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] files of people end up here
        raise InvalidInput(path, "must be a group of named members")
    for name, member in document.items():
        place = join(path, name)
        if name not in hints:
            raise InvalidInput(place, f"is no field here; there are {', '.join(hints)}")
        hint, descriptor = without_none(hints[name])[0], _fields_of(message.DESCRIPTOR)[name]
        if get_origin(hint) is tuple:
            target = getattr(message, name)
            item = get_args(hint)[0]
            if not isinstance(member, list):
                raise InvalidInput(place, "must be a list")
            for number, each in enumerate(cast("list[Any]", member)):
                if descriptor.message_type is None:
                    target.append(_scalar_value(from_document(item, each, f"{place}[{number}]"), descriptor))
                else:
                    _fill_part(item, each, target.add(), f"{place}[{number}]")
        elif descriptor.message_type is not None:
            target = getattr(message, name)
            target.SetInParent()
            _fill_part(hint, member, target, place)
        else:
            setattr(message, name, _scalar_value(from_document(hint, member, place), descriptor))
    return message


def _fill_part(hint: Any, document: Any, message: Message, path: str) -> None:
    if is_dataclass(hint) and not isinstance(message, money_pb2.Money):
        fill(hint, document, message, path)
    else:
        _fill(message, from_document(hint, document, path))


def misfits(kind: type, descriptor: Descriptor, path: str = "") -> Iterator[str]:
    """Where a dataclass and a message differ; each a sentence."""
    hints = hints_of(kind)
    known = _fields_of(descriptor)
    for name in known.keys() - hints.keys():
        yield f"{join(path, name)}: {descriptor.name} has it, {kind.__name__} does not"
    for field in fields(kind):
        place = join(path, field.name)
        found = known.get(field.name)
        if found is None:
            yield f"{place}: {kind.__name__} has it, {descriptor.name} does not"
            continue
        hint, optional = without_none(hints[field.name])
        repeated = get_origin(hint) is tuple
        if repeated != found.is_repeated:
            yield f"{place}: a list in one and not in the other"
            continue
        if repeated:
            hint = get_args(hint)[0]
        elif hint in _SCALARS and not found.has_presence:
            default = default_of(field)
            # Where a word is the default, the empty text is no choice, so absent can only mean the default.
            if (optional or (default is not REQUIRED and default != hint())) and hint is not str:
                yield f"{place}: absent and {hint()!r} can't be told apart; make it optional in the contract"
        yield from _misfit(hint, found, place)


def _fields_of(descriptor: Any) -> Mapping[str, FieldDescriptor]:
    """The fields of a message's descriptor; which of two implementations it comes from is protobuf's affair."""
    return descriptor.fields_by_name


def enum_prefix(enumeration: EnumDescriptor) -> str:
    """What the names of an enumeration begin with: `ROUNDING_MODE_` for `RoundingMode`."""
    return _WORD.sub("_", enumeration.name).upper() + "_"


def _misfit(hint: Any, found: FieldDescriptor, place: str) -> Iterator[str]:
    message = None if found.message_type is None else found.message_type.full_name
    if hint is Decimal or hint is dt.date:
        wanted = DECIMAL if hint is Decimal else DATE
        if message != wanted:
            yield f"{place}: must be a {wanted}"
    elif is_dataclass(hint):
        kind = cast("type", hint)
        if message == MONEY:
            if set(hints_of(kind)) != {"amount", "currency"}:
                yield f"{place}: {kind.__name__} is no amount with a currency"
        elif found.message_type is None:
            yield f"{place}: must be a message"
        else:
            yield from misfits(kind, found.message_type, place)
    elif isinstance(hint, type) and issubclass(hint, Enum):
        enumeration = found.enum_type
        names = {value.name for value in enumeration.values if value.number} if enumeration else set[str]()
        if not enumeration or names != {enum_prefix(enumeration) + member.name for member in hint}:
            yield f"{place}: the values of {hint.__name__} are not those of the contract"
    elif found.cpp_type not in _SCALARS.get(cast("type", hint), ()) or found.enum_type is not None:
        yield f"{place}: {hint} has another type in the contract"


def _given(message: Message, descriptor: FieldDescriptor) -> bool:
    if descriptor.is_repeated:
        return bool(getattr(message, descriptor.name))
    if descriptor.has_presence:
        return message.HasField(descriptor.name)
    return bool(getattr(message, descriptor.name))


def _from_value(hint: Any, descriptor: FieldDescriptor, value: Any, place: str) -> Any:
    if get_origin(hint) is tuple:
        items = cast("Sequence[Any]", value)
        hints = item_hints(hint, len(items))
        if hints is None:
            raise InvalidInput(place, f"must be a list of {len(get_args(hint))}", given=len(items))
        pairs = enumerate(zip(hints, items, strict=True))
        return tuple(_from_value(each, descriptor, item, f"{place}[{number}]") for number, (each, item) in pairs)
    if hint is Decimal:
        return read_decimal(place, value.value)
    if hint is dt.date:
        return _date(value, place)
    if is_dataclass(hint):
        kind = cast("type", hint)
        return _money(kind, value, place) if isinstance(value, money_pb2.Money) else from_message(kind, value, place)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _member(hint, descriptor, value, place)
    return value


def _member(kind: type[Enum], descriptor: FieldDescriptor, number: int, place: str) -> Enum:
    enumeration = cast("EnumDescriptor", descriptor.enum_type)
    known, prefix = enumeration.values_by_number, enum_prefix(enumeration)
    name = known[number].name.removeprefix(prefix) if number in known else ""
    if name not in kind.__members__:
        listed = ", ".join(prefix + member.name for member in kind)
        raise InvalidInput(place, f"must be one of {listed}", given=number)
    return kind[name]


def _money(kind: type, money: money_pb2.Money, place: str) -> Any:
    units, nanos = money.units, money.nanos
    if abs(nanos) >= _NANOS or (units > 0 > nanos) or (units < 0 < nanos):
        raise InvalidInput(join(place, "nanos"), "must lie within ±999,999,999 and have the sign of units", given=nanos)
    return build(kind, {"amount": Decimal(units) + Decimal(nanos).scaleb(-9), "currency": money.currency_code}, place)


def _date(value: date_pb2.Date, place: str) -> dt.date:
    try:
        return dt.date(value.year, value.month, value.day)
    except ValueError:
        given = f"{value.year}-{value.month}-{value.day}"
        raise InvalidInput(place, "must be a full calendar date, such as 2026-01-31", given=given) from None


def _fill(message: Message, value: object) -> None:
    if isinstance(message, decimal_pb2.Decimal):
        message.value = decimal_text(cast("Decimal", value))
    elif isinstance(message, date_pb2.Date):
        date = cast("dt.date", value)
        message.year, message.month, message.day = date.year, date.month, date.day
    elif isinstance(message, money_pb2.Money):
        amount = cast("Decimal", cast("Any", value).amount)
        units, nanos = units_and_nanos(abs(amount))
        sign = -1 if amount < 0 else 1
        message.units, message.nanos = sign * units, sign * nanos
        message.currency_code = cast("Any", value).currency
    else:
        to_message(value, message)


def _scalar_value(value: object, descriptor: FieldDescriptor) -> Any:
    if isinstance(value, Enum):
        enumeration = cast("EnumDescriptor", descriptor.enum_type)
        return enumeration.values_by_name[enum_prefix(enumeration) + value.name].number
    return value
