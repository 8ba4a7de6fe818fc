"""Owns how the number of a publication is read, office by office."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from shared.patent_numbers.applications import EXACT, LIKELY, Parts, Read, Written, indian, singapore
from shared.patent_numbers.kinds import Confidence, NumberKind, Reason
from shared.patent_numbers.offices import EPC_STATES, OFFICES, REGIONAL, SAME_NUMBER
from shared.patent_numbers.years import bare_era, century, era_year, possible

_ANY: Final = re.compile(r"[A-Z]{0,6}[0-9]{2,15}[A-Z]{0,4}(?:[0-9]{1,8}[A-Z]{0,3})?")
_ENDS_LIKE_A_KIND_CODE: Final = re.compile(r"[0-9][A-Z][0-9]?$")
_KNOWN_LENGTHS: Final[dict[str, tuple[int, ...]]] = {
    "AE": (4,), "AL": (4,), "AR": (5, 6), "AU": (6, 10), "BG": (5, 6), "CA": (6, 7), "CH": (6,), "CL": (5,),
    "CO": (4, 5), "CZ": (6,), "DK": (6, 7), "EG": (5,), "ES": (7,), "FI": (5, 6), "FR": (7,), "GB": (7,),
    "GR": (7,), "HK": (7, 8),
    "IL": (5, 6), "IN": (6, 12), "IT": (7, 15), "KE": (3, 4), "LT": (4, 7), "MA": (5,), "MK": (4, 5), "MX": (6, 10),
    "MY": (6,), "NL": (7,), "NO": (6, 7), "NZ": (6,), "PA": (5,), "PE": (8,), "PL": (6, 7), "PT": (6, 7), "RO": (6,),
    "RS": (5,), "RU": (7, 10), "SE": (6,), "SG": (5, 6, 10), "SI": (5, 7), "SK": (4, 5, 6), "TH": (5,), "TR": (5,),
    "UA": (5, 6), "VN": (5,), "ZA": (9,), "AT": (6, 7), "KR": (9, 11), "TW": (6, 9), "PH": (11,),
}  # fmt: skip
"""Digits that an office's publications have, where the number is those digits alone."""


def read_publication(office: str, written: Written) -> Read:
    """Reads the number of a publication of an office."""
    special = _SPECIAL.get(office)
    if special is not None and (found := special(written)) is not None:
        return found
    number = written.compact
    if not _ANY.fullmatch(number) or _ENDS_LIKE_A_KIND_CODE.search(number) or number[:2] in REGIONAL:
        return Reason.UNKNOWN_SHAPE
    known = number.isdigit() and len(number) in _KNOWN_LENGTHS.get(office, ())
    return published(office, number, written.code, EXACT if known else LIKELY)


def published(office: str, number: str, code: str, confidence: Confidence = EXACT, year: int | None = None) -> Parts:
    """A publication with what its number and kind code say of it."""
    kind = kind_of(office, number, code)
    behind = ""
    if kind is NumberKind.VALIDATION:
        if number[:2] in REGIONAL and number[2:].isdigit():
            behind = f"{number[:2]}.{number[2:]}"
        elif office in SAME_NUMBER and len(number) == 7:
            behind = f"EP.{number}"
    return Parts(kind, number, code, year, confidence, behind)


_US_KINDS: Final = {
    "RE": NumberKind.REISSUE,
    "PP": NumberKind.PLANT,
    "D": NumberKind.DESIGN,
}


_GRANTS: Final = frozenset((("JP", "", 7), ("KR", "", 9), ("TW", "I", 7)))
"""Office, letters in front and length of numbers that only grants have."""


