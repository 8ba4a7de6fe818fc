"""Owns formulas over arrays: the same arithmetic as `formulas`, in floating point, for thousands of values at once."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from services.frand.engine.checks import Floats
from services.frand.engine.errors import InvalidInput
from services.frand.engine.formulas import names_in

__all__ = ["evaluate_arrays"]

_OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
    ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
}


def _stacked(reduce: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values: reduce(np.stack(np.broadcast_arrays(*values)), axis=0)


def _round(value: Any, places: Any) -> Any:
    scale = 10.0**places
    return np.sign(value) * np.floor(np.abs(value) * scale + 0.5) / scale


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "sum": _stacked(np.sum),
    "mean": _stacked(np.mean),
    "median": _stacked(np.median),
    "min": _stacked(np.min),
    "max": _stacked(np.max),
    "abs": np.abs,
    "round": _round,
    "floor": np.floor,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "ln": np.log,
}


def evaluate_arrays(formula: str, values: Mapping[str, Floats]) -> Floats:
    """The values of a formula where the quantities it names have many values each, broadcast against each other.

    Good to about 1e-14 relative; what must be exact is computed by `formulas.evaluate`.

    Raises:
        InvalidInput: not a formula, a name without a value, or a value that is not finite.

    Examples:
        >>> evaluate_arrays("when(a > 2, a * b, 0)", {"a": np.array([1.0, 3.0]), "b": np.array(2.0)}).tolist()
        [0.0, 6.0]
    """
    for name in names_in(formula):
        if name not in values:
            raise InvalidInput("formula", f"names {name}, which has no value", given=formula)
    with np.errstate(all="ignore"):
        found = np.asarray(_value(ast.parse(formula.strip(), mode="eval").body, values), dtype=np.float64)
    if not np.isfinite(found).all():
        raise InvalidInput("formula", "must have a finite value for all values of what it names", given=formula)
    return found


def _value(node: ast.expr, values: Mapping[str, Floats]) -> Any:
    match node:
        case ast.Constant():
            return np.float64(float(str(node.value)))
        case ast.UnaryOp():
            return -_value(node.operand, values)
        case ast.BinOp():
            return _OPERATORS[type(node.op)](_value(node.left, values), _value(node.right, values))
        case ast.Call(func=ast.Name(id="when"), args=[ast.Compare() as test, then, other]):
            met = _COMPARISONS[type(test.ops[0])](_value(test.left, values), _value(test.comparators[0], values))
            return np.where(met, _value(then, values), _value(other, values))
        case ast.Call(func=ast.Name(id=name)):
            return _FUNCTIONS[name](*(_value(each, values) for each in node.args))
        case _:
            return values[ast.unparse(node)]
