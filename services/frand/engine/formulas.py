"""Owns the language of formulas: what a derivation may say, its exact value, and the same in a spreadsheet.

A formula is arithmetic over named quantities that a spreadsheet can do too: names, plain decimal numbers, brackets,
`+ - * / **`, comparisons, and the functions of `FUNCTIONS`. It is read with Python's own grammar and never run as a
program. Values are `Decimal` with `DIGITS` digits carried; powers with fractional exponents, `exp`, `ln` and `sqrt` are
those of the General Decimal Arithmetic Specification, so every machine gets the same.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import (
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
)
from decimal import Overflow as DecimalOverflow
from functools import lru_cache

from services.frand.engine.errors import InvalidInput

__all__ = ["DIGITS", "FUNCTIONS", "NAME", "evaluate", "names_in", "spreadsheet"]

DIGITS = 50
"""Digits carried by every step; far more than any stated number has, so that only a stated rounding rounds."""

NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*")
"""Names of quantities: `aggregate`, `h12.share`, `licence_3.net_of_release`."""

_CONTEXT = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, DecimalOverflow])
_MOST_LETTERS = 20_000
_MOST_DIGITS = 15
_MOST_LEVELS = 300  # of brackets, and of sums written with +; beyond, the stack would end first
_MOST_ARGUMENTS = 255  # of a function in a spreadsheet
_FRACTION = re.compile(r"[0-9]*\.[0-9]+")


def _round(value: Decimal, places: Decimal) -> Decimal:
    # Halves away from zero, as every spreadsheet's ROUND does.
    return value.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP, context=_CONTEXT)


def _floor(value: Decimal) -> Decimal:
    return value.to_integral_value(rounding=ROUND_FLOOR)


def _mean(*values: Decimal) -> Decimal:
    return _CONTEXT.divide(_sum(*values), Decimal(len(values)))


def _median(*values: Decimal) -> Decimal:
    ranked, middle = sorted(values), len(values) // 2
    return ranked[middle] if len(values) % 2 else _mean(ranked[middle - 1], ranked[middle])


def _sum(*values: Decimal) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = _CONTEXT.add(total, value)
    return total


FUNCTIONS: Mapping[str, tuple[str, int, int | None, Callable[..., Decimal]]] = {
    "sum": ("SUM", 1, None, _sum),
    "mean": ("AVERAGE", 1, None, _mean),
    "median": ("MEDIAN", 1, None, _median),
    "min": ("MIN", 1, None, lambda *values: min(values)),
    "max": ("MAX", 1, None, lambda *values: max(values)),
    "abs": ("ABS", 1, 1, _CONTEXT.abs),
    "round": ("ROUND", 2, 2, _round),
    "floor": ("INT", 1, 1, _floor),
    "sqrt": ("SQRT", 1, 1, _CONTEXT.sqrt),
    "exp": ("EXP", 1, 1, _CONTEXT.exp),
    "ln": ("LN", 1, 1, _CONTEXT.ln),
}
"""Functions of formulas: the spreadsheet's name, fewest and most arguments, and what each computes. Beside these there
is `when(condition, then, otherwise)`, the spreadsheet's IF."""

_OPERATORS: Mapping[type[ast.operator], tuple[str, int, Callable[[Decimal, Decimal], Decimal]]] = {
    ast.Add: ("+", 1, _CONTEXT.add),
    ast.Sub: ("-", 1, _CONTEXT.subtract),
    ast.Mult: ("*", 2, _CONTEXT.multiply),
    ast.Div: ("/", 2, _CONTEXT.divide),
    ast.Pow: ("^", 4, _CONTEXT.power),
}
_COMPARISONS: Mapping[type[ast.cmpop], tuple[str, Callable[[Decimal, Decimal], bool]]] = {
    ast.Lt: ("<", lambda a, b: a < b),
    ast.LtE: ("<=", lambda a, b: a <= b),
    ast.Gt: (">", lambda a, b: a > b),
    ast.GtE: (">=", lambda a, b: a >= b),
    ast.Eq: ("=", lambda a, b: a == b),
    ast.NotEq: ("<>", lambda a, b: a != b),
}


def evaluate(formula: str, values: Mapping[str, Decimal]) -> Decimal:
    """The exact value of a formula (50 digits carried), from the values of the quantities it names.

    Raises:
        InvalidInput: not a formula, a name without a value, or no finite value (a division by zero, the logarithm or
            the root of a negative number, a number beyond all bounds).

    Examples:
        >>> evaluate("aggregate * h1.share", {"aggregate": Decimal("0.08"), "h1.share": Decimal("0.25")})
        Decimal('0.0200')
    """
    try:
        value = _value(_read(formula), values, formula)
    except DecimalException as error:
        raise InvalidInput("formula", "must have a finite value, without a division by zero", given=formula) from error
    if not value.is_finite():
        raise InvalidInput("formula", "must have a finite value", given=formula)
    return value


def names_in(formula: str) -> tuple[str, ...]:
    """The quantities that a formula names, each once, in the order of their first appearance.

    Raises:
        InvalidInput: not a formula.
    """
    return tuple(dict.fromkeys(_names(_read(formula))))


def spreadsheet(formula: str, cell: Callable[[str], str]) -> str:
    """The formula as a spreadsheet's, without the leading equals sign.

    Args:
        formula: of the language.
        cell: the reference to the cell that holds a quantity, such as `Rates!$C$12`, by the quantity's name.

    Raises:
        InvalidInput: not a formula.

    Examples:
        >>> spreadsheet("aggregate * max(h1.share, 0.01)", {"aggregate": "B2", "h1.share": "B3"}.__getitem__)
        'B2*MAX(B3,0.01)'
    """
    return _sheet(_read(formula), cell, 0)


