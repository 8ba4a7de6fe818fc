"""Owns made-up lists in the wire formats of others: a catalogue of specifications, and two pools' lists of patents.

Numbers of specifications are real, their titles are invented; the pools' patents are among those that the made-up
declarations name, so that pools, declarations and each other overlap. The same arguments give the same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from random import Random
from typing import Final

from deploy.demo.generator import generate
from deploy.demo.holders import HOLDERS
from deploy.demo.vocabulary import GENERATIONS
from services.registry.imports.isld_header import COLUMNS

CATALOGUE_COLUMNS: Final = (
    "specNo",
    "link",
    "type",
    "title",
    "status",
    "primaryRespGrp",
    "initialPlannedRelease",
    "publication",
    "commonIMS",
    "technology",
    "technologyTokens",
)
POOL_COLUMNS: Final = (
    "Profile",
    "Country",
    "Patent Number",
    "Licensor",
    "Country New",
    "Patent Number New",
    "Inventor",
)

_TITLES: Final = {
    "21": "Vocabulary and requirements",
    "22": "Service aspects",
    "23": "System architecture and procedures",
    "24": "Signalling between terminal and network",
    "25": "Radio access, third generation",
    "26": "Codecs and media handling",
    "29": "Signalling in the core network",
    "33": "Security architecture",
    "36": "Radio access, fourth generation",
    "37": "Radio access, several generations",
    "38": "Radio access, fifth generation",
}
_TECHNOLOGY: Final = {"2": "2G", "3": "3G", "4": "LTE", "5": "5G"}
_VALIDATED: Final = ("AT", "BE", "CH", "DE", "ES", "FR", "GB", "IT", "NL", "SE")
_KINDS_OF_GRANT: Final = ("B", "B1", "B2")


def catalogue() -> bytes:
    """A catalogue of the specifications that made-up declarations name, in the format of 3GPP's."""
    specs = sorted({spec for generation in GENERATIONS for spec in generation.specs})
    rows = (
        (
            number,
            "",
            "Technical Specification (TS)",
            f"Demonstration: {_TITLES.get(number[:2], 'Specification')}, part {number.partition('.')[2]}",
            "Under change control",
            "-",
            f"Rel-{min(g.releases[0] for g in GENERATIONS if (number, flags) in g.specs)}",
            "For publication",
            "False",
            ",".join(_TECHNOLOGY[flag] for flag in flags),
            "|".join(_TECHNOLOGY[flag] for flag in flags),
        )
        for number, flags in specs
    )
    return _csv(CATALOGUE_COLUMNS, rows, delimiter=",").encode()


def pool_lists(rows: int = 2_000, seed: int = 1) -> tuple[bytes, bytes]:
    """Two pools' lists over the patents of the first rows of the made-up declarations, overlapping in US patents.

    Args:
        rows: made-up rows whose granted patents are taken.

    Returns:
        A list in Access Advance's format (European patents by the offices they are validated in, some with two owners)
        and one in MPEG LA's (bare US numbers, one of them twice).
    """
    random = Random(seed)  # noqa: S311  made-up data
    # Pools call their licensors by labels of their own, which are no spellings of declarants.
    licensors = [*dict.fromkeys(holder.name.split()[0] for holder in HOLDERS[:12])]
    first: list[tuple[str, ...]] = []
    second: list[str] = []
    for office, number in _granted(rows, seed):
        licensor = licensors[random.randrange(len(licensors))]
        if random.random() < 0.05:
            other = licensors[random.randrange(len(licensors))]
            licensor = licensor if other == licensor else f"{licensor}, {other}"
        chance = random.random()
        if office == "US":
            if chance < 0.6:
                first.append(("Main", "US", f"US{number}", licensor, "US", f"US{number}", "UNKNOWN"))
            if chance > 0.4:
                second.append(number)
        elif office == "EP":
            for state in random.sample(_VALIDATED, random.randint(2, len(_VALIDATED))):
                grant = f"EP{number}"
                first.append(("Main", state, f"{state}-{grant}", licensor, "EP", grant, "UNKNOWN"))
    if second:
        second.append(second[0])
    return (
        b"\xef\xbb\xbf" + _csv(POOL_COLUMNS, first, delimiter=",").encode(),
        "".join(f"{number}\n" for number in second).encode(),
    )


def _granted(rows: int, seed: int) -> Iterator[tuple[str, str]]:
    """Office and bare number of the patents that were granted, each once, in the order of the declarations."""
    office_at, publications_at = COLUMNS.index("Country_Of_Registration"), COLUMNS.index("PUBL_NUMBER")
    text = io.StringIO(b"".join(generate(rows, seed)).decode(), newline="")
    records = csv.reader(text, delimiter=";")
    next(records)
    seen: set[tuple[str, str]] = set()
    for record in records:
        office = record[office_at][:2]
        for publication in record[publications_at].split("|"):
            number, _, kind = publication.strip().partition(" ")
            if kind in _KINDS_OF_GRANT and number.startswith(office) and (office, number[2:]) not in seen:
                seen.add((office, number[2:]))
                yield office, number[2:]


def _csv(columns: Iterable[str], rows: Iterable[Iterable[str]], *, delimiter: str) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue()
