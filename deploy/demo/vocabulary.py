"""Owns the words, specifications and offices that made-up declarations are written with.

Specifications and offices are real, their weights follow the shape (not the data) of the counts over ETSI's whole
export: families per declarant and per specification fall off like (rank + q) ** -s.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Final


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation of mobile standards as declarants see it.

    Attributes:
        name: `3G`, `4G`, `5G`.
        share: of new families.
        holder_shape: (q, s) of families per holder.
        spec_shape: (q, s) of families per specification.
        specs: number and the generations it is flagged for (any of `2345`), the most declared first.
        releases: first and last release a declaration may name.
        projects: id and acronym of ETSI projects.
    """

    name: str
    share: float
    holder_shape: tuple[float, float]
    spec_shape: tuple[float, float]
    specs: tuple[tuple[str, str], ...]
    releases: tuple[int, int]
    projects: tuple[tuple[str, str], ...]


def _specs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((word.split(":")[0], word.split(":")[1]) for word in text.split())


GENERATIONS: Final = (
    Generation(
        "3G",
        0.09,
        (13.8, 2.55),
        (11.9, 1.83),
        _specs(
            "25.331:3 25.211:3 25.214:3 24.008:234 25.212:3 23.228:345 25.321:3 26.445:345 23.402:345 23.060:23 "
            "24.229:345 23.122:2345 26.114:345 26.234:34 25.322:3 23.003:2345 25.213:3 25.308:3 25.133:3 25.101:3 "
            "25.433:3 25.304:3 26.190:34 23.171:23 21.101:3"
        ),
        (4, 8),
        (
            ("133", "3GPP | Third Generation Partnership Project"),
            ("144", "3GPP-Release-6 | GSM Phase 2+ and UMTS release 6"),
            ("164", "3GPP-Release-8 | GSM Phase 2+ and UMTS/LTE release 8"),
        ),
    ),
    Generation(
        "4G",
        0.24,
        (12.8, 2.44),
        (2.8, 1.77),
        _specs(
            "36.211:4 36.213:4 36.331:4 36.300:4 36.212:4 36.321:4 37.213:45 23.401:4 37.340:45 37.355:45 36.101:4 "
            "36.133:4 24.301:45 36.304:4 24.229:345 23.228:345 36.423:4 26.445:345 24.008:234 23.203:234 23.402:345 "
            "36.413:4 23.122:2345 23.303:4 36.214:4 36.322:4 29.244:45 33.401:234 36.216:4 36.306:4"
        ),
        (8, 14),
        (
            ("453", "LTE | Rel-8 LTE 3G Long Term Evolution - Evolved Packet System RAN part"),
            ("178", "3GPP-Release-10 | GSM Phase 2+ and UMTS/LTE/LTE-Advanced release 10"),
            ("876", "3GPP-Release-12 | GSM Phase 2+ and UMTS/LTE/LTE-Advanced release 12"),
            ("245", "LTE_Relay | Relays for LTE"),
        ),
    ),
    Generation(
        "5G",
        0.67,
        (24.2, 4.2),
        (6.1, 2.51),
        _specs(
            "38.213:5 38.211:5 38.331:5 38.212:5 38.321:5 38.214:5 38.300:5 23.501:5 23.502:5 38.133:5 38.201:5 "
            "38.101-1:5 37.213:45 24.501:5 33.501:5 37.340:45 38.304:5 38.306:5 38.423:5 38.202:5 37.355:45 38.323:5 "
            "38.322:5 24.301:45 23.288:5 38.413:5 23.228:345 24.229:345 38.401:5 23.503:5 23.304:5 38.473:5"
        ),
        (15, 18),
        (
            ("1228", "3GPP-Release-15 | GSM Phase 2+, UMTS, LTE, 5G release 15"),
            ("1367", "3GPP-Release-16 | GSM Phase 2+, UMTS, LTE, 5G release 16"),
            ("1512", "NR_newRAT | New Radio Access Technology"),
        ),
    ),
)

