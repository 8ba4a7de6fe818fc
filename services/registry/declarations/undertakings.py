"""Owns what a declaration undertakes: the terms of each form, and when later ones narrow earlier ones. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal as Number
from decimal import InvalidOperation
from typing import Final

from services.registry.declarations.forms import (
    BlanketTerms,
    DeclarationForm,
    IeeeLetter,
    IetfDisclosure,
    Licensing,
    NotToExceedRate,
    Option,
    Position,
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a declaration undertakes, as far as it says.

    Attributes:
        undertaking: whether licences, or what is more, are promised; None where it is not said.
        reciprocity: whether on condition of reciprocity.
        irrevocable: whether the undertaking cannot be taken back; None where that is not known.
        favour: of undertakings of one form, the greater is the better for implementers; 0 where there is none.
        most_percent: rate that will not be exceeded, in percent; None where none is said.
        most_per_unit: sum that will not be exceeded, with its currency.
    """

    undertaking: bool | None = None
    reciprocity: bool | None = None
    irrevocable: bool | None = None
    favour: int = 0
    most_percent: Number | None = None
    most_per_unit: tuple[str, Number] | None = None


_IEEE_FAVOUR: Final = {Position.REASONABLE_RATE: 1, Position.FREE: 2, Position.NON_ASSERTION: 2}


def terms_of(form: DeclarationForm) -> Terms:
    """What a form undertakes."""
    if form.etsi_detailed is not None:
        return etsi_terms(form.etsi_detailed.undertaking, form.etsi_detailed.reciprocity)
    if form.etsi_general is not None:
        return etsi_terms(form.etsi_general.undertaking, form.etsi_general.reciprocity)
    if form.common_patent_policy is not None:
        option = form.common_patent_policy.option
        undertaking = None if not option else option != Option.UNWILLING
        favour = {Option.FREE: 2, Option.REASONABLE: 1}.get(Option(option), 0)
        return Terms(undertaking, form.common_patent_policy.reciprocity, False, favour)
    if form.ieee_letter is not None:
        return _ieee_terms(form.ieee_letter)
    if form.ietf_disclosure is not None:
        return _ietf_terms(form.ietf_disclosure)
    if form.blanket is not None:
        promise = form.blanket
        undertaking = None if promise.terms in (BlanketTerms.UNKNOWN, BlanketTerms.OTHER) else True
        favour = {BlanketTerms.FRAND: 1}.get(BlanketTerms(promise.terms), 2) if undertaking else 0
        return Terms(undertaking, promise.reciprocity, promise.irrevocable, favour)
    return Terms(irrevocable=False)


def etsi_terms(undertaking: bool | None, reciprocity: bool | None) -> Terms:
    """ETSI's undertaking, which is irrevocable where it is given (IPR Policy, clause 6.1)."""
    return Terms(undertaking, reciprocity, undertaking, 1 if undertaking else 0)


def _ieee_terms(letter: IeeeLetter) -> Terms:
    position = Position(letter.position)
    favour = _IEEE_FAVOUR.get(position, 0)
    undertaking = None if position in (Position.UNKNOWN, Position.NO_KNOWLEDGE) else bool(favour)
    # Irrevocable once accepted.
    irrevocable = bool(favour) and letter.acceptance_date is not None
    rate = letter.not_to_exceed or NotToExceedRate()
    return Terms(
        undertaking,
        letter.reciprocity,
        irrevocable,
        favour,
        number_of(rate.percent.value) if rate.percent else None,
        (rate.per_unit.currency_code, rate.per_unit.amount) if rate.per_unit else None,
    )


def _ietf_terms(disclosure: IetfDisclosure) -> Terms:
    match disclosure.licensing:
        case Licensing.NO_LICENSE | Licensing.ROYALTY_FREE | Licensing.REASONABLE:
            return Terms(undertaking=True, irrevocable=False)
        case Licensing.UNWILLING:
            return Terms(undertaking=False, irrevocable=False)
        case _:
            # Later, in words, no box, or a third party's: what is undertaken is not said in a tick, so it is unknown.
            return Terms(irrevocable=False)


def narrowing(earlier: Terms, later: Terms) -> str:
    """How a later undertaking takes back something of an earlier irrevocable one; empty where it does not."""
    if not earlier.irrevocable:
        return ""
    if not later.undertaking:
        return "the later one gives no undertaking"
    if earlier.reciprocity is False and later.reciprocity is not False:
        return "the earlier one is not subject to reciprocity"
    if later.favour < earlier.favour:
        return "the earlier one is more favourable to implementers"
    if later.irrevocable is False:
        return "the later one could be taken back"
    if later.favour == earlier.favour and _dearer(earlier, later):
        return "the earlier one says a lower rate that will not be exceeded"
    return ""


def _dearer(earlier: Terms, later: Terms) -> bool:
    if earlier.most_percent is not None:
        return later.most_percent is None or later.most_percent > earlier.most_percent
    if earlier.most_per_unit is not None:
        currency, most = earlier.most_per_unit
        # Of another currency nobody can say that it is not more.
        return later.most_per_unit is None or later.most_per_unit[0] != currency or later.most_per_unit[1] > most
    return False


def number_of(text: str) -> Number | None:
    """The number that a text is; None where it is none."""
    try:
        number = Number(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
