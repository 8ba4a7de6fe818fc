"""Owns what a declaration lists: pairs of patent and standard, and the generations they are for. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from services.registry.declarations.forms import (
    DeclarationForm,
    DeclaredEntry,
    DeclaredPatentNumber,
    DeclaredStandard,
)

GENERATIONS: Final = {"2G": 1, "3G": 2, "4G": 4, "5G": 8}
"""Bits of `link.generations`."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of patent and standard.

    Attributes:
        entry: the entry of the list it belongs to, from 1.
        standard: None where the form names none.
        patent: None where the form names none (an unpublished application).
    """

    entry: int
    standard: DeclaredStandard | None
    patent: DeclaredPatentNumber | None


def pairs_of(form: DeclarationForm) -> Iterator[Pair]:
    """The pairs that a form lists, in its order: every patent of an entry for every standard of it."""
    if form.etsi_detailed is not None:
        yield from _entry_pairs(form.etsi_detailed.entries)
    elif form.third_party is not None:
        yield from _entry_pairs(form.third_party.entries)
    elif form.common_patent_policy is not None:
        standard = DeclaredStandard(standard=form.common_patent_policy.document_number)
        yield from _list_pairs((standard,), form.common_patent_policy.patents)
    elif form.ieee_letter is not None:
        standard = DeclaredStandard(standard=form.ieee_letter.standard_number)
        yield from _list_pairs((standard,), form.ieee_letter.patents)
    elif form.ietf_disclosure is not None:
        disclosure = form.ietf_disclosure
        patents = disclosure.patents or ((None,) if disclosure.patent_pending else ())
        yield from _list_pairs(disclosure.documents or (None,), patents)


def counts_as_declared(form: DeclarationForm) -> bool:
    """Whether its pairs are declared links: a third party's are not, since they would count for nobody's portfolio."""
    return not form.by_third_party


def _entry_pairs(entries: Sequence[DeclaredEntry]) -> Iterator[Pair]:
    for number, entry in enumerate(entries, 1):
        for standard in entry.standards:
            for patent in (entry.basis_patent, *entry.family_members):
                yield Pair(number, standard, patent)


def _list_pairs(
    standards: Sequence[DeclaredStandard | None], patents: Sequence[DeclaredPatentNumber | None]
) -> Iterator[Pair]:
    groups: dict[int, int] = {}
    count = 0
    for patent in patents:
        group = patent.entry if patent is not None else 0
        if group and group in groups:
            entry = groups[group]
        else:
            count += 1
            entry = count
            if group:
                groups[group] = entry
        for standard in standards:
            named = standard
            if patent is not None and patent.affected_portions and standard is not None:
                named = DeclaredStandard(
                    standard.standard,
                    standard.version,
                    standard.illustrative_part or patent.affected_portions,
                    standard.project,
                    standard.generations,
                )
            yield Pair(entry, named, patent)


def generation_bits(generations: Sequence[str]) -> int | None:
    """The bits of `link.generations`; None where the declaration does not say."""
    return sum({GENERATIONS[generation] for generation in generations}) or None
