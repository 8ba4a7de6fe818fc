"""Owns an answer's graph read back from results as a document."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from services.frand.engine.derivation import Derivation, Kind, Quantity


def answer_graph_of(document: Mapping[str, Any]) -> Derivation:
    """The graph of an answer, from results as a document."""
    return Derivation(map(_quantity, document["quantities"]))


def _quantity(document: Mapping[str, Any]) -> Quantity:
    audience = document["audience"]
    return Quantity(
        id=document["id"],
        label=document["label"],
        kind=Kind(document["kind"]),
        formula=document["formula"],
        value=Decimal(document["value"]),
        unit=document["unit"],
        inputs=tuple(document["inputs"]),
        sources=tuple(document["sources"]),
        audience=None if audience is None else frozenset(audience),
        group=document["group"],
    )
