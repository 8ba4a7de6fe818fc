"""Owns typed inputs as documents: frozen dataclasses as canonical JSON takes them, back again, and who may see what.

A document names each field as the dataclass and the contract do. Numbers are text in plain digits, dates are ISO 8601,
enumerations their value; a field that is None is left out. Any dataclass whose fields are of the kinds below has a
document without further code: Decimal, int, str, bool, date, Enum, tuples, optional values, and dataclasses of these.
An error names the path of the field in the contract's spelling, such as `licences[2].lump_sum.amount`.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from services.frand.engine.errors import InvalidInput
from services.frand.numbers import read_decimal

AUDIENCE = "audience"
"""How the fields end by which a dataclass says which organisations may see what it holds (`audience`,
`holder_share_audience`); empty where everybody may."""

_LONGEST_SEEN = 60
REQUIRED = object()
"""Stands for the default of a field that has none."""


@cache
def hints_of(kind: type) -> Mapping[str, Any]:
    """The types of a dataclass's fields by name."""
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind)}


def without_none(hint: Any) -> tuple[Any, bool]:
    """A type without None, and whether None was allowed."""
    if get_origin(hint) in (Union, types.UnionType):
        rest = tuple(each for each in get_args(hint) if each is not types.NoneType)
        if len(rest) == 1:
            return rest[0], len(rest) < len(get_args(hint))
        raise TypeError(f"{hint} is a choice between types, which a document does not tell apart")
    return hint, False


def default_of(field: Field[Any]) -> object:
    """What a field is where nothing was given; `REQUIRED` where it has to be."""
    if field.default is not MISSING:
        return field.default
    return REQUIRED if field.default_factory is MISSING else field.default_factory()


def item_hints(hint: Any, length: int) -> tuple[Any, ...] | None:
    """The types of a tuple's items; None where it cannot have that many."""
    arguments = get_args(hint)
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return (arguments[0],) * length
    return arguments if len(arguments) == length else None


def to_document(value: object) -> Any:
    """A value as canonical JSON takes it."""
    if is_dataclass(value) and not isinstance(value, type):
        members = ((each.name, getattr(value, each.name)) for each in fields(value))
        return {name: to_document(member) for name, member in members if member is not None}
    if isinstance(value, tuple):
        return [to_document(each) for each in cast("tuple[object, ...]", value)]
    return value.value if isinstance(value, Enum) else value


def from_document(kind: Any, document: object, path: str = "") -> Any:
    """The value of a type that a document says; the inverse of `to_document`.

    Args:
        kind: a dataclass, or any type that a field of one may have.
        document: as `to_document` gives it, or as JSON or TOML was read.
        path: of the value, for errors.

    Raises:
        InvalidInput: a member is missing, unknown or of the wrong kind, or breaks its dataclass's own rule.
        SepiaError: INVALID_ARGUMENT (NOT_A_DECIMAL) naming the path.
    """
    kind, optional = without_none(kind)
    if document is None and optional:
        return None
    if is_dataclass(kind):
        return _dataclass(cast("type", kind), document, path)
    if get_origin(kind) is tuple:
        return _tuple(kind, document, path)
    return _scalar(kind, document, path)


def build(kind: type, members: Mapping[str, object], path: str) -> Any:
    """Makes a dataclass; what its own rules refuse names the whole path.

    Raises:
        InvalidInput: it breaks a rule of the dataclass.
    """
    try:
        return kind(**members)
    except InvalidInput as error:
        raise _placed(error, path, kind) from error


def missing(path: str) -> InvalidInput:
    """A field that was not given and has no default."""
    return InvalidInput(path, "must be given")


def join(path: str, name: str) -> str:
    """The path of a field of what stands at a path."""
    return f"{path}.{name}" if path and name else path or name


def _placed(error: InvalidInput, path: str, kind: type) -> InvalidInput:
    # Some say of themselves by which name methods take them (`aggregate.currency`); the path has that name already.
    own, _, rest = error.field.partition(".")
    member = without_none(hints_of(kind).get(own))[0]
    # A number of that name has nothing within: then the name is the path's, like one that there is not.
    within = is_dataclass(member) or get_origin(member) is tuple
    named_twice = rest and not within and path.rpartition(".")[2].partition("[")[0] == own
    return InvalidInput(join(path, rest if named_twice else error.field), error.rule, index=error.index)