def kind_of(office: str, number: str, code: str) -> NumberKind:
    """What a publication is, by its office, number and kind code alone."""
    letter = code[:1]
    letters = re.match(r"[A-Z]*", number)
    prefix = letters[0] if letters else ""
    if prefix in REGIONAL and office != prefix:
        return NumberKind.VALIDATION
    if office == "US":
        if prefix in _US_KINDS:
            return _US_KINDS[prefix]
        if letter == "E":
            return NumberKind.REISSUE
        if letter == "S":
            return NumberKind.DESIGN
        if letter == "P":
            return NumberKind.PLANT
        return NumberKind.GRANT if len(number) <= 8 else NumberKind.PUBLICATION
    if letter in ("U", "Y") or (office == "TW" and prefix == "M") or (office == "BR" and prefix == "MU"):
        return NumberKind.UTILITY_MODEL
    if letter == "S" or (office == "TW" and prefix == "D"):
        return NumberKind.DESIGN
    if office == "DE" and _german_part(number):
        return NumberKind.VALIDATION
    if office in EPC_STATES and (letter == "T" or (prefix == "E" and office in ("HU", "EE"))):
        return NumberKind.VALIDATION
    if office == "SM" and prefix == "T":
        return NumberKind.VALIDATION
    if letter in ("B", "C"):
        return NumberKind.GRANT
    if letter == "E":
        return NumberKind.REISSUE
    if not letter and (office, prefix, len(number)) in _GRANTS:
        return NumberKind.GRANT
    return NumberKind.PUBLICATION


def _german_part(number: str) -> bool:
    """Whether this is Germany's number of its part of a European patent: 50 and 60, before 2004 5 and 6."""
    return number.isdigit() and (
        (len(number) == 12 and number[:2] in ("50", "60")) or (len(number) == 8 and number[0] in "56")
    )


# --- parts of regional patents -----------------------------------------------------------------------------------

_NO_STATES: Final = REGIONAL | {"WO", "IB", "XX"}
_PART: Final = re.compile(r"([A-Z]{2})[-/. ]{0,3}(EP|AP|EA|OA|GC)[- ]?([0-9]{3,7})(?:[ .-]?([A-Z][0-9]?))?")


def read_part(text: str) -> tuple[str, Parts] | None:
    """A national part named after its regional patent: `BE-EP3051814` is the Belgian part of EP 3051814."""
    matched = _PART.fullmatch(text)
    if matched is None or matched[1] in _NO_STATES or matched[1] not in OFFICES:
        return None
    office, region, digits, code = matched.groups()
    number = f"{region}{digits.zfill(7) if region == 'EP' else digits}"
    return office, published(office, number, code or "")


# --- offices with customs of their own ---------------------------------------------------------------------------


def _ep(written: Written) -> Read:
    number = written.compact
    if number.isdigit() and 3 <= len(number) <= 7:
        return published("EP", number.zfill(7), written.code, EXACT if len(number) == 7 else LIKELY)
    return Reason.UNKNOWN_SHAPE


_WO_WRITTEN: Final = re.compile(r"([0-9]{2}|[0-9]{4})[/ -]([0-9]{1,7})")


def _wo(written: Written) -> Read:
    number, code = written.compact, written.code
    if not number.isdigit():
        return Reason.UNKNOWN_SHAPE
    if matched := _WO_WRITTEN.fullmatch(written.body):
        year, serial = matched.groups()
    elif len(number) in (10, 11):
        year, serial = number[:4], number[4:]
    elif len(number) in (7, 8):
        year, serial = number[:2], number[2:]
    else:
        return Reason.UNKNOWN_SHAPE
    of = int(year) if len(year) == 4 else century(int(year))
    if not of >= 1978 or not possible(of):
        return Reason.IMPOSSIBLE_YEAR
    if int(serial) >= 10**6 or int(serial) == 0:
        return Reason.UNKNOWN_SHAPE
    # Since 2004 years have four digits; in 2003 serials had six, before five (more once they ran over in 2002).
    canonical = f"{of}{int(serial):06d}" if of >= 2004 else f"{of % 100:02d}{int(serial):0{6 if of == 2003 else 5}d}"
    sure = EXACT if number == canonical else LIKELY
    return published("WO", canonical, code, sure, of)


