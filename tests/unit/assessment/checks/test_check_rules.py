"""What a signed finding must be."""

from __future__ import annotations

import pytest

from services.assessment.checks import rules
from services.assessment.checks.rules import Finding
from shared.errors import Kind, SepiaError
from tests.support.refusals import refusal_of

A, B = (Finding(f"checks/{name}", 1, "Claim 1 reads on it.", False) for name in "ab")


def test_complete_findings_pass() -> None:
    assert refusal_of(rules.must_be_complete, [A, B]) is None


def test_a_check_has_one_finding_in_a_request() -> None:
    with pytest.raises(SepiaError, match=r"checks/a has a finding already, findings\[0\]") as refused:
        rules.must_be_complete([A, B, A])
    assert [violation.field for violation in refused.value.violations] == ["findings[2].check"]


def test_blank_reasons_are_no_reasons() -> None:
    with pytest.raises(SepiaError) as refused:
        rules.must_be_complete([A, Finding("checks/b", 2, " \t\n", False)])
    assert [violation.field for violation in refused.value.violations] == ["findings[1].reasons"]


def test_findings_for_the_checks_of_others_are_named_and_not_found() -> None:
    with pytest.raises(SepiaError) as refused:
        rules.must_be_own([A, B], {"checks/a"})
    assert refused.value.kind is Kind.NOT_FOUND
    assert [violation.field for violation in refused.value.violations] == ["findings[1].check"]


def test_an_error_that_names_a_thousand_findings_still_fits_into_a_reply() -> None:
    findings = [Finding(f"checks/{number:036d}", 1, "r", False) for number in range(1000)]
    with pytest.raises(SepiaError, match="1000 of the findings") as refused:
        rules.must_be_own(findings, set())
    assert len(refused.value.violations) == rules.FAULTS_NAMED
    assert refused.value.violations[-1].description.endswith("and 950 more")
    size = len(refused.value.message) + sum(len(v.field) + len(v.description) for v in refused.value.violations)
    assert size < 6_000


def test_findings_end_with_publication() -> None:
    rules.must_be_open({"campaigns/a"}, set())
    with pytest.raises(SepiaError) as refused:
        rules.must_be_open({"campaigns/a", "campaigns/b"}, {"campaigns/b"})
    assert (refused.value.reason, refused.value.subject) == ("CAMPAIGN_ALREADY_PUBLISHED", "campaigns/b")


def test_simulated_findings_need_checks_that_allow_them() -> None:
    simulated = Finding("checks/b", 1, "made up", True)
    rules.may_be_simulated([A, simulated], {"checks/b"})
    with pytest.raises(SepiaError) as refused:
        rules.may_be_simulated([A, simulated], {"checks/a"})
    assert [violation.field for violation in refused.value.violations] == ["findings[1].simulated"]
