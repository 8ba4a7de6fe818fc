"""Owns files that say what a calculation asks: TOML or JSON read into requests, and templates of each method.

The names and rules of members are those of the engine's inputs, so a file says `rate = "0.08"` where the contract has a
message. What is imported of the rate service brings numpy and scipy, which no other command waits for.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import inspect
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, cast, get_args, get_origin

from google.type import decimal_pb2

from sepia.frand.v1 import calculations_pb2 as pb
from sepia.frand.v1 import comparables_pb2, methods_pb2
from services.cli.output import bad_value
from services.cli.reading import readable_file
from shared.errors import SepiaError, Violation, invalid

TOP_DOWN = """# The top-down method from what Sepia holds.
[[methods]]
method = "top_down"
findings = "findings/…"
aggregate_royalty = "aggregateRoyalties/…"
# confidence = "0.95"   # probability of the intervals
# prior_a = "0.5"       # Beta prior on the rate of essentiality
# prior_b = "0.5"
# sensitivity = "1"     # probability that an essential family is found so
# specificity = "1"     # probability that one that is not is found so
# evaluator_quality = "evaluatorQualities/…"   # instead of these two: as it was measured (sepia quality carried)
"""

QUESTION = """# What is asked. Every line beginning with # is optional.
# standard = "standards/…"
# holder = "holders/…"               # whose rate is in question: answers are checked against each other by its share
# shared_with = ["organizations/…"]  # who sees a confidential calculation without its restricted numbers
# published = true                   # everybody does
# release = ["comparables:rate"]     # what of your own restricted results everybody may see who sees the calculation

# [[offers]]                         # placed in the holder's top-down distribution
# id = "offer"
# party = "…"
# rate = "0.02"

# [[sensitivities]]                  # tornado and Sobol indices of a result
# answer = "top_down"
# inputs = {result = "h1.rate", swings = [{input = "aggregate", low = "0.05", high = "0.12"}]}
"""

# How a file asks for something on record, for each method that takes it.
_CURRENCY = '"EUR"'
REFERENCES = {
    "comparables": '# references = [{field = "licences", name = "licences/…"}]  # beside, or instead of, those below\n',
    "rate_card": '# references = [{field = "programme", name = "rateCards/…"}]  # instead of the programme below\n',
    "top_down_values": """# references = [              # what Sepia holds, instead of it below