_US_YEAR: Final = re.compile(r"([12][0-9]{3})[/ -]?([0-9]{6,7})")
_US_LETTERS: Final = re.compile(r"(RE|PP|D|H|T|AI|X)([0-9]{1,8})")


def _us(written: Written) -> Read:
    number, code = written.compact, written.code
    if matched := _US_LETTERS.fullmatch(number):
        letters, digits = matched[1], str(int(matched[2]))
        return published("US", letters + (digits.zfill(5) if letters == "RE" else digits), code)
    if not number.isdigit():
        return Reason.UNKNOWN_SHAPE
    if len(number) in (10, 11):
        matched = _US_YEAR.fullmatch(number)
        if matched is None or not 2001 <= int(matched[1]) <= 2099:
            return Reason.IMPOSSIBLE_YEAR
        # The office writes seven digits after the year, DOCDB and EPODOC six.
        serial = int(matched[2])
        return published("US", f"{matched[1]}{serial:06d}", code, EXACT, int(matched[1]))
    digits = str(int(number))
    if 4 <= len(digits) <= 8:
        return published("US", digits, code)
    return Reason.UNKNOWN_SHAPE


_JP_ERA: Final = re.compile(r"([TSHR]) ?([0-9]{1,2})[-/ ]([0-9]{1,6})|([TSHR])([0-9]{2})([0-9]{1,6})")
_JP_YEAR: Final = re.compile(r"([12][0-9]{3})-([0-9]{1,6})")
_JP_WO: Final = re.compile(r"WO[ /-]?([0-9]{2,4})[ /-]?([0-9]{5,6})")


def _jp(written: Written) -> Read:
    body, number, code = written.body, written.compact, written.code
    if _JP_WO.fullmatch(body):
        # An international application, published in Japan.
        found = _wo(Written(body[2:].strip(" /-"), number[2:], "", separated=False))
        return found._replace(number=f"WO{found.number}", code=code) if isinstance(found, Parts) else found
    if matched := _JP_ERA.fullmatch(body):
        letter, of_emperor, serial = (group for group in matched.groups() if group is not None)
        return _jp_era(letter, int(of_emperor), int(serial), code, EXACT)
    if matched := _JP_YEAR.fullmatch(body):
        year, serial = int(matched[1]), int(matched[2])
        sure = EXACT if len(matched[2]) == 6 else LIKELY
        return published("JP", f"{year}{serial:06d}", code, sure, year) if possible(year) else Reason.IMPOSSIBLE_YEAR
    if not number.isdigit():
        return Reason.UNKNOWN_SHAPE
    if len(number) == 10:
        year = int(number[:4])
        return published("JP", number, code, EXACT, year) if possible(year) else Reason.IMPOSSIBLE_YEAR
    if len(number) in (7, 8) and code[:1] in ("A", "U"):
        # `JP10075478 A` is JPH10-75478 A: the year of the emperor, then six digits.
        of_emperor, serial = int(number[:-6]), int(number[-6:])
        letter = bare_era(of_emperor)
        return _jp_era(letter, of_emperor, serial, code, LIKELY) if letter else Reason.IMPOSSIBLE_YEAR
    if len(number) == 7:
        return published("JP", number, code)
    return published("JP", number, code, LIKELY) if len(number) <= 8 else Reason.UNKNOWN_SHAPE


def _jp_era(letter: str, of_emperor: int, serial: int, code: str, sure: Confidence) -> Read:
    year = era_year(letter, of_emperor)
    if year is None or serial == 0:
        return Reason.IMPOSSIBLE_YEAR if year is None else Reason.UNKNOWN_SHAPE
    return published("JP", f"{letter}{of_emperor:02d}{serial}", code, sure, year)


