r"""Owns the draw: which families of a frozen frame are checked, decided by arithmetic that anybody can redo.

Seed. SHA-256 over four lines in UTF-8, each ended by a line feed: `sepia-draw-seed-v1`, the campaign's resource name,
the frame's digest (see `shared.frame`), the public random value exactly as published. The source of that value is
named before it is known; campaign, frame, plan and exclusions are fixed before, too.

Order. A stratum is a holder's families that aren't excluded; families of unknown holders are in none. Its families are
ordered by HMAC-SHA-256 with the seed as key and the family's resource name in UTF-8 as message; equal values by name.
The first n are drawn. A family that two holders own has the same place among others in both strata, so it tends to be
drawn, and checked, once.

Redo a draw from its public record, with nothing of Sepia (`python redo.py draw.json`):

```python
import hashlib, hmac, json, sys
r = json.load(open(sys.argv[1], encoding="utf-8"))
lines = sorted("\t".join(entry).encode() for entry in r["frame"])
head = "\t".join(["sepia-frame-v1", r["standard"], r["family_key"], r["edition"]]).encode()
digest = hashlib.sha256(b"".join(line + b"\n" for line in [head, *lines])).hexdigest()
seed = hashlib.sha256("\n".join(["sepia-draw-seed-v1", r["campaign"], digest, r["random_value"], ""]).encode()).digest()
left_out = {exclusion["name"] for exclusion in r["excluded"]}
strata = {}
for holder, family in r["frame"]:
    if holder and not left_out & {holder, family}:
        strata.setdefault(holder, []).append((hmac.digest(seed, family.encode(), "sha256"), family.encode(), family))
drawn = [[holder, f[2]] for holder in sorted(strata) for f in sorted(strata[holder])[: r["sizes"][holder]]]
print("frame", "agrees" if digest == r["frame_digest"] else "DIFFERS")
print("draw", "agrees" if drawn == r["drawn"] else "DIFFERS")
```
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shared.errors import SepiaError, Violation, invalid
from shared.frame import Entry, frame_digest

SEED_VERSION = "sepia-draw-seed-v1"
_DIGEST = re.compile(r"[0-9a-f]{64}")


# sizes


class Plan(Protocol):
    """How many families of each holder are drawn, by a rule that is fixed before the draw."""

    def size(self, holder: str, families: int) -> int:
        """How many of a holder's `families` (1 or more, exclusions taken off) are drawn: 0 to `families`."""
        ...


@dataclass(frozen=True, slots=True)
class FixedPlan:
    """The same number for every holder: min(per_holder, families).

    Attributes:
        per_holder: 1 or more.
    """

    per_holder: int

    def __post_init__(self) -> None:
        _at_least("per_holder", self.per_holder, 1)

    def size(self, holder: str, families: int) -> int:
        """min(per_holder, families)"""
        return min(self.per_holder, families)


@dataclass(frozen=True, slots=True)
class ProportionalPlan:
    """A fraction of each holder's families, rounded up, and no fewer than a minimum.

    size = min(families, max(minimum, ceil(families × numerator ÷ denominator))), where ceil(a ÷ b) is
    (a + b − 1) div b in whole numbers.

    Attributes:
        numerator, denominator: the fraction, 0 to 1.
        minimum: 0 or more; 1 or more if the fraction is 0.
    """

    numerator: int
    denominator: int
    minimum: int = 0

    def __post_init__(self) -> None:
        _at_least("numerator", self.numerator, 0)
        _at_least("minimum", self.minimum, 1 if self.numerator == 0 else 0)
        # a fraction above 1 asks for more than all of a holder's families
        _at_least("denominator", self.denominator, max(1, self.numerator))

    def size(self, holder: str, families: int) -> int:
        """min(families, max(minimum, ceil(families × numerator ÷ denominator)))"""
        share = (families * self.numerator + self.denominator - 1) // self.denominator
        return min(families, max(self.minimum, share))


