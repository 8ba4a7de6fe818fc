"""What the command prints, it prints as it is."""

from __future__ import annotations

import pytest

from services.cli.output import say, table


def test_a_kind_of_entry_is_not_read_as_a_picture(capsys: pytest.CaptureFixture[str]) -> None:
    say("holder:chart:create")
    table("Entries", ("kind",), [("holder:chart:submit",)])
    printed = capsys.readouterr().out
    assert "holder:chart:create" in printed
    assert "holder:chart:submit" in printed
