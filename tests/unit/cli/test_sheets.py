"""CSV that nothing is run in, and files that are written whole."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.cli.sheets import csv_text, write_pieces, write_whole


def test_what_was_written_reads_back():
    text = csv_text(("a", "b"), [["x, y", 'say "so"'], ["line\nbreak", "-3"]])
    assert list(csv.reader(io.StringIO(text))) == [["a", "b"], ["x, y", 'say "so"'], ["line\nbreak", "-3"]]


def test_a_file_that_cannot_be_finished_leaves_the_one_before_as_it_was(tmp_path: Path):
    file = tmp_path / "out.csv"
    file.write_bytes(b"before")

    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        list(write_pieces(file, broken()))
    assert file.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_is_written_whole_and_its_size_is_told_as_it_grows(tmp_path: Path):
    file = tmp_path / "out.bin"
    assert list(write_pieces(file, [b"ab", b"cde"])) == [2, 5]
    assert file.read_bytes() == b"abcde"
    write_whole(file, "anew\n")
    assert file.read_text() == "anew\n"
