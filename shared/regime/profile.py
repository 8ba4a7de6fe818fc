"""Owns a regime profile once it is read: typed values, where each comes from, and the digest it is cited by."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import cast

from pydantic import PrivateAttr

from shared.errors import SepiaError, not_found, precondition
from shared.regime.sections import Sections
from shared.regime.values import Procedure, Status


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a value comes from.

    Attributes:
        source: the provision, with the keys of what was read in square brackets.
        status: how far it may be trusted.
        note: what a reader should know besides; may be empty.
        line: where the profile says so.
    """

    source: str
    status: Status
    note: str
    line: int


class Profile(Sections):
    """A regime's numbers. Sections are attributes (`profile.checks.opinion_due`); one that isn't offered is None."""

    _digest: str = PrivateAttr(default="")
    _origin: str = PrivateAttr(default="")
    _provenance: dict[str, Provenance] = PrivateAttr(default_factory=dict[str, Provenance])
    _sources: dict[str, str] = PrivateAttr(default_factory=dict[str, str])

    @classmethod
    def assemble(
        cls,
        tree: Mapping[str, object],
        *,
        digest: str,
        origin: str,
        provenance: Mapping[str, Provenance],
        sources: Mapping[str, str],
    ) -> Profile:
        """A profile from its values and from where they were read.

        Raises:
            pydantic.ValidationError: a value isn't of its kind.
        """
        profile = cls.model_validate(tree)
        profile._digest = digest
        profile._origin = origin
        profile._provenance = dict(provenance)
        profile._sources = dict(sources)
        return profile

    @property
    def name(self) -> str:
        """`eu-2023`."""
        return self.regime.name

    @property
    def digest(self) -> str:
        """SHA-256 of the file's bytes, 64 hexadecimal digits."""
        return self._digest

    @property
    def origin(self) -> str:
        """The file it was read from."""
        return self._origin

    @property
    def citation(self) -> str:
        """What campaigns and calculations store: `eu-2023@` and the digest."""
        return f"{self.name}@{self.digest}"

    @property
    def sources(self) -> Mapping[str, str]:
        """What the keys in square brackets stand for: key → title or address."""
        return self._sources

    def keys(self) -> Iterator[str]:
        """Every value's dotted key, in the order of the file."""
        yield from self._provenance

    def value(self, key: str) -> object:
        """A value by its dotted key (`checks.opinion_due`), for listings; code that decides uses the attributes.

        Raises:
            SepiaError: NOT_FOUND with the nearest key; PROCEDURE_NOT_OFFERED.
        """
        self.provenance(key)
        found: object = self
        for part in key.split("."):
            if isinstance(found, dict):
                members = cast(dict[object, object], found)
                found = {m.value if isinstance(m, Enum) else m: v for m, v in members.items()}[part]
            else:
                found = getattr(found, part)
        return found

    def provenance(self, key: str) -> Provenance:
        """Where a value comes from.

        Raises:
            SepiaError: NOT_FOUND with the nearest key; PROCEDURE_NOT_OFFERED.
        """
        if key in self._provenance:
            return self._provenance[key]
        section = key.split(".")[0]
        if section in {p.value for p in Procedure} and getattr(self, section) is None:
            raise self.not_offered(Procedure(section))
        near = difflib.get_close_matches(key, self._provenance, 1)
        hint = f'; did you mean "{near[0]}"?' if near else f"; its sections are {', '.join(sorted(self._tables()))}"
        raise not_found(f"profiles/{self.name}/{key}", f'The profile {self.name} has no value "{key}"{hint}')

    def offers(self, procedure: Procedure) -> bool:
        """Whether the regime has the procedure."""
        return procedure in self.regime.procedures

    def not_offered(self, procedure: Procedure) -> SepiaError:
        """The refusal of a step that the regime doesn't know."""
        offered = ", ".join(sorted(p.value for p in self.regime.procedures)) or "none"
        return precondition(
            "PROCEDURE_NOT_OFFERED",
            f"The regime {self.name} ({self.regime.title}) has no procedure {procedure.value}; it offers {offered}.",
            subject=f"profiles/{self.name}",
        )

    def _tables(self) -> set[str]:
        return {key.split(".")[0] for key in self._provenance}