ETSI_NATIVE: Final = ("TS 102 223", "TS 102 221", "EN 301 908-1", "TS 102 690", "EN 302 307-2", "TS 103 666-1")
"""Deliverables of ETSI's own, with no second name and no generation."""

OFFICES: Final = (
    ("US", "US UNITED STATES", 0.78),
    ("CN", "CN CHINA", 0.66),
    ("EP", "EP European Patent Office", 0.62),
    ("WO", "WO Patent Cooperation Treaty", 0.60),
    ("JP", "JP JAPAN", 0.42),
    ("KR", "KR KOREA (REPUBLIC OF)", 0.38),
    ("IN", "IN INDIA", 0.14),
    ("TW", "TW TAIWAN, PROVINCE OF CHINA", 0.12),
    ("BR", "BR BRAZIL", 0.10),
    ("RU", "RU RUSSIAN FEDERATION", 0.06),
    ("CA", "CA CANADA", 0.06),
    ("AU", "AU AUSTRALIA", 0.05),
    ("MX", "MX MEXICO", 0.05),
    ("ES", "ES SPAIN", 0.05),
    ("SG", "SG SINGAPORE", 0.03),
    ("DK", "DK DENMARK", 0.02),
    ("HU", "HU HUNGARY", 0.02),
)
"""Office, its name in the export, and how often a family has a member there."""

_SUBJECTS = (
    "method", "apparatus", "user equipment", "base station", "terminal device", "radio network node", "system",
    "communication apparatus", "mobile station", "storage medium",
)  # fmt: skip
_ACTS = (
    "transmitting", "receiving", "configuring", "scheduling", "reporting", "decoding", "mapping", "monitoring",
    "allocating", "synchronising", "measuring", "encoding",
)  # fmt: skip
_OBJECTS = (
    "reference signals", "uplink control information", "a random access preamble", "channel state information",
    "downlink data", "a physical broadcast channel", "system information", "hybrid automatic repeat requests",
    "resource blocks", "polar codes", "a sidelink channel", "beam failure recovery requests", "session contexts",
    "paging messages", "a slice identifier", "measurement gaps",
)  # fmt: skip
_SETTINGS = (
    "in a wireless communication system", "in unlicensed spectrum", "using carrier aggregation", "for handover",
    "with multiple antennas", "in dual connectivity", "during discontinuous reception", "for machine type devices",
    "on a shared channel", "in a non-terrestrial network",
)  # fmt: skip

TITLES: Final = tuple(
    f"{subject.capitalize()} for {act} {thing} {setting}"
    for subject in _SUBJECTS
    for act in _ACTS
    for thing in _OBJECTS
    for setting in _SETTINGS
)

ODD_TITLES: Final = (
    'Method for "fast" handover; user equipment and base station',
    '"Blind" decoding of control channels',
    "Apparatus and method for transmitting\nreference signals in a wireless communication system",
    "Terminal device;\r\nmethod for reporting channel state information",
    "Procédé et dispositif de transmission de données dans un réseau cellulaire",
    "Verfahren zum Übertragen von Steuerinformationen für Endgeräte",
    "无线通信系统中的参考信号发送方法",
    "無線基地局及び移動局",
    "ÉQUIPEMENT D'UTILISATEUR, STATION DE BASE, ET PROCÉDÉ",
)
"""Titles with what breaks careless readers: quotes, semicolons, newlines inside a text, letters beyond ASCII."""


def cumulative_weights(count: int, shape: tuple[float, float]) -> tuple[float, ...]:
    """Running shares of ranks 1 to `count` whose weights are (rank + q) ** -s; the last is 1."""
    q, s = shape
    weights = [(rank + q) ** -s for rank in range(1, count + 1)]
    total = sum(weights)
    return (*(part / total for part in list(accumulate(weights))[:-1]), 1.0)
