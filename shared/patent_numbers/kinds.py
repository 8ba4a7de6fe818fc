"""Owns what a number can be given to, how sure a reading is, and why a text is no number."""

from __future__ import annotations

import enum


class NumberKind(enum.Enum):
    """What a number was given to."""

    APPLICATION = "APPLICATION"
    PROVISIONAL = "PROVISIONAL"  # a US provisional application
    PCT_APPLICATION = "PCT_APPLICATION"  # an international application
    UTILITY_MODEL_APPLICATION = "UTILITY_MODEL_APPLICATION"
    VALIDATION_APPLICATION = "VALIDATION_APPLICATION"  # a European application under the number of a state
    PUBLICATION = "PUBLICATION"  # published; the number does not say whether granted
    GRANT = "GRANT"
    UTILITY_MODEL = "UTILITY_MODEL"
    REISSUE = "REISSUE"
    DESIGN = "DESIGN"
    PLANT = "PLANT"
    VALIDATION = "VALIDATION"  # the part of a European (or other regional) patent in one state

    @property
    def filed(self) -> bool:
        """Whether it is the number of an application, not of a publication."""
        return self in _FILED


# A tuple: members are compared as objects, where a set would compute a hash of each.
_FILED = (
    NumberKind.APPLICATION,
    NumberKind.PROVISIONAL,
    NumberKind.PCT_APPLICATION,
    NumberKind.UTILITY_MODEL_APPLICATION,
    NumberKind.VALIDATION_APPLICATION,
)


class Confidence(enum.Enum):
    """How sure a reading is."""

    # Office and number are written, in a shape that has one meaning under that office's rules.
    EXACT = "EXACT"
    # One meaning, but something was supplied that is not written: the office (from beside), zeros, a year's era, or
    # the rule of an office whose rule is not known here, so that the number stands as it was written.
    LIKELY = "LIKELY"
    # Several meanings fit; the most common one was taken.
    GUESSED = "GUESSED"


class Reason(enum.Enum):
    """Why a text is not read as a number."""

    EMPTY = "EMPTY"
    SENTINEL = "SENTINEL"  # a word in place of a number: Pending, N/A, -
    NO_OFFICE = "NO_OFFICE"
    UNKNOWN_SHAPE = "UNKNOWN_SHAPE"
    IMPOSSIBLE_YEAR = "IMPOSSIBLE_YEAR"
    SEVERAL = "SEVERAL"  # a list; `read_numbers` takes it apart
    TOO_LONG = "TOO_LONG"
