"""The whole on one machine: it comes up, stands up again after any process is killed, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from deploy.local.children import MARK, end_strays
from deploy.local.ground import free_port
from deploy.local.keeper import Keeper, Program
from deploy.local.postgres import EmbeddedPostgres
from deploy.local.supervisor import LocalStack
from shared.errors import SepiaError
from tests.integration.deploy.small_contract import SmallContract
from tests.support.folders import give_cluster

Command = Callable[..., list[str]]
ROOT = Path(__file__).resolve().parents[3]
ENVIRONMENT = {**os.environ, "PYTHONUNBUFFERED": "1"}


def python(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def until(true: Callable[[], bool], seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not become true in time"
        time.sleep(0.05)


def running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def processes_of(folder: Path) -> list[str]:
    """Programs that still run for a data folder."""
    found: list[str] = []
    for process in psutil.process_iter():
        try:
            ours = process.environ().get(MARK) == str(folder) or process.cwd().startswith(str(folder))
            if ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(process.cmdline()))
        except psutil.Error:
            continue
    return found


# Keeping programs


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def keeper(tmp_path: Path, said: list[str]) -> Iterator[Keeper]:
    keeper = Keeper(tmp_path, said.append)
    yield keeper
    keeper.stop()


def test_a_program_is_awaited_until_it_is_ready(keeper: Keeper, tmp_path: Path, said: list[str]):
    flag = tmp_path / "flag"
    text = f"import pathlib, time; time.sleep(0.3); pathlib.Path({str(flag)!r}).touch(); time.sleep(60)"
    keeper.start([Program("slow", python(text), flag.exists, ENVIRONMENT)])
    assert flag.exists()
    assert said[-1].startswith("slow is ready after")


def test_a_program_that_ends_while_starting_is_reported_with_its_last_words(keeper: Keeper):
    with pytest.raises(SepiaError, match=r"broken stopped while starting: exit code 3; no such table\. Its log is"):
        keeper.start(
            [Program("broken", python("print('no such table'); raise SystemExit(3)"), lambda: False, ENVIRONMENT)]
        )


def test_a_program_that_never_gets_ready_is_given_up(keeper: Keeper):
    with pytest.raises(SepiaError, match=r"lazy was not ready within 0 s\. .*Its last words: none"):
        keeper.start(
            [Program("lazy", python("import time; time.sleep(60)"), lambda: False, ENVIRONMENT, start_seconds=0.3)]
        )


def test_a_crashed_program_is_started_again_with_ever_longer_pauses(keeper: Keeper, said: list[str]):
    keeper.start([Program("falls", python("import time; print('up'); time.sleep(60)"), lambda: True, ENVIRONMENT)])
    keeper.begin_watching()
    pauses: list[str] = []
    for _ in range(2):
        pid = keeper.processes["falls"]
        os.kill(pid, signal.SIGKILL)
        until(lambda pid=pid: keeper.processes.get("falls", pid) != pid)
    pauses = re.findall(r"falls stopped: killed by SIGKILL.*?again in ([\d.]+) s", "\n".join(said))
    assert pauses == ["0.5", "1.0"]
    assert any("was started again" in line for line in said)


def test_what_a_program_started_ends_with_it(keeper: Keeper, tmp_path: Path):
    note = tmp_path / "pid"
    text = (
        "import pathlib, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(note)!r}).write_text(str(child.pid))\n"
        "time.sleep(60)\n"
    )
    keeper.start([Program("parent", python(text), lambda: note.exists() and note.read_text() != "", ENVIRONMENT)])
    child = int(note.read_text())
    assert running(child)
    keeper.stop()
    until(lambda: not running(child), 5)
    assert keeper.processes == {}


def test_a_program_that_ignores_the_request_to_stop_is_ended(keeper: Keeper):
    text = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up'); time.sleep(60)"
    log = keeper.log_of("stubborn")
    keeper.start([Program("stubborn", python(text), lambda: "up" in log.read_text(), ENVIRONMENT, stop_seconds=0.3)])
    pid = keeper.processes["stubborn"]
    keeper.stop()
    assert not running(pid)


def test_a_log_of_the_last_run_is_kept_aside(tmp_path: Path, said: list[str]):
    for number in (1, 2):
        keeper = Keeper(tmp_path, said.append)
        keeper.run_once([Program("once", python(f"print('run {number}')"), lambda: True, ENVIRONMENT)], "It failed")
    assert (tmp_path / "once.log").read_text() == "run 2\n"
    assert (tmp_path / "once.log.1").read_text() == "run 1\n"


def test_only_programs_of_the_same_data_folder_are_strays(tmp_path: Path):
    with (
        subprocess.Popen(python("import time; time.sleep(60)"), env={**ENVIRONMENT, MARK: str(tmp_path)}) as ours,
        subprocess.Popen(python("import time; time.sleep(60)"), env={**ENVIRONMENT, MARK: "/elsewhere"}) as other,
    ):
        try:
            # The environment of a program is its own only once it runs.
            until(lambda: psutil.Process(ours.pid).environ().get(MARK) == str(tmp_path))
            assert len(end_strays(tmp_path)) == 1
            assert not running(ours.pid)
            assert running(other.pid)
        finally:
            other.kill()


# Everything together


def small_stack(folder: Path, contract: SmallContract, command: Command, said: list[str], replicas: int) -> LocalStack:
    return LocalStack(
        folder / "data",
        durable=False,
        replicas=replicas,
        descriptors=contract.descriptors,
        command=command,
        on_progress=said.append,
    )


def works(stack: LocalStack) -> bool:
    answer = httpx.get(f"http://{stack.address}/v1/holders/7", timeout=5)
    return answer.status_code == 200 and answer.json()["name"] == "holders/7"


def test_the_whole_comes_up_survives_the_death_of_each_process_and_leaves_nothing(
    open_folder: Path, contract: SmallContract, small_command: Command, said: list[str]
):
    stack = small_stack(open_folder, contract, small_command, said, replicas=2)
    with stack:
        first = stack.processes
        assert set(first) == {
            "postgres", "edge", "registry", "registry-2", "assessment", "assessment-2", "frand", "frand-2",
            "gateway", "gateway-2",
        }  # fmt: skip
        assert works(stack)
        assert httpx.get(f"http://{stack.address}/.well-known/jwks.json").json()["keys"][0]["kid"] == "example"
        with psycopg.connect(stack.database_url("registry")) as connection:
            connection.execute("insert into registry.seen default values")

        for name in ("registry", "assessment-2", "frand", "gateway"):
            os.kill(first[name], signal.SIGKILL)
            assert works(stack)  # the other replica answers meanwhile
        os.kill(first["postgres"], signal.SIGKILL)
        os.kill(first["edge"], signal.SIGKILL)
        killed = ("registry", "assessment-2", "frand", "gateway", "postgres", "edge")
        until(lambda: all(stack.processes.get(name, pid) != pid for name, pid in first.items() if name in killed))
        until(lambda: _quietly(lambda: works(stack)))
        with psycopg.connect(stack.database_url("registry")) as connection:
            assert connection.execute("select count(*) from registry.seen").fetchone() == (1,)

        with pytest.raises(SepiaError, match=rf"in use by pid {os.getpid()}\b"):
            small_stack(open_folder, contract, small_command, said, replicas=1).start()
        assert works(stack)
    assert stack.processes == {}
    until(lambda: processes_of(open_folder / "data") == [], 5)


def _quietly(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except httpx.HTTPError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_nothing_serves_on_when_the_supervisor_is_killed_and_the_next_start_clears_the_rest(
    open_folder: Path, contract: SmallContract, small_command: Command, said: list[str]
):
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from deploy.local.supervisor import LocalStack\n"
        "folder, descriptors, program = sys.argv[1:]\n"
        "command = lambda action, *services: [sys.executable, program, descriptors, action, *services]\n"
        "stack = LocalStack(Path(folder), durable=False, descriptors=Path(descriptors), command=command)\n"
        "stack.start()\n"
        "print(*stack.processes.values(), flush=True)\n"
        "time.sleep(60)\n"
    )
    give_cluster(open_folder / "data" / "postgres")
    program = small_command("serve", "registry")[1]
    arguments = [str(open_folder / "data"), str(contract.descriptors), program]
    with subprocess.Popen([*python(script), *arguments], cwd=ROOT, stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout is not None
        pids = [int(word) for word in supervisor.stdout.readline().split()]
        assert len(pids) == 6
        os.kill(supervisor.pid, signal.SIGKILL)
        supervisor.wait()
    until(lambda: not any(running(pid) for pid in pids), 10)
    with small_stack(open_folder, contract, small_command, said, replicas=1) as stack:
        assert works(stack)
    assert any("an earlier run left behind" in line for line in said)
    until(lambda: processes_of(open_folder / "data") == [], 5)


def test_a_failed_migration_stops_everything_with_its_reason(
    open_folder: Path, contract: SmallContract, said: list[str]
):
    def command(action: str, *services: str) -> list[str]:
        return python(f"raise SystemExit('{services[0]} has no table plan')")

    give_cluster(open_folder / "data" / "postgres")
    with pytest.raises(SepiaError, match=r"could not be brought up to date: .*registry has no table plan"):
        small_stack(open_folder, contract, command, said, replicas=1).start()
    until(lambda: processes_of(open_folder / "data") == [], 5)


def test_a_database_of_ones_own_is_used_instead_of_the_embedded_one(
    open_folder: Path, contract: SmallContract, small_command: Command, said: list[str]
):
    give_cluster(open_folder / "mine")
    with EmbeddedPostgres(open_folder / "mine", durable=False) as mine:
        stack = LocalStack(
            open_folder / "data",
            durable=False,
            database_url=mine.url(),
            descriptors=contract.descriptors,
            command=small_command,
        )
        with stack:
            assert "postgres" not in stack.processes
            assert f":{mine.port}/postgres" in stack.database_url("frand")
            assert works(stack)
        assert not (open_folder / "data" / "postgres").exists()


# The command


def run_command(settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deploy.local"]
    return subprocess.run(
        command, cwd=ROOT, env={**ENVIRONMENT, **settings}, capture_output=True, text=True, check=False, timeout=60
    )


MAIN = """
import functools, sys
from pathlib import Path
import deploy.local.__main__ as program
descriptors, service = sys.argv[1:]
command = lambda action, *names: [sys.executable, service, descriptors, action, *names]
program.LocalStack = functools.partial(
    program.LocalStack, durable=False, descriptors=Path(descriptors), command=command
)
sys.exit(program.main())
"""


@pytest.mark.parametrize(
    ("number", "when", "code", "last"),
    [
        (signal.SIGTERM, "Sepia is at http://127.0.0.1:", 0, "stopped"),
        (signal.SIGINT, "Sepia is at http://127.0.0.1:", 0, "stopped"),
        (signal.SIGINT, "database is ready", 130, "stopped before it was up"),
    ],
)
def test_a_signal_stops_everything(
    open_folder: Path,
    contract: SmallContract,
    small_command: Command,
    number: signal.Signals,
    when: str,
    code: int,
    last: str,
):
    give_cluster(open_folder / "data" / "postgres")
    settings = {"SEPIA_DATA": str(open_folder / "data"), "SEPIA_PORT": str(free_port())}
    arguments = [str(contract.descriptors), small_command("serve", "registry")[1]]
    with subprocess.Popen(
        [*python(MAIN), *arguments],
        cwd=ROOT,
        env={**ENVIRONMENT, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        next(line for line in started.stdout if when in line)
        started.send_signal(number)
        lines = started.stdout.read().splitlines()
        errors = started.stderr.read()
    assert (started.returncode, errors) == (code, "")
    assert lines[-1].endswith(last)
    until(lambda: processes_of(open_folder / "data") == [], 5)


def test_a_busy_port_is_one_sentence_and_exit_code_1(open_folder: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run_command({"SEPIA_DATA": str(open_folder / "data"), "SEPIA_PORT": str(port)})
    assert done.returncode == 1
    assert re.fullmatch(rf"Port {port} .*SEPIA_PORT=\d+ make run\.\n", done.stdout)
    assert done.stderr == ""


def test_a_setting_that_is_no_number_is_one_sentence_and_exit_code_1(open_folder: Path):
    done = run_command({"SEPIA_DATA": str(open_folder / "data"), "SEPIA_PORT": "80o0"})
    assert (done.returncode, done.stdout) == (
        1,
        "SEPIA_PORT=80o0 is not a number from 1 to 65535. Leave it out for 8080.\n",
    )


def test_an_unreachable_database_is_one_sentence_without_its_password(open_folder: Path):
    url = "postgresql://me:secret@127.0.0.1:1/none"
    settings = {"SEPIA_DATA": str(open_folder / "data"), "SEPIA_DATABASE_URL": url}
    done = run_command(settings | {"SEPIA_PORT": str(free_port())})
    assert done.returncode == 1
    assert done.stdout.startswith("The database at 127.0.0.1 cannot be reached (")
    assert "secret" not in done.stdout + done.stderr
