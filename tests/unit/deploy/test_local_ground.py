"""What the machine must offer before anything starts, and how it is said when it doesn't."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from deploy.local.children import last_line, rotate
from deploy.local.databases import read_passwords
from deploy.local.ground import FolderLock, free_port, make_folder, require_port, require_space
from shared.errors import SepiaError


def test_a_folder_is_held_by_one_and_free_again_after(tmp_path: Path):
    first, second = FolderLock(tmp_path), FolderLock(tmp_path)
    first.take()
    with pytest.raises(SepiaError, match=rf"{tmp_path} is in use by pid {os.getpid()}\."):
        second.take()
    first.release()
    first.release()
    second.take()
    second.release()


def test_a_full_disk_is_named_with_what_is_needed(tmp_path: Path):
    require_space(tmp_path, needed=1)
    with pytest.raises(SepiaError, match=r"MB free, and at least \d+ MB are needed.*SEPIA_DATA"):
        require_space(tmp_path, needed=2**60)


def test_a_busy_port_is_named_with_a_free_one(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SepiaError, match=rf"Port {port} .* SEPIA_PORT=\d+ make run"):
            require_port(port, "SEPIA_PORT")
    require_port(free_port(), "SEPIA_PORT")


def test_a_folder_that_cannot_be_made_is_named_with_the_remedy(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(SepiaError, match=rf"{tmp_path}/file/data cannot be written .*SEPIA_DATA"):
        make_folder(tmp_path / "file" / "data")


def test_old_logs_move_aside_and_the_oldest_goes(tmp_path: Path):
    log = tmp_path / "x.log"
    for number in range(6):
        rotate(log)
        log.write_text(str(number))
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        "x.log": "5",
        "x.log.1": "4",
        "x.log.2": "3",
        "x.log.3": "2",
    }


def test_the_last_words_of_a_log_skip_blank_lines(tmp_path: Path):
    log = tmp_path / "x.log"
    assert last_line(log) == ""
    log.write_text("first\n  second \n\n \n")
    assert last_line(log) == "second"


def test_passwords_are_made_once_and_kept_private(tmp_path: Path):
    file = tmp_path / "roles.json"
    first = read_passwords(file, ["registry"])
    second = read_passwords(file, ["registry", "frand"])
    assert second["registry"] == first["registry"]
    assert second["frand"] != first["registry"]
    assert file.stat().st_mode & 0o777 == 0o600