@lru_cache(maxsize=10_000)
def _read(formula: str) -> ast.expr:
    if len(formula) > _MOST_LETTERS:
        raise InvalidInput("formula", f"must have at most {_MOST_LETTERS:,} letters", given=formula)
    try:
        tree = ast.parse(formula.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise InvalidInput("formula", "must be arithmetic over named quantities", given=formula) from error
    if any(len(number.replace(".", "")) > _MOST_DIGITS for number in _FRACTION.findall(formula)):
        raise InvalidInput(
            "formula", f"may hold numbers of at most {_MOST_DIGITS} digits; name longer ones", given=formula
        )
    _check(tree, formula, _MOST_LEVELS)
    return tree


def _check(node: ast.expr, formula: str, levels: int) -> None:
    if not levels:
        raise InvalidInput("formula", f"must be nested at most {_MOST_LEVELS} levels; use sum(...) for many terms")
    match node:
        case ast.BinOp() if type(node.op) in _OPERATORS:
            _check(node.left, formula, levels - 1)
            _check(node.right, formula, levels - 1)
        case ast.UnaryOp(op=ast.USub()):
            _check(node.operand, formula, levels - 1)
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            pass
        case ast.Name() | ast.Attribute() if NAME.fullmatch(_name(node)):
            pass
        case ast.Call(func=ast.Name(id="when"), args=[ast.Compare(ops=[op]) as test, then, other], keywords=[]) if (
            type(op) in _COMPARISONS
        ):
            for each in (test.left, test.comparators[0], then, other):
                _check(each, formula, levels - 1)
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in FUNCTIONS and _fits(name, len(node.args)):
            for each in node.args:
                _check(each, formula, levels - 1)
        case _:
            raise InvalidInput(
                "formula",
                f"may hold names, numbers, + - * / **, when(...) and {', '.join(FUNCTIONS)}; not {ast.unparse(node)!r}",
                given=formula,
            )


def _fits(name: str, count: int) -> bool:
    _, fewest, most, _ = FUNCTIONS[name]
    return count >= fewest and (most is None or count <= most)


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return f"{_name(node.value)}.{node.attr}"
        case _:
            return ""


def _names(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Name() | ast.Attribute():
            yield _name(node)
        case ast.Call():
            for each in node.args:
                yield from _names(each)
        case ast.Compare():
            yield from _names(node.left)
            yield from _names(node.comparators[0])
        case ast.BinOp():
            yield from _names(node.left)
            yield from _names(node.right)
        case ast.UnaryOp():
            yield from _names(node.operand)
        case _:
            pass


def _value(node: ast.expr, values: Mapping[str, Decimal], formula: str) -> Decimal:
    match node:
        case ast.Constant():
            # From the text as written: 0.1 is a tenth, not the double nearest to it.
            return Decimal(str(node.value))
        case ast.UnaryOp():
            return _CONTEXT.minus(_value(node.operand, values, formula))
        case ast.BinOp():
            apply = _OPERATORS[type(node.op)][2]
            return apply(_value(node.left, values, formula), _value(node.right, values, formula))
        case ast.Call(func=ast.Name(id="when"), args=[ast.Compare() as test, then, other]):
            holds = _COMPARISONS[type(test.ops[0])][1]
            met = holds(_value(test.left, values, formula), _value(test.comparators[0], values, formula))
            return _value(then if met else other, values, formula)
        case ast.Call(func=ast.Name(id=name)):
            return FUNCTIONS[name][3](*(_value(each, values, formula) for each in node.args))
        case _:
            name = _name(node)
            if name not in values:
                raise InvalidInput("formula", f"names {name}, which has no value", given=formula)
            return values[name]


def _sheet(node: ast.expr, cell: Callable[[str], str], strength: int) -> str:
    match node:
        case ast.Constant():
            return format(Decimal(str(node.value)), "f")
        case ast.UnaryOp():
            # A spreadsheet binds a sign tighter than a power: -(a^b), never -a^b.
            return f"(-{_sheet(node.operand, cell, 5)})"
        case ast.BinOp():
            sign, own, _ = _OPERATORS[type(node.op)]
            # Same strength on the right needs brackets: a-(b-c); so does a power's base, since a^b^c is (a^b)^c there.
            left = _sheet(node.left, cell, own)
            right = _sheet(node.right, cell, own + 1)
            text = f"{left}{sign}{right}"
            return f"({text})" if own < strength else text
        case ast.Call(func=ast.Name(id="when"), args=[ast.Compare() as test, then, other]):
            sign = _COMPARISONS[type(test.ops[0])][0]
            condition = f"{_sheet(test.left, cell, 0)}{sign}{_sheet(test.comparators[0], cell, 0)}"
            return f"IF({condition},{_sheet(then, cell, 0)},{_sheet(other, cell, 0)})"
        case ast.Call(func=ast.Name(id=name)):
            return _sheet_call(FUNCTIONS[name][0], [_sheet(each, cell, 0) for each in node.args])
        case _:
            return cell(_name(node))


def _sheet_call(function: str, arguments: Sequence[str]) -> str:
    if len(arguments) <= _MOST_ARGUMENTS or function not in ("SUM", "MIN", "MAX", "AVERAGE"):
        return f"{function}({','.join(arguments)})"
    if function == "AVERAGE":
        return f"({_sheet_call('SUM', arguments)}/{len(arguments)})"
    groups = (arguments[start : start + _MOST_ARGUMENTS] for start in range(0, len(arguments), _MOST_ARGUMENTS))
    return _sheet_call(function, [_sheet_call(function, group) for group in groups])