@dataclass(frozen=True, slots=True)
class StatedPlan:
    """A number stated for each holder, such as an optimal split of a budget; capped at the holder's families.

    Attributes:
        per_holder: holder → 0 or more. Every holder of the frame that isn't excluded is in it.
    """

    per_holder: Mapping[str, int]

    def __post_init__(self) -> None:
        for holder, size in self.per_holder.items():
            _at_least(f"per_holder[{holder}]", size, 0)

    def size(self, holder: str, families: int) -> int:
        """min(per_holder[holder], families)

        Raises:
            SepiaError: DRAW_PLAN_INVALID, no number is stated for the holder.
        """
        if holder not in self.per_holder:
            raise _plan_error(f"per_holder[{holder}]", "missing", "stated; write 0 to draw none of this holder")
        return min(self.per_holder[holder], families)


@dataclass(frozen=True, slots=True)
class MixedPlan:
    """A number stated for some holders, a fraction with a minimum for the others.

    Attributes:
        per_holder: holder → 0 or more; capped at the holder's families.
        numerator, denominator, minimum: of the `ProportionalPlan` for all others.
    """

    per_holder: Mapping[str, int]
    numerator: int
    denominator: int
    minimum: int = 0

    def __post_init__(self) -> None:
        StatedPlan(self.per_holder)
        ProportionalPlan(self.numerator, self.denominator, self.minimum)

    def size(self, holder: str, families: int) -> int:
        """min(per_holder[holder], families), or the proportional plan's size"""
        if holder in self.per_holder:
            return min(self.per_holder[holder], families)
        return ProportionalPlan(self.numerator, self.denominator, self.minimum).size(holder, families)


AnyPlan = FixedPlan | ProportionalPlan | StatedPlan | MixedPlan


# the draw


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A holder or family that is in the frame but not drawn from.

    Attributes:
        name: resource name of the holder or the family (then of all its holders).
        reason: why, for the public: a micro or small holder, already decided.
    """

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class StratumDraw:
    """What was drawn of one holder's families.

    Attributes:
        holder: resource name.
        size: the families there were to draw from.
        families: those drawn, in the order of the draw.
    """

    holder: str
    size: int
    families: tuple[str, ...]

    @property
    def census(self) -> bool:
        """All of them were drawn: no sampling error remains, only the evaluators'."""
        return len(self.families) == self.size


def seed(campaign: str, digest: str, public_random_value: str) -> bytes:
    """The 32 bytes that decide a draw; the module's docstring gives the encoding.

    Args:
        campaign: resource name.
        digest: of the frozen frame, 64 hexadecimal digits in small letters.
        public_random_value: as published by the source named beforehand.

    Raises:
        SepiaError: DRAW_SEED_UNUSABLE. Nothing is normalised: white space at either end, a control character or a
            digest in capitals is refused, because two people could read it differently.
    """
    for name, text in (("campaign", campaign), ("public_random_value", public_random_value)):
        if not text or text != text.strip() or any(unicodedata.category(c) in ("Cc", "Cs") for c in text):
            what = "must not be empty, start or end with white space, or hold control characters"
            raise invalid(
                "DRAW_SEED_UNUSABLE", f"No draw can be made with {text!r}: {name} {what}.", Violation(name, what)
            )
    if not _DIGEST.fullmatch(digest):
        what = "must be 64 hexadecimal digits in small letters"
        raise invalid(
            "DRAW_SEED_UNUSABLE",
            f"No draw can be made with {digest!r}: frame_digest {what}.",
            Violation("frame_digest", what),
        )
    return hashlib.sha256(f"{SEED_VERSION}\n{campaign}\n{digest}\n{public_random_value}\n".encode()).digest()


def draw(draw_seed: bytes, families: Iterable[str], size: int) -> tuple[str, ...]:
    """The first `size` families in the order of the draw; all of them if there are no more.

    Args:
        draw_seed: from `seed`.
        families: resource names of one stratum, in any order.
        size: 0 or more.

    Raises:
        SepiaError: DRAW_PLAN_INVALID (negative size), DRAW_FAMILY_TWICE.
    """
    _at_least("size", size, 0)
    names = list(families)
    if len(set(names)) != len(names):
        twice = next(name for index, name in enumerate(names) if name in names[:index])
        raise invalid(
            "DRAW_FAMILY_TWICE", f"{twice} is in its stratum twice; a family is drawn at most once.", subject=twice
        )
    ordered = sorted((hmac.digest(draw_seed, name.encode(), "sha256"), name.encode(), name) for name in names)
    return tuple(name for _, _, name in ordered[:size])


