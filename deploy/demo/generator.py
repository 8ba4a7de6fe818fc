"""Owns the making of demonstration declarations: a file in the wire format of ETSI's ISLD export, invented throughout.

The same seed and number of rows give the same bytes, on any machine. The file has the shape of the real export (who
declares how much, against which specifications, how often a family comes again) and its quirks: blank family ids, one
application in several families, numbers that do not normalise, dirty publications, stuttering priorities, sentinels,
spelling variants, joint declarants, versions in letters, texts with quotes, semicolons and newlines.

Memory does not grow with the number of rows: of each holder only its latest families are remembered, to be declared
again.
"""

from __future__ import annotations

import csv
import io
from bisect import bisect
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Final, TypeVar

from deploy.demo.holders import HOLDERS, JOINT_DECLARANTS, DemoHolder
from deploy.demo.numbers import application_number, group_of
from deploy.demo.vocabulary import (
    ETSI_NATIVE,
    GENERATIONS,
    ODD_TITLES,
    OFFICES,
    TITLES,
    Generation,
    cumulative_weights,
)
from services.registry.imports.isld_header import COLUMNS

_T = TypeVar("_T")

_FIRST_DAY, _LAST_DAY = date(2009, 1, 12), date(2026, 1, 30)
_CHUNK_BYTES = 256 * 1024
_REMEMBERED_FAMILIES = 40
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class PlantedDefect:
    """A bad row that was put into the file on purpose.

    Attributes:
        line: physical line it begins on; the header is line 1.
        reason: for which a reader must reject it.
        column: at fault; empty when it is the row as a whole.
    """

    line: int
    reason: str
    column: str


@dataclass(slots=True)
class _Family:
    """An invented family: its id (blank for some) and the parts of its members' rows that never change."""

    family: str
    members: list[tuple[str, str]]  # columns 21 to 27, and 32 to 36


