"""Owns what is released of a confidential calculation, and what that tells with what others have released already."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.frand.calculations import withholding
from services.frand.calculations.documents import to_document
from services.frand.calculations.graphs import answer_graph_of
from services.frand.calculations.side_by_side import Question
from services.frand.engine import ComparablesInputs
from services.frand.engine.derivation import Derivation, Quantity
from services.frand.engine.disclosure import Exposure, Part, exposures, licence_of, tellings
from services.frand.engine.releases import Release, Source, told_together
from shared.canonical import canonical_json, decimal_text, sha256_hex
from shared.errors import Violation, invalid, precondition

Name = tuple[str, str]


def releases_text(question: Question, results: str, calculation: str) -> str:
    """What a calculation releases and what that rests on, as canonical JSON; `[]` where it releases nothing.

    Args:
        question: what is asked.
        results: all of them, canonical JSON.
        calculation: its name.
    """
    if not question.release:
        return "[]"
    parts = _parts(json.loads(results))
    names = [(answer, quantity) for answer, _, quantity in (each.partition(":") for each in question.release)]
    quantities = {(part.id, each.id): each for part in parts for each in part.derivation}
    licences = _licences(question)
    found = [_release(each, quantities, licences, calculation) for each in exposures(parts, names)]
    return canonical_json([_document(each) for each in found]).decode()


def releases_of(text: str) -> tuple[Release, ...]:
    """The inverse of `releases_text`."""
    return tuple(
        Release(
            each["calculation"],
            each["name"],
            each["own"],
            tuple(
                Source(
                    one["label"],
                    frozenset(one["keys"]),
                    one["licence"],
                    float(one["part"]),
                    frozenset(one["audience"]),
                )
                for one in each["sources"]
            ),
        )
        for each in json.loads(text)
    )


def must_tell_nothing_together(name: str, new: Sequence[Release], earlier: Sequence[Release]) -> None:
    """Refuses to show numbers that tell a restricted one with numbers that are shown already.

    Raises:
        SepiaError: FAILED_PRECONDITION (DISCLOSES_TOGETHER).
    """
    if not new or not (told := told_together(earlier, new)):
        return
    shown = ", ".join(told[0].calculations[:3]) + (" and others" if len(told[0].calculations) > 3 else "")
    what = ", ".join(each.label for each in told[:3]) + (" and more" if len(told) > 3 else "")
    raise precondition(
        "DISCLOSES_TOGETHER",
        f"With what {shown} shows to others already, {', '.join(each.name for each in new[:3])} would tell what stays "
        f"restricted: {what}. Two numbers that differ by a licence or two give these away. Show {name} to nobody, or "
        "compute from the same licences as before, or from three others at least; or release by name what is told as "
        "well, if that is meant.",
        subject=name,
    )


def must_tell_no_reader(results: Mapping[str, Any], audience: Sequence[str], names: Sequence[Name]) -> None:
    """Refuses a release that would tell an organisation the rest, which sees some of the inputs and not all.

    Raises:
        SepiaError: INVALID_ARGUMENT (DISCLOSES).
    """
    looked_at: set[frozenset[Name]] = set()
    for organization in withholding.in_part(results, audience) if names else ():
        parts = _parts(results, organization)
        hidden = frozenset((part.id, name) for part in parts for name in part.withheld)
        if hidden in looked_at:
            continue
        looked_at.add(hidden)
        told = [each for each in tellings(parts, names) if each.name in names]
        if told:
            answer, quantity = told[0].name
            rule = f"would tell {organization}, which sees some of the inputs, what it does not see"
            field = f"release[{names.index(told[0].name)}]"
            raise invalid(
                "DISCLOSES",
                f"{answer}:{quantity} {rule}: it {told[0].why}. Release less, or name {organization} in no audience.",
                Violation(field, rule),
            )


def _parts(results: Mapping[str, Any], organization: str = "") -> list[Part]:
    graphs = [(each["id"], answer_graph_of(each)) for each in results["answers"]]
    return [Part(id, graph, frozenset(_hidden(graph, organization))) for id, graph in graphs]


def _hidden(graph: Derivation, organization: str) -> Iterator[str]:
    for each in graph:
        if each.audience is not None and organization not in each.audience:
            yield each.id


def _licences(question: Question) -> dict[Name, frozenset[str]]:
    """By what each licence of the methods is known: its parties, and its terms whatever it is called."""
    found: dict[Name, frozenset[str]] = {}
    for chosen in question.methods:
        for each in chosen.inputs.licences if isinstance(chosen.inputs, ComparablesInputs) else ():
            parties = "|".join(" ".join(party.casefold().split()) for party in (each.licensor, each.licensee))
            terms = canonical_json(to_document((each.payments, each.royalties, each.volumes)))
            found[chosen.id, each.id] = frozenset({f"parties:{parties}", f"terms:{sha256_hex(terms)}"})
    return found


def _release(
    exposure: Exposure,
    quantities: Mapping[Name, Quantity],
    licences: Mapping[Name, frozenset[str]],
    calculation: str,
) -> Release:
    roots: dict[tuple[str, str], list[Name]] = {}
    some_licences = any(licence_of(quantities[root]) for root in exposure.roots)
    for root in exposure.roots:
        licence = licence_of(quantities[root])
        if licence:
            roots.setdefault((root[0], licence), []).append(root)
        elif quantities[root].unit or not some_licences:
            # Weights of licences are taken to be guessed.
            roots.setdefault((root[0], f":{root[1]}"), []).append(root)
    # Its own licence first, where it is the number of one.
    ordered = sorted(roots.items(), key=lambda each: each[0][1] != exposure.licence)
    sources = tuple(_source(answer, what, some, exposure, quantities, licences) for (answer, what), some in ordered)
    own = bool(exposure.licence) and (exposure.name[0], exposure.licence) in roots
    return Release(calculation, ":".join(exposure.name), own, sources)


def _source(
    answer: str,
    what: str,
    roots: Sequence[Name],
    exposure: Exposure,
    quantities: Mapping[Name, Quantity],
    licences: Mapping[Name, frozenset[str]],
) -> Source:
    held = [quantities[root] for root in roots]
    audience: frozenset[str] | None = None
    for each in held:
        audience = each.audience if audience is None or each.audience is None else audience & each.audience
    values = frozenset(f"value:{each.unit}:{decimal_text(each.value)}" for each in held)
    licence = not what.startswith(":")
    return Source(
        f"the licence {what}" if licence else what.removeprefix(":"),
        licences.get((answer, what), values),
        licence,
        max(abs(exposure.roots[root]) for root in roots),
        audience or frozenset(),
    )


def _document(release: Release) -> dict[str, Any]:
    return {
        "calculation": release.calculation,
        "name": release.name,
        "own": release.own,
        "sources": [
            {
                "label": each.label,
                "keys": sorted(each.keys),
                "licence": each.licence,
                # Six digits say more than enough of how far a number moves.
                "part": f"{each.part:.6g}",
                "audience": sorted(each.audience),
            }
            for each in release.sources
        ],
    }