def strata(frame: Iterable[Entry], excluded: Iterable[Exclusion] = ()) -> dict[str, list[str]]:
    """The families to draw from, by holder; holders and families in the order of their bytes.

    Families whose holder is unknown (an empty name) form no stratum: nobody could rule out a conflict of interest.

    Raises:
        SepiaError: DRAW_EXCLUSION_UNKNOWN, an exclusion names nothing in the frame or has no reason.
    """
    entries = sorted(frame)
    names = {name for entry in entries for name in entry}
    left_out = set[str]()
    for index, exclusion in enumerate(excluded):
        what = ""
        if exclusion.name not in names:
            what = f"{exclusion.name} is neither a holder nor a family of the frame"
        elif not exclusion.reason.strip():
            what = f"the reason for leaving out {exclusion.name} is missing"
        if what:
            raise invalid(
                "DRAW_EXCLUSION_UNKNOWN", f"The draw cannot be made: {what}.", Violation(f"excluded[{index}]", what)
            )
        left_out.add(exclusion.name)
    by_holder: dict[str, list[str]] = {}
    for holder, family in entries:
        if holder and holder not in left_out and family not in left_out:
            by_holder.setdefault(holder, []).append(family)
    return by_holder


def draw_sample(
    draw_seed: bytes, frame: Iterable[Entry], plan: Plan, excluded: Iterable[Exclusion] = ()
) -> tuple[StratumDraw, ...]:
    """The draw from every stratum, holders in the order of their bytes."""
    return tuple(
        StratumDraw(holder, len(families), draw(draw_seed, families, plan.size(holder, len(families))))
        for holder, families in strata(frame, excluded).items()
    )


# the public record


