"""Owns regime profiles: procedure as data, every number with its source and status.

Code knows the steps; the profile knows the numbers. `load_profile("eu-2023")` reads a shipped profile or one of the
operator's folder; a bad one is refused with file, line and key, so that a service doesn't start on it.
"""

from shared.regime.loading import ProfileListing, available_profiles, load_profile
from shared.regime.period import Period, Unit
from shared.regime.profile import Profile, Provenance
from shared.regime.values import (
    Actor,
    Amount,
    Audience,
    Disclosure,
    Event,
    FamilyKey,
    Fee,
    FeeItem,
    Item,
    Payer,
    Percent,
    Procedure,
    RegistrationField,
    ResultScope,
    SimulatedFindings,
    SizeClass,
    Standing,
    Status,
)

__all__ = [
    "Actor",
    "Amount",
    "Audience",
    "Disclosure",
    "Event",
    "FamilyKey",
    "Fee",
    "FeeItem",
    "Item",
    "Payer",
    "Percent",
    "Period",
    "Procedure",
    "Profile",
    "ProfileListing",
    "Provenance",
    "RegistrationField",
    "ResultScope",
    "SimulatedFindings",
    "SizeClass",
    "Standing",
    "Status",
    "Unit",
    "available_profiles",
    "load_profile",
]
