"""Owns reading a profile's text: what it must hold, and telling file, line and key of everything that is wrong."""

from __future__ import annotations

import difflib
import enum
import hashlib
import re
import tomllib
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from shared.errors import Kind, SepiaError, Violation
from shared.regime.locator import Path, Positions, locate
from shared.regime.profile import Profile, Provenance
from shared.regime.sections import FEES_OF, ITEMS_ALWAYS, ITEMS_OF, Section, Sections
from shared.regime.values import Status, shown

Table = dict[str, object]

_ENTRY_KEYS = ("value", "source", "status", "note")
_ENTRY_HELP = 'write { value = …, source = "…", status = "…" }'
_STATUSES = tuple(status.value for status in Status)
_CITED = re.compile(r"\[([^\[\]]+)\]")
_AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a profile."""

    line: int
    key: str
    text: str


def read_profile(content: bytes, *, file: str, name: str) -> Profile:
    """The profile in a file's bytes.

    Args:
        content: TOML, UTF-8.
        file: how messages call the file.
        name: what `regime.name` must be.

    Raises:
        SepiaError: REGIME_PROFILE_INVALID, one line of text and one violation for each mistake:
            `eu-2023.toml:14: checks.opinion_due: what is wrong; what is allowed`.
    """
    reader = _Reader(_text(content, file), file)
    profile = reader.profile(hashlib.sha256(content).hexdigest(), name)
    if profile is None or reader.problems:
        raise refusal(file, reader.problems)
    return profile


def refusal(file: str, problems: Iterable[Problem]) -> SepiaError:
    """All mistakes of a file as one error, in the order of its lines."""
    lines = [(f"{file}:{p.line}: {p.key}", p.text) for p in sorted(problems)]
    return SepiaError(
        Kind.INVALID,
        "REGIME_PROFILE_INVALID",
        "\n".join(f"{where}: {text}" if not where.endswith(": ") else where + text for where, text in lines),
        [Violation(where, text) for where, text in lines],
    )


def _text(content: bytes, file: str) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise refusal(file, [Problem(line, "", what)]) from error
    if text.startswith("\ufeff"):
        raise refusal(file, [Problem(1, "", "the file starts with a byte order mark; save it as UTF-8 without one")])
    return text


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self.problems: list[Problem] = []
        self.positions: Positions = locate(text)
        self.provenance: dict[str, Provenance] = {}
        self.leaves: set[Path] = set()
        self.sources: dict[str, str] = {}
        self.file = file
        self.text = text

    def profile(self, digest: str, name: str) -> Profile | None:
        try:
            document = tomllib.loads(self.text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            self.syntax(error)
            return None
        self.read_sources(document.pop("sources", {}))
        tree = self.table(Sections, document, ())
        try:
            profile = Profile.assemble(
                tree,
                digest=digest,
                origin=self.file,
                provenance=dict(sorted(self.provenance.items(), key=lambda item: item[1].line)),
                sources=self.sources,
            )
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                self.wrong_value(detail)
            if not self.problems:
                raise
            return None
        self.consistency(profile, name)
        return profile

    def complain(self, path: Path, text: str, *, key: Path | None = None) -> None:
        self.problems.append(Problem(self.positions.line(path), ".".join(path if key is None else key), text))

    def syntax(self, error: tomllib.TOMLDecodeError) -> None:
        said = str(error)
        if said.startswith("Cannot") and self.positions.repeats:
            twice = self.positions.repeats[0]
            what = f"it is on line {twice.first} already; a key stands once, remove one of them"
            self.problems.append(Problem(twice.again, ".".join(twice.path), what))
            return
        at = _AT_LINE.search(said)
        line = int(at[1]) if at and at[1] else self.text.count("\n") + 1
        self.problems.append(Problem(line, "", f"not TOML: {said[: at.start()] if at else said}"))

    # what is there, and what should be

    def read_sources(self, found: object) -> None:
        if not isinstance(found, dict):
            self.complain(("sources",), 'must be a table of key = "title or address"')
            return
        entries = typing.cast(Table, found)
        for key, value in entries.items():
            if isinstance(value, str) and value.strip():
                self.sources[key] = value
            else:
                self.complain(("sources", key), f"{shown(value)} is not a text; write a title or an address")

    def table(self, model: type[Sections] | type[Section], found: Mapping[str, object], path: Path) -> Table:
        """The values of a table, without those that couldn't be read; what is wrong is noted."""
        values: Table = {}
        known = model.model_fields
        for key in found:
            if key not in known:
                also = ["sources"] if not path else []
                self.complain((*path, key), _unknown("key", key, [*known, *also]))
        missing = [key for key, info in known.items() if info.is_required() and key not in found]
        if path and missing:
            self.complain(path, f"missing: {', '.join(missing)}")
        elif missing:
            self.sections_missing(missing, known)
        for key, info in known.items():
            if key not in found:
                continue
            here = (*path, key)
            content = found[key]
            section = _section(info)
            if section is None and not _keyed(info):
                self.entry(values, key, content, here)
            elif not isinstance(content, dict):
                self.complain(here, f"{shown(content)} is not a table; write [{'.'.join(here)}] with its keys below it")
            elif section is not None:
                values[key] = self.table(section, typing.cast(Table, content), here)
            else:
                values[key] = self.entries(info, typing.cast(Table, content), here)
        return values

    def sections_missing(self, missing: Iterable[str], known: Mapping[str, FieldInfo]) -> None:
        """Says which sections every profile needs and this one lacks, and what stands in each."""
        for name in missing:
            section = _section(known[name])
            keys = [] if section is None else [key for key, info in section.model_fields.items() if info.is_required()]
            with_keys = f" with {', '.join(keys)}" if keys else ""
            self.complain((), f"the section [{name}] is missing; write it{with_keys}", key=("profile",))

    def entries(self, info: FieldInfo, found: Table, path: Path) -> Table:
        """The values of a table whose keys are a vocabulary, or free names."""
        key_type = typing.get_args(info.annotation)[0]
        values: Table = {}
        for key, content in found.items():
            allowed = _words(key_type)
            if allowed and key not in allowed:
                self.complain((*path, key), _unknown("key", key, allowed))
            else:
                self.entry(values, key, content, (*path, key))
        return values

    def entry(self, values: Table, key: str, content: object, path: Path) -> None:
        """One value with its source and status."""
        if not isinstance(content, dict):
            self.complain(path, f"{shown(content)} has no source and status; {_ENTRY_HELP}")
            return
        entry = typing.cast(Table, content)
        for word in entry:
            if word not in _ENTRY_KEYS:
                self.complain((*path, word), _unknown("key", word, _ENTRY_KEYS))
        missing = [word for word in _ENTRY_KEYS[:3] if word not in entry]
        if missing:
            self.complain(path, f"missing: {', '.join(missing)}; {_ENTRY_HELP}")
        source, status, note = entry.get("source", ""), entry.get("status"), entry.get("note", "")
        if "source" in entry and (not isinstance(source, str) or not source.strip()):
            self.complain((*path, "source"), "is empty; name the provision, or say whose choice it is")
        if not isinstance(note, str):
            self.complain((*path, "note"), f"{shown(note)} is not a text")
        if "status" in entry and status not in _STATUSES:
            self.complain((*path, "status"), _unknown("status", status, _STATUSES))
        elif isinstance(source, str) and isinstance(status, str):
            self.cited(source, Status(status), path)
            line = self.positions.line(path)
            self.provenance[".".join(path)] = Provenance(source, Status(status), str(note), line)
        if "value" in entry:
            values[key] = entry["value"]
            self.leaves.add(path)

    def cited(self, source: str, status: Status, path: Path) -> None:
        cited = _CITED.findall(source)
        for key in cited:
            if key not in self.sources:
                self.complain(
                    (*path, "source"), f"[{key}] is not among the keys of [sources]{_near(key, self.sources)}"
                )
        if status is Status.VERIFIED and not cited:
            what = 'status "verified" needs the key of what was read, in square brackets, as listed under [sources]'
            self.complain((*path, "source"), what)

    def wrong_value(self, detail: ErrorDetails) -> None:
        """A value of the wrong kind, told at the line where it stands."""
        path = tuple(str(part) for part in detail["loc"])
        for length in range(1, len(path) + 1):
            if path[:length] in self.leaves:
                written = (*path[:length], "value", *path[length:])
                self.complain(written, _described(detail), key=path)
                return

    # what must fit together

    def consistency(self, profile: Profile, name: str) -> None:
        regime = profile.regime
        if regime.name != name:
            what = f'"{regime.name}" is not the name of the file; write "{name}" or rename the file'
            self.complain(("regime", "name", "value"), what, key=("regime", "name"))
        needed_fees = {fee: p for p in regime.procedures for fee in FEES_OF.get(p, ())}
        needed_items = {item: p for p in regime.procedures for item in ITEMS_OF.get(p, ())}
        for procedure in sorted(regime.procedures, key=lambda p: p.value):
            if getattr(profile, procedure.value) is None:
                what = f"{procedure.value} is among them, but there is no section [{procedure.value}]; write it"
                self.complain(("regime", "procedures", "value"), what, key=("regime", "procedures"))
        for key, info in Sections.model_fields.items():
            offered = {p.value for p in regime.procedures}
            if not info.is_required() and getattr(profile, key) is not None and key not in offered:
                self.complain(
                    (key,), "the section is there, but regime.procedures does not name it; add it or remove it"
                )
        for fee, procedure in sorted(needed_fees.items(), key=lambda pair: pair[0].value):
            if fee not in profile.fees:
                self.complain(("fees",), f"missing: {fee.value}; {procedure.value} has to be paid by somebody")
        for item in sorted({*ITEMS_ALWAYS, *needed_items}, key=lambda item: item.value):
            if item not in profile.visibility:
                self.complain(("visibility",), f"missing: {item.value}; say who sees it")
        for item, disclosure in profile.visibility.items():
            if (disclosure.event is None) != (not disclosure.then):
                what = 'event and then belong together: name both, or write event = "none" and then = []'
                self.complain(("visibility", item.value, "value"), what, key=("visibility", item.value))
        panel = profile.expert_opinion
        if panel is not None and not panel.panel_size < 2 * panel.panel_majority <= 2 * panel.panel_size:
            what = f"{panel.panel_majority} is no majority of a panel of {panel.panel_size}"
            self.complain(("expert_opinion", "panel_majority"), what)


