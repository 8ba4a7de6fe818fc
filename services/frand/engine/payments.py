"""Owns payments over time: schedules and their value, royalties turned into lump sums and back."""

from __future__ import annotations

import calendar
from datetime import date
from decimal import ROUND_DOWN, Decimal

from services.frand.engine.amounts import Money, places_of
from services.frand.engine.derivation import Derivation, MethodAnswer, Result
from services.frand.engine.errors import InvalidInput
from services.frand.engine.interest import InterestTerms
from services.frand.engine.payments_inputs import MOST_PAYMENTS, LumpSumInputs, PaymentsInputs, ScheduledPayment
from services.frand.engine.requirements import audience_of, checked_date, checked_whole
from services.frand.engine.writing import Writer

__all__ = ["instalments", "lump_sum", "payments"]


def instalments(total: Money, first: date, count: int, months_apart: int = 3) -> tuple[ScheduledPayment, ...]:
    """A total in equal instalments, in the currency's smallest unit; the first ones carry what does not divide.

    Parameters
    ----------
    total : Money
        At least 0, with no more decimal places than the currency's smallest unit.
    first : date
        When the first instalment falls due; the others on the same day of the month, or on
        its last day where there is none.
    count : int
        1 to 1,000.
    months_apart : int
        1 to 120.

    Returns
    -------
    tuple of ScheduledPayment
        They sum to the total exactly.

    Raises
    ------
    InvalidInput
        An argument breaks its rule.

    Examples
    --------
    >>> for each in instalments(Money(Decimal(100), "EUR"), date(2024, 1, 31), 3, 1):
    ...     print(each.due, each.amount.amount)
    2024-01-31 33.34
    2024-02-29 33.33
    2024-03-31 33.33
    """
    checked_date("first", first)
    checked_whole("count", count, at_least=1, at_most=MOST_PAYMENTS)
    checked_whole("months_apart", months_apart, at_least=1, at_most=120)
    step = Decimal(1).scaleb(-places_of(total.currency))
    if total.amount < 0:
        raise InvalidInput("total", "must not be negative", given=total.amount)
    if total.amount != total.amount.quantize(step, rounding=ROUND_DOWN):
        places = places_of(total.currency)
        raise InvalidInput("total", f"must have at most {places} decimal places", given=total.amount)
    each = (total.amount / count).quantize(step, rounding=ROUND_DOWN)
    more = int((total.amount - each * count) / step)
    return tuple(
        ScheduledPayment(
            _months_later(first, i * months_apart),
            Money(each + step if i < more else each, total.currency),
            f"Instalment {i + 1} of {count}",
        )
        for i in range(count)
    )


