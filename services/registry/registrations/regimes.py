"""Owns the regimes under which the register works: their numbers, their calendar, and how a provision is cited."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from services.registry.registrations.completeness import FieldRule, Gate
from shared.regime import Actor, FeeItem, Payer, Procedure, Profile, SizeClass, load_profile
from shared.regime.calendar import WorkingDays
from shared.regime.sections import Registration


@dataclass(frozen=True, slots=True)
class Regime:
    """A regime that offers registration.

    Attributes:
        profile: its numbers.
        days: its calendar.
        section: the profile's section `registration`.
    """

    profile: Profile
    days: WorkingDays
    section: Registration

    def provision(self, key: str) -> str:
        """What a number or field rests on: `Art. 22, 23 (registration.cure, recalled)`."""
        found = self.profile.provenance(key)
        return f"{found.source} ({key}, {found.status.value})"

    def fields(self) -> list[FieldRule]:
        """What the holder fills, in the order of the profile."""
        groups = (("fields", self.section.fields), ("database_items", self.section.database_items))
        return [
            FieldRule(key, field.title, field.required, self.profile.provenance(f"registration.{group}.{key}").source)
            for group, fields in groups
            for key, field in fields.items()
            if field.filled_by is Actor.HOLDER
        ]

    def gate(self) -> Gate:
        """The gate of Art. 20(2)."""
        names = frozenset(name.value for name in self.section.correspondence_names)
        source = self.profile.provenance("registration.min_correspondences").source
        return Gate(self.section.min_correspondences, names, source)

    @property
    def holder_pays(self) -> bool:
        """Whether the holder pays for the registration before the entry (Art. 20(6))."""
        return self.profile.fees[FeeItem.REGISTRATION].payer is Payer.HOLDER

    def includes_checks(self, size: str) -> bool:
        """Whether the fee of a holder of this size includes sampled checks (Art. 20(6)); exempt sizes have none."""
        fee = self.profile.fees.get(FeeItem.CHECK_SAMPLED)
        included = fee is not None and fee.payer is Payer.IN_REGISTRATION_FEE
        if not included or self.profile.sampling is None or not size:
            return False
        return SizeClass(size) not in self.profile.sampling.exempt_sizes


class Regimes:
    """The regimes by name, each read once.

    Args:
        folder: the operator's own profiles.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._read: dict[str, Regime] = {}

    def of(self, name: str) -> Regime:
        """A regime that offers registration.

        Raises:
            SepiaError: NOT_FOUND; FAILED_PRECONDITION (PROCEDURE_NOT_OFFERED).
        """
        if name not in self._read:
            profile = load_profile(name, self._folder)
            if profile.registration is None:
                raise profile.not_offered(Procedure.REGISTRATION)
            self._read[name] = Regime(profile, WorkingDays.of(profile), profile.registration)
        return self._read[name]