def generate(
    rows: int = 100_000, seed: int = 1, *, defects: int = 0, planted: list[PlantedDefect] | None = None
) -> Iterator[bytes]:
    """A file in the wire format of ETSI's ISLD export, in pieces of about 256 KiB.

    Args:
        rows: good rows; at least 0, any size.
        seed: whatever is invented follows from it.
        defects: bad rows strewn evenly among the good ones.
        planted: is filled, as the file is made, with where the bad rows are.

    Returns:
        The pieces in order; UTF-8, semicolons, double quotes, CRLF, sorted by declaration.
    """
    stride = max(1, rows // (defects + 1))
    pieces = [";".join(map(_quoted, COLUMNS)) + "\r\n"]
    size, line, sown = 0, 2, 0
    for done, row in enumerate(_rows(rows, seed)):
        pieces.append(row)
        size += len(row)
        # A newline inside quotes makes a row span several physical lines.
        line += row.count("\n")
        if size >= _CHUNK_BYTES:
            yield "".join(pieces).encode()
            pieces.clear()
            size = 0
        if sown < defects and (done + 1) % stride == 0:
            bad, reason, column = _spoilt(row, sown)
            yield "".join(pieces).encode() + bad
            pieces.clear()
            size = 0
            if planted is not None:
                planted.append(PlantedDefect(line, reason, column))
            line += bad.count(b"\n")
            sown += 1
    yield "".join(pieces).encode()


def _rows(rows: int, seed: int) -> Iterator[str]:
    maker = _Declarations(seed)
    made = 0
    while made < rows:
        for row in maker.next_declaration(made / rows):
            yield row
            made += 1
            if made == rows:
                return


class _Declarations:
    """Makes one declaration after the other, in the order of time."""

    def __init__(self, seed: int) -> None:
        # Only Random.random is drawn from: its sequence for a seed is the same in every version of Python.
        self._random = Random(f"sepia demo {seed}")  # noqa: S311 - a demonstration, not a secret
        self._draw = self._random.random
        self._per_month: dict[str, int] = {}
        # Far above any number that ETSI has given out: in a register that has real declarations, too, no invented one
        # may be taken for one of them, nor an invented family for a real one.
        self._iprd_id, self._dipg_id, self._family_id, self._serial = 800_000_000, 800_000_000, 800_000_000, 0
        self._latest: dict[str, deque[_Family]] = {
            holder.name: deque(maxlen=_REMEMBERED_FAMILIES) for holder in HOLDERS
        }
        self._generation_weights = (*list(accumulate(g.share for g in GENERATIONS))[:-1], 1.0)
        self._holder_weights = {g.name: cumulative_weights(len(HOLDERS), g.holder_shape) for g in GENERATIONS}
        self._spec_weights = {g.name: cumulative_weights(len(g.specs), g.spec_shape) for g in GENERATIONS}
        # Who leads in one generation does not lead in the others: ranks are shuffled a little for each.
        self._ranking = {
            g.name: sorted(range(len(HOLDERS)), key=lambda rank: rank + 12 * self._draw()) for g in GENERATIONS
        }
        self._days = (_LAST_DAY - _FIRST_DAY).days

    def next_declaration(self, progress: float) -> list[str]:
        """The rows of the next declaration; `progress` in [0, 1) is how far in time the file has come."""
        draw = self._draw
        generation = GENERATIONS[bisect(self._generation_weights, draw())]
        rank = bisect(self._holder_weights[generation.name], draw())
        holder = HOLDERS[self._ranking[generation.name][rank]]
        signed = _FIRST_DAY + timedelta(days=int(progress * self._days))
        head = self._declaration_head(holder, signed)
        entries = min(60, int((1 - draw()) ** -0.9))
        rows: list[str] = []
        for number in range(1, entries + 1):
            rows += self._entry(head, number, holder, generation, signed)
        return rows

    def _declaration_head(self, holder: DemoHolder, signed: date) -> str:
        draw = self._draw
        self._iprd_id += 1 + int(draw() * 3)
        month = f"{signed:%Y%m}"
        if month not in self._per_month:
            self._per_month = {month: 0}
        self._per_month[month] += 1
        declarant = holder.name
        if holder.other_spellings and draw() < 0.15:
            declarant = self._one_of(holder.other_spellings)
        oddity = draw()
        if oddity < 0.0008:
            declarant = ""
        elif oddity < 0.008 and holder.name in JOINT_DECLARANTS[0] + JOINT_DECLARANTS[1]:
            declarant = next(joint for joint in JOINT_DECLARANTS if holder.name in joint)
        reflected = signed + timedelta(days=7 + int(draw() * 60))
        signed_text = _day(signed) if draw() > 0.002 else "1900-01-01 00:00:00"
        reciprocity = "" if draw() < 0.236 else "1" if draw() < 0.6 else "0"
        return _joined(
            str(self._iprd_id),
            f"ISLD-{month}-{self._per_month[month]:03d}",
            signed_text,
            _day(reflected),
            declarant,
            "1" if draw() < 0.97 else "0",
            "1" if draw() < 0.985 else "0",
            reciprocity,
        )

    def _entry(self, head: str, number: int, holder: DemoHolder, generation: Generation, signed: date) -> list[str]:
        """The rows of one entry of a declaration's patent list: each standard with each member of one family."""
        draw = self._draw
        self._dipg_id += 1 + int(draw() * 2)
        latest = self._latest[holder.name]
        if latest and draw() < 0.22:
            family = latest[int(draw() * len(latest))]
        else:
            family = self._family(holder, signed, latest)
            latest.append(family)
        entry = f'{head};"{self._dipg_id}";"{number}";""'
        rows: list[str] = []
        for _ in range(1 + min(11, int((1 - draw()) ** -0.55 - 0.45))):
            standard, project, flags = self._standard(holder, generation)
            part = _quoted(self._illustrative_part() if draw() < 0.17 else "")
            middle = f'{project};{part};"{family.family}"'
            rows += [
                f"{entry};{standard};{member};{middle};{numbers};{flags}\r\n" for member, numbers in family.members
            ]
        return rows

    def _standard(self, holder: DemoHolder, generation: Generation) -> tuple[str, str, str]:
        """Columns 12 to 20 (the standard in its many columns), 28 to 30 (the project) and 37 to 40 (generations)."""
        draw = self._draw
        essential_to_project = "1" if draw() < 0.98 else ""
        project = _joined(*self._one_of(generation.projects), essential_to_project)
        unknown_generations = '"";"";"";""'
        form = draw()
        if form < 0.039:
            return '"";"";"";"";"";"";"";"";""', project, unknown_generations
        if form < 0.075:
            name = self._one_of(ETSI_NATIVE)
            kind, number = name.split(" ", 1)
            return _joined(name, "1", kind, number, "", "", "", "", ""), project, unknown_generations
        rank = bisect(self._spec_weights[generation.name], draw())
        spec, spec_generations = generation.specs[rank]
        flags = ";".join('"1"' if digit in spec_generations else '"0"' for digit in "2345")
        first, last = generation.releases
        release, minor, patch = first + int(draw() * (last - first + 1)), int(draw() ** 2 * 23), int(draw() * 1.1)
        version = f"{release}.{minor}.{patch}" if draw() < (0.97 if holder.names_versions else 0.12) else ""
        etsi_number = f"1{spec.replace('.', ' ')}"
        letters = "v" + _LETTERS[release] + _LETTERS[minor] + _LETTERS[patch]
        if draw() < 0.02:
            letters = "v" + letters[1:].upper()
        reference = f"RTS/{group_of(spec)}{spec.replace('.', '')}{letters if version else ''}"
        version_text = f" version {version}" if version else ""
        name_at_3gpp = f"3GPP TS {spec}{version_text}"
        name_at_etsi = f"TS {etsi_number} ({reference}){version_text}"
        if form < 0.145:  # ETSI's name alone: the export then knows no generation
            columns = _joined(name_at_etsi, "1", "TS", etsi_number, reference, version, "", "", "")
            return columns, project, unknown_generations
        if form < 0.3:
            return _joined(name_at_3gpp, "1", "", "", "", "", "TS", spec, version), project, flags
        both = f"{name_at_etsi} -- {name_at_3gpp}"
        return _joined(both, "1", "TS", etsi_number, reference, version, "TS", spec, version), project, flags

    def _family(self, holder: DemoHolder, signed: date, latest: deque[_Family]) -> _Family:
        draw = self._draw
        self._family_id += 1 + int(draw() * 1.5)
        nameless = draw()
        if nameless < 0.045:
            return _Family("", [self._unnormalised_member(holder)])
        priority = signed - timedelta(days=150 + int(draw() * 2400))
        self._serial += 1
        first_number = application_number(holder.office, priority.year, self._serial)
        priorities = [first_number]
        if draw() < 0.5:
            priorities.append(application_number("WO", priority.year + 1, self._serial))
        if draw() < 0.1:
            priorities += priorities  # the export stutters
        priority_text = f"|{'|'.join(priorities)}|" if draw() > 0.045 else ""
        title = self._title()
        offices = [office for office in OFFICES if office[0] == holder.office or draw() < office[2]]
        basis = int(draw() * len(offices))
        members: list[tuple[str, str]] = []
        for index, (office, office_name, _) in enumerate(offices):
            filed = priority + timedelta(days=int(draw() * min(900, (signed - priority).days)))
            if draw() < 0.015:
                filed = signed + timedelta(days=int(draw() * 400))  # a divisional, filed after the declaration
            members.append(self._member(office, office_name, filed, title, priority_text, is_basis=index == basis))
            if office == "CN" and draw() < 0.06:  # the same application again, zeros lost, not recognised by ETSI
                members.append(self._twin(filed, title, priority_text, office_name))
        if latest and draw() < 0.01:
            other = latest[int(draw() * len(latest))]
            members.append(other.members[int(draw() * len(other.members))])  # one application in several families
        return _Family("" if nameless < 0.075 else str(self._family_id), members)

    def _member(
        self, office: str, office_name: str, filed: date, title: str, priorities: str, *, is_basis: bool
    ) -> tuple[str, str]:
        draw = self._draw
        self._serial += 1
        application = application_number(office, filed.year, self._serial) if draw() > 0.008 else ""
        own_title = "" if draw() < 0.26 else title.upper() if draw() < 0.35 else title
        front = _joined(
            "Basis Patent" if is_basis else "Family Member",
            application,
            self._publications(office, filed.year),
            own_title,
            priorities,
            office_name,
            _day(filed) if draw() > 0.038 else "",
        )
        return front, _joined("", "", "1" if is_basis or draw() < 0.85 else "0", "Yes")

    def _twin(self, filed: date, title: str, priorities: str, office_name: str) -> tuple[str, str]:
        number = f"CN{filed.year}{self._serial % 9973}"
        front = _joined("Family Member", number, "", title, priorities, office_name, _day(filed))
        return front, _joined("", "", "0", "Error")

    def _unnormalised_member(self, holder: DemoHolder) -> tuple[str, str]:
        """A patent whose number ETSI could not normalise: no family, no priority, no application date."""
        draw = self._draw
        self._serial += 1
        if holder.office == "JP":
            office, number = "JP JAPAN", f"{2004 + int(draw() * 14)}-{self._serial % 999_983:06d}"
            if draw() < 0.1:
                number = f"H{7 + int(draw() * 5):02d}-{self._serial % 999_983:06d}"
            publication = f"{2006 + int(draw() * 14)}-{self._serial % 299_993:06d}"
        else:
            office, number = "US UNITED STATES", f"{11 + int(draw() * 6)}/{self._serial % 999_983:06d}"
            publication = self._one_of(
                ("Pending", "PENDING1", "-", "N/A", f"{7_000_000 + self._serial}", "USPATENTAPPLICATIONPENDING")
            )
        front = _joined("Basis Patent", number, publication, self._title(), "", office, "")
        return front, _joined(number, publication, "1", "No")

    def _publications(self, office: str, year: int) -> str:
        draw = self._draw
        if draw() < 0.11:
            return ""
        serial = self._serial
        granted = draw() < 0.55
        if office == "EP":
            number = f"EP{2_000_000 + serial % 2_000_000}"
            kinds = ["A1"] if draw() < 0.7 else ["A2", "A3"]
            kinds += [*(["A4"] if draw() < 0.25 else []), *(["B1"] if granted else [])]
            kinds += ["B8"] if granted and draw() < 0.02 else []
            return " | ".join(f"{number} {kind}" for kind in kinds[:4])
        if office == "US":
            application = f"US{year + 1}{serial % 399_989:06d} A1"
            patent = f"US{8_000_000 + serial % 4_000_000}"
            if not granted:
                return application
            return f"{application} | {patent}B2" if draw() < 0.005 else f"{application} | {patent} B2"
        if office == "JP":
            if draw() < 0.05:
                return f"JPWO{year}{serial % 199_999:06d} A1"
            application = f"JP{year + 1}{serial % 599_999:06d} A"
            return f"{application} | JP{5_000_000 + serial % 2_000_000} B2" if granted else application
        if office == "WO":
            return (
                f"WO{year + 1}{serial % 299_993:06d} A1" if draw() > 0.002 else f"WO{year + 1}/{serial % 299_993:06d}"
            )
        if office == "CN":
            number = f"CN{101_000_000 + serial % 19_000_000}"
            return f"{number} A | {number} B" if granted else f"{number} A"
        plain = {
            "KR": f"KR{year + 1}{serial % 99_991:07d} A",
            "TW": f"TWI{300_000 + serial % 499_979} B",
            "BR": f"BR{year}{serial % 99_991:06d} A2",
            "SG": f"SG1{year}{serial % 99_991:05d}Y A",
            "ES": f"ES{2_300_000 + serial % 699_967} T3",
            "DK": f"DK{2_000_000 + serial % 999_983} T3",
            "HU": f"HUE{serial % 99_991:06d} T2",
        }
        return plain.get(office, f"{office}{year}{serial % 999_983:06d} A")

    def _title(self) -> str:
        draw = self._draw
        return self._one_of(ODD_TITLES) if draw() < 0.012 else TITLES[int(draw() * len(TITLES))]

    def _illustrative_part(self) -> str:
        draw = self._draw
        section = f"{3 + int(draw() * 8)}.{1 + int(draw() * 9)}"
        deeper = f"{section}.{1 + int(draw() * 6)}"
        return self._one_of(
            (section, f"Section {deeper}", f"Section{deeper}", f"Section {section}C", f"{section},{deeper},11.8.1.4",
             f"Section {deeper}, {section} | Section {section}, ")
        )  # fmt: skip

    def _one_of(self, choices: tuple[_T, ...]) -> _T:
        return choices[int(self._draw() * len(choices))]


def _day(day: date) -> str:
    return f"{day.isoformat()} 00:00:00"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _joined(*texts: str) -> str:
    return ";".join(map(_quoted, texts))


_BROKEN_VALUES: Final = (
    ("Reflected_Date", "31.02.2016", "BAD_DATE"),
    ("DIPG_ID", "27,176", "BAD_INTEGER"),
    ("5G", "2", "UNKNOWN_FLAG"),
    ("IPRD_REFERENCE", "", "MISSING_VALUE"),
    ("Patent_Type", "Basic Patent", "UNKNOWN_PATENT_TYPE"),
)


def _spoilt(row: str, number: int) -> tuple[bytes, str, str]:
    """A bad row made from a good one, the reason for which it is bad, and the column."""
    kind = number % 9
    if kind == 0:
        return row.removesuffix("\r\n").encode() + b';"surplus"\r\n', "WRONG_COLUMN_COUNT", ""
    if kind == 1:
        return row[: row.rindex(";")].encode() + b"\r\n", "WRONG_COLUMN_COUNT", ""
    if kind == 2:
        return row.encode().replace(b'";"', b'";"\xfc', 1), "BAD_ENCODING", ""
    if kind == 3:
        return row.replace('";"', '";"5 " inch', 1).encode(), "MALFORMED_QUOTES", ""
    column, value, reason = _BROKEN_VALUES[kind - 4]
    values = next(csv.reader(io.StringIO(row, newline=""), delimiter=";"))
    values[COLUMNS.index(column)] = value
    return (_joined(*values) + "\r\n").encode(), reason, column
