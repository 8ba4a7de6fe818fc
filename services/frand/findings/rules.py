"""Owns what counts are possible, and what findings are as a document with a digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from services.frand.engine.checks import MAX_FAMILIES
from shared.canonical import canonical_json, sha256_hex
from shared.errors import SepiaError, Violation, already_exists, invalid

FAMILY_KEYS = ("etsi", "docdb", "priorities")
"""The named keys families are counted under, as digests spell them."""


@dataclass(frozen=True, slots=True)
class HolderFinding:
    """What was found for one holder.

    Attributes:
        holder: `holders/{holder}`; empty where the declarant is unknown.
        display_name: the holder's name.
        families: families in the frame.
        checked: families drawn and given a verdict.
        essential: of these, found essential.
        undetermined: families drawn, but without a verdict; in neither of the two counts before.
        simulated: findings that were simulated for demonstration.
        reused: of those checked, taken over from earlier results on record; None where nobody has told.
    """

    holder: str
    display_name: str
    families: int
    checked: int
    essential: int
    undetermined: int
    simulated: int
    reused: int | None = None

    def document(self) -> dict[str, object]:
        """As canonical JSON takes it; without what nobody has told."""
        return {name: value for name in _LINE if (value := getattr(self, name)) is not None}


_LINE = tuple(each.name for each in fields(HolderFinding))


@dataclass(frozen=True, slots=True)
class Findings:
    """What a campaign found, and what it stood on.

    Attributes:
        campaign: `campaigns/{campaign}`.
        standard: whose families were checked.
        frame: `frames/{frame}`.
        frame_digest: SHA-256 of the frame, in hexadecimal.
        family_key: one of FAMILY_KEYS.
        edition: of the register.
        checkpoint: the signed checkpoint of the assessment log that covers the publication.
        holders: a line a holder, sorted by holder.
        demonstration: whether any of it is demonstration data or simulated.
    """

    campaign: str
    standard: str
    frame: str
    frame_digest: str
    family_key: str
    edition: str
    checkpoint: str
    holders: tuple[HolderFinding, ...]
    demonstration: bool

    @property
    def name(self) -> str:
        """`findings/{campaign}`."""
        return "findings/" + self.campaign.removeprefix("campaigns/")

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON of name, what it stood on and the lines of the holders, in hexadecimal."""
        content = {key: value for key, value in self.document().items() if key not in ("demonstration", "digest")}
        return sha256_hex(canonical_json(content))

    def document(self) -> dict[str, object]:
        """All of it as canonical JSON takes it, without the digest."""
        facts = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**facts, "name": self.name, "holders": [line.document() for line in self.holders]}


def findings(
    *,
    campaign: str,
    standard: str,
    frame: str,
    frame_digest: str,
    family_key: str,
    edition: str,
    checkpoint: str,
    holders: Iterable[HolderFinding],
    demonstration: bool,
) -> Findings:
    """Findings whose counts are possible, holders sorted.

    A simulated finding makes all of it a demonstration, whatever the sender says.

    Raises:
        SepiaError: INVALID_ARGUMENT (IMPOSSIBLE_COUNTS) naming every holder at fault.
    """
    lines = tuple(holders)
    _refuse_impossible(lines)
    return Findings(
        campaign,
        standard,
        frame,
        frame_digest,
        family_key,
        edition,
        checkpoint,
        tuple(sorted(lines, key=lambda line: line.holder)),
        demonstration or any(line.simulated for line in lines),
    )


def findings_of(document: Mapping[str, Any]) -> Findings:
    """Findings from their document; the inverse of `Findings.document`.

    Raises:
        KeyError, TypeError: the document lacks a member, or has one too many.
        SepiaError: INVALID_ARGUMENT (IMPOSSIBLE_COUNTS).
    """
    facts = {key: value for key, value in document.items() if key not in ("name", "digest", "holders")}
    return findings(**facts, holders=[HolderFinding(**line) for line in document["holders"]])


def refuse_others(stored: Findings, brought: Findings) -> None:
    """Refuses findings other than those received for the campaign before.

    Raises:
        SepiaError: ALREADY_EXISTS.
    """
    if stored != brought:
        raise already_exists(
            brought.name,
            f"{brought.name} was received before with digest {stored.digest}; what was brought now has digest "
            f"{brought.digest}. Published findings never change: find out which of the two "
            f"{brought.campaign} published.",
        )


def _refuse_impossible(lines: tuple[HolderFinding, ...]) -> None:
    seen: set[str] = set()
    faults: list[tuple[str, Violation]] = []
    for index, line in enumerate(lines):
        who = line.holder or "the line of unknown declarants"
        for field, rule in _broken_rules(line):
            faults.append((f"{who}: {field} {rule}", Violation(f"holders[{index}].{field}", f"{who}: {rule}")))
        if line.holder in seen:
            rule = "a holder has one line"
            faults.append((f"{who} has two lines", Violation(f"holders[{index}].holder", f"{who}: {rule}")))
        seen.add(line.holder)
    if faults:
        raise _impossible([text for text, _ in faults], [violation for _, violation in faults])


def _broken_rules(line: HolderFinding) -> Iterable[tuple[str, str]]:
    if min(line.families, line.checked, line.essential, line.undetermined, line.simulated) < 0:
        yield "families", "and all other counts are at least 0"
    if line.families > MAX_FAMILIES:
        yield "families", f"is at most {MAX_FAMILIES:,}; it is {line.families}"
    if line.essential > line.checked:
        yield "essential", f"is at most checked ({line.checked}); it is {line.essential}"
    if line.checked + line.undetermined > line.families:
        drawn = line.checked + line.undetermined
        yield "checked", f"and undetermined together are at most families ({line.families}); they are {drawn}"
    if line.simulated > line.checked + line.undetermined:
        drawn = line.checked + line.undetermined
        yield "simulated", f"is at most checked and undetermined together ({drawn}); it is {line.simulated}"
    if line.reused is not None and not 0 <= line.reused <= line.checked:
        yield "reused", f"is at least 0 and at most checked ({line.checked}); it is {line.reused}"


def _impossible(texts: list[str], violations: list[Violation]) -> SepiaError:
    shown = "; ".join(texts[:5]) + (f"; and {len(texts) - 5} more" if len(texts) > 5 else "")
    return invalid(
        "IMPOSSIBLE_COUNTS",
        f"These findings have counts that cannot be: {shown}. Nothing was stored; bring what the campaign published.",
        *violations[:100],
    )
