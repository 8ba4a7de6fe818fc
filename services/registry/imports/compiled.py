"""Owns how a loop over bytes becomes machine code: by Numba, at the speed of C, and kept where Python keeps its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from llvmlite import ir
from numba.extending import intrinsic

_NUMBA: Any = numba  # it ships no types
_UNDEFINED: Any = cast(Any, ir.Undefined)

Function = TypeVar("Function", bound=Callable[..., Any])

U8, U32, U64, I32, I64, BOOL = (
    _NUMBA.uint8,
    _NUMBA.uint32,
    _NUMBA.uint64,
    _NUMBA.int32,
    _NUMBA.int64,
    _NUMBA.boolean,
)


def given(kind: Any, dimensions: int = 1) -> Any:
    """The type of an array that is only read."""
    return _NUMBA.types.Array(kind, dimensions, "C", readonly=True)


def made(kind: Any, dimensions: int = 1) -> Any:
    """The type of an array that is written to."""
    return _NUMBA.types.Array(kind, dimensions, "C")


def compiled(*types: Any) -> Callable[[Function], Function]:
    """Compiles a function for arguments of these types; what was compiled once is loaded from then on.

    Whoever installs Sepia where nobody may write gets what is compiled at each start anew.
    """

    def now(function: Function) -> Function:
        try:
            return cast(Function, _NUMBA.njit(types, cache=True, nogil=True)(function))
        except RuntimeError:  # nowhere to keep it
            return cast(Function, _NUMBA.njit(types, nogil=True)(function))

    return now


def inlined(function: Function) -> Function:
    """A function that becomes part of those that are compiled and call it."""
    return cast(Function, _NUMBA.njit(inline="always")(function))


@cast(Any, intrinsic)
def eight_bytes(_: Any, data: Any, at: Any) -> Any:
    """Eight bytes of an array as one number, the first the lowest; whoever asks knows that they are there."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.bitcast(builder.gep(array.data, [arguments[1]]), ir.IntType(64).as_pointer())
        word = builder.load(place)
        word.align = 1
        return word

    return U64(data, U64), code


@cast(Any, intrinsic)
def put_eight_bytes(_: Any, data: Any, at: Any, word: Any) -> Any:
    """Writes eight bytes into an array, as `eight_bytes` reads them; whoever does knows that there is room."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.bitcast(builder.gep(array.data, [arguments[1]]), ir.IntType(64).as_pointer())
        builder.store(arguments[2], place).align = 1
        return context.get_dummy_value()

    return _NUMBA.types.void(data, U64, U64), code


@cast(Any, intrinsic)
def bytes_equal(_: Any, data: Any, at: Any, byte: Any) -> Any:
    """Which of 64 bytes are this one: a bit for each, that of the first the lowest; whoever asks knows of all 64."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        run = _run_of_bytes(context, builder, signature, arguments)
        return builder.bitcast(builder.icmp_unsigned("==", run, _sixty_four(builder, arguments[2])), ir.IntType(64))

    return U64(data, U64, U8), code


@cast(Any, intrinsic)
def bytes_below(_: Any, data: Any, at: Any, byte: Any) -> Any:
    """Which of 64 bytes are less than this one, as `bytes_equal` has it."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        run = _run_of_bytes(context, builder, signature, arguments)
        return builder.bitcast(builder.icmp_unsigned("<", run, _sixty_four(builder, arguments[2])), ir.IntType(64))

    return U64(data, U64, U8), code


def _run_of_bytes(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    array = context.make_array(signature.args[0])(context, builder, arguments[0])
    place = builder.gep(array.data, [arguments[1]])
    run = builder.load(builder.bitcast(place, ir.VectorType(ir.IntType(8), 64).as_pointer()))
    run.align = 1
    return run


def _sixty_four(builder: Any, byte: Any) -> Any:
    """The same byte 64 times."""
    kind = ir.VectorType(ir.IntType(8), 64)
    first = builder.insert_element(ir.Constant(kind, _UNDEFINED), byte, ir.Constant(ir.IntType(32), 0))
    same = ir.Constant(ir.VectorType(ir.IntType(32), 64), [0] * 64)
    return builder.shuffle_vector(first, ir.Constant(kind, _UNDEFINED), same)


@cast(Any, intrinsic)
def lowest_bit(_: Any, word: Any) -> Any:
    """The place of the lowest bit that is set, of a number that is not 0."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return U64(U64), code
