"""Findings by element: what can be recorded, what is missing, and which outcome they bear out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.assessment.charts.rules import Chart, Correspondence, Element, Obligation
from services.assessment.checks.procedure import ESSENTIAL, NOT_ESSENTIAL, UNDETERMINED
from services.assessment.findings import rules
from services.assessment.findings.rules import Found, Ground, Provision, Verdict
from shared.canonical import canonical_json
from shared.errors import Kind, SepiaError

ALL = frozenset({"mandatory", "conditional", "option"})
BINDING = frozenset({"mandatory", "conditional"})
MET, NOT_MET, UNCLEAR = Verdict.MET, Verdict.NOT_MET, Verdict.UNCLEAR
CHART = "charts/0193c0de-0000-7000-8000-000000000001/versions/1"


def chart(*labels: str) -> Chart:
    return Chart(
        standard="standards/3gpp-ts-38.211",
        family="families/etsi-1",
        patent="EP 1 848 154 B1",
        claim=1,
        claim_text=" ".join(labels),
        language="en",
        elements=tuple(Element(label, f"text of {label}") for label in labels),
        correspondences=tuple(
            Correspondence(
                label, "3GPP TS 38.211", version="15.2.0", subclause=f"5.{n}", obligation=Obligation.MANDATORY
            )
            for n, label in enumerate(labels, 1)
        ),
    )


def provision(obligation: Obligation | None = Obligation.MANDATORY, **changes: str) -> Provision:
    fields = {"version": "15.2.0", "subclause": "5.1"} | changes
    return Provision("3GPP TS 38.211", obligation=obligation, **fields)


def found(element: str, verdict: Verdict, *provisions: Provision) -> Found:
    return Found(element, verdict, f"Why {element}.", provisions or (provision(),))


def ground(said: Chart, *findings: Found, counting: frozenset[str] = ALL) -> Ground:
    return Ground(CHART, "ab" * 32, said, {each.element: each for each in findings}, counting)


def blocking(on: Ground) -> list[str]:
    return [gap.element for gap in rules.gaps(on) if gap.blocking]


def refused(outcome: int, on: Ground) -> SepiaError:
    with pytest.raises(SepiaError) as caught:
        rules.must_bear_out("checks/1", outcome, on, "Art. 20(2) (checks.essential_obligations, recalled)")
    return caught.value


def test_every_element_met_bears_out_essential_and_nothing_else() -> None:
    on = ground(chart("1a", "1b"), found("1a", MET), found("1b", MET))
    assert rules.supported(on) == ESSENTIAL
    rules.must_bear_out("checks/1", ESSENTIAL, on, "")
    for outcome in (NOT_ESSENTIAL, UNDETERMINED):
        error = refused(outcome, on)
        assert (error.kind, error.reason) == (Kind.PRECONDITION, "OPINION_INCONSISTENT")
        assert [violation.field for violation in error.violations] == ["1a", "1b"]


def test_one_element_not_met_bears_out_not_essential_whatever_else_is_found_or_missing() -> None:
    on = ground(chart("1a", "1b", "1c"), found("1a", UNCLEAR), found("1b", NOT_MET))
    assert blocking(on) == ["1c"]
    assert rules.supported(on) == NOT_ESSENTIAL
    error = refused(ESSENTIAL, on)
    assert error.reason == "OPINION_INCONSISTENT"
    assert [violation.field for violation in error.violations] == ["1b"]
    assert "1b is found not to be met" in error.message


def test_something_unclear_and_nothing_that_falls_short_is_undetermined() -> None:
    on = ground(chart("1a", "1b"), found("1a", MET), Found("1b", UNCLEAR, "The figure is cut off."))
    assert rules.supported(on) == UNDETERMINED
    assert [violation.field for violation in refused(ESSENTIAL, on).violations] == ["1b"]


def test_an_element_that_nothing_was_found_on_keeps_an_opinion_from_being_given() -> None:
    on = ground(chart("1a", "1b"), found("1a", MET))
    error = refused(ESSENTIAL, on)
    assert error.reason == "FINDINGS_INCOMPLETE"
    assert [violation.field for violation in error.violations] == ["1b"]
    negative = refused(NOT_ESSENTIAL, on)
    assert negative.reason == "FINDINGS_INCOMPLETE"
    assert "No element is found not to be met so far." in negative.message


@pytest.mark.parametrize(
    ("verdict", "provisions", "said"),
    [
        (MET, (), "names no requirement"),
        (NOT_MET, (), "names no requirement"),
        (MET, (provision(version=""),), "neither version nor release"),
        (NOT_MET, (provision(subclause=""),), "without a sub-clause"),
        (MET, (provision(None),), "does not say whether"),
    ],
)
def test_what_a_finding_lacks_is_said_and_it_counts_for_nothing(
    verdict: Verdict, provisions: tuple[Provision, ...], said: str
) -> None:
    on = ground(chart("1a"), Found("1a", verdict, "Why.", provisions))
    (gap,) = [gap for gap in rules.gaps(on) if gap.blocking]
    assert said in gap.text
    assert rules.supported(on) == 0


def test_an_option_alone_does_not_carry_an_element_where_the_regime_says_so() -> None:
    option = found("1b", MET, provision(Obligation.OPTION))
    said = chart("1a", "1b")
    assert rules.supported(ground(said, found("1a", MET), option)) == ESSENTIAL
    strict = ground(said, found("1a", MET), option, counting=BINDING)
    assert rules.supported(strict) == NOT_ESSENTIAL
    error = refused(ESSENTIAL, strict)
    assert [violation.field for violation in error.violations] == ["1b"]
    assert "met by 3GPP TS 38.211 15.2.0 5.1 (option) alone" in error.message
    assert "checks.essential_obligations" in error.message
    beside = found("1b", MET, provision(Obligation.OPTION), provision(Obligation.CONDITIONAL, subclause="5.2"))
    assert rules.supported(ground(said, found("1a", MET), beside, counting=BINDING)) == ESSENTIAL


def test_what_the_chart_says_of_a_provision_holds_where_the_evaluator_leaves_it_open() -> None:
    said = chart("1a", "1b")
    assert rules.completed(found("1a", MET, provision(None)), said).provisions[0].obligation is Obligation.MANDATORY
    # The chart rests 1b on 5.2, not on 5.1.
    assert rules.completed(found("1b", MET, provision(None)), said).provisions[0].obligation is None
    own = provision(Obligation.OPTION)
    assert rules.completed(found("1a", MET, own), said).provisions == (own,)


def test_a_negative_finding_that_leaves_out_what_the_chart_rests_on_is_noted_not_refused() -> None:
    on = ground(chart("1a"), found("1a", NOT_MET, provision(subclause="9.9")))
    (note,) = rules.gaps(on)
    assert (note.blocking, "5.1, which was not consulted" in note.text) == (False, True)
    assert rules.supported(on) == NOT_ESSENTIAL


def test_findings_that_cannot_be_meant_are_named_each() -> None:
    given = [found("1a", MET), found("9z", MET), found("1a", NOT_MET), Found("1b", UNCLEAR, "  ")]
    with pytest.raises(SepiaError) as caught:
        rules.must_be_recordable(CHART, chart("1a", "1b"), given)
    assert caught.value.reason == "FINDINGS_INVALID"
    assert [violation.field for violation in caught.value.violations] == [
        "findings[1].element",
        "findings[2].element",
        "findings[3].reasons",
    ]


def test_the_document_says_everything_and_reads_back() -> None:
    on = ground(chart("1a", "1b"), found("1a", MET, provision(), provision(None, release="Rel-15")))
    document = rules.document_of(on)
    assert canonical_json(document)
    elements = document["elements"]
    assert isinstance(elements, list)
    assert [each["verdict"] for each in elements] == ["met", ""]
    assert rules.provisions_of(elements[0]["provisions"]) == on.current["1a"].provisions


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([None, *Verdict]), st.sampled_from([None, *Obligation])), min_size=1, max_size=5
    ),
    st.sampled_from([ALL, BINDING, frozenset({"mandatory"})]),
)
def test_findings_bear_out_exactly_one_outcome_or_say_what_is_missing(
    drawn: list[tuple[Verdict | None, Obligation | None]], counting: frozenset[str]
) -> None:
    labels = [f"1{chr(97 + n)}" for n in range(len(drawn))]
    findings = [
        found(label, verdict, provision(obligation))
        for label, (verdict, obligation) in zip(labels, drawn, strict=True)
        if verdict is not None
    ]
    on = ground(chart(*labels), *findings, counting=counting)
    borne_out = [outcome for outcome in (ESSENTIAL, NOT_ESSENTIAL, UNDETERMINED) if _is_accepted(outcome, on)]
    assert borne_out == ([rules.supported(on)] if rules.supported(on) else [])
    assert borne_out or blocking(on)
    if borne_out == [ESSENTIAL]:
        assert all(verdict is MET and each is not None and each.value in counting for verdict, each in drawn)


def _is_accepted(outcome: int, on: Ground) -> bool:
    try:
        rules.must_bear_out("checks/1", outcome, on, "")
    except SepiaError:
        return False
    return True