@dataclass(frozen=True, slots=True)
class PublicRecord:
    """What is published of a draw: enough for anybody to redo it.

    Attributes:
        campaign, standard: resource names.
        family_key, edition: of the frame.
        frame: (holder, family) pairs.
        frame_digest: as published when the frame was frozen.
        random_value: the public random value, as its source published it.
        plan: the rule for the sizes.
        sizes: families drawn by holder.
        drawn: (holder, family) in the order of the draw, holders in the order of their bytes.
        excluded: what was not drawn from, and why.
    """

    campaign: str
    standard: str
    family_key: str
    edition: str
    frame: Sequence[Entry]
    frame_digest: str
    random_value: str
    plan: AnyPlan
    sizes: Mapping[str, int]
    drawn: Sequence[Entry]
    excluded: Sequence[Exclusion] = ()

    def as_json(self) -> dict[str, object]:
        """The record as it is published: what the script in this module's docstring reads."""
        plain: dict[str, object] = {name: getattr(self, name) for name in _TEXTS}
        return plain | {
            "plan": {"kind": _KINDS[type(self.plan)], **dataclasses.asdict(self.plan)},
            "excluded": [dataclasses.asdict(exclusion) for exclusion in self.excluded],
            "sizes": dict(self.sizes),
            "frame": [list(entry) for entry in self.frame],
            "drawn": [list(entry) for entry in self.drawn],
        }

    @classmethod
    def from_json(cls, published: Mapping[str, Any]) -> PublicRecord:
        """Reads a published record.

        Raises:
            SepiaError: DRAW_RECORD_UNREADABLE, a part is missing or of the wrong kind; DRAW_PLAN_INVALID.
        """
        try:
            plan = dict(published["plan"])
            kinds: dict[str, type[AnyPlan]] = {kind: plan_type for plan_type, kind in _KINDS.items()}
            texts = {name: _text(published[name]) for name in _TEXTS}
            return cls(
                **texts,
                frame=[_pair(entry) for entry in published["frame"]],
                drawn=[_pair(entry) for entry in published["drawn"]],
                plan=kinds[plan.pop("kind")](**plan),
                sizes={_text(holder): _whole(size) for holder, size in published["sizes"].items()},
                excluded=tuple(Exclusion(_text(e["name"]), _text(e["reason"])) for e in published["excluded"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            what = f"{error} is missing or unknown" if isinstance(error, KeyError) else str(error)
            raise invalid("DRAW_RECORD_UNREADABLE", f"The record of the draw cannot be read: {what}.") from error


_TEXTS = ("campaign", "standard", "family_key", "edition", "frame_digest", "random_value")
_KINDS: dict[type[AnyPlan], str] = {
    FixedPlan: "fixed",
    ProportionalPlan: "proportional",
    StatedPlan: "stated",
    MixedPlan: "mixed",
}


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing in a public record that doesn't follow from the rest of it.

    Attributes:
        reason: UPPER_SNAKE_CASE, stable.
        text: what differs, for people.
        subject: the holder concerned; empty if it is the whole draw.
    """

    reason: str
    text: str
    subject: str = ""


def verify_draw(record: PublicRecord) -> list[Discrepancy]:
    """Redoes a draw from public data alone; an empty list says that all of it follows.

    Checked are the frame's digest, each holder's size against the plan, and each holder's list with its order. The
    draw is redone from the frame as listed, so a wrong digest shows in the lists, too.
    """
    try:
        digest = frame_digest(
            record.frame, standard=record.standard, family_key=record.family_key, edition=record.edition
        )
        expected = draw_sample(
            seed(record.campaign, digest, record.random_value), record.frame, record.plan, record.excluded
        )
    except SepiaError as error:
        return [Discrepancy("RECORD_UNUSABLE", f"The draw cannot be redone. {error}", error.subject)]
    found: list[Discrepancy] = []
    if digest != record.frame_digest:
        text = f"The frame as listed has the digest {digest}; published was {record.frame_digest}."
        found.append(Discrepancy("FRAME_DIGEST_DIFFERS", text))
    listed: dict[str, list[str]] = {}
    for holder, family in record.drawn:
        listed.setdefault(holder, []).append(family)
    for stratum in expected:
        found += _stratum_discrepancies(stratum, record.sizes.get(stratum.holder), listed.get(stratum.holder, []))
    strangers = {*record.sizes, *listed} - {stratum.holder for stratum in expected}
    for holder in sorted(strangers):
        text = f"{holder} has no family in the frame that could be drawn, but is listed."
        found.append(Discrepancy("HOLDER_NOT_IN_FRAME", text, holder))
    whole = [(stratum.holder, family) for stratum in expected for family in stratum.families]
    if not found and [tuple(entry) for entry in record.drawn] != whole:
        text = "The holders' lists are right, but don't follow each other in the order of the holders' names."
        found.append(Discrepancy("HOLDER_ORDER_DIFFERS", text))
    return found


def _stratum_discrepancies(stratum: StratumDraw, size: int | None, listed: list[str]) -> list[Discrepancy]:
    found: list[Discrepancy] = []
    expected = list(stratum.families)
    if size != len(expected):
        stated = "no size" if size is None else f"the size {size}"
        text = f"{stratum.holder}: by the plan {len(expected)} of {stratum.size} are drawn; the record has {stated}."
        found.append(Discrepancy("SIZE_DIFFERS", text, stratum.holder))
    drawn, published = set(expected), set(listed)
    left_out = [family for family in expected if family not in published]
    put_in = [family for family in listed if family not in drawn]
    if left_out or put_in:
        parts = [f"left out {_few(left_out)}"] * bool(left_out) + [f"put in {_few(put_in)}"] * bool(put_in)
        text = f"{stratum.holder}: the published list differs from the draw: {' and '.join(parts)}."
        found.append(Discrepancy("FAMILIES_DIFFER", text, stratum.holder))
    elif listed != expected:
        text = f"{stratum.holder}: the families are those drawn, but their order or number differs."
        found.append(Discrepancy("ORDER_DIFFERS", text, stratum.holder))
    return found


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"


def _pair(entry: Sequence[object]) -> Entry:
    holder, family = entry
    return _text(holder), _text(family)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is not a whole number")
    return value


def _at_least(name: str, number: object, least: int) -> None:
    if not isinstance(number, int) or isinstance(number, bool) or number < least:
        raise _plan_error(name, number, f"a whole number, {least} or more")


def _plan_error(name: str, given: object, allowed: str) -> SepiaError:
    what = f"{name} is {given}; it must be {allowed}"
    return invalid("DRAW_PLAN_INVALID", f"The sizes of a draw cannot be planned: {what}.", Violation(name, what))
