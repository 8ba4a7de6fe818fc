"""Owns a confidential question for tests, whose numbers occur nowhere else: a leak is found by looking for them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from services.frand.calculations.side_by_side import Chosen, Question
from services.frand.engine import (
    ComparableLicence,
    ComparablesInputs,
    LicencePayment,
    Money,
    PortfolioStrength,
    RoyaltyBasis,
    VolumeLine,
)

LUMP_SUM, UNITS, STRENGTH, WEIGHT = "48213577", "9137129", "83.47", "1.37"
MORE_LUMP_SUMS = ("39218641", "61437829")
RESTRICTED = (LUMP_SUM, UNITS, STRENGTH)
"""What must not be found in anything that is not for the audience."""

PARTNER = "Undisclosed Handsets Ltd"
SALT = "5a" * 32


def licence(*audience: str, id: str = "first", lump_sum: str = LUMP_SUM) -> ComparableLicence:
    """A licence with a lump sum, for these organisations; open where none is named."""
    return ComparableLicence(
        id,
        "Beta",
        PARTNER,
        dt.date(2022, 1, 1),
        dt.date(2022, 1, 1),
        dt.date(2023, 12, 31),
        payments=(LicencePayment(dt.date(2022, 1, 1), Money(Decimal(lump_sum), "USD")),),
        volumes=(VolumeLine(dt.date(2022, 1, 1), dt.date(2023, 12, 31), Decimal(UNITS)),),
        strengths=(PortfolioStrength("", Decimal(STRENGTH), Decimal(20)),),
        licensor_share=Decimal("0.05"),
        audience=audience,
    )


def licences(*audience: str) -> tuple[ComparableLicence, ...]:
    """Three licences, as few as a mean that is released may rest on."""
    more = zip(("second", "third"), MORE_LUMP_SUMS, strict=True)
    return (licence(*audience), *(licence(*audience, id=id, lump_sum=paid) for id, paid in more))


def inputs(*licences: ComparableLicence) -> ComparablesInputs:
    """What the comparables method is asked with these licences."""
    return ComparablesInputs("Acme", RoyaltyBasis.PER_UNIT, "USD", dt.date(2024, 1, 1), licences)


def question(*audience: str, release: tuple[str, ...] = ()) -> Question:
    """A question with one licence for these organisations, or with three where something is released."""
    held = licences(*audience) if release else (licence(*audience),)
    return Question("standards/lte", "", (Chosen("comparables", "comparables", inputs(*held)),), release)


def leaks(text: str) -> list[str]:
    """What of the restricted things is found in a text, however numbers are grouped."""
    plain = re.sub(r"(?<=\d)[, _](?=\d{3})", "", text)
    return [secret for secret in (*RESTRICTED, PARTNER, *MORE_LUMP_SUMS) if secret in plain]
