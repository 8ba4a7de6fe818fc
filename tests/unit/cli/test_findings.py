"""The file of findings that an evaluator fills in."""

from sepia.assessment.v1 import campaigns_pb2, checks_pb2
from services.cli.findings import COLUMNS, open_check_rows, read_findings
from services.cli.sheets import csv_text

ONE = "checks/0193c0de-0000-7000-8000-000000000001"
TWO = "checks/0193c0de-0000-7000-8000-000000000002"
THREE = "checks/0193c0de-0000-7000-8000-000000000003"


def test_a_filled_in_file_is_read_whatever_its_separator():
    for separator in ",;\t":
        text = separator.join(("check", "outcome", "reasons")) + "\n"
        text += separator.join((ONE, "essential", "claim 1 reads on 5.2")) + "\r\n"
        text += separator.join((TWO, "Not essential", "optional feature")) + "\n"
        read = read_findings("\ufeff" + text)
        assert not read.bad
        assert [finding.outcome for finding in read.findings] == [
            campaigns_pb2.OUTCOME_ESSENTIAL,
            campaigns_pb2.OUTCOME_NOT_ESSENTIAL,
        ]
        assert read.findings[0].reasons == "claim 1 reads on 5.2"
        assert not read.findings[0].simulated


def test_reasons_may_have_line_breaks_and_the_file_may_say_that_it_is_simulated():
    text = f'check,outcome,reasons,simulated\n{ONE},undetermined,"first\nsecond",yes\n{TWO},essential,why,\n'
    read = read_findings(text)
    assert not read.bad
    assert read.findings[0].reasons == "first\nsecond"
    assert [finding.simulated for finding in read.findings] == [True, False]


def test_every_row_at_fault_is_named_with_line_column_value_and_reason():
    text = (
        "check,holder,outcome,reasons,simulated\n"
        f"{ONE},h,maybe,why,\n"
        f"{ONE},h,essential,why,\n"
        f"{TWO},h,essential,,\n"
        "family,h,essential,why,perhaps\n"
        f"{THREE},h,essential\n"
    )
    bad = [(row.line, row.column, row.value) for row in read_findings(text).bad]
    assert bad == [
        (2, "outcome", "maybe"),
        (3, "check", ONE),
        (4, "reasons", ""),
        (5, "check", "family"),
        (5, "simulated", "perhaps"),
        (6, "", THREE),
    ]
    assert "already on line 2" in read_findings(text).bad[1].reason


def test_a_check_of_somebody_else_is_refused():
    read = read_findings(f"check,outcome,reasons\n{ONE},essential,why\n{TWO},essential,why\n", {ONE})
    assert [finding.check for finding in read.findings] == [ONE]
    assert [(row.line, row.column) for row in read.bad] == [(3, "check")]


def test_rows_that_are_not_filled_in_stay_open():
    checks = [checks_pb2.Check(name=ONE, holder="holders/a"), checks_pb2.Check(name=TWO, holder="holders/b")]
    read = read_findings(csv_text(COLUMNS, open_check_rows(checks)))
    assert (read.left_open, read.findings, read.bad) == (2, [], [])


def test_a_file_without_the_needed_columns_or_that_is_no_csv_says_so():
    assert "lacks outcome, reasons" in read_findings("check,family\nx,y\n").bad[0].reason
    assert "lacks check, outcome, reasons" in read_findings("").bad[0].reason
    assert "not CSV" in read_findings(f'check,outcome,reasons\n{ONE},essential,"never ends\n').bad[0].reason


def test_reasons_that_are_too_long_are_refused_with_their_length():
    read = read_findings(f"check,outcome,reasons\n{ONE},essential,{'x' * 20_001}\n")
    assert read.bad[0].reason == "20,001 characters; at most 20,000"
    assert len(read.bad[0].value) <= 60
