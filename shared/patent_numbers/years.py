"""Owns years in patent numbers: two digits, emperors, the Republic of China, series of the US office."""

from __future__ import annotations

from typing import Final

FIRST, LAST = 1790, 2099
"""Years that a number can hold: from the first US patent on."""

ERAS: Final = {"M": 1867, "T": 1911, "S": 1925, "H": 1988, "R": 2018}
"""Meiji, Taisho, Showa, Heisei, Reiwa: the year before an emperor's first."""

MINGUO: Final = 1911
"""The year before the Republic of China's first, which Taiwan counts from."""

US_SERIES: Final = {
    2: (1948, 1959), 3: (1960, 1969), 4: (1970, 1978), 5: (1979, 1986), 6: (1987, 1992), 7: (1987, 1992),
    8: (1993, 1997), 9: (1998, 2001), 10: (2001, 2004), 11: (2004, 2007), 12: (2007, 2010), 13: (2010, 2013),
    14: (2013, 2015), 15: (2015, 2018), 16: (2018, 2020), 17: (2020, 2022), 18: (2022, 2024), 19: (2024, LAST),
    29: (1992, LAST), 35: (2015, LAST), 60: (1995, 2007), 61: (2007, 2013), 62: (2012, 2020), 63: (2019, LAST),
}  # fmt: skip
"""Years in which the US office gave numbers of a series (MPEP 503; the edges overlap)."""

PROVISIONAL_SERIES: Final = frozenset((60, 61, 62, 63))

ENTERED_LATER: Final = 3
"""An international application enters the US up to 31 months after its filing, and EPODOC has the year of filing."""


def century(two: int) -> int:
    """The year of two digits: 70 to 99 are of the last century, 00 to 69 of this one."""
    return 1900 + two if two >= 70 else 2000 + two


def possible(year: int) -> bool:
    """Whether a number can hold this year."""
    return FIRST <= year <= LAST


def era_year(letter: str, of_emperor: int) -> int | None:
    """The year of an emperor's year; None for one that the emperor did not reach."""
    first = ERAS[letter] + 1
    reached = {"M": 1912, "T": 1926, "S": 1989, "H": 2019, "R": LAST}[letter]
    year = ERAS[letter] + of_emperor
    return year if first <= year <= reached else None


def bare_era(of_emperor: int) -> str:
    """The era that a year of two digits in a number of the last century is of: 46 to 64 Showa, 1 to 11 Heisei.

    Japan has published applications since Showa 46 and counted by emperors until Heisei 11.
    """
    if 46 <= of_emperor <= 64:
        return "S"
    return "H" if 1 <= of_emperor <= 11 else ""


def us_years(series: int) -> range:
    """Years that EPODOC may have for an application of this series."""
    first, last = US_SERIES[series]
    return range(first - ENTERED_LATER, last + 1)
