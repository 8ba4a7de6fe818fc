"""`sepia up`, killed in the middle and started again, then the whole chain by the command, as people would type it."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.demo.generator import generate
from deploy.local.ground import free_port
from shared.journal.note import Signer
from tests.e2e.running import programs_of, until
from tests.support.command import run_command

DEMO_ROWS = 2000
DEMO = f"Demonstration 1, {DEMO_ROWS:,} rows: 5G"
_WAIT = 300
_STEPS = (
    "making and uploading",
    "freezing the families",
    "announcing the campaign",
    "waiting for the random value",
    "putting the demo's evaluators",
    "assigning the checks",
    "recording simulated findings",
)
_CHAIN = """
import asyncio, sys
from pathlib import Path
from services.cli.demo import run_demo
from services.cli.demo_plan import DemoPlan
from services.cli.progress import Steps
from services.cli.session import read_accounts_file
passwords = read_accounts_file(Path(sys.argv[2]))
asyncio.run(run_demo(sys.argv[1], passwords, Steps(tell_done=True), DemoPlan(rows=int(sys.argv[3]))))
"""


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    returncode: int
    stdout: str
    stderr: str


@dataclass
class Command:
    """The `sepia` command against one running Sepia.

    Attributes:
        folder: for its data, its configuration and what it writes.
        address: where it runs.
        lines: what `sepia up` has said so far.
        acknowledged: name of the import that was acknowledged last before all was killed, and digest of its file.
        ran: how many processes ran then.
        outlived: what still ran twenty seconds later.
    """

    folder: Path
    port: int
    up: subprocess.Popen[str] | None = None
    lines: list[str] = field(default_factory=list[str])
    acknowledged: tuple[str, str] = ("", "")
    ran: int = 0
    outlived: list[str] = field(default_factory=list[str])

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def environment(self, **more: str) -> dict[str, str]:
        own = {"XDG_CONFIG_HOME": str(self.folder / "config"), "SEPIA_ADDRESS": self.address, "COLUMNS": "200"}
        return {**os.environ, **own, **more}

    def start(self, until: str, *arguments: str) -> None:
        """Starts `sepia up` and waits until it has said something."""
        command = ["-m", "services.cli", "up", "--data", str(self.data), "--port", str(self.port), *arguments]
        self.up = self._until(until, command)

    def run_demo_until(self, step: str) -> None:
        """Runs the demonstration against what runs, and kills it when a step is done."""
        file = str(self.data / "secrets" / "accounts.json")
        chain = self._until(step, ["-c", _CHAIN, self.address, file, str(DEMO_ROWS)])
        chain.kill()
        chain.communicate()

    def kill_while_a_file_comes_in(self) -> None:
        """`kill -9` of `sepia up` as soon as an import is acknowledged."""
        assert self.up is not None
        rows = b"".join(generate(300, seed=400)).splitlines(keepends=True)
        content = b"".join([rows[0], *(row for row in rows if b"3GPP TS 36." in row)])  # the demonstration counts 5G
        with httpx.Client(base_url=f"http://{self.address}", timeout=20) as http:
            officer = {"account_id": "officer", "password": self.passwords()["officer"]}
            token = http.post("/v1/tokens:issue", json=officer).json()["access_token"]
            upload = {"filename": "kept.csv", "source_format": "SOURCE_FORMAT_ISLD", "demonstration": "true"}
            bearer = {"authorization": f"Bearer {token}"}
            answer = http.post("/v1/imports:upload", params=upload, content=content, headers=bearer)
            self.ran = len(psutil.Process(self.up.pid).children(recursive=True))
            self.stop(signal.SIGKILL)
        assert answer.status_code == 200, answer.text
        self.acknowledged = (answer.json()["metadata"]["import"], hashlib.sha256(content).hexdigest())
        with suppress(AssertionError):
            until(lambda: not programs_of(self.data), 20)
        self.outlived = programs_of(self.data)

    def passwords(self) -> dict[str, str]:
        """The password of each account."""
        accounts = json.loads((self.data / "secrets" / "accounts.json").read_text())
        return {account["account_id"]: account["password"] for account in accounts}

    def _until(self, text: str, arguments: list[str]) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self.environment(),
        )
        assert process.stdout is not None
        begun, said = time.monotonic(), False
        try:
            for line in process.stdout:
                self.lines.append(line.rstrip("\n"))
                if said := text in line:
                    return process
                assert time.monotonic() - begun < _WAIT, "\n".join(self.lines)
            raise AssertionError("it ended:\n" + "\n".join(self.lines))
        finally:
            if not said:
                process.kill()

    def stop(self, number: signal.Signals) -> int:
        """Sends `sepia up` a signal and waits for its end."""
        assert self.up is not None
        self.up.send_signal(number)
        assert self.up.stdout is not None
        self.lines += self.up.stdout.read().splitlines()
        return self.up.wait(60)

    def run(self, *arguments: str, given: str = "", **environment: str) -> Ended:
        """Runs a command to its end, inside this process: starting Python takes longer than most commands."""
        done = run_command(arguments, given, self.environment(**environment))
        assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
        return Ended(done.exit_code, done.stdout, done.stderr)

    def run_apart(self, *arguments: str) -> Ended:
        """Runs a command to its end as a process of its own."""
        command = [sys.executable, "-m", "services.cli", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=self.environment(), timeout=120, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        return Ended(done.returncode, done.stdout, done.stderr)

    def done(self, *arguments: str, given: str = "", **environment: str) -> str:
        """What a command printed that must succeed."""
        done = self.run(*arguments, given=given, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def json(self, *arguments: str) -> Any:
        """What a command gives as JSON."""
        return json.loads(self.done(*arguments, "--json"))

    def refused(self, *arguments: str, given: str = "", **environment: str) -> str:
        """Why a command was refused, on one line."""
        done = self.run(*arguments, given=given, **environment)
        assert done.returncode == 1, done.stdout + done.stderr
        return " ".join((done.stderr + done.stdout).split())

    def login(self, account: str) -> None:
        file = str(self.data / "secrets" / "accounts.json")
        assert account in self.done("login", "--account", account, "--password-file", file)


@pytest.fixture(scope="module")
def sepia(open_folder: Callable[[], Path]) -> Iterator[Command]:
    """A Sepia whose demonstration was killed after every step, and everything with it, before it ran to its end."""
    command = Command(open_folder(), free_port())
    arguments = ("--demo-rows", str(DEMO_ROWS))
    try:
        command.start("Logs:", "--no-demo")
        for step in _STEPS:
            command.run_demo_until(step)
        command.kill_while_a_file_comes_in()
        command.start("Logs:", *arguments)
        command.login("officer")
        yield command
    finally:
        if command.up is not None and command.up.poll() is None:
            command.stop(signal.SIGINT)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_nothing_outlives_a_killed_supervisor_and_the_next_one_recovers_everything(sepia: Command):
    assert sepia.ran >= 6
    assert sepia.outlived == []
    name, digest = sepia.acknowledged

    def kept() -> list[tuple[str, str]]:
        found = sepia.json("imports")["imports"]
        return [(each["name"], each["state"]) for each in found if each["document"] == f"documents/{digest}"]

    until(lambda: kept() == [(name, "IMPORT_STATE_DONE")], 60)


def test_a_demonstration_that_was_killed_goes_on_and_does_nothing_twice(sepia: Command):
    # The declarations, a catalogue and two lists of pools, each once, beside the file above.
    assert len(sepia.json("imports")["imports"]) == 5
    assert len(sepia.json("frame", "list")["frames"]) == 1
    (campaign,) = sepia.json("campaign", "list")["campaigns"]
    assert (campaign["displayName"], campaign["state"]) == (DEMO, "CAMPAIGN_STATE_PUBLISHED")
    assert campaign["demonstration"] is True
    assert len(sepia.json("royalty", "list", "5g")["aggregateRoyalties"]) == 1
    evaluators = sepia.json("evaluator", "list")["evaluators"]
    assert sum(bool(evaluator["ties"]) for evaluator in evaluators) == 4
    tied = {evaluator["name"]: {tie["holder"] for tie in evaluator["ties"]} for evaluator in evaluators}
    every = sepia.json("check", "list", "--all")["checks"]
    checks = [check for check in every if check.get("campaign")]
    assert len({(check["family"], check["evaluator"]) for check in checks}) == len(checks) > 0
    assert 0 < len(checks) - len({check["family"] for check in checks}) < len(checks) // 5  # some are doubled
    assert len(every) - len(checks) == 1  # the request for an opinion
    assert all(check["simulated"] and "Simulated for demonstration" in check["reasons"] for check in checks)
    assert all(check["holder"] not in tied[check["evaluator"]] for check in checks)


def test_the_rate_table_says_above_and_below_that_it_is_a_demonstration(sepia: Command):
    said = "\n".join(sepia.lines)
    assert "Rates for standards/5g — DEMONSTRATION" in said
    assert re.search(r"DEMONSTRATION\. \d+ findings were SIMULATED", said)
    assert f"http://{sepia.address}" in said
    assert "secrets/accounts.json" in said
    assert not any(password in said for password in sepia.passwords().values())


def test_draw_calculation_and_logs_verify_and_logs_are_held_to_what_they_said(sepia: Command):
    assert "verifies" in sepia.done("verify", "draw", DEMO)
    calculation = sepia.json("rate", "5g")["calculation"]["name"]
    assert "verifies" in sepia.done("verify", "calculation", calculation)
    for log in ("registry", "assessment", "frand", "gateway"):
        sepia.done("verify", "log", log)
        assert "continued unchanged" in sepia.done("verify", "log", log)


def test_a_log_is_read_each_entry_proven_and_its_checkpoint_taken_along(sepia: Command):
    frozen = sepia.json("log", "entries", "registry", "--kind", "officer:frame:freeze")["entries"]
    assert frozen
    assert {entry["kind"] for entry in frozen} == {"officer:frame:freeze"}
    shown = sepia.done("log", "entry", "registry", frozen[0]["position"])
    assert frozen[0]["subject"] in shown
    assert "proven against the signed checkpoint" in shown
    note = sepia.folder / "registry.note"
    sepia.done("log", "checkpoint", "registry", "--output", str(note))
    assert f"the checkpoint in {note}" in sepia.done("verify", "log", "registry", "--against", str(note))
    assert "lies beyond it" in sepia.refused("log", "entry", "registry", "999999999")


def test_a_checkpoint_of_a_log_that_never_was_is_refused(sepia: Command):
    forged = Signer("sepia.frand", Ed25519PrivateKey.generate()).sign(f"sepia.frand\n1\n{'A' * 43}=\n")
    file = sepia.folder / "forged.txt"
    file.write_text(forged)
    assert "not to be trusted" in sepia.refused("verify", "log", "frand", "--against", str(file))


def test_a_log_with_another_key_than_before_is_not_trusted(sepia: Command):
    sepia.done("verify", "log", "registry")
    (known,) = (sepia.folder / "config" / "sepia" / "logs").glob("*/registry.json")
    kept = known.read_text()
    other = str(Signer("sepia.registry", Ed25519PrivateKey.generate()).verifier)
    known.write_text(json.dumps({**json.loads(kept), "verifier_key": other}))
    try:
        assert "signed with another key than before" in sepia.refused("verify", "log", "registry")
    finally:
        known.write_text(kept)


def test_a_rate_is_walked_back_to_the_row_of_the_file(sepia: Command):
    walked = sepia.json("rate", "5g", "--derivation", "--trace")
    assert walked["derivation"]["quantities"][0]["id"] == "rate"
    # The draw is another each time; a family whose first link shows no row of a file is passed over.
    row = next(family["sourceRow"] for family in walked["trace"]["families"] if "sourceRow" in family)
    document = b"".join(generate(DEMO_ROWS, 1))
    begin = int(row["offsetBytes"])
    content = base64.b64decode(row["content"])
    assert document[begin : begin + len(content)] == content
    assert document[:begin].count(b"\n") == int(row["line"]) - 1
    assert content.decode() in sepia.done("rate", "5g", "--trace")


def test_what_is_exported_is_csv_with_its_provenance_or_json(sepia: Command):
    rows = list(csv.DictReader(io.StringIO(sepia.done("export", "rates", "5g"))))
    assert {row["standard"] for row in rows} == {"standards/5g"}
    assert {row["demonstration"] for row in rows} == {"yes"}
    assert abs(sum(float(row["share_mean"]) for row in rows) - 1) < 1e-9
    file = sepia.folder / "frame.csv"
    sepia.done("export", "frame", "5g", "--output", str(file))
    frame = sepia.json("frame", "show", "5g")
    listed = list(csv.DictReader(file.open(encoding="utf-8")))
    assert len(listed) == int(frame["entryCount"])
    assert {row["digest"] for row in listed} == {frame["digest"]}
    results = json.loads(sepia.done("export", "results", DEMO, "--format", "json"))
    assert {result["simulated"] for result in results["results"]} == {True}
    counts = list(csv.DictReader(io.StringIO(sepia.done("export", "counts", "5g"))))
    assert sum(int(row["families"]) for row in counts) == len(listed)
    # As the file's name ends, where nothing else is said: a workbook is one.
    book = sepia.folder / "counts.xlsx"
    sepia.done("export", "counts", "5g", "--output", str(book))
    assert zipfile.is_zipfile(book)
    sepia.done("export", "results", DEMO, "--output", str(sepia.folder / "results.json"))
    assert json.loads((sepia.folder / "results.json").read_bytes()) == results
    wrong = sepia.run("export", "results", DEMO, "--output", str(sepia.folder / "results.xlsx"))
    assert wrong.returncode == 2
    assert "csv, json and not as xlsx" in " ".join(wrong.stderr.replace("│", " ").split())


def test_the_chain_by_hand_from_a_file_to_rates(sepia: Command):
    file = sepia.folder / "own.csv"
    file.write_bytes(b"".join(generate(1500, 7, defects=2)))
    shown = sepia.done("import", str(file))
    assert "rejected" in shown
    assert "entries without a family under etsi" in shown
    assert "Rejected rows" in shown
    again = json.loads(sepia.done("import", str(file), "--json"))
    assert again["counts"]["newRows"] == "0"
    assert len(sepia.done("import-report", again["name"], "--csv").splitlines()) == 3

    sepia.done("frame", "freeze", "4g", "--key", "etsi")
    announce = ["campaign", "announce", "4g", "--name", "4G by hand", "--per-holder", "1", "--known-at", "+3s"]
    deadline = time.monotonic() + 30
    while (done := sepia.run(*announce, "--random-source", "a value for a trial")).returncode:
        assert "has not arrived" in done.stderr, done.stderr
        assert time.monotonic() < deadline
    assert "RANDOM_VALUE_TOO_EARLY" in sepia.refused("campaign", "draw", "4G by hand", "--value", "0123456789")
    while (done := sepia.run("campaign", "draw", "4G by hand", "--value", "fedcba9876543210")).returncode:
        assert "RANDOM_VALUE_TOO_EARLY" in done.stderr, done.stderr
        assert time.monotonic() < deadline
    assert "CAMPAIGN_ALREADY_DRAWN" in sepia.refused("campaign", "draw", "4G by hand", "--value", "another value")
    sepia.done("verify", "draw", "4G by hand")
    sepia.done("campaign", "assign", "4G by hand")
    assert "CHECKS_OPEN" in sepia.refused("campaign", "publish", "4G by hand")
    for number in range(1, 7):
        _record_all(sepia, f"demo.evaluator{number}")
    assert "officer" in sepia.refused("campaign", "publish", "4G by hand").lower()
    sepia.login("officer")
    sepia.done("campaign", "publish", "4G by hand")
    assert "4G by hand" in sepia.done("campaign", "results", "4G by hand")
    add = ["royalty", "add", "4g", "--amount", "5.00 EUR", "--base", "handset", "--source", "assumption"]
    sepia.done(*add, "--citation", "made up for a trial")
    deadline = time.monotonic() + 30
    while (done := sepia.run("rate", "4g")).returncode:
        assert "RATE_NOT_READY" in done.stderr, done.stderr
        assert time.monotonic() < deadline
    assert "EUR" in done.stdout
    assert "5 EUR a unit of handset" in done.stdout


def _record_all(sepia: Command, account: str) -> None:
    """Records every open check of an evaluator from a file, as they would; a file with faults first."""
    sepia.login(account)
    file = sepia.folder / f"{account}.csv"
    sepia.done("check", "list", "--campaign", "4G by hand", "--csv", str(file))
    rows = list(csv.DictReader(file.open(encoding="utf-8")))
    assert list(rows[0]) == ["check", "holder", "family", "standard", "outcome", "reasons"]
    for number, row in enumerate(rows):
        row["outcome"] = ("essential", "not_essential")[number % 2]
        row["reasons"] = "Simulated for a trial; nobody looked at this family."
    spoilt = [dict(rows[0], outcome="perhaps"), *rows[1:]]
    for written, works in ((spoilt, False), (rows, True)):
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, [*rows[0], "simulated"], restval="yes")
            writer.writeheader()
            writer.writerows(written)
        if works:
            assert f"Recorded {len(rows)} findings" in sepia.done("check", "record", "--file", str(file))
        else:
            why = sepia.refused("check", "record", "--file", str(file))
            assert "perhaps" in why
            assert "nothing was recorded" in why


def test_a_file_of_another_format_is_refused_with_the_reason(sepia: Command):
    sepia.login("officer")
    file = sepia.folder / "archive.zip"
    file.write_bytes(b"PK\x03\x04" + bytes(2000))
    why = sepia.refused("import", str(file))
    assert "zip" in why.lower()
    empty = sepia.folder / "empty.csv"
    empty.write_bytes(b"")
    assert "empty" in sepia.refused("import", str(empty)).lower()


def test_accounts_and_keys_from_opening_to_closing(sepia: Command):
    sepia.login("admin")
    made = sepia.done("account", "create", "trial.machine", "--name", "Trial", "--role", "officer", "--generate")
    password = made.rsplit(":", 1)[1].strip()
    assert "Trial" in sepia.done("login", "--account", "trial.machine", "--password-stdin", given=password + "\n")
    assert "accounts/trial.machine" in sepia.done("whoami")
    key = sepia.json("key", "create", "a trial", "--expires", "+1d")
    elsewhere = str(sepia.folder / "elsewhere")
    shown = sepia.done("whoami", SEPIA_API_KEY=key["key"], XDG_CONFIG_HOME=elsewhere)
    assert "accounts/trial.machine" in shown
    assert "a trial" in sepia.done("key", "list")
    sepia.done("key", "revoke", key["name"])
    why = sepia.refused("whoami", SEPIA_API_KEY=key["key"], XDG_CONFIG_HOME=elsewhere)
    assert "SEPIA_API_KEY was refused" in why
    sepia.done("logout")
    assert "sepia login" in sepia.refused("whoami")
    sepia.done("login", "--account", "trial.machine", "--password-stdin", "--remember", given=password + "\n")
    (kept,) = (sepia.folder / "config" / "sepia").glob("signin-*.json")
    kept.write_text(json.dumps({**json.loads(kept.read_text()), "expires": "2026-01-01T00:00:00+00:00"}))
    assert "renewed by this machine's API key" in sepia.done("whoami")
    sepia.done("logout")
    wrong = sepia.refused("login", "--account", "trial.machine", "--password-stdin", given="not the password\n")
    assert "SIGN_IN_REFUSED" in wrong
    sepia.login("admin")
    assert "Closed" in sepia.done("account", "disable", "trial.machine")
    assert "closed" in sepia.done("account", "list")
    sepia.login("officer")


def test_who_may_not_is_told_so(sepia: Command):
    sepia.login("demo.evaluator1")
    assert "demo.evaluator1" in sepia.refused("frame", "freeze", "5g", "--key", "etsi")
    sepia.login("officer")


def test_a_data_folder_in_use_is_one_sentence(sepia: Command):
    other = str(free_port())
    done = sepia.run_apart("up", "--data", str(sepia.data), "--port", other, "--no-demo")
    assert done.returncode == 1
    assert "is in use by pid" in " ".join(done.stderr.split())


def test_a_command_as_a_process_of_its_own_ends_with_its_exit_code(sepia: Command):
    assert json.loads(sepia.run_apart("imports", "--json").stdout)["imports"]
    refused = sepia.run_apart("campaign", "status", "none is called so")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert sepia.run_apart("frame", "freeze").returncode == 2


def test_an_interrupt_stops_every_process_and_the_next_start_has_everything(sepia: Command):
    assert sepia.stop(signal.SIGINT) == 0
    assert programs_of(sepia.data) == []
    before = len(sepia.lines)
    sepia.start("Logs:", "--demo-rows", str(DEMO_ROWS))
    said = "\n".join(sepia.lines[before:])
    assert "uploading" not in said
    assert "announcing" not in said
    assert len(sepia.json("campaign", "list")["campaigns"]) == 2
    assert sepia.stop(signal.SIGTERM) == 0
