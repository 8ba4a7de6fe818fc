"""Owns numbers for tests: each a real-looking number in the spellings that files and people use for it."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st

from shared.patent_numbers import NumberKind

APPLICATION, PUBLICATION = NumberKind.APPLICATION, NumberKind.PUBLICATION


class Spelled(NamedTuple):
    """One number.

    Attributes:
        docdb: what it is.
        kind: whether an application or a publication, as a column of a file would say.
        spellings: all of which are this number.
    """

    docdb: str
    kind: NumberKind
    spellings: tuple[str, ...]


def ep_application(year: int, serial: int) -> Spelled:
    two = f"{year % 100:02d}{serial:06d}"
    return Spelled(
        f"EP.{two}.A",
        APPLICATION,
        (f"EP{year}{serial:07d}", f"EP{two}", f"EP {two}", f"EP.{two}.A", f"ep {two}.5", f"EP{two} A"),
    )


def jp_application(year: int, serial: int) -> Spelled:
    number = f"{year}{serial:06d}"
    return Spelled(
        f"JP.{number}.A",
        APPLICATION,
        (
            f"JP{year}{serial:07d}",
            f"JP {year}-{serial:06d}",
            f"JP{number} A",
            f"JP.{number}.A",
            f"JP {year}‐{serial:06d}",
        ),
    )


def heisei_application(of_emperor: int, serial: int) -> Spelled:
    year = 1988 + of_emperor
    return Spelled(
        f"JP.{serial}{year % 100:02d}.A",
        APPLICATION,
        (
            f"JPH{of_emperor:02d}-{serial:06d}",
            f"JP H{of_emperor}-{serial:06d}",
            f"JP{year}{serial:07d}",
            f"JP.{serial}{year % 100:02d}.A",
        ),
    )


def pct_application(year: int, serial: int) -> Spelled:
    return Spelled(
        f"JP.{year}{serial:06d}.W",
        APPLICATION,
        (
            f"WO{year}JP{serial:05d}",
            f"PCT/JP{year}/{serial:06d}",
            f"PCT/JP{year}/{serial}",
            f"PCTJP{year}{serial:06d}",
            f"JP.{year}{serial:06d}.W",
        ),
    )


def us_application(year: int, serial: int) -> Spelled:
    return Spelled(
        f"US.{year}14{serial:06d}.A",
        APPLICATION,
        (f"US{year}14{serial:06d}", f"US {year}14{serial:06d} A", f"US.{year}14{serial:06d}.A"),
    )


def us_provisional(year: int, serial: int) -> Spelled:
    return Spelled(
        f"US.{serial}{year % 100:02d}.P",
        APPLICATION,
        (f"US{year}{serial:07d}P", f"US.{serial}{year % 100:02d}.P", f"US {serial}{year % 100:02d} P"),
    )


def cn_application(year: int, serial: int) -> Spelled:
    number = f"{year}8{serial:07d}"
    return Spelled(
        f"CN.{number}.A",
        APPLICATION,
        (f"CN{number}", f"CN{number}.X", f"CN{number}.3", f"CN{year}8{serial:06d}", f"CN.{number}.A", f"CN {number}"),
    )


def kr_application(year: int, serial: int) -> Spelled:
    return Spelled(
        f"KR.{year}{serial:07d}.A",
        APPLICATION,
        (f"KR{year}{serial:07d}", f"KR10-{year}-{serial:07d}", f"KR 10{year}{serial:07d}", f"KR.{year}{serial:07d}.A"),
    )


def tw_application(year: int, serial: int) -> Spelled:
    number = f"{year - 1911}{serial:06d}"
    return Spelled(
        f"TW.{number}.A",
        APPLICATION,
        (f"TW{year}{serial:07d}", f"TW{number.zfill(9)}", f"TW.{number}.A", f"TW {number} A"),
    )


def ep_publication(serial: int, code: str) -> Spelled:
    number = f"{serial:07d}"
    return Spelled(
        f"EP.{number}.{code}",
        PUBLICATION,
        (
            f"EP{number} {code}",
            f"EP{number}{code}",
            f"EP.{number}.{code}",
            f"EP {serial:,} {code}",
            f"EP {number[0]} {number[1:4]} {number[4:]} {code}",
            f"EP-{number}-{code}",
            f"EP{number} ({code})",
        ),
    )


def us_grant(serial: int, code: str) -> Spelled:
    return Spelled(
        f"US.{serial}.{code}",
        PUBLICATION,
        (
            f"US{serial} {code}",
            f"US{serial}{code}",
            f"US {serial:,} {code}",
            f"US{serial:08d}{code}",
            f"US.{serial}.{code}",
        ),
    )


def us_publication(year: int, serial: int) -> Spelled:
    return Spelled(
        f"US.{year}{serial:06d}.A1",
        PUBLICATION,
        (
            f"US{year}{serial:06d} A1",
            f"US {year}/{serial:07d} A1",
            f"US{year}{serial:07d}A1",
            f"US.{year}{serial:06d}.A1",
        ),
    )


def wo_publication(year: int, serial: int) -> Spelled:
    return Spelled(
        f"WO.{year}{serial:06d}.A1",
        PUBLICATION,
        (
            f"WO{year}{serial:06d} A1",
            f"WO {year}/{serial:06d} A1",
            f"WO{year}/{serial:06d}A1",
            f"WO.{year}{serial:06d}.A1",
        ),
    )


def heisei_publication(of_emperor: int, serial: int) -> Spelled:
    return Spelled(
        f"JP.H{of_emperor:02d}{serial}.A",
        PUBLICATION,
        (
            f"JPH{of_emperor:02d}{serial:06d} A",
            f"JPH{of_emperor:02d}{serial} A",
            f"JP H{of_emperor}-{serial} A",
            f"JP{of_emperor}{serial:06d} A",
            f"JP.H{of_emperor:02d}{serial}.A",
        ),
    )


def belgian_part(serial: int) -> Spelled:
    return Spelled(
        f"BE.EP{serial}", PUBLICATION, (f"BE-EP{serial}", f"BE EP{serial}", f"BE/EP {serial}", f"BE.EP{serial}")
    )


def austrian_part(serial: int) -> Spelled:
    return Spelled(f"AT.{serial}.T", PUBLICATION, (f"ATE{serial}", f"AT{serial} T", f"AT{serial}T", f"AT.{serial}.T"))


def pool_grant(serial: int) -> Spelled:
    return Spelled(
        f"KR.10{serial:07d}.B1",
        PUBLICATION,
        (f"KR10-{serial:07d} B1", f"KR10{serial:07d}B1", f"KR.10{serial:07d}.B1", f"KR 10-{serial:07d} B1"),
    )


def reissue(serial: int) -> Spelled:
    return Spelled(
        f"US.RE{serial}", PUBLICATION, (f"USRE{serial}", f"US RE{serial}", f"US RE{serial:06d}", f"US.RE{serial}")
    )


_years = st.integers(2004, 2023)
_serials = st.integers(1, 999_999)
_era_years = st.integers(5, 11)  # filed by emperors' years until 1999, and shown with an A

ANY_NUMBER: st.SearchStrategy[Spelled] = st.one_of(
    st.builds(ep_application, st.integers(1980, 2023), _serials),
    st.builds(jp_application, st.integers(2000, 2023), _serials),
    st.builds(heisei_application, st.integers(1, 11), _serials),
    st.builds(pct_application, _years, _serials),
    st.builds(us_application, st.integers(2013, 2015), _serials),
    st.builds(us_provisional, st.integers(1995, 2010), _serials),
    st.builds(cn_application, _years, st.integers(1, 999_999)),
    st.builds(kr_application, _years, st.integers(1, 9_999_999)),
    st.builds(tw_application, _years, st.integers(100_000, 199_999)),
    st.builds(ep_publication, st.integers(100_000, 4_500_000), st.sampled_from(["A1", "A2", "A4", "B1", "B2", "B8"])),
    st.builds(us_grant, st.integers(4_000_000, 12_300_000), st.sampled_from(["B1", "B2"])),
    st.builds(us_publication, st.integers(2001, 2023), _serials),
    st.builds(wo_publication, _years, _serials),
    st.builds(heisei_publication, _era_years, _serials),
    st.builds(belgian_part, st.integers(1_000_000, 4_500_000)),
    st.builds(austrian_part, st.integers(200_000, 1_800_000)),
    st.builds(pool_grant, st.integers(100_000, 2_700_000)),
    st.builds(reissue, st.integers(20_000, 49_999)),
)
"""Any of the numbers above."""
