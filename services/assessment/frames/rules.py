"""Owns what a frame must be when it arrives: described first, complete, and with the digest it was frozen under."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from shared.errors import SepiaError, Violation, already_exists, invalid
from shared.frame import Entry, frame_digest


@dataclass(frozen=True, slots=True)
class Description:
    """A frame as the registry describes it.

    Attributes:
        name: `frames/{frame}`.
        standard: resource name.
        family_key: the key counted under, as digests spell it: `etsi`, `docdb` or `priorities`.
        edition: of the register.
        digest: 64 hexadecimal digits.
        entry_count: number of entries.
        demonstration: whether any of it is demonstration data.
    """

    name: str
    standard: str
    family_key: str
    edition: str
    digest: str
    entry_count: int
    demonstration: bool


@dataclass(slots=True)
class Arrival:
    """A frame on its way in, piece by piece."""

    description: Description
    entries: list[Entry] = field(default_factory=list[Entry])
    display_names: dict[str, str] = field(default_factory=dict[str, str])

    def add(self, pairs: Iterable[tuple[str, str, str]]) -> None:
        """Takes in entries: holder, family, the holder's name.

        Raises:
            SepiaError: INVALID_ARGUMENT (FRAME_DIGEST_MISMATCH), as soon as there are more than described.
        """
        for holder, family, display_name in pairs:
            self.entries.append((holder, family))
            if not self.display_names.get(holder):
                self.display_names[holder] = display_name
        if len(self.entries) > self.description.entry_count:
            raise self._mismatch(f"it has more entries than the {self.description.entry_count} it is described with")

    def verify(self) -> None:
        """Computes the digest again.

        Raises:
            SepiaError: INVALID_ARGUMENT (FRAME_DIGEST_MISMATCH; FRAME_NAME_UNUSABLE; FRAME_ENTRY_TWICE).
        """
        expected = self.description
        if len(self.entries) != expected.entry_count:
            raise self._mismatch(f"{len(self.entries)} of {expected.entry_count} entries arrived")
        digest = frame_digest(
            self.entries, standard=expected.standard, family_key=expected.family_key, edition=expected.edition
        )
        if digest != expected.digest:
            raise self._mismatch(f"its entries have the digest {digest}, described was {expected.digest}")

    def holders(self) -> list[tuple[str, str, int]]:
        """Holder, name and number of families, in order of holder; the unknown declarant is a line of its own."""
        families = Counter(holder for holder, _ in self.entries)
        return [(holder, self.display_names[holder], families[holder]) for holder in sorted(families)]

    def _mismatch(self, what: str) -> SepiaError:
        return invalid(
            "FRAME_DIGEST_MISMATCH",
            f"{self.description.name} was not received: {what}. Send the frame as the registry lists it, whole and "
            "unchanged; nothing of it was stored.",
            Violation("frame.digest", what),
            subject=self.description.name,
        )


def description_missing() -> SepiaError:
    """The refusal of entries that come before the frame is described."""
    what = "the first message describes the frame, and only the first"
    return invalid("FRAME_DESCRIPTION_MISSING", f"No frame can be received so: {what}.", Violation("frame", what))


def must_be_same(known: Description, arrived: Description) -> None:
    """Refuses another frame under a name that is taken: a frozen frame never changes.

    Raises:
        SepiaError: ALREADY_EXISTS.
    """
    if known != arrived:
        raise already_exists(
            arrived.name,
            f"{arrived.name} arrived before with the digest {known.digest} and {known.entry_count} entries, and "
            f"differs from what comes now ({arrived.digest}, {arrived.entry_count} entries). A frozen frame "
            "never changes: freeze a new one.",
        )