def _dataclass(kind: type, document: object, path: str) -> Any:
    if not isinstance(document, Mapping):
        raise InvalidInput(path, "must be a group of named members", given=_seen(document))
    given = cast("Mapping[str, object]", document)
    hints = hints_of(kind)
    if unknown := [str(name) for name in given if name not in hints]:
        known = ", ".join(hints)
        raise InvalidInput(join(path, unknown[0]), f"is no field here; there are {known}", given=unknown[0])
    members: dict[str, object] = {}
    for field in fields(kind):
        place, hint = join(path, field.name), hints[field.name]
        if field.name in given:
            members[field.name] = from_document(hint, given[field.name], place)
        elif (default := default_of(field)) is not REQUIRED:
            members[field.name] = default
        elif without_none(hint)[1]:
            members[field.name] = None
        else:
            raise missing(place)
    return build(kind, members, path)


def _tuple(kind: Any, document: object, path: str) -> tuple[Any, ...]:
    if isinstance(document, str) or not isinstance(document, Sequence):
        raise InvalidInput(path, "must be a list", given=_seen(document))
    items = cast("Sequence[object]", document)
    hints = item_hints(kind, len(items))
    if hints is None:
        raise InvalidInput(path, f"must be a list of {len(get_args(kind))}", given=len(items))
    pairs = enumerate(zip(hints, items, strict=True))
    return tuple(from_document(hint, item, f"{path}[{number}]") for number, (hint, item) in pairs)


def _scalar(kind: Any, document: object, path: str) -> object:
    if kind is Decimal:
        return _decimal(document, path)
    if kind is bool or kind is str:
        if not isinstance(document, kind):
            raise InvalidInput(path, "must be true or false" if kind is bool else "must be text", given=_seen(document))
        return document
    if kind is int:
        if not isinstance(document, int) or isinstance(document, bool):
            raise InvalidInput(path, "must be a whole number", given=_seen(document))
        return document
    if kind is dt.date:
        return _date(document, path)
    if isinstance(kind, type) and issubclass(kind, Enum):
        for member in kind:
            if document == member.value:
                return member
        known = ", ".join(str(member.value) for member in kind)
        raise InvalidInput(path, f"must be one of {known}", given=_seen(document))
    raise TypeError(f"{path}: a {kind} has no document")


def _decimal(document: object, path: str) -> Decimal:
    if isinstance(document, Decimal):
        document = f"{document:f}"
    if isinstance(document, int) and not isinstance(document, bool):
        document = str(document)
    if not isinstance(document, str):
        # A binary float has lost the digits that were meant: 0.1 in a file has to be "0.1".
        raise InvalidInput(path, 'must be a decimal number as text, such as "0.95"', given=_seen(document))
    return read_decimal(path, document)


def _date(document: object, path: str) -> dt.date:
    if isinstance(document, dt.date) and not isinstance(document, dt.datetime):
        return document
    try:
        return dt.date.fromisoformat(document if isinstance(document, str) else "")
    except ValueError:
        raise InvalidInput(path, "must be a date such as 2026-01-31", given=_seen(document)) from None


def _seen(document: object) -> str:
    text = repr(document)
    return text if len(text) <= _LONGEST_SEEN else text[:_LONGEST_SEEN] + "…"


# --- who may see what --------------------------------------------------------------------------------------------


def restricted(value: object, path: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    """Where a value holds what is not for everybody: the path and audience of each field that says so."""
    if is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            member = getattr(value, each.name)
            if each.name != AUDIENCE and not each.name.endswith(f"_{AUDIENCE}"):
                yield from restricted(member, join(path, each.name))
            elif member:
                yield join(path, each.name), frozenset(cast("tuple[str, ...]", member))
    elif isinstance(value, tuple):
        for number, each in enumerate(cast("tuple[object, ...]", value)):
            yield from restricted(each, f"{path}[{number}]")


def audience_of(value: object) -> frozenset[str] | None:
    """Who may see all of a value: those in every audience within it; None where it is open to all."""
    found: frozenset[str] | None = None
    for _, audience in restricted(value):
        found = audience if found is None else found & audience
    return found
