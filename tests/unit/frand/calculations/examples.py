"""Owns a small calculation for tests: the three holders of the published test vector, and two lines more if wanted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from services.frand.calculations import rules, top_down
from services.frand.calculations.top_down import TopDown
from services.frand.findings.rules import HolderFinding, findings
from services.frand.royalties.rules import AggregateRoyalty

CAMPAIGN = "campaigns/01890000-0000-7000-8000-000000000001"

VECTOR = (
    HolderFinding("holders/a", "A", 500, 100, 30, 0, 0),
    HolderFinding("holders/b", "B", 200, 50, 25, 0, 0),
    HolderFinding("holders/c", "C", 90, 40, 4, 0, 0),
)
UNKNOWN = HolderFinding("", "", 60, 20, 5, 3, 0)
UNSAMPLED = HolderFinding("holders/unsampled", "Unsampled", 30, 0, 0, 0, 0)
EMPTY = HolderFinding("holders/empty", "Empty", 0, 0, 0, 0, 0)


def calculation(
    *lines: HolderFinding,
    value: str = "0.08",
    currency: str = "",
    standard: str = "standards/lte",
    **assumed: str,
) -> TopDown:
    """A calculation over these lines; the vector's three holders where none are given."""
    found = findings(
        campaign=CAMPAIGN,
        standard="standards/lte",
        frame="frames/01890000-0000-7000-8000-000000000002",
        frame_digest="ab" * 32,
        family_key="etsi",
        edition="2026-01-31",
        checkpoint="sepia.assessment\n7\ncm9vdA==\n\n— sepia.assessment abc\n",
        holders=lines or VECTOR,
        demonstration=False,
    )
    royalty = AggregateRoyalty(
        "aggregateRoyalties/01890000-0000-7000-8000-000000000003",
        standard,
        Decimal(value),
        currency,
        "net selling price of a handset",
        "assumption",
        "made up for a test",
        dt.date(2026, 1, 31),
    )
    return top_down.top_down(top_down.assumptions(assumed), found, royalty)


def canonical(asked: TopDown) -> str:
    """Its canonical inputs."""
    return rules.canonical_inputs(top_down.METHOD, asked.document())
