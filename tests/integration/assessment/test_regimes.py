"""A campaign follows the regime profile that it was announced under, an operator's own among them."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import checks_pb2 as checks
from sepia.assessment.v1 import hearings_pb2 as hearings
from sepia.assessment.v1 import procedure_pb2 as procedure
from services.assessment.app import SERVICE
from shared.auth.callers import Role
from shared.client import Client
from shared.errors import Kind, SepiaError
from shared.regime.loading import SHIPPED
from tests.integration.assessment.conftest import Centre, families_of, finding, open_centre, ordinary_url
from tests.support import Databases, run_service

ACME = "holders/acme"
PAIRS = families_of(ACME, "holders/zenith")


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


def write_open_profile(folder: Path) -> None:
    """Implementers observe, by name, on any family of the frame; peers are asked for by the centre alone."""
    text = (SHIPPED / "eu-2023.toml").read_text(encoding="utf-8")
    for old, new in (
        ('name = { value = "eu-2023"', 'name = { value = "open-regime"'),
        ('observers = { value = ["stakeholder"]', 'observers = { value = ["implementer"]'),
        (
            "only_sampled = { value = true",
            'author_shown = { value = true, source = "own rules", status = "operator" }\n'
            "only_sampled = { value = false",
        ),
        (
            'extended_by = { value = ["centre"]',
            'reply_extension = { value = "14 days", source = "own rules", status = "operator" }\n'
            'reply_extensions = { value = 1, source = "own rules", status = "operator" }\n'
            'extended_by = { value = ["centre"]',
        ),
        ('requested_by = { value = ["holder"]', 'requested_by = { value = ["centre"]'),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / "open-regime.toml").write_text(text, encoding="utf-8")
    text = text.replace('value = "open-regime"', 'value = "eager-regime"')
    text = text.replace("only_after_negative = { value = true", "only_after_negative = { value = false")
    (folder / "eager-regime.toml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
async def regimes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("regimes")
    write_profile(folder)
    write_open_profile(folder)
    return folder


@pytest.fixture(scope="module")
async def centre(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, regimes: Path
) -> AsyncIterator[Centre]:
    async with open_centre(databases, tmp_path_factory.mktemp("keys"), regimes_folder=regimes) as centre:
        yield centre


async def drawn(centre: Centre, regime: str = "own-regime", *, demonstration: bool = True) -> pb.Campaign:
    frame = await centre.receive(PAIRS, demonstration=demonstration)
    request = centre.announcement(frame.name, regime=regime)
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


async def observe(client: Client, centre: Centre, campaign: pb.Campaign, family: str) -> hearings.Observation:
    request = hearings.SubmitObservationRequest(campaign=campaign.name, family=family, text="See D1, figure 3.")
    return await client.call(centre.hearings(client).SubmitObservation, request)


async def test_who_observes_on_what_and_by_name_is_the_regimes_to_say(centre: Centre) -> None:
    campaign = await drawn(centre, "open-regime")
    listed = pb.ListDrawnFamiliesRequest(campaign=campaign.name)
    chosen = await centre.public.call(centre.campaigns(centre.public).ListDrawnFamilies, listed)
    (not_drawn, *_) = [
        family for holder, family in PAIRS if holder == ACME and family not in {each.family for each in chosen.families}
    ]
    implementer = centre.running.client(
        Role.ROLE_IMPLEMENTER, account="accounts/bolt", organization="implementers/bolt"
    )
    made = await observe(implementer, centre, campaign, not_drawn)
    holder = centre.holder(ACME)
    asked = hearings.ListObservationsRequest(campaign=campaign.name)
    (seen,) = (await holder.call(centre.hearings(holder).ListObservations, asked)).observations
    assert (seen.name, seen.author) == (made.name, "implementers/bolt")
    other = centre.holder("holders/zenith")
    with pytest.raises(SepiaError, match=r"Observations come from implementer under this regime .*Art. 30") as refused:
        await observe(other, centre, campaign, not_drawn)
    assert refused.value.reason == "NOT_AN_OBSERVER"
    with pytest.raises(SepiaError, match="is not in the frame") as refused:
        await observe(implementer, centre, campaign, "families/none")
    assert refused.value.kind is Kind.NOT_FOUND
    # Under the regime of the proposal only drawn families are observed on.
    strict = await drawn(centre)
    chosen = await centre.public.call(
        centre.campaigns(centre.public).ListDrawnFamilies, pb.ListDrawnFamiliesRequest(campaign=strict.name)
    )
    left = next(family for _, family in PAIRS if family not in {each.family for each in chosen.families})
    with pytest.raises(SepiaError, match="was not drawn"):
        await observe(implementer, centre, strict, left)


async def test_peers_are_asked_for_by_those_whom_the_regime_names(centre: Centre) -> None:
    campaign = await drawn(centre, "open-regime", demonstration=False)
    someone, client = await centre.evaluator()
    await centre.assign(campaign, someone)
    check = next(each for each in await centre.checks_of(client) if each.holder == ACME)
    await centre.opine(client, check.name, pb.OUTCOME_NOT_ESSENTIAL)
    holder = centre.holder(ACME)
    (hearing,) = await centre.hearings_of(holder)
    request = hearings.RequestReviewRequest(
        name=hearing.name, review=hearings.REVIEW_PEER_EVALUATION, grounds="Look again."
    )
    with pytest.raises(SepiaError, match="asked for by centre") as refused:
        await holder.call(centre.hearings(holder).RequestReview, request)
    assert refused.value.reason == "PEERS_NOT_YOURS_TO_ASK"


async def test_the_centre_extends_a_holders_time_where_the_regime_lets_it(centre: Centre) -> None:
    campaign = await drawn(centre, "open-regime", demonstration=False)
    someone, client = await centre.evaluator()
    await centre.assign(campaign, someone)
    check = next(each for each in await centre.checks_of(client) if each.holder == "holders/zenith")
    await centre.opine(client, check.name, pb.OUTCOME_NOT_ESSENTIAL)
    holder = centre.holder("holders/zenith")
    (before,) = await centre.hearings_of(holder)
    request = procedure.ExtendCheckRequest(name=check.name, reason="their counsel is ill")
    await centre.officer.call(centre.procedure().ExtendCheck, request)
    (after,) = await centre.hearings_of(holder)
    extended = after.due_time.ToDatetime() - before.due_time.ToDatetime()
    assert dt.timedelta(days=14) <= extended <= dt.timedelta(days=18)
    (duty,) = [duty for duty in await centre.duties_of(holder) if duty.subject == before.name]
    assert duty.due_time == after.due_time
    assert "checks.reply_extension" in duty.provision
    with pytest.raises(SepiaError) as refused:
        await centre.officer.call(centre.procedure().ExtendCheck, request)
    assert refused.value.reason == "EXTENSION_USED"
    # What was owed before is not what lapses: nothing happens on the day that was the last.
    centre.clock.advance(before.due_time.ToDatetime(dt.UTC) + dt.timedelta(days=1) - centre.clock.now())
    await centre.settle()
    assert (await centre.look(check.name)).state == checks.CHECK_STATE_HEARING


async def test_a_regime_with_peers_after_any_opinion_is_not_announced(centre: Centre) -> None:
    frame = await centre.receive(PAIRS)
    request = centre.announcement(frame.name, regime="eager-regime")
    with pytest.raises(SepiaError) as refused:
        await centre.officer.call(centre.campaigns().AnnounceCampaign, request)
    assert refused.value.reason == "PEERS_AFTER_ANY_OPINION"
