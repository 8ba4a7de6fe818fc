"""`sepia search` and `sepia export` as people type them: filters by form and state, counts, files of registrations."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from sepia.auth.v1.auth_pb2 import Role
from services.cli.session import KeptSignIn, SignIns
from tests.integration.registry.declared import form
from tests.integration.registry.filled import Register
from tests.integration.registry.test_declarations import Desk
from tests.support.command import run_command

Say = Callable[..., Any]
SUBMITTED, WITHDRAWN = "EP20190000777", "EP20190000888"


@pytest.fixture
def say(register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Types a command as an officer."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    address = register.running.address
    token = register.running.issuer.token(Role.ROLE_OFFICER, account="accounts/officer")

    async def typed(*words: str, exits: int = 0) -> Result:
        SignIns().keep(address, KeptSignIn("accounts/officer", token, "2999-01-01T00:00:00+00:00"))
        done = await asyncio.to_thread(run_command, ["--address", address, *words])
        assert done.exit_code == exits, done.output
        return done

    return typed


@pytest.fixture(scope="module")
async def declared(register: Register) -> Register:
    """Beside what exports brought: a letter in force, and one that was removed."""
    desk = Desk(register)
    for number in (SUBMITTED, WITHDRAWN):
        patents = [{"office": "EP", "applicationNumber": number}]
        said = form("ieeeLetter", patents=patents)
        made = await desk.submit(desk.acme, said, reference=f"LOA-{number}")
        if number == WITHDRAWN:
            await desk.remove(desk.officer, made.name)
    await register.indexed()
    return register


async def found(say: Say, *words: str) -> set[str]:
    reply = json.loads((await say("search", *words, "--json")).stdout)
    return {hit["applicationNumber"] for hit in reply.get("hits", [])}


@pytest.mark.usefixtures("declared")
async def test_a_search_is_narrowed_to_forms_and_states(say: Say) -> None:
    assert await found(say, "--form", "ieee-letter") == {SUBMITTED}
    exported = await found(say, "--form", "etsi-detailed")
    assert exported
    assert SUBMITTED not in exported
    assert await found(say, "--form", "ieee-letter", "--form", "etsi-detailed") == exported | {SUBMITTED}
    assert await found(say, "--form", "ieee-letter", "--state", "superseded", "--include-gone") == set()
    assert SUBMITTED in await found(say, "--state", "in-force", "--include-gone")


@pytest.mark.usefixtures("declared")
async def test_counts_by_form_and_state_are_shown_with_what_to_filter_by(say: Say) -> None:
    shown = (await say("search", "--holder", "holders/acme-radio-oy", "--facets")).stdout
    lines = [line.split() for line in shown.splitlines()]
    assert ["ieee", "letter", "1", "IEEE_LETTER"] in lines
    assert any(line[:2] == ["in", "force"] and line[-1] == "IN_FORCE" for line in lines)


@pytest.mark.usefixtures("declared")
async def test_an_unknown_form_is_refused_with_those_that_there_are(say: Say) -> None:
    refused = await say("search", "--form", "letter", exits=2)
    assert "'ieee-letter'" in refused.output


@pytest.mark.usefixtures("declared")
async def test_files_take_the_same_filters(say: Say, tmp_path: Path) -> None:
    async def numbers(*words: str) -> set[str]:
        output = tmp_path / "rows.csv"
        await say("export", "patents", *words, "--output", str(output))
        rows = csv.DictReader(io.StringIO(output.read_text(encoding="utf-8-sig")))
        return {row["application_number"] for row in rows}

    assert await numbers("--form", "ieee-letter") == {SUBMITTED}
    assert SUBMITTED not in await numbers("--form", "etsi-detailed")
    assert await numbers("--state", "in-force", "--form", "ieee-letter") == {SUBMITTED}
    assert await numbers("--state", "superseded", "--include-gone") == set()
    for kind in ("links", "families", "declarations"):
        output = tmp_path / f"{kind}.csv"
        await say("export", kind, "--form", "ieee-letter", "--state", "in-force", "--output", str(output))
        rows = list(csv.DictReader(io.StringIO(output.read_text(encoding="utf-8-sig"))))
        # A letter names no family; whether it is listed follows from the declaration all the same.
        assert [row["reference"] for row in rows] == ([] if kind == "families" else [f"LOA-{SUBMITTED}"]), kind


@pytest.mark.usefixtures("declared")
async def test_registrations_are_taken_out_with_their_columns_also_where_there_are_none(
    say: Say, tmp_path: Path
) -> None:
    output = tmp_path / "registrations.csv"
    done = await say("export", "registrations", "--output", str(output))
    (header,) = output.read_text(encoding="utf-8-sig").splitlines()
    assert {"registration", "number", "state", "patent_number"} <= set(header.split(","))
    assert "0 rows" in done.output
    about = json.loads(output.with_name("registrations.csv.about.json").read_text(encoding="utf-8"))
    assert (about["kind"], about["rows"]) == ("registrations", 0)
    listed = json.loads((await say("export", "list", "--json")).stdout)["exports"]
    assert listed[0]["kind"] == "EXPORT_KIND_REGISTRATIONS"
    shown = (await say("export", "show", listed[0]["name"])).stdout
    assert listed[0]["sha256"] in shown.replace("\n", "").replace(" ", "")
