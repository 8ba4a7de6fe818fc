"""What an older engine computed stays readable; who verifies it is told what this engine cannot check."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from sepia.frand.v1 import calculations_pb2 as pb
from services.cli.verification import check_calculation
from services.frand.calculations import rules, side_by_side
from services.frand.calculations.messages import to_message
from shared.errors import Kind, SepiaError
from tests.integration.frand.conftest import Frand, question
from tests.integration.frand.test_reports import downloaded, texts
from tests.unit.frand.calculations import secrets
from tests.unit.frand.calculations.secrets import leaks

AUDIENCE = ("holders/acme", "holders/bell")
OLDER = "3"
By = Callable[[Awaitable[pb.Calculation]], Awaitable[pb.Calculation]]


@pytest.fixture
def by_older(monkeypatch: pytest.MonkeyPatch) -> By:
    """Has a calculation made by the engine of an older version."""

    async def made(asked: Awaitable[pb.Calculation]) -> pb.Calculation:
        with monkeypatch.context() as older:
            for module in (rules, side_by_side):
                older.setattr(module, "ENGINE_VERSION", OLDER)
            return await asked

    return made


def means(*licences: Any, **facts: Any) -> pb.CreateCalculationRequest:
    method = pb.MethodInputs()
    to_message(secrets.inputs(*licences), method.comparables)
    return pb.CreateCalculationRequest(methods=[method], release=["comparables:rate"], **facts)


async def forget_what_0005_wrote_down(frand: Frand, name: str) -> None:
    """Makes a calculation one that was stored before views and releases were written down."""
    tables = ("calculation_whole", "calculation_view")
    async with frand.running.running.database.engine.begin() as connection:
        for table in tables:
            await connection.execute(sa.text(f"alter table frand.{table} disable trigger user"))
            await connection.execute(sa.text(f"alter table frand.{table} no force row level security"))
        where = "where sha256 = :sha256"
        named = {"sha256": name.removeprefix("calculations/")}
        changed = sa.text(f"update frand.calculation_whole set exposures = null {where}")
        assert (await connection.execute(changed, named)).rowcount == 1
        await connection.execute(sa.text(f"delete from frand.calculation_view {where}"), named)
        for table in tables:
            await connection.execute(sa.text(f"alter table frand.{table} enable trigger user"))
            await connection.execute(sa.text(f"alter table frand.{table} force row level security"))


async def test_one_of_the_top_down_method_is_shown_derived_and_reported(frand: Frand, by_older: By) -> None:
    asked = question(await frand.received(), await frand.on_record())
    old = await by_older(frand.calculations(frand.officer, "CreateCalculation", asked))
    assert old.engine_version == OLDER
    found = await frand.calculations(frand.anyone, "GetCalculation", pb.GetCalculationRequest(name=old.name))
    assert found == old
    derived = await frand.calculations(
        frand.anyone, "GetDerivation", pb.GetDerivationRequest(calculation=old.name, holder="holders/acme")
    )
    assert derived.quantities[0].id == "rate"
    assert OLDER in json.loads(await downloaded(frand.anyone, old.name, "JSON"))["engine_version"]
    outcome = check_calculation(found)
    assert outcome.differs == []
    assert len(outcome.checked) == 1
    assert "made with engine 3" in outcome.undone[0]
    now = await frand.calculations(frand.officer, "CreateCalculation", asked)
    assert now.name != old.name
    assert check_calculation(now).undone == []


async def test_a_confidential_one_keeps_its_secrets_and_counts_among_what_is_released(
    frand: Frand, by_older: By
) -> None:
    three = [replace(each, licensee=f"Older {each.id}") for each in secrets.licences(*AUDIENCE)]
    asked = means(*three, published=True)
    old = await by_older(frand.calculations(frand.acme, "CreateCalculation", asked))
    await forget_what_0005_wrote_down(frand, old.name)
    for client, complete in ((frand.bell, True), (frand.maker, False), (frand.anyone, False)):
        found = await frand.calculations(client, "GetCalculation", pb.GetCalculationRequest(name=old.name))
        assert found.confidentiality.complete is complete
        assert found.answers[0].results[0].best.value
        outcome = check_calculation(found)
        assert outcome.differs == []
        assert bool(outcome.undone) is complete
        assert any("follow from others by the formulas" in line for line in outcome.checked)
        if not complete:
            assert leaks(str(found)) == []
            for form in ("PDF", "XLSX", "CSV"):
                assert leaks(texts(await downloaded(client, old.name, form), form)) == []
    fourth = secrets.licence(*AUDIENCE, id="fourth", lump_sum="51902837")
    with pytest.raises(SepiaError) as refused:
        await frand.calculations(frand.acme, "CreateCalculation", means(*three, fourth, published=True))
    assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, "DISCLOSES_TOGETHER")
    assert old.name in refused.value.message
    assert (await frand.calculations(frand.acme, "CreateCalculation", means(*three, published=True))).name != old.name
