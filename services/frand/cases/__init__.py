"""Owns published determinations: their arithmetic done again by the engine's methods, case by case.

A file of cases brings inputs and outputs; the recipes here say which input feeds which argument of which method, and
hold no number of any case. What comes out is compared with what was published under the rounding rule of the case, and
reported as what it is: reproduced, circular, a judgment that nothing computes, or not to be had from public inputs.
"""

from services.frand.cases.published import PublishedCase, PublishedOutput, read_cases
from services.frand.cases.reproduction import CaseOutcome, Verdict, reproduce, table_of
from services.frand.cases.rounding_rules import RoundingRule

__all__ = [
    "CaseOutcome",
    "PublishedCase",
    "PublishedOutput",
    "RoundingRule",
    "Verdict",
    "read_cases",
    "reproduce",
    "table_of",
]
