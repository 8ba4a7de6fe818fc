"""Owns the file of published determinations: what it says of each case, read strictly, numbers exact."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from services.frand.engine import InvalidInput

__all__ = ["MissingInput", "PublishedCase", "PublishedOutput", "read_cases", "units_of"]

_SCALE = {"": 1, "k": 10**3, "m": 10**6}


class MissingInput(Exception):
    """An input that a recipe needs is not public; its message says which, and why."""


@dataclass(frozen=True, slots=True)
class PublishedOutput:
    """A number that a determination published, or that a compiler computed from published terms.

    Attributes:
        name: unique within the case.
        published: as printed; None where nothing was.
        computed: what the compiler of the file computed; None where nothing could be.
        tolerance: largest difference that counts as the same.
        unit: of these.
        claim: what the file says of it: reproduces (True), must not (False), "circular", or nothing (None).
        kind: what sort of check it is, in the compiler's words.
        rounding: how it was rounded, in the compiler's words; may be empty.
        remembered: whether an input was recalled, not read in a source.
        source: where the number was read.
    """

    name: str
    published: Decimal | None
    computed: Decimal | None
    tolerance: Decimal
    unit: str
    claim: bool | str | None
    kind: str
    rounding: str
    remembered: bool
    source: str


@dataclass(frozen=True, slots=True)
class PublishedCase:
    """A determination, with the inputs that are public.

    Attributes:
        id, citation, method, status: as the file says.
        date: of the determination, as far as it is known; the first day of a month or year that is given without one.
        inputs: by name, each with `value`, `unit`, `verified` and `source`.
        outputs: in the file's order.
    """

    id: str
    citation: str
    method: str
    status: str
    date: dt.date
    inputs: Mapping[str, Mapping[str, Any]]
    outputs: tuple[PublishedOutput, ...]

    def value(self, name: str, *path: str | int) -> Decimal:
        """An input's number; of a table or list by keys and positions.

        Raises:
            MissingInput: it is not in the file, or has no value there.
        """
        found = self.inputs.get(name)
        if found is None:
            raise MissingInput(f"{name} is not among the inputs")
        value: Any = found["value"]
        if value is None:
            raise MissingInput(f"{name} ({found.get('source') or 'not public'})")
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                raise MissingInput(f"{name}, {step}, is not in the file") from None
        if not isinstance(value, Decimal):
            raise MissingInput(f"{name} is not a number")
        return value

    def entries(self, name: str) -> tuple[str, ...]:
        """Keys of an input that is a table."""
        value = self.inputs[name]["value"]
        return tuple(cast("dict[str, object]", value)) if isinstance(value, dict) else ()

    def unit(self, name: str) -> str:
        """An input's unit, which sometimes states a term ("USD/unit to 5m")."""
        return str(self.inputs[name]["unit"])

    def source(self, name: str) -> str:
        """Where an input was read, as a derivation cites it."""
        return f"{self.citation}: {name} ({self.inputs[name].get('source') or 'no source'})"

    def output(self, name: str) -> PublishedOutput:
        """An output by name.

        Raises:
            MissingInput: there is none.
        """
        for output in self.outputs:
            if output.name == name:
                return output
        raise MissingInput(f"output {name} is not in the file")

    def published(self, name: str) -> Decimal:
        """What was published as an output, where another follows from it.

        Raises:
            MissingInput: nothing was.
        """
        found = self.output(name).published
        if found is None:
            raise MissingInput(f"{name} was not published")
        return found


def read_cases(text: str) -> tuple[PublishedCase, ...]:
    """The cases of a file.

    Args:
        text: JSON with `cases`, each with `id`, `inputs` and `outputs`.

    Raises:
        InvalidInput: not such a file, or an identifier twice.
    """
    try:
        document: Any = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("cases", f"must be in a file of JSON ({error})") from error
    given = cast("dict[str, Any]", document).get("cases") if isinstance(document, dict) else None
    if not isinstance(given, list):
        raise InvalidInput("cases", "must be there, a list of published determinations")
    cases = tuple(_placed(number, each) for number, each in enumerate(cast("list[Any]", given)))
    if len({case.id for case in cases}) < len(cases):
        raise InvalidInput("cases.id", "must not occur twice")
    return cases


def _placed(number: int, given: Any) -> PublishedCase:
    """A case; what is wrong with it names its place in the file."""
    try:
        return _case(given)
    except KeyError as error:
        rule = f"must have {error.args[0]}, in itself or in one of its inputs or outputs"
        raise InvalidInput(f"cases[{number}]", rule) from error
    except (ArithmeticError, TypeError, AttributeError) as error:
        rule = "must have members of the kinds that published determinations have, such as numbers for published ones"
        raise InvalidInput(f"cases[{number}]", rule) from error
    except ValueError as error:
        raise InvalidInput(f"cases[{number}]", f"must be a published determination ({error})") from error


def units_of(text: str) -> Decimal:
    """A number of units as names and terms write it: `100k`, `5m`, `31000`.

    Raises:
        MissingInput: there is none in the text.

    Examples:
        >>> units_of("USD/unit to 5m")
        Decimal('5000000')
    """
    found = re.search(r"([0-9]+)([km]?)\b", text)
    if found is None:
        raise MissingInput(f"no number of units in {text!r}")
    return Decimal(int(found[1]) * _SCALE[found[2]])


def _case(given: Any) -> PublishedCase:
    outputs = tuple(_output(each) for each in given["outputs"])
    if len({output.name for output in outputs}) < len(outputs):
        raise ValueError(f"an output of {given['id']} occurs twice")
    return PublishedCase(
        str(given["id"]),
        str(given["citation"]),
        str(given["method"]),
        str(given["status"]),
        _day(str(given.get("date") or "")),
        given["inputs"],
        outputs,
    )


def _day(text: str) -> dt.date:
    # Days, months, years and ranges of them occur; the first date in the text dates the terms.
    found = re.search(r"([0-9]{4})(?:-([0-9]{2})(?![0-9]))?(?:-([0-9]{2})(?![0-9]))?", text)
    year, month, day = found.groups() if found else ("1900", None, None)
    return dt.date(int(year), int(month or 1), int(day or 1))


def _output(given: Any) -> PublishedOutput:
    claim = given["reproduces"]
    if claim is not None and not isinstance(claim, bool | str):
        raise TypeError(f"reproduces is {claim!r}")
    return PublishedOutput(
        name=str(given["name"]),
        published=_number(given["published"]),
        computed=_number(given["computed"]),
        tolerance=_number(given["tolerance"]) or Decimal(0),
        unit=str(given["unit"]),
        claim=claim,
        kind=str(given["check_kind"]),
        rounding=str(given["rounding"] or ""),
        remembered=bool(given["uses_remembered_inputs"]),
        source=str(given["source"]),
    )


def _number(given: Any) -> Decimal | None:
    if given is None or isinstance(given, Decimal):
        return given
    raise TypeError(f"{given!r} is not a number")


def _refuse(constant: str) -> Decimal:
    raise ValueError(f"{constant} is not a number")
