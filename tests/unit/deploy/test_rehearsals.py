"""How far ahead the clock of a data folder stands, and that it never runs backward."""

import datetime as dt
from pathlib import Path

import pytest

from deploy.local.rehearsal import read_ahead, settle_ahead, written
from shared.clock import AheadClock, FixedClock
from shared.errors import SepiaError

ROOT = Path(__file__).resolve().parents[3]


def test_a_clock_stands_ahead_of_another_and_runs_with_it():
    machine = FixedClock(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC))
    centre = AheadClock(machine, dt.timedelta(days=40))
    assert centre.now() == dt.datetime(2026, 4, 10, 12, tzinfo=dt.UTC)
    machine.advance(dt.timedelta(hours=1))
    assert centre.now() == dt.datetime(2026, 4, 10, 13, tzinfo=dt.UTC)
    with pytest.raises(ValueError, match="never runs behind"):
        AheadClock(machine, dt.timedelta(days=-1))


@pytest.mark.parametrize(
    ("given", "ahead"),
    [("40d", dt.timedelta(days=40)), ("36h", dt.timedelta(hours=36)), ("90m", dt.timedelta(minutes=90))],
)
def test_how_far_ahead_is_read_and_written_alike(given: str, ahead: dt.timedelta):
    assert read_ahead(given) == ahead
    assert written(ahead) == given


@pytest.mark.parametrize("given", ["40", "d", "-1d", "1.5d", "3661d", "40 days", "999999999d"])
def test_what_does_not_say_how_far_is_refused_with_an_example(given: str):
    with pytest.raises(SepiaError, match=r"such as 40d, 36h or 90m"):
        read_ahead(given)


def test_the_folder_remembers_and_never_goes_back(tmp_path: Path):
    assert settle_ahead(tmp_path, None) == dt.timedelta(0)
    assert settle_ahead(tmp_path, dt.timedelta(days=40)) == dt.timedelta(days=40)
    assert settle_ahead(tmp_path, None) == dt.timedelta(days=40)
    assert settle_ahead(tmp_path, dt.timedelta(days=41)) == dt.timedelta(days=41)
    for less in (dt.timedelta(days=40), dt.timedelta(0)):
        with pytest.raises(SepiaError, match=r"stands 41d ahead already.*never runs backward.*--ahead 41d or more"):
            settle_ahead(tmp_path, less)
    assert settle_ahead(tmp_path, None) == dt.timedelta(days=41)


def test_a_folder_whose_note_is_spoilt_does_not_start_with_the_machines_clock(tmp_path: Path):
    (tmp_path / "clock.json").write_text("{")
    with pytest.raises(SepiaError, match="cannot be read"):
        settle_ahead(tmp_path, dt.timedelta(days=40))


def test_nothing_in_the_deployments_but_the_local_stack_sets_the_clock():
    files = [file for file in (ROOT / "deploy").rglob("*") if file.is_file() and file.suffix != ".pyc"]
    naming = [file.relative_to(ROOT).as_posix() for file in files if b"CLOCK_AHEAD" in file.read_bytes()]
    assert naming == ["deploy/local/supervisor.py"]
