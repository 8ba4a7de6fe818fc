"""Owns amounts of money: a Decimal in a currency of ISO 4217, never mixed with another currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from types import MappingProxyType

from services.frand.engine.errors import InvalidInput
from services.frand.engine.formulas import DIGITS
from services.frand.engine.requirements import checked_decimal

__all__ = ["CURRENCIES", "Money", "checked_currency"]

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
"""Currencies and fund codes of ISO 4217 list one, with the decimal places of their smallest unit. Withdrawn currencies
(DEM, HRK, ANG) and codes that are no currency (XAU, XDR, XTS) are not among them: no royalty is owed in these."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency.

    Attributes:
        amount: exact; what it may be (a payment is not negative) is said by whoever holds it.
        currency: three capital letters of ISO 4217 (`CURRENCIES`).

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
    """A currency of ISO 4217.

    Raises:
        InvalidInput: not one of `CURRENCIES`.
    """
    if not isinstance(code, str) or code not in CURRENCIES:
        raise InvalidInput(field, "must be a currency of ISO 4217, three capital letters", given=code)
    return code