def _kr(written: Written) -> Read:
    number, code = written.compact, written.code
    if not number.isdigit():
        return None
    if len(number) == 13 and number[:2] in ("10", "20", "30"):
        year = int(number[2:6])
        return published("KR", number[2:], code, EXACT, year) if possible(year) else Reason.IMPOSSIBLE_YEAR
    if len(number) == 11:
        year = int(number[:4])
        return published("KR", number, code, EXACT, year) if possible(year) else Reason.IMPOSSIBLE_YEAR
    if len(number) == 7 and code[:1] == "B":
        return published("KR", f"10{number}", code, LIKELY)
    return None


def _cn(written: Written) -> Read:
    number = written.compact
    if not number.isdigit():
        return Reason.UNKNOWN_SHAPE
    return published("CN", number, written.code) if len(number) in (7, 9) else None


def _at(written: Written) -> Read:
    """European patents in Austria have their own numbers, written with and without an E: ATE232441, AT 232441 T."""
    number = written.compact
    if number[:1] == "E" and number[1:].isdigit() and 3 <= len(number) <= 8:
        return published("AT", number[1:], written.code or "T")
    return None


def _tw(written: Written) -> Read:
    if re.fullmatch(r"[IMD][0-9]{6}", written.compact):
        return published("TW", written.compact, written.code)
    return None


def _br(written: Written) -> Read:
    number = written.compact
    if re.fullmatch(r"(PI|MU)[0-9]{7,8}", number):
        return published("BR", number[:9], written.code)
    if number.isdigit() and len(number) in (12, 13) and possible(int(number[2:6])):
        return published("BR", number[:12], written.code, EXACT, int(number[2:6]))
    return None


def _in(written: Written) -> Read:
    if found := indian(written.compact):
        return published("IN", found[0], written.code, EXACT, found[1])
    return None


def _sg(written: Written) -> Read:
    found = singapore(written.compact + ("" if written.separated else written.code))
    if found is None:
        return None
    return published("SG", found[0], written.code if written.separated else "", EXACT, found[1])


def _za(written: Written) -> Read:
    if matched := re.fullmatch(r"([12][0-9]{3})/([0-9]{1,5})", written.body):
        return published("ZA", f"{matched[1]}{int(matched[2]):05d}", written.code, EXACT, int(matched[1]))
    return None


def _ca(written: Written) -> Read:
    number = written.compact
    return published("CA", str(int(number)), written.code) if number.isdigit() and 4 <= len(number) <= 7 else None


def _de(written: Written) -> Read:
    number = written.compact
    if number.isdigit() and len(number) == 12 and possible(int(number[2:6])):
        return published("DE", number, written.code, EXACT, int(number[2:6]))
    if number.isdigit() and 6 <= len(number) <= 8:
        return published("DE", number, written.code)
    return None


_LETTERED: Final = {
    "EE": re.compile(r"E[0-9]{6}"),
    "HR": re.compile(r"P[0-9]{8}"),
    "HU": re.compile(r"E[0-9]{6}"),
    "ID": re.compile(r"[PW][0-9]{8,9}"),
    "SM": re.compile(r"[PT][0-9]{8,9}"),
    "UZ": re.compile(r"IAP[0-9]{5}"),
    "MO": re.compile(r"J[0-9]{6}"),
    "TR": re.compile(r"[12][0-9]{3}GE?[0-9]{4,6}"),
    "MX": re.compile(r"[PN][AL][0-9]{8}"),
}
"""Numbers that an office writes with letters of its own."""


def _lettered(office: str) -> Callable[[Written], Read]:
    shape = _LETTERED[office]

    def read(written: Written) -> Read:
        return published(office, written.compact, written.code) if shape.fullmatch(written.compact) else None

    return read


_SPECIAL: Final[dict[str, Callable[[Written], Read]]] = {
    **{office: _lettered(office) for office in _LETTERED},
    "AT": _at,
    "BR": _br,
    "CA": _ca,
    "CN": _cn,
    "DE": _de,
    "EP": _ep,
    "IN": _in,
    "JP": _jp,
    "KR": _kr,
    "SG": _sg,
    "TW": _tw,
    "US": _us,
    "WO": _wo,
    "ZA": _za,
}