def payments(inputs: PaymentsInputs) -> MethodAnswer:
    """The value of a schedule of payments at a date: past ones with interest, future ones discounted.

    Value = Σ past amount · growth(due → date) + Σ future amount / growth(date → due), with growth 1 + r·t for simple
    interest and (1 + r/n)^(n·t) for compound interest, t in years by the day count.

    Parameters
    ----------
    inputs : PaymentsInputs
        Schedule, date, interest on the past, discount rate of the future, exchange rates.

    Returns
    -------
    MethodAnswer
        Value of all payments, of the past ones, of the future ones, and the interest in the former, in the currency.

    Raises
    ------
    InvalidInput
        An input breaks its rule, or an exchange rate is missing.

    References
    ----------
    Brealey, R. A., Myers, S. C., Allen, F., Principles of Corporate Finance (present value); ISDA, 2006 ISDA
    Definitions, section 4.16 (day count fractions).

    Examples
    --------
    >>> from services.frand.engine import Compounding
    >>> terms = InterestTerms(Decimal("0.1"))
    >>> plan = (ScheduledPayment(date(2023, 1, 1), Money(Decimal(100), "EUR")),
    ...         ScheduledPayment(date(2025, 1, 1), Money(Decimal(121), "EUR")))
    >>> asked = PaymentsInputs("EUR", date(2024, 1, 1), plan, past=InterestTerms(Decimal("0.05"), Compounding.SIMPLE),
    ...                        future=terms, rounding_places=2)
    >>> answer = payments(asked)
    >>> [str(answer.derivation[name].value) for name in ("past", "value")]
    ['105.00', '214.97']
    """
    known = Derivation()
    writer = Writer(known, "Payments")
    writer.given("past_rate", inputs.past.annual_rate, "a year", "Interest on past payments", inputs.past.source)
    writer.given(
        "future_rate", inputs.future.annual_rate, "a year", "Discount of future payments", inputs.future.source
    )
    values: dict[bool, list[str]] = {True: [], False: []}
    amounts: list[str] = []
    for i, payment in enumerate(inputs.payments, 1):
        past = payment.due < inputs.on
        terms, rate = (inputs.past, "past_rate") if past else (inputs.future, "future_rate")
        audience, name = audience_of(payment.audience), f"payment_{i}"
        given = payment.amount
        amount = writer.given(f"{name}.amount", given.amount, given.currency, f"Payment {i}", "", audience)
        day = payment.due if past else inputs.on
        factor = writer.exchange(name, given.currency, inputs.currency, day, inputs.series, audience)
        if factor:
            label = f"Payment {i} in {inputs.currency}"
            amount = writer.computed(f"{name}.converted", f"{amount} * {factor}", inputs.currency, label)
        start, end = (payment.due, inputs.on) if past else (inputs.on, payment.due)
        years = writer.years(name, start, end, terms.day_count, "to the date" if past else "from the date", audience)
        grown = _growth(writer, name, terms, rate, years)
        sign = "*" if past else "/"
        value = writer.computed(f"{name}.value", f"{amount} {sign} {grown}", inputs.currency, f"Value of payment {i}")
        values[past].append(value)
        if past:
            amounts.append(amount)
    results: list[Result] = []
    parts: list[str] = []
    named = ((True, "past", "Past payments with interest"), (False, "future", "Future payments, discounted"))
    for past, name, label in named:
        if values[past]:
            parts.append(writer.total(name, values[past], inputs.currency, label))
            results.append(Result("", label, name))
    if amounts:
        principal = writer.total("past_principal", amounts, inputs.currency, "Past payments without interest")
        writer.computed("interest", f"past - {principal}", inputs.currency, "Interest on past payments")
        results.append(Result("", "Interest on past payments", "interest"))
    formula = " + ".join(parts)
    if inputs.rounding_places is not None:
        formula = f"round({formula}, {inputs.rounding_places})"
    writer.computed("value", formula, inputs.currency, "Value of all payments at the date")
    notes = (
        f"Past payments bear {_words(inputs.past)}; future ones are discounted with {_words(inputs.future)}.",
        "Past payments are changed at the rate of their day, future ones at the rate of the date of the value.",
        *(f"Series {s.id}: {s.source}; dates in between: {s.interpolation.value}." for s in inputs.series),
    )
    results.insert(0, Result("", "Value of all payments at the date", "value"))
    return MethodAnswer("payments", tuple(results), known, (), notes)


