"""`sepia number`: reads numbers and files on this machine alone."""

from __future__ import annotations

import json
from pathlib import Path

from services.registry.imports.isld import COLUMNS
from tests.integration.registry.filled import HEADER, isld_row
from tests.support.command import run_command


def test_numbers_are_read_in_the_standard_spellings() -> None:
    done = run_command(["number", "read", "EP 1 848 154 B1 | Pending", "14/759,257", "--office", "US", "--json"])
    assert done.exit_code == 0, done.output
    numbers = json.loads(done.stdout)["numbers"]
    assert [each.get("canonical", each.get("unreadable")) for each in numbers] == [
        "EP.1848154.B1",
        "SENTINEL",
        "US.14/759257.A",
    ]
    assert (numbers[0]["confidence"], numbers[2]["confidence"]) == ("LIKELY", "LIKELY")


def test_a_number_that_an_application_may_have_too_is_noted_until_one_says_what_it_is() -> None:
    note = "an application may have this number too"
    assert note in " ".join(run_command(["number", "read", "JP.2012140900.A"]).stdout.split())
    for words in (["JP.2012140900.A", "--kind", "publication"], ["EP 1 848 154 B1", "EP.06711571.A"]):
        assert note not in " ".join(run_command(["number", "read", *words]).stdout.split())


def test_a_report_counts_what_is_read_by_shape_and_lists_what_is_not(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    rows = (
        isld_row(
            1, 1, application="EP20060711571", publications="EP1848154 A1 | EP1848154 B1", priorities="|JP20050004537|"
        ),
        isld_row(1, 2, application="EP20060711572", publications="Pending"),
        isld_row(1, 3, application="12/366384", office="US UNITED STATES"),
    )
    file.write_text("\n".join([HEADER, *rows]) + "\n")
    done = run_command(["number", "report", str(file), "--format", "isld", "--json"])
    assert done.exit_code == 0, done.output
    columns = json.loads(done.stdout)["columns"]
    assert columns["applications"]["read"] == {"EXACT": 2, "LIKELY": 1, "GUESSED": 0}
    assert columns["applications"]["shapes"] == {"EP99999999999": 2, "99/999999": 1}
    assert columns["publications"]["unread"] == [{"text": "Pending", "reason": "SENTINEL", "times": 1}]
    assert (columns["publications"]["numbers"], columns["publications"]["blankRows"]) == (3, 1)
    shown = run_command(["number", "report", str(file), "--format", "isld"])
    assert "66.66 %" in shown.stdout
    assert "SENTINEL" in shown.stdout


def test_a_file_of_another_format_is_refused_with_the_formats_there_are(tmp_path: Path) -> None:
    assert "PUBL_NUMBER" in COLUMNS
    file = tmp_path / "list.csv"
    file.write_text("Country,Number\nEP,EP1848154\n")
    for file_format, said in (
        ("isld", "PUBL_NUMBER"),
        ("access-advance", "Patent Number"),
        ("ops-family", "ops-family"),
    ):
        done = run_command(["number", "report", str(file), "--format", file_format])
        assert done.exit_code == 1
        assert said in done.output
    missing = run_command(["number", "report", str(tmp_path / "none.csv"), "--format", "isld"])
    assert missing.exit_code == 1