#   {field = "aggregate", name = "aggregateRoyalties/…"},
#   {field = "generations[0].shares", name = "findings/…"},
#   {field = "generations[0].evaluators", name = "evaluatorQualities/…"},
# ]
""",
}


def read_document(file: Path) -> dict[str, Any]:
    """A TOML or JSON file.

    Raises:
        SepiaError: FILE_UNREADABLE; NOT_A_DOCUMENT: says where it cannot be read.
    """
    text = readable_file(file).read_text(encoding="utf-8")
    try:
        # Numbers that were not put in quotes keep their digits.
        document: object = (
            json.loads(text, parse_float=Decimal)
            if file.suffix.lower() == ".json"
            else tomllib.loads(text, parse_float=Decimal)
        )
    except ValueError as problem:
        raise invalid("NOT_A_DOCUMENT", f"{file} cannot be read as TOML or JSON: {problem}.") from None
    if not isinstance(document, dict):
        raise invalid("NOT_A_DOCUMENT", f"{file} has to hold named members, such as methods.")
    return cast("dict[str, Any]", document)


def read_question(file: Path) -> pb.CreateCalculationRequest:
    """What a file asks, as a request without request_id.

    Raises:
        SepiaError: it cannot be read, or names what there is not; says the path of the member.
    """
    from services.frand import engine
    from services.frand.calculations.messages import fill
    from services.frand.engine import InvalidInput

    document = read_document(file)
    request = pb.CreateCalculationRequest()
    try:
        for name in document.keys() - {"methods", "offers", "sensitivities"}:
            if name not in ("standard", "holder", "release", "shared_with", "published"):
                raise InvalidInput(name, "is nothing a calculation asks for; see sepia rate template")
            _assign(request, name, document[name])
        for number, each in enumerate(document.get("offers", [])):
            fill(engine.RateOffer, each, request.offers.add(), f"offers[{number}]")
        for number, each in enumerate(document.get("sensitivities", [])):
            asked = request.sensitivities.add(answer=each.get("answer", ""))
            fill(engine.SensitivityInputs, each.get("inputs", {}), asked.inputs, f"sensitivities[{number}].inputs")
        for number, each in enumerate(document.get("methods", [])):
            _method(each, request.methods.add(), f"methods[{number}]")
    except InvalidInput as error:
        raise invalid("BAD_FILE", f"{file}: {error.field} {error.rule}.", Violation(error.field, error.rule)) from error
    except (TypeError, AttributeError, ValueError) as error:
        raise invalid("BAD_FILE", f"{file}: {error}.") from error
    return request


def _assign(request: pb.CreateCalculationRequest, name: str, value: Any) -> None:
    if name in ("release", "shared_with"):
        getattr(request, name).extend(value)
    else:
        setattr(request, name, value)


def _method(given: Mapping[str, Any], message: pb.MethodInputs, place: str) -> None:
    from services.frand.calculations.messages import fill
    from services.frand.calculations.methods import METHODS
    from services.frand.engine import InvalidInput

    method = given.get("method", "")
    if method not in METHODS:
        raise InvalidInput(f"{place}.method", f"must be one of {', '.join(METHODS)}")
    message.id = given.get("id", "")
    for reference in given.get("references", []):
        message.references.add(field=reference["field"], name=reference["name"])
    if method == "top_down":
        _top_down(given, message.top_down, place)
        return
    for name in given.keys() - {"method", "id", "references", "inputs"}:
        raise InvalidInput(f"{place}.{name}", "belongs into inputs")
    target = getattr(message, method)
    target.SetInParent()
    fill(METHODS[method].inputs, given.get("inputs", {}), target, f"{place}.inputs")


def _top_down(given: Mapping[str, Any], message: pb.TopDownInputs, place: str) -> None:
    from services.frand.engine import InvalidInput

    known = message.DESCRIPTOR.fields_by_name
    for name, value in given.items():
        if name in ("method", "id", "references"):
            continue
        if name not in known:
            raise InvalidInput(f"{place}.{name}", f"is no field of top_down; there are {', '.join(known)}")
        if known[name].message_type is None:
            setattr(message, name, value)
        else:
            getattr(message, name).CopyFrom(decimal_pb2.Decimal(value=str(value)))


def read_licence(file: Path) -> comparables_pb2.ComparableLicence:
    """The terms of a licence from a file.

    Raises:
        SepiaError: as `read_question`.
    """
    from services.frand import engine

    message = comparables_pb2.ComparableLicence()
    _filled(engine.ComparableLicence, file, message)
    return message


def read_programme(file: Path) -> methods_pb2.RateProgramme:
    """The terms of a programme from a file.

    Raises:
        SepiaError: as `read_question`.
    """
    from services.frand import engine

    message = methods_pb2.RateProgramme()
    _filled(engine.RateProgramme, file, message)
    return message


def _filled(kind: type, file: Path, message: Any) -> None:
    from services.frand.calculations.messages import fill
    from services.frand.engine import InvalidInput

    try:
        fill(kind, read_document(file), message)
    except InvalidInput as error:
        raise invalid("BAD_FILE", f"{file}: {error.field} {error.rule}.", Violation(error.field, error.rule)) from error


# --- templates ---------------------------------------------------------------------------------------------------


def template(name: str) -> str:
    """A file to fill in, for a method, `licence` or `rate-card`.

    Raises:
        SepiaError: BAD_VALUE; names what there is.
    """
    from services.frand import engine
    from services.frand.calculations.methods import METHODS

    if name == "top_down":
        return f"{QUESTION}\n{TOP_DOWN}"
    if name in METHODS:
        head = f'{QUESTION}\n[[methods]]\nmethod = "{name}"\n{REFERENCES.get(name, "")}\n'
        return head + "\n".join(_table(METHODS[name].inputs, "methods.inputs")) + "\n"
    if name == "licence":
        return "\n".join(_table(engine.ComparableLicence, "")) + "\n"
    if name == "rate-card":
        return "\n".join(_table(engine.RateProgramme, "")) + "\n"
    raise _no_template(name, [*METHODS, "licence", "rate-card"])


def _no_template(name: str, known: list[str]) -> SepiaError:
    return bad_value("The template", name, f"one of {', '.join(known)}")


def _table(kind: type, path: str, *, listed: bool = False) -> Iterator[str]:
    """A dataclass as a TOML table: its members, then its tables."""
    from services.frand.calculations.documents import REQUIRED, default_of, hints_of, without_none

    if path:
        yield f"[[{path}]]" if listed else f"[{path}]"
    notes, later = _notes(kind), list[tuple[str, Any, bool]]()
    for field in dataclasses.fields(kind):
        hint, optional = without_none(hints_of(kind)[field.name])
        item = get_args(hint)[0] if get_origin(hint) is tuple else None
        inner = item or hint
        needed = default_of(field) is REQUIRED and not optional
        if dataclasses.is_dataclass(inner) and needed:
            later.append((field.name, inner, item is not None))
            continue
        value = _CURRENCY if field.name == "currency" else _example(hint, default_of(field))
        note = f"  # {notes[field.name]}" if field.name in notes else ""
        yield f"{'' if needed else '# '}{field.name} = {value}{note}"
    for name, inner, many in later:
        yield ""
        yield from _table(inner, f"{path}.{name}" if path else name, listed=many)


def _example(hint: Any, default: object) -> str:
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        return f"[{_inline(item) if dataclasses.is_dataclass(item) else _example(item, None)}]"
    if dataclasses.is_dataclass(hint):
        return _inline(hint)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        chosen = default if isinstance(default, enum.Enum) else next(iter(hint))
        others = ", ".join(str(member.value) for member in hint)
        return f'"{chosen.value}"  # one of {others}.'
    if hint is Decimal:
        return f'"{default}"' if isinstance(default, Decimal) else '"1"'
    if hint is bool:
        return str(bool(default) if isinstance(default, bool) else False).lower()
    if hint is int:
        return str(default) if isinstance(default, int) else "1"
    return "2026-01-31" if hint is dt.date else f'"{default}"' if isinstance(default, str) and default else '"…"'


def _inline(kind: Any) -> str:
    from services.frand.calculations.documents import REQUIRED, default_of, hints_of, without_none

    members: list[str] = []
    for field in dataclasses.fields(kind):
        hint, optional = without_none(hints_of(kind)[field.name])
        if default_of(field) is REQUIRED and not optional:
            value = _CURRENCY if field.name == "currency" else _example(hint, None).partition("  #")[0]
            members.append(f"{field.name} = {value}")
    return f"{{{', '.join(members)}}}"


def _notes(kind: type) -> dict[str, str]:
    """What a dataclass says of its fields, each on one line."""
    text = inspect.getdoc(kind) or ""
    _, _, listed = text.partition("Attributes:\n")
    notes: dict[str, str] = {}
    for names, said in re.findall(r"(?m)^    ([a-z0-9_, ]+): ((?:.|\n {8,})*)", listed):
        for name in names.split(", "):
            notes[name] = re.sub(r"\s+", " ", said).strip()
    return notes