def lump_sum(inputs: LumpSumInputs) -> MethodAnswer:
    """The lump sum that is worth a running royalty, or the running royalty that a lump sum is worth.

    L = Σ_p min(max(r · base_p, minimum_p), maximum_p) · d_p, and without minimums and maximums
    r = L / Σ_p base_p · d_p; d_p brings a royalty of its due date to the day of the lump sum (interest before it,
    discount after it).

    Parameters
    ----------
    inputs : LumpSumInputs
        Either a rate or a lump sum, with the sales it covers.

    Returns
    -------
    MethodAnswer
        One result, in the currency, in the currency a unit, or as a fraction of net sales.

    Raises
    ------
    InvalidInput
        An input breaks its rule.

    References
    ----------
    InterDigital v Lenovo [2023] EWHC 539 (Pat) (lump sum from a rate a unit and volumes).

    Examples
    --------
    >>> from services.frand.engine import SalesPeriod
    >>> periods = (SalesPeriod(date(2024, 1, 1), Decimal(1000)), SalesPeriod(date(2025, 1, 1), Decimal(1100)))
    >>> terms = InterestTerms(Decimal("0.1"), source="agreed")
    >>> asked = LumpSumInputs("EUR", date(2024, 1, 1), periods, terms, lump_sum=Decimal(500), rounding_places=6)
    >>> lump_sum(asked).derivation["rate"].value
    Decimal('0.250033')
    """
    known = Derivation()
    writer = Writer(known, "Lump sum")
    interest = writer.given("annual_rate", inputs.interest.annual_rate, "a year", "Yearly rate", inputs.interest.source)
    own = Writer(known, "Lump sum", audience_of(inputs.audience))
    if inputs.rate is not None:
        own.given("rate", inputs.rate, f"{inputs.currency} per unit, or fraction", "Running royalty")
    else:
        own.given("lump_sum", inputs.lump_sum or Decimal(0), inputs.currency, "Lump sum")
    terms: list[str] = []
    for i, period in enumerate(inputs.periods, 1):
        audience, name = audience_of(period.audience), f"period_{i}"
        base = writer.given(f"{name}.base", period.base, "units or net sales", f"Sales of period {i}", "", audience)
        past = period.due < inputs.on
        start, end = min(period.due, inputs.on), max(period.due, inputs.on)
        years = writer.years(name, start, end, inputs.interest.day_count, "between due date and lump sum", audience)
        grown = _growth(writer, name, inputs.interest, interest, years)
        amount = base
        if inputs.rate is not None:
            amount = f"rate * {base}"
            for field, bound, way in (("minimum", period.minimum, "max"), ("maximum", period.maximum, "min")):
                if bound is not None:
                    label = f"{'Least' if way == 'max' else 'Most'} for period {i}"
                    limit = writer.given(f"{name}.{field}", bound, inputs.currency, label, "", audience)
                    amount = f"{way}({amount}, {limit})"
            amount = writer.computed(f"{name}.royalty", amount, inputs.currency, f"Royalty of period {i}")
        unit = inputs.currency if inputs.rate is not None else "units or net sales"
        formula = f"{amount} {'*' if past else '/'} {grown}"
        terms.append(writer.computed(f"{name}.value", formula, unit, f"Period {i}, at the day of the lump sum"))
    if inputs.rate is not None:
        formula = writer.total("value", terms, inputs.currency, "Value of the royalties")
        best, unit, label = "lump_sum", inputs.currency, "Lump sum of the same value"
    else:
        total = writer.total("volumes", terms, "units or net sales", "Sales, valued at the day of the lump sum")
        best, unit = "rate", f"{inputs.currency} per unit, or fraction"
        formula, label = f"lump_sum / {total}", "Running royalty of the same value"
    if inputs.rounding_places is not None:
        formula = f"round({formula}, {inputs.rounding_places})"
    writer.computed(best, formula, unit, label)
    note = f"Royalties due before the lump sum bear {_words(inputs.interest)}; later ones are discounted with the same."
    return MethodAnswer("lump_sum", (Result("", label, best),), known, (), (note,))


def _growth(writer: Writer, name: str, terms: InterestTerms, rate: str, years: str) -> str:
    grown = writer.computed(f"{name}.growth", terms.formula(rate, years), "", "What one unit of money grows to")
    if writer.known[grown].value <= 0:
        raise InvalidInput("annual_rate", "must leave something of the money over this time")
    return grown


def _words(terms: InterestTerms) -> str:
    often = {1: "yearly", 2: "half-yearly", 4: "quarterly", 12: "monthly", 365: "daily"}
    times = often.get(terms.periods_per_year, f"{terms.periods_per_year} times a year")
    added = "simple interest" if terms.compounding.value == "simple" else f"interest compounded {times}"
    return f"{added} ({terms.day_count.value.replace('_', '/')})"


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
