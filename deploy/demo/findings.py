"""Owns the simulated findings of the demonstration: what its made-up assessors say about made-up families.

Nothing here is an assessment of anything. A finding is a fixed function of the seed, the holder and the family, so the
demo's assessors agree with themselves whenever they are asked, and the demo's estimates can be compared with the truth.
"""

from __future__ import annotations

import hashlib

from deploy.demo.holders import holder_of

LOWEST_RATE, HIGHEST_RATE = 0.10, 0.50
"""Between these lies the share of a demo holder's families that is essential; published studies find such shares."""


ERROR_RATE = 0.06
"""How often a simulated evaluator errs."""


def simulated_essentiality_rate(holder: str, seed: int = 1) -> float:
    """The share of a demo holder's families that the simulation calls essential; in [0.10, 0.50], fixed by the seed.

    Args:
        holder: the holder in any spelling of the demo's.
        seed: of the simulation.
    """
    return LOWEST_RATE + (HIGHEST_RATE - LOWEST_RATE) * _uniform(f"rate|{seed}|{holder_of(holder)}")


def simulated_finding(holder: str, family: str | int, seed: int = 1) -> bool:
    """Whether the simulation calls a family essential: SIMULATED, never to be shown without that word.

    Args:
        holder: the holder in any spelling of the demo's.
        family: the family's id under the key it is counted by.
        seed: of the simulation.
    """
    holder = holder_of(holder)
    return _uniform(f"finding|{seed}|{holder}|{family}") < simulated_essentiality_rate(holder, seed)


def simulated_error(evaluator: str, family: str | int, seed: int = 1) -> bool:
    """Whether a simulated evaluator errs on a family, as people do; another who looks at it errs by themselves.

    Args:
        evaluator: who looks.
        family: as for `simulated_finding`.
        seed: of the simulation.
    """
    return _uniform(f"error|{seed}|{evaluator}|{family}") < ERROR_RATE


def _uniform(text: str) -> float:
    """A number in [0, 1) that only the text decides."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7], "big") / 2**56
