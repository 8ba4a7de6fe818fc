"""A campaign follows the regime profile that it was announced under, an operator's own among them."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sepia.assessment.v1 import campaigns_pb2 as pb
from services.assessment.app import SERVICE
from shared.errors import SepiaError
from shared.regime.loading import SHIPPED
from tests.integration.assessment.conftest import Centre, families_of, finding, open_centre, ordinary_url
from tests.support import Databases, run_service

PAIRS = families_of("holders/acme", "holders/zenith")


def write_profile(folder: Path, *, quota: str = "none", simulated: str = "demo_only", due: str = "6 months") -> None:
    text = (SHIPPED / "eu-2023.toml").read_text(encoding="utf-8")
    for old, new in (
        ('name = { value = "eu-2023"', 'name = { value = "own-regime"'),
        ('evaluator_checks_per_year = { value = "none"', f"evaluator_checks_per_year = {{ value = {quota}"),
        ('simulated_findings = { value = "demo_only"', f'simulated_findings = {{ value = "{simulated}"'),
        ('[checks]\nopinion_due = { value = "6 months"', f'[checks]\nopinion_due = {{ value = "{due}"'),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new.replace("value = none", 'value = "none"'))
    (folder / "own-regime.toml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
async def regimes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("regimes")
    write_profile(folder)
    return folder


@pytest.fixture(scope="module")
async def centre(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, regimes: Path
) -> AsyncIterator[Centre]:
    async with open_centre(databases, tmp_path_factory.mktemp("keys"), regimes_folder=regimes) as centre:
        yield centre


async def drawn(centre: Centre) -> pb.Campaign:
    frame = await centre.receive(PAIRS)
    request = centre.announcement(frame.name, regime="own-regime")
    campaign = await centre.officer.call(centre.campaigns().AnnounceCampaign, request)
    centre.clock.advance(dt.timedelta(hours=2))
    return await centre.draw(campaign)


async def test_a_quota_stops_the_assignment_when_everybody_is_booked_up(centre: Centre, regimes: Path) -> None:
    write_profile(regimes, quota="3")
    campaign = await drawn(centre)
    first, _ = await centre.evaluator()
    with pytest.raises(SepiaError) as refused:
        await centre.assign(campaign, first)
    assert refused.value.reason == "CHECKS_UNASSIGNABLE"
    second, other = await centre.evaluator()
    await centre.assign(campaign, first, second)
    assert len(await centre.checks_of(other)) == 2
    # What was given within a year counts, whatever the campaign: 2 + 2 of 3 + 3 are left for 4 more.
    with pytest.raises(SepiaError) as refused:
        await centre.assign(await drawn(centre), first, second)
    assert refused.value.reason == "CHECKS_UNASSIGNABLE"
    centre.clock.advance(dt.timedelta(days=366))
    assert (await centre.assign(await drawn(centre), first, second)).check_count == 4


async def test_a_regime_may_forbid_simulation_altogether(centre: Centre, regimes: Path) -> None:
    write_profile(regimes, simulated="never")
    campaign = await drawn(centre)
    assert campaign.demonstration
    someone, client = await centre.evaluator()
    await centre.assign(campaign, someone)
    check = (await centre.checks_of(client))[0]
    with pytest.raises(SepiaError) as refused:
        await centre.record(client, [finding(check, simulated=True)])
    assert refused.value.reason == "SIMULATION_OUTSIDE_DEMONSTRATION"


async def test_a_profile_that_changes_later_changes_no_campaign_that_was_announced(
    centre: Centre, regimes: Path
) -> None:
    write_profile(regimes, due="10 days")
    campaign = await drawn(centre)
    write_profile(regimes, due="2 years")
    someone, client = await centre.evaluator()
    await centre.assign(campaign, someone)
    check = (await centre.checks_of(client))[0]
    assert check.due_time.ToDatetime() - check.assign_time.ToDatetime() < dt.timedelta(days=14)
    assert (await drawn(centre)).regime != campaign.regime


async def test_a_service_does_not_start_on_a_bad_profile(databases: Databases, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[regime]\n", encoding="utf-8")
    with pytest.raises(SepiaError) as refused:
        async with run_service(SERVICE, ordinary_url(databases), tmp_path / "keys", regimes_folder=tmp_path):
            pass
    assert refused.value.reason == "REGIME_PROFILE_INVALID"
