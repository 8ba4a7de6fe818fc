"""The command `sepia declaration`, as people type it, against a running registry."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from sepia.auth.v1.auth_pb2 import Role
from services.cli.session import KeptSignIn, SignIns
from tests.integration.registry.declared import CONTACT, FORMS, form
from tests.integration.registry.filled import Register
from tests.support.command import run_command

Say = Callable[..., Any]
_WHO = {
    "acme": (Role.ROLE_HOLDER, "holders/acme-radio-oy"),
    "officer": (Role.ROLE_OFFICER, ""),
    "maker": (Role.ROLE_IMPLEMENTER, ""),
}


@pytest.fixture
def say(register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Types a command as somebody; fails unless it exits as expected."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    address = register.running.address

    async def typed(who: str, *arguments: str, exits: int = 0) -> Result:
        role, organization = _WHO[who]
        token = register.running.issuer.token(role, account=f"accounts/{who}", organization=organization)
        SignIns().keep(address, KeptSignIn(f"accounts/{who}", token, "2999-01-01T00:00:00+00:00"))
        words = ["--address", address, "declaration", *arguments]
        done = await asyncio.to_thread(run_command, words)
        assert done.exit_code == exits, done.output
        return done

    return typed


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Any], str]:
    """Puts a declaration into a file."""

    def written(said: Any) -> str:
        file = tmp_path / "declaration.json"
        file.write_text(said if isinstance(said, str) else json.dumps(said), encoding="utf-8")
        return str(file)

    return written


async def test_a_declaration_lives_its_life_by_the_command(say: Say, write: Any, tmp_path: Path) -> None:
    scan = tmp_path / "signed.pdf"
    scan.write_bytes(b"%PDF-1.7 signed by Ada")
    said = {"reference": "ACME-2024-1", "form": FORMS["etsiDetailed"]}
    done = await say("acme", "submit", "--file", write(said), "--document", str(scan), "--json")
    made = json.loads(done.stdout)
    name = made["name"].rpartition("/")[2]
    assert (made["kind"], made["reference"]) == ("DECLARATION_KIND_ETSI_DETAILED", "ACME-2024-1")

    listed = await say("maker", "list", "--most", "1", "--json")
    assert len(json.loads(listed.stdout)["declarations"]) == 1
    assert "more than these 1 (--most N)" in listed.stderr
    shown = (await say("maker", "show", name)).stdout
    assert "etsi-detailed, in-force, declared by Acme Radio Oy" in shown
    assert "binds now: yes; entries listed: 1" in shown
    assert "signed.pdf" in shown
    listed = (await say("maker", "patents", name)).stdout
    assert "EP20190000777, EP3777001 B1" in listed

    copy = tmp_path / "copy.pdf"
    document = made["documents"][1]["document"]
    await say("maker", "document", document, "--to", str(copy))
    assert copy.read_bytes() == scan.read_bytes()

    refused = await say("acme", "withdraw", name, "--reason", "Mistake", exits=1)
    assert "--information" in " ".join(refused.stderr.split())
    same = await say("acme", "update", name, "--file", write(FORMS["etsiDetailed"]), "--reason", "Granted", exits=1)
    assert "NOTHING_CHANGED" in same.stderr
    granted = write(form("etsiDetailed") | {"contact": {**CONTACT, "name": "Another"}})
    later = await say("acme", "update", name, "--file", granted, "--reason", "Granted", "--json")
    second = json.loads(later.stdout)["name"].rpartition("/")[2]
    chain = (await say("maker", "chain", second)).stdout
    assert chain.index(f"{name} ") < chain.index(f"{second} ")
    assert f"replaces {name}" in chain
    await say("acme", "withdraw", second, "--information", "--reason", "Not essential")
    gone = await say("officer", "remove", second, "--objectively-false", "--reason", "Signed by nobody")
    assert "removed-objectively-false" in gone.stdout
    tomb = (await say("maker", "show", second)).stdout
    assert "Signed by nobody" in tomb
    assert "undertaking" not in tomb


async def test_a_third_partys_declaration_waits_for_the_centre(say: Say, write: Any) -> None:
    said = {"declarant": "Makers e.V.", "form": FORMS["thirdParty"]}
    made = json.loads((await say("maker", "submit", "--file", write(said), "--json")).stdout)
    name = made["name"].rpartition("/")[2]
    await say("acme", "show", name, exits=1)
    pending = json.loads((await say("officer", "list", "--state", "pending", "--json")).stdout)
    assert name in [one["name"].rpartition("/")[2] for one in pending["declarations"]]
    await say("officer", "review", name, "publish", "--reason", "Grounds are given")
    shown = (await say("acme", "show", name)).stdout
    assert "about patents of Example Radio Oy" in shown
    assert name in (await say("acme", "list", "--form", "third-party")).stdout


async def test_every_fault_of_a_form_is_printed(say: Say, write: Any) -> None:
    refused = await say("acme", "submit", "--file", write(form("etsiDetailed", belief=None, undertaking=None)), exits=1)
    text = " ".join(refused.stderr.split())
    assert "form.etsi_detailed.belief" in text
    assert "form.etsi_detailed.undertaking" in text


@pytest.mark.parametrize(
    ("said", "why"), [("{", "is no JSON"), ("[1]", "no JSON object"), ({"form": {"blanked": {}}}, "blanked")]
)
async def test_a_file_that_is_no_declaration_is_refused_before_anything_is_sent(
    say: Say, write: Any, said: Any, why: str
) -> None:
    refused = await say("acme", "submit", "--file", write(said), exits=1)
    assert why in " ".join(refused.stderr.split())
    assert "BAD_DECLARATION_FILE" in refused.stderr
