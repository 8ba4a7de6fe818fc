"""Owns how the number of an application is read, office by office."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from shared.patent_numbers.kinds import Confidence, NumberKind, Reason
from shared.patent_numbers.offices import EPC_STATES, OFFICES
from shared.patent_numbers.styles import EUROPEAN, full, style_of
from shared.patent_numbers.years import (
    PROVISIONAL_SERIES,
    US_SERIES,
    bare_era,
    century,
    era_year,
    possible,
)

EXACT, LIKELY, GUESSED = Confidence.EXACT, Confidence.LIKELY, Confidence.GUESSED


class Parts(NamedTuple):
    """What a number is made of; see `PatentNumber`."""

    kind: NumberKind
    number: str
    code: str
    year: int | None
    confidence: Confidence
    behind: str = ""


class Written(NamedTuple):
    """A number without its office, as the readers get it.

    Attributes:
        body: capitals, with what separates them.
        compact: capitals and digits only.
        code: kind code, empty if none is written.
        separated: whether the kind code stands apart, as in DOCDB.
    """

    body: str
    compact: str
    code: str
    separated: bool


Read = Parts | Reason | None
"""None: not of a shape that this reader knows."""


def read_application(office: str, written: Written) -> Read:
    """Reads the number of an application of an office."""
    special = _SPECIAL.get(office)
    if special is not None and (found := special(written)) is not None:
        return found
    compact, code = written.compact, written.code
    if not compact.isdigit():
        return None if office == "IN" else _with_letters(written)
    if code[:1] == "W":
        return None
    style = style_of(office, code)
    # DOCDB's serial with two digits of the year is told from other digits by the kind code apart from it.
    apart = written.separated or office not in ("US", "JP") or len(compact) > 8
    if style is not None and apart and (found := style.read(compact)) is not None:
        year, serial = found
        # The style's own spelling only: 06711571 has a single meaning, 00012 has none.
        number = style.write(year or 2000, serial)
        if number is not None:
            return _filing(office, number, code, year, EXACT if year or written.separated else LIKELY)
    if len(compact) == 11:
        return epodoc(office, int(compact[:4]), int(compact[4:]), code)
    return None


def epodoc(office: str, year: int, serial: int, code: str) -> Parts | Reason:
    """An application by its year and its serial."""
    if not possible(year):
        return Reason.IMPOSSIBLE_YEAR
    style = style_of(office, code)
    number = style.write(year, serial) if style is not None else None
    if number is None:
        return _filing(office, full(year, serial), code, year, LIKELY if style is None else EXACT)
    return _filing(office, number, code, year, EXACT)


def _filing(office: str, number: str, code: str, year: int | None, confidence: Confidence) -> Parts:
    kind, behind = NumberKind.APPLICATION, ""
    if code:
        if code[0] == "P" and office == "US":
            kind = NumberKind.PROVISIONAL
        elif code[0] == "U":
            kind = NumberKind.UTILITY_MODEL_APPLICATION
        elif code[0] == "T" and office in EPC_STATES:
            kind = NumberKind.VALIDATION_APPLICATION
            if EUROPEAN.read(number) is not None:
                behind = f"EP.{number}.A"
    return Parts(kind, number, code or "A", year, confidence, behind)


_LETTERS: Final = re.compile(r"([0-9]{4})([A-Z]{1,6})([0-9]{3,8})")


def _with_letters(written: Written) -> Read:
    """A year, letters of a branch or type, a serial: the general shape of EPODOC with letters."""
    matched = _LETTERS.fullmatch(written.compact)
    if matched is None:
        return None
    year = int(matched[1])
    if not possible(year):
        return Reason.IMPOSSIBLE_YEAR
    return Parts(NumberKind.APPLICATION, written.compact, written.code or "A", year, LIKELY)


# --- international applications ----------------------------------------------------------------------------------

_PCT_WRITTEN: Final = re.compile(
    r"(?:WO ?)?PCT[ /-]*([A-Z]{2})[ /-]*((?:19|20)[0-9]{2}|[0-9]{2})[ /-]*([0-9]{1,6})(?: ?[AW])?"
)
_PCT_EPODOC: Final = re.compile(r"WO[ /.-]?([0-9]{4})[ /-]?([A-Z]{2})[ /-]?([0-9]{1,7})(?:[ .]?[AW])?")
_PCT_DOCDB: Final = re.compile(r"([A-Z]{2})[. ]([0-9]{7}|[0-9]{10})[. ]?W")


def read_pct(text: str) -> Read:
    """An international application: `PCT/JP2006/300226`, `WO2006JP300226`, `JP.2006300226.W`."""
    if matched := _PCT_EPODOC.fullmatch(text):
        return pct(matched[2], int(matched[1]), int(matched[3]))
    if matched := _PCT_WRITTEN.fullmatch(text):
        year = int(matched[2])
        return pct(matched[1], year if year > 99 else century(year), int(matched[3]))
    if matched := _PCT_DOCDB.fullmatch(text):
        digits = matched[2]
        if len(digits) == 7:
            year = century(int(digits[:2]))
            return pct(matched[1], year, int(digits[2:])) if year < 2004 else Reason.IMPOSSIBLE_YEAR
        return pct(matched[1], int(digits[:4]), int(digits[4:]))
    return None


def pct(receiving: str, year: int, serial: int) -> Parts | Reason:
    """An international application; the first ones were filed in 1978, and since 2004 years have four digits."""
    if receiving not in OFFICES:
        return Reason.NO_OFFICE
    if not year >= 1978 or not possible(year):
        return Reason.IMPOSSIBLE_YEAR
    if serial >= 10**6 or (year < 2004 and serial >= 10**5):
        return Reason.UNKNOWN_SHAPE
    number = f"{receiving}{year}{serial:06d}" if year >= 2004 else f"{receiving}{year % 100:02d}{serial:05d}"
    return Parts(NumberKind.PCT_APPLICATION, number, "W", year, EXACT)


# --- offices with customs of their own ---------------------------------------------------------------------------

_US_SERIES: Final = re.compile(r"([0-9]{1,2})[/ ]([0-9]{3})[, .]?([0-9]{3})")


def _us(written: Written) -> Read:
    compact, code = written.compact, written.code
    if matched := _US_SERIES.fullmatch(written.body):
        return _us_series(int(matched[1]), matched[2] + matched[3], code)
    if len(compact) == 12 and compact.isdigit():
        year, series, serial = int(compact[:4]), int(compact[4:6]), compact[6:]
        if not possible(year):
            return Reason.IMPOSSIBLE_YEAR
        if year >= 2011:
            provisional = series in PROVISIONAL_SERIES
            return _filing("US", compact, code or ("P" if provisional else ""), year, EXACT)
        if series in US_SERIES:
            letter = code or ("P" if series in PROVISIONAL_SERIES else "")
            found = epodoc("US", year, int(serial), letter)
            return found._replace(confidence=LIKELY) if isinstance(found, Parts) else found
        return None
    if len(compact) == 8 and compact.isdigit() and not written.separated:
        return _us_series(int(compact[:2]), compact[2:], code)
    return None


def _us_series(series: int, serial: str, code: str) -> Read:
    """A series and a serial say no year: DOCDB has no number for it, and it stays as the office writes it."""
    if series not in US_SERIES:
        return None
    letter = code or ("P" if series in PROVISIONAL_SERIES else "")
    return _filing("US", f"{series:02d}/{serial}", letter, None, LIKELY)


_JP_ERA: Final = re.compile(r"([MTSHR]) ?([0-9]{1,2})[-/ ]([0-9]{1,6})|([MTSHR])([0-9]{2})([0-9]{1,6})")
_JP_BARE_ERA: Final = re.compile(r"([0-9]{1,2})[-/]([0-9]{1,6})")
_JP_YEAR: Final = re.compile(r"([12][0-9]{3})[-/ ]?([0-9]{1,6})")


def _jp(written: Written) -> Read:
    body, code = written.body, written.code
    if matched := _JP_ERA.fullmatch(body):
        letter, of_emperor, serial = (group for group in matched.groups() if group is not None)
        year = era_year(letter, int(of_emperor))
        return Reason.IMPOSSIBLE_YEAR if year is None else epodoc("JP", year, int(serial), code)
    if matched := _JP_BARE_ERA.fullmatch(body):
        letter = bare_era(int(matched[1]))
        year = era_year(letter, int(matched[1])) if letter else None
        if year is None:
            return Reason.IMPOSSIBLE_YEAR
        found = epodoc("JP", year, int(matched[2]), code)
        return found._replace(confidence=LIKELY) if isinstance(found, Parts) else found
    if ("-" in body or len(written.compact) == 10) and (matched := _JP_YEAR.fullmatch(body)):
        found = epodoc("JP", int(matched[1]), int(matched[2]), code)
        if isinstance(found, Parts) and len(matched[2]) < 6:
            return found._replace(confidence=LIKELY)
        return found
    return None


_CN_CHECK: Final = re.compile(r"[0-9 ]*[0-9]\.?[0-9X]")


def _cn(written: Written) -> Read:
    compact, code = written.compact, written.code
    confidence = EXACT
    if len(compact) in (9, 13) and _CN_CHECK.fullmatch(written.body):
        # The check digit, with or without its full stop: 200880132771.9
        confidence = EXACT if "." in written.body else LIKELY
        compact = compact[:-1]
    if not compact.isdigit():
        return None
    if len(compact) == 8 and compact[2] in "1238":
        year = century(int(compact[:2]))
        if 1985 <= year <= 2003:
            return _cn_filing(compact, code, year, confidence)
        return Reason.IMPOSSIBLE_YEAR
    if not 9 <= len(compact) <= 12:
        return None
    year, kind, serial = int(compact[:4]), compact[4], int(compact[5:])
    if not possible(year) or year < 1985:
        return Reason.IMPOSSIBLE_YEAR
    if kind not in "12389":
        return None
    if len(compact) < 12 and year <= 2003:
        # Before October 2003 the office counted to five digits; EPODOC writes 2003 alike before and after.
        if serial < 10**5:
            sure = GUESSED if year == 2003 else confidence
            return _cn_filing(f"{year % 100:02d}{kind}{serial:05d}", code, year, sure)
        confidence = LIKELY
    return _cn_filing(f"{year}{kind}{serial:07d}", code, year, confidence)


def _cn_filing(number: str, code: str, year: int, confidence: Confidence) -> Parts:
    # The digit after the year: 1 and 8 inventions, 2 and 9 utility models, 3 designs.
    model = number[-6 if len(number) == 8 else -8] in "29"
    return _filing("CN", number, code or ("U" if model else ""), year, confidence)


def _kr(written: Written) -> Read:
    compact = written.compact
    if len(compact) == 13 and compact.isdigit() and compact[:2] in ("10", "20"):
        if not possible(year := int(compact[2:6])):
            return Reason.IMPOSSIBLE_YEAR
        return _filing("KR", compact[2:], written.code or ("U" if compact[:2] == "20" else ""), year, EXACT)
    return None


def _tw(written: Written) -> Read:
    compact = written.compact
    if len(compact) == 9 and compact.isdigit() and compact[0] == "0":
        return read_application("TW", written._replace(compact=compact[1:]))  # 095131011
    return None


_BR_LETTERS: Final = re.compile(r"(PI|MU|C1)([0-9]{2})([0-9]{5})[0-9]?")
_BR_EPODOC: Final = re.compile(r"([0-9]{4})(PI|MU)([0-9]{1,5})")
_BR_TYPES: Final = ("10", "11", "12", "13", "20", "21", "22")


def _br(written: Written) -> Read:
    compact, code = written.compact, written.code
    if matched := _BR_EPODOC.fullmatch(compact):
        letters, year, serial = matched[2], int(matched[1]), matched[3]
        if not 1970 <= year <= 2069:
            return Reason.IMPOSSIBLE_YEAR
        return _br_filing(f"{letters}{year % 100:02d}{int(serial):05d}", code, year)
    if matched := _BR_LETTERS.fullmatch(compact):
        return _br_filing(f"{matched[1]}{matched[2]}{matched[3]}", code, century(int(matched[2])))
    if not compact.isdigit():
        return None
    if len(compact) in (12, 13) and compact[:2] in _BR_TYPES and possible(int(compact[2:6])):
        return _br_filing(compact[:12], code, int(compact[2:6]))  # the thirteenth is a check digit
    if len(compact) == 11 and compact[4:6] in _BR_TYPES and 2012 <= int(compact[:4]) <= 2099:
        return _br_filing(f"{compact[4:6]}{compact[:4]}{int(compact[6:]):06d}", code, int(compact[:4]))
    return None


def _br_filing(number: str, code: str, year: int) -> Parts:
    model = number[:2] in ("MU", "20", "21", "22")
    return _filing("BR", number, code or ("U" if model else ""), year, EXACT)


BRANCHES: Final = {
    "KON": "KOLNP", "DEN": "DELNP", "CHN": "CHENP", "MUN": "MUMNP", "KO": "KOL", "DE": "DEL", "CH": "CHE", "MU": "MUM",
    "KN": "KOLNP", "DN": "DELNP", "CN": "CHENP", "MN": "MUMNP",
    "KOLNP": "KOLNP", "DELNP": "DELNP", "CHENP": "CHENP", "MUMNP": "MUMNP", "KOL": "KOL", "DEL": "DEL", "CHE": "CHE",
    "MUM": "MUM", "MAS": "MAS", "BOM": "BOM", "CAL": "CAL", "CA": "CAL", "BO": "BOM", "MA": "MAS",
}  # fmt: skip
"""Branches of the Indian office as numbers abbreviate them: `IN600KON2015` is 600/KOLNP/2015."""

_IN_WRITTEN: Final = re.compile(r"([0-9]{1,5})([A-Z]{2,5})([12][0-9]{3})")
_IN_EPODOC: Final = re.compile(r"([12][0-9]{3})([A-Z]{2,5})([0-9]{1,5})")


def indian(compact: str) -> tuple[str, int] | None:
    """Number and year of an Indian application by branch; None for another shape."""
    if matched := _IN_WRITTEN.fullmatch(compact):
        serial, branch, year = matched.groups()
    elif matched := _IN_EPODOC.fullmatch(compact):
        year, branch, serial = matched.groups()
    else:
        return None
    if branch not in BRANCHES or not possible(int(year)):
        return None
    return f"{int(serial)}{BRANCHES[branch]}{year}", int(year)


def _in(written: Written) -> Read:
    compact = written.compact
    if found := indian(compact):
        number, year = found
        return _filing("IN", number, written.code, year, EXACT)
    # Since 2016: year, jurisdiction 1 to 4, type, serial of six digits.
    if len(compact) == 12 and compact.isdigit() and 2016 <= int(compact[:4]) <= 2099 and compact[4] in "1234":
        return _filing("IN", compact, written.code, int(compact[:4]), EXACT)
    return None


_SG_NEW: Final = re.compile(r"(10|11)([12][0-9]{3})([0-9]{5}[A-Z])")
_SG_EPODOC: Final = re.compile(r"([12][0-9]{3})(10|11)([0-9]{5}[A-Z])")


def singapore(compact: str) -> tuple[str, int] | None:
    """Number and year of a Singapore application with its check letter; None for another shape."""
    if matched := _SG_EPODOC.fullmatch(compact):
        return f"{matched[2]}{matched[1]}{matched[3]}", int(matched[1])
    if matched := _SG_NEW.fullmatch(compact):
        return compact, int(matched[2])
    return None


def _sg(written: Written) -> Read:
    found = singapore(written.compact + (written.code if not written.separated else ""))
    if found is None:
        return None
    return _filing("SG", found[0], written.code if written.separated else "", found[1], EXACT)


def _ph(written: Written) -> Read:
    compact = written.compact
    if len(compact) == 11 and compact.isdigit() and compact[0] in "123" and 1990 <= int(compact[1:5]) <= 2099:
        return _filing("PH", compact, written.code or ("U" if compact[0] == "2" else ""), int(compact[1:5]), EXACT)
    return None


_DE_TYPES: Final = ("10", "11", "12", "20", "21", "50", "60")


def _de(written: Written) -> Read:
    compact, code = written.compact, written.code
    if re.fullmatch(r"[0-9 ]*[0-9]\.[0-9]", written.body):
        compact = compact[:-1]  # the check digit: 10 2006 012 345.6
    if not compact.isdigit():
        return None
    if len(compact) == 12 and compact[:2] in _DE_TYPES and 2004 <= int(compact[2:6]) <= 2099:
        both = compact[4:6] in _DE_TYPES and 2004 <= int(compact[:4]) <= 2099
        return _de_filing(compact, code, int(compact[2:6]), GUESSED if both else EXACT)
    if len(compact) in (11, 12) and compact[4:6] in _DE_TYPES:
        year, kind, serial = int(compact[:4]), compact[4:6], int(compact[6:])
        if 2004 <= year <= 2099:
            return _de_filing(f"{kind}{year}{serial:06d}", code, year, EXACT)
        if 1995 <= year <= 2003 and kind in ("10", "20", "50", "60") and serial < 10**5:
            return _de_filing(f"{kind[0]}{year % 100:02d}{serial:05d}", code, year, EXACT)
    if len(compact) == 8 and compact[0] in "1256" and 1995 <= (year := century(int(compact[1:3]))) <= 2003:
        return _de_filing(compact, code, year, EXACT)
    return None


def _de_filing(number: str, code: str, year: int, confidence: Confidence) -> Parts:
    """10 patents, 20 utility models, 50 and 60 the German parts of European applications."""
    kind = {"2": NumberKind.UTILITY_MODEL_APPLICATION, "5": NumberKind.VALIDATION_APPLICATION,
            "6": NumberKind.VALIDATION_APPLICATION}.get(number[0], NumberKind.APPLICATION)  # fmt: skip
    letter = code or {"2": "U", "5": "T", "6": "T"}.get(number[0], "A")
    return Parts(kind, number, letter, year, confidence)


def _hu(written: Written) -> Read:
    """A European application in Hungary: `E06002248` is EP 06002248."""
    compact = written.compact
    if len(compact) == 9 and compact[0] == "E" and compact[1:].isdigit():
        year = century(int(compact[1:3]))
        behind = f"EP.{compact[1:]}.A"
        return Parts(NumberKind.VALIDATION_APPLICATION, compact, written.code or "A", year, EXACT, behind)
    return None


_MX_WRITTEN: Final = re.compile(r"([AFU])/([12][0-9]{3})/([0-9]{1,6})")


def _mx(written: Written) -> Read:
    if matched := _MX_WRITTEN.fullmatch(written.body):
        model = matched[1] == "U"
        return epodoc("MX", int(matched[2]), int(matched[3]), written.code or ("U" if model else ""))
    if re.fullmatch(r"[PN][AL][0-9]{8}", written.compact):
        return Parts(
            NumberKind.APPLICATION, written.compact, written.code or "A", century(int(written.compact[2:4])), EXACT
        )
    return None


def _ep(written: Written) -> Read:
    if "/" in written.body:
        return Reason.UNKNOWN_SHAPE  # 12/366384 filed under the wrong office is no EP 12366384
    if re.fullmatch(r"[0-9 ]*[0-9]\.[0-9]", written.body) and len(written.compact) == 9:
        number = written.compact[:-1]  # the check digit: 06711571.5
        return _filing("EP", number, written.code, century(int(number[:2])), EXACT)
    return None


def _za(written: Written) -> Read:
    if matched := re.fullmatch(r"([12][0-9]{3})/([0-9]{1,5})", written.body):
        return epodoc("ZA", int(matched[1]), int(matched[2]), written.code)
    return None


_AR: Final = re.compile(r"P([0-9]{2})([0-9]{7})|([12][0-9]{3})P([0-9]{1,7})")


def _ar(written: Written) -> Read:
    """`P060100148` is what EPODOC has as AR2006P100148."""
    matched = _AR.fullmatch(written.compact)
    if matched is None:
        return None
    year = century(int(matched[1])) if matched[1] else int(matched[3])
    if not 1970 <= year <= 2069:
        return Reason.IMPOSSIBLE_YEAR
    serial = int(matched[2] or matched[4])
    return _filing("AR", f"P{year % 100:02d}{serial:07d}", written.code, year, EXACT)


_SPECIAL: Final[dict[str, Callable[[Written], Read]]] = {
    "AR": _ar,
    "BR": _br,
    "CN": _cn,
    "DE": _de,
    "EP": _ep,
    "HU": _hu,
    "IN": _in,
    "JP": _jp,
    "KR": _kr,
    "MX": _mx,
    "PH": _ph,
    "SG": _sg,
    "TW": _tw,
    "US": _us,
    "ZA": _za,
}
