"""Owns amounts of money: a Decimal in a currency of ISO 4217, never mixed with another currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from types import MappingProxyType

from services.frand.engine.errors import InvalidInput
from services.frand.engine.formulas import DIGITS
from services.frand.engine.requirements import checked_decimal

__all__ = ["CURRENCIES", "EURO_SUCCESSIONS", "WITHDRAWN", "EuroSuccession", "Money", "checked_currency", "places_of"]

_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF "
        "CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG "
        "HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR "
        "MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD "
        "SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD "
        "XCG YER ZAR ZMW ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

CURRENCIES: Mapping[str, int] = MappingProxyType(
    {code: digits for digits, codes in _DIGITS.items() for code in codes.split()}
)
"""Currencies and fund codes of ISO 4217 list one, with the decimal places of their smallest unit. Codes that are no
currency (XAU, XDR, XTS) are not among them: no royalty is owed in these."""


@dataclass(frozen=True, slots=True)
class EuroSuccession:
    """How a currency became the euro.

    Attributes:
        per_euro: units for one euro, irrevocably, with six significant digits that are neither rounded nor cut off.
        since: from which day.
    """

    per_euro: Decimal
    since: date


_FIRST = "1999-01-01"
EURO_SUCCESSIONS: Mapping[str, EuroSuccession] = MappingProxyType(
    {
        code: EuroSuccession(Decimal(rate), date.fromisoformat(since))
        for code, rate, since in (
            ("ATS", "13.7603", _FIRST),
            ("BEF", "40.3399", _FIRST),
            ("DEM", "1.95583", _FIRST),
            ("ESP", "166.386", _FIRST),
            ("FIM", "5.94573", _FIRST),
            ("FRF", "6.55957", _FIRST),
            ("IEP", "0.787564", _FIRST),
            ("ITL", "1936.27", _FIRST),
            ("LUF", "40.3399", _FIRST),
            ("NLG", "2.20371", _FIRST),
            ("PTE", "200.482", _FIRST),
            ("GRD", "340.750", "2001-01-01"),
            ("SIT", "239.640", "2007-01-01"),
            ("CYP", "0.585274", "2008-01-01"),
            ("MTL", "0.429300", "2008-01-01"),
            ("SKK", "30.1260", "2009-01-01"),
            ("EEK", "15.6466", "2011-01-01"),
            ("LVL", "0.702804", "2014-01-01"),
            ("LTL", "3.45280", "2015-01-01"),
            ("HRK", "7.53450", "2023-01-01"),
            ("BGN", "1.95583", "2026-01-01"),
        )
    }
)
"""Currencies that the euro replaced: Council Regulation (EC) No 2866/98 and those that amend it."""

_WITHDRAWN_DIGITS = {
    0: "BEF BYR ESP GRD ITL LUF PTE",
    2: (
        "AFA ANG ATS AZM BGL BYB CSD CUC CYP DEM EEK FIM FRF GHC HRK IEP LTL LVL MRO MTL MXP MZM NLG PLZ ROL RUR SDD "
        "SIT SKK SLL SRG STD TMM TRL VEB VEF XEU YUM ZMK ZWL"
    ),
}

WITHDRAWN: Mapping[str, int] = MappingProxyType(
    {code: digits for digits, codes in _WITHDRAWN_DIGITS.items() for code in codes.split()}
)
"""Withdrawn currencies of ISO 4217 list three in which licences were paid, with the decimal places of their smallest
unit. They change into others by a stated series, or once the euro replaced them at its fixed rate."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency.

    Attributes:
        amount: exact; what it may be (a payment is not negative) is said by whoever holds it.
        currency: three capital letters of ISO 4217 (`CURRENCIES`, or `WITHDRAWN`).

    Raises:
        InvalidInput: not a finite Decimal, or an unknown currency.

    Examples:
        >>> Money(Decimal("0.25"), "USD") + Money(Decimal("0.50"), "USD")
        Money(amount=Decimal('0.75'), currency='USD')
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        checked_decimal("amount", self.amount)
        checked_currency("currency", self.currency)

    def __add__(self, other: Money) -> Money:
        with localcontext(prec=DIGITS):
            return Money(self.amount + self._same(other).amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        return self + -other

    def __neg__(self) -> Money:
        return Money(self.amount.copy_negate(), self.currency)

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise InvalidInput("currency", f"must be {self.currency}; convert it first", given=other.currency)
        return other


def checked_currency(field: str, code: object) -> str:
    """A currency of ISO 4217, in use or withdrawn.

    Raises:
        InvalidInput: neither of `CURRENCIES` nor of `WITHDRAWN`.
    """
    if not isinstance(code, str) or (code not in CURRENCIES and code not in WITHDRAWN):
        raise InvalidInput(field, "must be a currency of ISO 4217, three capital letters", given=code)
    return code


def places_of(currency: str) -> int:
    """Decimal places of the smallest unit of a currency."""
    return CURRENCIES[currency] if currency in CURRENCIES else WITHDRAWN[currency]
