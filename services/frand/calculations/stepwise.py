"""Owns computing a calculation step by step: methods side by side, then sensitivities, then all of it together.

Each step is a piece of work for a worker process, so that an operation can say how far it is, use all cores, and stop
between steps. The bytes are those of `rules.compute`: the same functions, in the same order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar, cast

from services.frand.calculations import rules, side_by_side
from services.frand.calculations.side_by_side import Named, Question
from services.frand.operations.processes import Computing
from shared.canonical import canonical_json
from shared.errors import SepiaError
from shared.tasks import end

Refusal = tuple[str, str]
"""Why there is no answer: reason and text, which survive a process boundary."""

T = TypeVar("T")

Told = Callable[[int], Awaitable[None]]
"""Takes how many steps are done."""


def computed_or_refused(canonical: str) -> tuple[str, Refusal | None]:
    """The results of a calculation, or why there are none; for worker processes, which load this module alone."""
    try:
        return rules.compute(canonical), None
    except SepiaError as error:
        return "", (error.reason, error.message)


async def compute_in_steps(computing: Computing, canonical: str, told: Told) -> tuple[str, Refusal | None]:
    """The results of a calculation as canonical JSON, or why there are none.

    Args:
        computing: where steps are computed.
        canonical: its canonical inputs, of several methods.
        told: is told after each step.
    """
    question = rules.question_of(canonical)
    done = 0

    async def step(function: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal done
        found = await computing.run(function, canonical, *arguments)
        done += 1
        await told(done)
        return found

    answers = await _all([step(_answer, number) for number in range(len(question.methods))])
    if refused := _refused(answers):
        return "", refused
    moved = await _all([step(_sensitivity, answers, number) for number in range(len(question.sensitivities))])
    if refused := _refused(moved):
        return "", refused
    return await step(_together, answers, moved)


async def _all(steps: Sequence[Awaitable[Any]]) -> list[Any]:
    tasks = [asyncio.ensure_future(each) for each in steps]
    try:
        return [await each for each in tasks]
    finally:
        await end(*tasks)


def _refused(found: Sequence[Any]) -> Refusal | None:
    """The first refusal in the order of the question, whichever came first."""
    return next((cast("Refusal", each) for each in found if isinstance(each, tuple)), None)


def _answer(canonical: str, number: int) -> Named | Refusal:
    return _or_refuse(canonical, lambda question: side_by_side.answer_of(question, number))


def _sensitivity(canonical: str, found: Sequence[Named], number: int) -> Named | Refusal:
    return _or_refuse(canonical, lambda question: side_by_side.sensitivity_of(question, found, number))


def _together(canonical: str, found: Sequence[Named], moved: Sequence[Named]) -> tuple[str, Refusal | None]:
    def results(question: Question) -> str:
        every = side_by_side.together(question, found, moved)
        return canonical_json(side_by_side.results_of(every, rules.salt_of(canonical))).decode()

    made = _or_refuse(canonical, results)
    return ("", made) if isinstance(made, tuple) else (made, None)


def _or_refuse(canonical: str, work: Callable[[Question], T]) -> T | Refusal:
    try:
        return work(rules.question_of(canonical))
    except SepiaError as error:
        return error.reason, error.message
