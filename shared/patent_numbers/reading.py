"""Owns reading: from any text to a patent number, or to the reason why it is none."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from shared.patent_numbers.applications import (
    Parts,
    Read,
    Written,
    epodoc,
    read_application,
    read_pct,
)
from shared.patent_numbers.kinds import Confidence, NumberKind, Reason
from shared.patent_numbers.number import PatentNumber, Unreadable
from shared.patent_numbers.offices import OFFICES, PUBLISHED_AS_FILED
from shared.patent_numbers.publications import read_part, read_publication
from shared.patent_numbers.years import bare_era

LONGEST: Final = 60
"""Characters that a number can have, its separators included."""

_REMEMBERED: Final = 1 << 16

# The bulk of what is exported: an office, eleven digits, perhaps a kind letter.
_EPODOC: Final = re.compile(r"([A-Z]{2})([0-9]{4})([0-9]{7})([TPU]?)")
_PLAIN: Final = re.compile(r"([A-Z]{2})([0-9]{5,13})(?:( ?)([A-WYZ][0-9]?))?")
_NO_FAST_WAY: Final = frozenset(("BR", "CN", "DE", "PH", "SG", "WO"))

_SENTINELS: Final = frozenset(
    (
        "-", "--", "---", ".", "..", "?", "X", "XX", "XXX", "XXXX", "0", "N/A", "NA", "N.A.", "N.A", "NONE", "NULL",
        "NIL", "UNKNOWN", "TBD", "TBA", "TBC", "TO BE CONFIRMED", "TO BE DETERMINED", "NOT AVAILABLE",
        "NOT YET AVAILABLE",
        "NOT YET ASSIGNED", "NOT YET PUBLISHED", "NOT KNOWN", "NOT APPLICABLE", "UNPUBLISHED", "CONFIDENTIAL",
    )
)  # fmt: skip
"""What people write where they have no number."""

_DASHES: Final = re.compile("[\u2010-\u2015\u2212\u00ad\ufe63\uff0d]")
_WORDS: Final = re.compile(
    r"(?:(?:US|EUROPEAN) )?(?:PATENT|PUBLICATION|APPLICATION|APPLN|APPL|PUBL|PUB|SER|SERIAL)\b[. ]*"
    r"(?:(?:PATENT|PUBLICATION|APPLICATION)\b ?)?(?:(?:NUMBER|NO|NR)\b[.:]? ?)?:? ?"
)
_STRAY: Final = re.compile(r"[()\[\]{}\"'#:*\u201c\u201d\u2018\u2019]")
_BLANKS: Final = re.compile(r"\s+")
_ALLOWED: Final = re.compile(r"[A-Z0-9 ./,\-]+")
_LIST: Final = re.compile(r"\s*[|;\n\r]+\s*|\s*,\s+|,(?![0-9]{3}(?![0-9]))|\s+(?:AND|and|&)\s+")
_DOCDB: Final = re.compile(r"([A-Z]{2})\.([A-Z0-9/]+)(?:\.([A-Z][0-9]?))?")
_CODE: Final = re.compile(r"(.*[0-9][A-Z]?|.*[0-9]/[A-Z]+)([ .\-/]+|(?<=[0-9]))([A-WYZ][0-9]?)")
_CHECK_LETTER: Final = re.compile(r"(?:10|11)?[12][0-9]{3}(?:10|11)?[0-9]{5}[A-Z]")

_WHAT_TO_WRITE: Final = (
    "Write the office's two letters and the number as the office or the EPO gives it, for example EP1848154 B1, "
    "EP20060711571, US 14/759,257 or PCT/JP2006/300226."
)
_MESSAGES: Final = {
    Reason.EMPTY: "Nothing is written here.",
    Reason.SENTINEL: "This is a word in place of a number; the number is not known.",
    Reason.NO_OFFICE: "Nothing says which patent office gave this number.",
    Reason.UNKNOWN_SHAPE: "This is not a number of any shape that is known of its office.",
    Reason.IMPOSSIBLE_YEAR: "The year in this number is one in which the office gave no such number.",
    Reason.SEVERAL: "These are several numbers in one.",
    Reason.TOO_LONG: f"This is longer than a number can be ({LONGEST} characters).",
}


def read_number(text: str, *, office: str | None = None, kind: NumberKind | None = None) -> PatentNumber | Unreadable:
    """Reads the text of one patent number.

    Args:
        text: as given, in any spelling.
        office: the office it is from, if something beside the text says so: two letters, perhaps with a name behind
            them (`JP JAPAN`). The text's own office has precedence.
        kind: whether it is an application's number (any kind that is `filed`) or a publication's (any other), where
            that is known; without it the shape decides.

    Returns:
        What was read, or why nothing was. Never raises, whatever the text.
    """
    return _read(text, _hint(office), None if kind is None else kind.filed)


def read_every_way(
    text: str, office: str | None = None
) -> tuple[PatentNumber | Unreadable, PatentNumber | Unreadable, PatentNumber | Unreadable]:
    """Reads the text of one number as its shape has it, as an application's and as a publication's, in one go.

    The same as `read_number` without a kind, with an application's and with a publication's, in a third of the time:
    for whoever notes millions of numbers in all that they can mean. Readings that say the same are one object.
    """
    hint = _hint(office)
    (first_office, first), application, publication = _three(text, hint)
    one = _reading(text, first_office, first)
    made: list[tuple[str, Read, PatentNumber | Unreadable]] = [(first_office, first, one)]
    for of, found in (application, publication):
        for other_office, other, reading in made:
            if of == other_office and found == other:
                made.append((of, found, reading))
                break
        else:
            made.append((of, found, _reading(text, of, found)))
    return one, made[1][2], made[2][2]


def _three(text: str, hint: str) -> tuple[tuple[str, Read], tuple[str, Read], tuple[str, Read]]:
    """Office and parts without a kind, as an application and as a publication: what `_parts` says of each."""
    plain = _plainly(text, hint)
    if plain is None:
        return _parts(text, hint, None), _parts(text, hint, True), _parts(text, hint, False)
    office, written = plain
    either, application, publication = _each(office, written)
    fast = _fast(text, hint, None), _fast(text, hint, True)
    return (
        fast[0] or (office, _beside(either, office, hint)),
        fast[1] or (office, _beside(application, office, hint)),
        (office, _beside(publication, office, hint)),
    )


def read_numbers(
    text: str, *, office: str | None = None, kind: NumberKind | None = None
) -> list[PatentNumber | Unreadable]:
    """Reads a list of numbers in one text: between `|`, `;`, a comma and a blank, line ends or `and`.

    Blank places between separators are no numbers; a comma within a number (`14/759,257`) separates nothing. A text
    with nothing but blanks is an empty list.
    """
    pieces = (piece.strip() for piece in _LIST.split(text))
    return [read_number(piece, office=office, kind=kind) for piece in pieces if piece]


def _hint(office: str | None) -> str:
    code = (office or "").strip()[:2].upper()
    return code if code in OFFICES else ""


@lru_cache(maxsize=_REMEMBERED)
def _read(text: str, hint: str, filed: bool | None) -> PatentNumber | Unreadable:
    office, found = _parts(text, hint, filed)
    return _reading(text, office, found)


def _reading(text: str, office: str, found: Read) -> PatentNumber | Unreadable:
    if isinstance(found, Parts):
        kind, number, code, year, confidence, behind = found
        return PatentNumber(office, kind, number, code, behind, year, confidence, text)
    reason = Reason.UNKNOWN_SHAPE if found is None else found
    what = _MESSAGES[reason]
    return Unreadable(text, reason, what if reason is Reason.SENTINEL else f"{what} {_WHAT_TO_WRITE}")


def _fast(text: str, hint: str, filed: bool | None) -> tuple[str, Read] | None:
    """An application as most are exported, where that has one meaning."""
    if filed is False or (fast := _EPODOC.fullmatch(text)) is None:
        return None
    office, year, serial, letter = fast.groups()
    if office not in OFFICES or office in _NO_FAST_WAY or not (filed or office not in ("US", "KR")):
        return None
    return office, _beside(epodoc(office, int(year), int(serial), letter), office, hint)


def _plainly(text: str, hint: str) -> tuple[str, Written] | None:
    """Office and number where there is nothing but an office, digits and perhaps a kind code."""
    plain = _PLAIN.fullmatch(text)
    if plain is None or plain[1] not in OFFICES or plain[1] == "SG" or hint == "BR":
        return None
    office, digits, blank, code = plain.groups()
    return office, Written(digits, digits, code or "", separated=bool(code and blank))


def _parts(text: str, hint: str, filed: bool | None) -> tuple[str, Read]:
    """Office and parts, or the reason why there are none."""
    if (fast := _fast(text, hint, filed)) is not None:
        return fast
    if (plain := _plainly(text, hint)) is not None:
        office, written = plain
        return office, _beside(_either(office, written, filed), office, hint)
    if len(text) > LONGEST:
        return "", Reason.TOO_LONG
    line = _prepared(text)
    if not line:
        return "", Reason.SENTINEL if text.strip() else Reason.EMPTY
    if line in _SENTINELS or "PENDING" in line or not any(c.isdigit() for c in line):
        known = line in _SENTINELS or "PENDING" in line
        return "", Reason.SENTINEL if known else Reason.UNKNOWN_SHAPE
    if _LIST.search(line):
        return "", Reason.SEVERAL
    if not _ALLOWED.fullmatch(line):
        return "", Reason.UNKNOWN_SHAPE
    if (found := read_pct(line)) is not None:
        return "WO", found
    if filed is not True and (part := read_part(line)) is not None:
        return part
    return _national(line, hint, filed)


def _beside(found: Read, office: str, hint: str) -> Read:
    """What was read, less sure where the office beside it is another than the one it is written with."""
    if hint and hint != office and isinstance(found, Parts) and found.confidence is Confidence.EXACT:
        return found._replace(confidence=Confidence.LIKELY)
    return found


def _prepared(text: str) -> str:
    """The text in capitals and plain characters, blanks single, without quotes, brackets and words around it."""
    if not text.isascii():
        text = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    line = _BLANKS.sub(" ", _STRAY.sub(" ", text.upper())).strip(" ,;|")
    line = _WORDS.sub("", line, count=1) if line[:1] in "PASEU" and " " in line else line
    if line not in _SENTINELS:
        line = line.strip(" .,;|-/")
    return line


def _national(line: str, hint: str, filed: bool | None) -> tuple[str, Read]:
    """Reads a number of one office."""
    if (dotted := _DOCDB.fullmatch(line)) is not None and dotted[1] in OFFICES and dotted[2][:2] != dotted[1]:
        office, body, code = dotted[1], dotted[2], dotted[3] or ""
        # A number of one letter or digit before the code is no DOCDB number: EP.06711571.5 has a check digit.
        written = Written(body, body.replace("/", ""), code, separated=bool(code))
        return office, _beside(_either(office, written, filed), office, hint)
    office, body, own = _office(line, hint)
    if not office:
        return "", Reason.NO_OFFICE
    written = _written(office, body)
    found = _either(office, written, filed)
    if isinstance(found, Parts) and not own and found.confidence is Confidence.EXACT:
        found = found._replace(confidence=Confidence.LIKELY)
    return office, _beside(found, office, hint) if own else found


def _office(line: str, hint: str) -> tuple[str, str, bool]:
    """Office, the rest, and whether the text itself names the office."""
    code, rest = line[:2], line[2:]
    if code.isalpha() and code in OFFICES and not _own_letters(line, hint):
        body = rest.lstrip(" .-/")
        if body[:2] == code and body[2:3] in (" ", "-", ".", "/", *"0123456789"):
            body = body[2:].lstrip(" .-/")  # written twice: EP EP1848154
        return code, body, True
    return hint, line, False


def _own_letters(line: str, hint: str) -> bool:
    """Whether the letters in front are not an office but begin a number of the office beside: MU8500123 of Brazil."""
    return hint == "BR" and line[:2] in ("MU", "PI")


def _written(office: str, body: str) -> Written:
    """Takes the kind code off."""
    compact = _compact(body)
    matched = _CODE.fullmatch(body) or _CODE.fullmatch(compact)
    if matched is None or (office == "SG" and _CHECK_LETTER.fullmatch(compact)):
        return Written(body, compact, "", separated=False)
    kept, between, code = matched.groups()
    return Written(kept, _compact(kept), code, separated=bool(between))


def _compact(text: str) -> str:
    return text.translate(_SEPARATORS)


_SEPARATORS: Final = str.maketrans("", "", " ./,-")


def _either(office: str, written: Written, filed: bool | None) -> Read:
    """Reads an application or a publication, as is known or as the shape has it."""
    if written.code[:1] == "W":
        return Reason.UNKNOWN_SHAPE  # W is an international application's, and this is none
    if filed is True:
        return read_application(office, written)
    if filed is False:
        return read_publication(office, written)
    code = written.code
    application_first = _looks_filed(office, written)
    if application_first:
        found = read_application(office, written)
        if isinstance(found, Parts):
            return found
        return _first(found, read_publication(office, written))
    found = read_publication(office, written)
    if isinstance(found, Parts) and (code or found.confidence is Confidence.EXACT):
        return _ambiguous(office, written, found)
    return _first(read_application(office, written), found)


def _each(office: str, written: Written) -> tuple[Read, Read, Read]:
    """What `_either` says without a kind, of an application and of a publication; each is read once."""
    if written.code[:1] == "W":
        return Reason.UNKNOWN_SHAPE, Reason.UNKNOWN_SHAPE, Reason.UNKNOWN_SHAPE
    application, publication = read_application(office, written), read_publication(office, written)
    sure = isinstance(publication, Parts) and (written.code or publication.confidence is Confidence.EXACT)
    if not sure or _looks_filed(office, written):
        return _first(application, publication), application, publication
    return _doubted(office, written, publication, application), application, publication


def _first(one: Read, other: Read) -> Read:
    """The first that was read; else the first reason."""
    for found in (one, other):
        if isinstance(found, Parts):
            return found
    return one if one is not None else other


_MOST_OF_JP: Final = 450_000
"""More applications than this Japan has published in no year."""
_FILED_WITHOUT_CODE: Final = re.compile(r"(?:19|20)[0-9]{9}")


def _looks_filed(office: str, written: Written) -> bool:
    """Whether a number of which nothing says what it is should be read as an application's first."""
    code, compact = written.code, written.compact
    if office == "US" and code in ("", "A") and "/" in written.body[:3]:
        return True  # a series and a serial; Sepia's own form of it ends in an application's A
    if office == "JP" and code == "A" and compact.isdigit() and len(compact) in (7, 8):
        # DOCDB writes an application of 1997 JP.11619297.A; no year of an emperor had so many publications.
        return int(compact[-6:]) > _MOST_OF_JP or not bare_era(int(compact[:-6]))
    if office == "CN" and code == "A" and len(compact) == 12:
        return compact.isdigit()  # no publication of China has so many digits
    if code:
        return code in ("T", "P", "U", "W") and len(compact) >= 11 and compact.isdigit()
    if office == "US":
        return False
    if office == "EP":
        return len(compact) in (8, 9)
    if office == "CN":
        return len(compact) not in (7, 9)
    if office in ("KR", "BR", "SG", "PH", "DE", "IN", "HU"):
        return False
    return bool(_FILED_WITHOUT_CODE.fullmatch(compact))


def _ambiguous(office: str, written: Written, found: Parts) -> Parts:
    """A publication without kind code in digits that mean another number as an application is a guess."""
    return found if written.code else _doubted(office, written, found, read_application(office, written))


def _doubted(office: str, written: Written, found: Read, other: Read) -> Parts:
    """See `_ambiguous`; `other` is what was read as an application."""
    assert isinstance(found, Parts)
    # Some offices publish an application under its own number: then both readings are of one document.
    doubtful = isinstance(other, Parts) and (other.number != found.number or office not in PUBLISHED_AS_FILED)
    return found._replace(confidence=Confidence.GUESSED) if doubtful and not written.code else found