def _section(info: FieldInfo) -> type[Section] | None:
    options = typing.get_args(info.annotation) if isinstance(info.annotation, types.UnionType) else (info.annotation,)
    for option in options:
        if isinstance(option, type) and issubclass(option, Section):
            return option
    return None


def _keyed(info: FieldInfo) -> bool:
    return typing.get_origin(info.annotation) is dict


def _words(kind: object) -> tuple[str, ...]:
    return tuple(m.value for m in kind) if isinstance(kind, type) and issubclass(kind, enum.Enum) else ()


def _near(word: object, allowed: Iterable[str]) -> str:
    near = difflib.get_close_matches(str(word), list(allowed), 1)
    return f'; did you mean "{near[0]}"?' if near else f"; there are {', '.join(sorted(allowed)) or 'none'}"


def _unknown(what: str, word: object, allowed: Iterable[str]) -> str:
    allowed = tuple(allowed)
    near = difflib.get_close_matches(str(word), allowed, 1)
    hint = f'did you mean "{near[0]}"? ' if near else ""
    return f"{shown(word)} is not a known {what}; {hint}allowed: {', '.join(allowed)}"


def _described(detail: ErrorDetails) -> str:
    """What is wrong with a value and what is allowed, in words."""
    given = shown(detail["input"])
    context = detail.get("ctx", {})
    match detail["type"]:
        case "enum":
            allowed = re.findall(r"'([^']*)'", str(context["expected"]))
            return _unknown("word here", detail["input"], allowed)
        case "int_type" | "int_from_float":
            return f"{given} is not a count; write a whole number without quotes or unit"
        case "bool_type":
            return f"{given} is not yes or no; write true or false"
        case "greater_than_equal":
            return f"{given} is too small; at least {context['ge']}"
        case "less_than_equal":
            return f"{given} is too large; at most {context['le']}"
        case "string_pattern_mismatch" | "string_type":
            return f'{given} is not a country; write two capital letters (ISO 3166-1), for example "ES", or "none"'
        case "frozen_set_type":
            return f"{given} is not a list; write [ … ]"
        case "model_type" | "model_attributes_type":
            return f"{given} is not a group of values; write {{ key = value, … }}"
        case "missing":
            return "missing"
        case "extra_forbidden":
            return "is not a known key here; remove it"
        case _:
            return detail["msg"]
