"""Checks: given to those without a conflict, seen by nobody else, signed all or none, published when all are done."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import uuid

import psycopg
import pytest

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import checks_pb2 as checks
from shared.auth.callers import Role
from shared.clock import stopwatch
from shared.errors import Kind, SepiaError
from tests.integration.assessment.conftest import Centre, families_of, finding

PAIRS = families_of("holders/acme", "holders/zenith", "")
SHARED = [("holders/acme", "families/both"), ("holders/zenith", "families/both"), ("holders/acme", "families/own")]


async def holder_results(centre: Centre, campaign: pb.Campaign) -> list[pb.HolderResult]:
    request = pb.ListHolderResultsRequest(campaign=campaign.name)
    return list((await centre.public.call(centre.campaigns(centre.public).ListHolderResults, request)).results)


async def results(centre: Centre, campaign: pb.Campaign, **fields: object) -> list[pb.Result]:
    request = pb.ListResultsRequest(campaign=campaign.name, **fields)
    pages = centre.public.pages(centre.campaigns(centre.public).ListResults, request)
    return [result async for page in pages for result in page.results]


async def shown(centre: Centre, campaign: pb.Campaign, *, officer: bool = False) -> pb.Campaign:
    client = centre.officer if officer else centre.public
    return await client.call(centre.campaigns(client).GetCampaign, pb.GetCampaignRequest(name=campaign.name))


# --- the roster --------------------------------------------------------------------------------------------------


async def test_an_account_is_on_the_roster_once(centre: Centre) -> None:
    created, _ = await centre.evaluator("holders/acme")
    with pytest.raises(SepiaError) as refused:
        await centre.officer.call(
            centre.checks().CreateEvaluator,
            checks.CreateEvaluatorRequest(account=created.account, display_name="Again"),
        )
    assert refused.value.kind is Kind.EXISTS


async def test_the_roster_is_for_officers(centre: Centre) -> None:
    created, evaluator = await centre.evaluator("holders/acme", "holders/zenith")
    request = checks.ListEvaluatorsRequest(page_size=1)
    pages = centre.officer.pages(centre.checks().ListEvaluators, request)
    roster = [one async for page in pages for one in page.evaluators]
    assert next(one for one in roster if one.name == created.name) == created
    with pytest.raises(SepiaError) as refused:
        await evaluator.call(centre.checks(evaluator).ListEvaluators, request)
    assert refused.value.kind is Kind.FORBIDDEN


# --- assignment --------------------------------------------------------------------------------------------------


async def test_checks_go_to_those_without_a_tie_to_the_holder(centre: Centre) -> None:
    campaign = await centre.drawn(PAIRS)
    tied, tied_client = await centre.evaluator("holders/acme")
    free, free_client = await centre.evaluator()
    assigned = await centre.assign(campaign, tied, free)
    assert (assigned.state, assigned.check_count) == (pb.CAMPAIGN_STATE_CHECKING, 4)
    assert {check.holder for check in await centre.checks_of(tied_client)} == {"holders/zenith"}
    own = await centre.checks_of(free_client)
    assert {check.holder for check in own} >= {"holders/acme"}
    assert {check.evaluator for check in own} == {free.name}


async def test_the_opinion_is_due_at_the_end_of_the_regimes_period(centre: Centre) -> None:
    campaign = await centre.drawn(PAIRS)
    someone, client = await centre.evaluator()
    await centre.assign(campaign, someone)
    check = (await centre.checks_of(client))[0]
    assigned, due = check.assign_time.ToDatetime(), check.due_time.ToDatetime()
    # Six months under eu-2023, or up to a weekend more.
    assert dt.timedelta(days=181) <= due - assigned <= dt.timedelta(days=188)


@pytest.mark.parametrize("flaw", ["tie", "identity", "undeclared"])
async def test_a_holder_for_whom_nobody_is_free_of_conflict_stops_the_assignment(centre: Centre, flaw: str) -> None:
    campaign = await centre.drawn(PAIRS)
    ties = ["holders/acme"] if flaw == "tie" else []
    someone, _ = await centre.evaluator(*ties, identity_verified=flaw != "identity", ties_declared=flaw != "undeclared")
    with pytest.raises(SepiaError, match="holders/acme") as refused:
        await centre.assign(campaign, someone)
    assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, "NO_EVALUATOR_WITHOUT_CONFLICT")
    assert (await shown(centre, campaign)).state == pb.CAMPAIGN_STATE_DRAWN
    assert await centre.checks_of(centre.officer, campaign) == []


async def test_a_family_drawn_for_two_holders_is_checked_once_by_somebody_tied_to_neither(centre: Centre) -> None:
    campaign = await centre.drawn(SHARED)
    tied, _ = await centre.evaluator("holders/zenith")
    with pytest.raises(SepiaError, match="holders/acme and holders/zenith"):
        await centre.assign(campaign, tied)
    free, client = await centre.evaluator()
    assigned = await centre.assign(campaign, tied, free)
    assert (assigned.drawn_count, assigned.check_count) == (3, 2)
    own = {check.family: check for check in await centre.checks_of(client)}
    assert own["families/both"].holder == "holders/acme"


async def test_an_evaluator_who_is_not_on_the_roster_is_not_found(centre: Centre) -> None:
    campaign = await centre.drawn(PAIRS)
    with pytest.raises(SepiaError) as refused:
        await centre.assign(campaign, checks.Evaluator(name=f"evaluators/{uuid.uuid4()}"))
    assert refused.value.kind is Kind.NOT_FOUND


async def test_assignment_comes_after_the_draw_and_once(centre: Centre) -> None:
    someone, _ = await centre.evaluator()
    with pytest.raises(SepiaError) as refused:
        await centre.assign(await centre.announced(PAIRS), someone)
    assert refused.value.reason == "CAMPAIGN_NOT_DRAWN"
    campaign = await centre.drawn(PAIRS)
    outcomes = await asyncio.gather(
        centre.assign(campaign, someone), centre.assign(campaign, someone), return_exceptions=True
    )
    refusals = [outcome for outcome in outcomes if isinstance(outcome, SepiaError)]
    assert [error.reason for error in refusals] == ["CAMPAIGN_ALREADY_ASSIGNED"]
    assert len(await centre.checks_of(centre.officer, campaign)) == 4


async def test_a_retried_assignment_gets_the_first_answer(centre: Centre) -> None:
    campaign = await centre.drawn(PAIRS)
    someone, _ = await centre.evaluator()
    identity = uuid.uuid4().hex
    first = await centre.assign(campaign, someone, request_id=identity)
    assert await centre.assign(campaign, someone, request_id=identity) == first


# --- who may know ------------------------------------------------------------------------------------------------


async def test_a_check_exists_for_its_evaluator_and_officers_alone(centre: Centre) -> None:
    campaign = await centre.drawn(PAIRS)
    someone, client = await centre.evaluator()
    _, stranger = await centre.evaluator()
    await centre.assign(campaign, someone)
    check = (await centre.checks_of(client))[0]
    request = checks.GetCheckRequest(name=check.name)
    for who in (client, centre.officer):
        assert await who.call(centre.checks(who).GetCheck, request) == check
    with pytest.raises(SepiaError) as refused:
        await stranger.call(centre.checks(stranger).GetCheck, request)
    assert refused.value.kind is Kind.NOT_FOUND
    assert await centre.checks_of(stranger) == []
    holder = centre.running.client(Role.ROLE_HOLDER, account="accounts/acme", organization="holders/acme")
    for who, kind in ((holder, Kind.FORBIDDEN), (centre.public, Kind.UNAUTHENTICATED)):
        with pytest.raises(SepiaError) as refused:
            await who.call(centre.checks(who).GetCheck, request)
        assert refused.value.kind is kind


async def test_the_log_tells_the_public_how_many_and_the_evaluator_which(centre: Centre) -> None:
    campaign = await centre.drawn(PAIRS)
    someone, client = await centre.evaluator()
    _, stranger = await centre.evaluator()
    await centre.assign(campaign, someone)
    public = (await centre.log(centre.public, "officer:campaign:assign"))[-1]
    content = json.loads(public.content)["content"]
    assert (content["check_count"], content["evaluator_count"]) == (4, 1)
    assert someone.name not in public.content.decode()
    assert someone.account not in public.content.decode()
    for who, sees in ((client, True), (centre.officer, True), (stranger, False), (centre.public, False)):
        entry = (await centre.log(who, "officer:checks:assign"))[-1]
        assert (entry.subject == someone.name) is sees
        assert bool(entry.content) is sees


@pytest.mark.parametrize("table", ["essentiality_check", "finding", "evaluator", "tie", "assignment_key"])
async def test_the_database_itself_shows_nobody_elses_rows(centre: Centre, table: str) -> None:
    campaign = await centre.drawn(PAIRS)
    someone, client = await centre.evaluator("holders/nobody")
    await centre.assign(campaign, someone)
    await centre.record(client, [finding(check) for check in await centre.checks_of(client)])

    def seen(account: str, audiences: str) -> int:
        with psycopg.connect(centre.url) as connection:
            connection.execute("select set_config('sepia.account', %s, true)", [account])
            connection.execute("select set_config('sepia.audiences', %s, true)", [audiences])
            row = connection.execute(f"select count(*) from assessment.{table}").fetchone()  # pyright: ignore
            return int(row[0]) if row else 0

    assert seen("", "") == 0
    assert seen("accounts/stranger", "public,role:EVALUATOR,account:accounts/stranger") == 0
    assert seen("accounts/officer", "public,role:OFFICER") > 0
    own = seen(someone.account, "public,role:EVALUATOR")
    assert own == {"essentiality_check": 4, "finding": 4, "evaluator": 1, "tie": 1, "assignment_key": 0}[table]


async def test_the_database_lets_nobody_change_a_finding_or_sign_for_another(centre: Centre) -> None:
    campaign = await centre.drawn(PAIRS)
    someone, client = await centre.evaluator()
    await centre.assign(campaign, someone)
    await centre.record(client, [finding(check) for check in await centre.checks_of(client)])
    with psycopg.connect(centre.url) as connection:
        connection.execute(
            "select set_config('sepia.account', %s, true), set_config('sepia.audiences', 'role:OFFICER', true)",
            ["accounts/officer"],
        )
        for statement in (
            "update assessment.finding set outcome = 2",
            "delete from assessment.finding",
            "update assessment.essentiality_check set outcome = 2",
        ):
            assert connection.execute(statement).rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(
                "insert into assessment.finding select check_id, revision + 1, account, outcome, reasons, simulated,"
                " signed_at, log_entry_id from assessment.finding"
            )


async def test_how_many_are_recorded_is_for_officers_until_publication(centre: Centre) -> None:
    campaign = await centre.drawn(PAIRS)
    someone, client = await centre.evaluator()
    await centre.assign(campaign, someone)
    own = await centre.checks_of(client)
    await centre.record(client, [finding(check) for check in own[:3]])
    before = await shown(centre, campaign)
    assert before.recorded_count == 0
    assert (await shown(centre, campaign, officer=True)).recorded_count == 3
    await centre.record(client, [finding(own[3])])
    # Nor does the etag tell that something was signed.
    assert await shown(centre, campaign) == before
    await centre.publish(campaign)
    assert (await shown(centre, campaign)).recorded_count == 4


# --- findings ----------------------------------------------------------------------------------------------------


async def test_a_finding_is_signed_by_its_evaluator_in_the_log_and_its_history_is_kept(centre: Centre) -> None:
    campaign = await centre.drawn(PAIRS)
    someone, client = await centre.evaluator()
    await centre.assign(campaign, someone)
    check = (await centre.checks_of(client))[0]
    assert await centre.record(client, [finding(check)]) == 1
    changed = finding(check, pb.OUTCOME_NOT_ESSENTIAL)
    changed.reasons = "Feature 1.3 is not in the cited clause."
    await centre.record(client, [changed])
    current = await client.call(centre.checks(client).GetCheck, checks.GetCheckRequest(name=check.name))
    assert (current.state, current.outcome, current.reasons) == (
        checks.CHECK_STATE_RECORDED,
        pb.OUTCOME_NOT_ESSENTIAL,
        changed.reasons,
    )
    with psycopg.connect(centre.url) as connection:
        connection.execute("select set_config('sepia.account', %s, true)", [someone.account])
        history = connection.execute(
            "select f.revision, f.outcome, l.actor from assessment.finding f"
            " join assessment.log_entry l on l.id = f.log_entry_id where f.check_id = %s order by f.revision",
            [check.name.removeprefix("checks/")],
        ).fetchall()
    assert history == [(1, 1, someone.account), (2, 2, someone.account)]
    entry = (await centre.log(client, "evaluator:findings:record"))[-1]
    assert json.loads(entry.content)["content"]["findings"][0]["check"] == check.name
    assert not (await centre.log(centre.public, "evaluator:findings:record"))[-1].content


async def test_findings_are_recorded_all_or_none_and_each_at_fault_is_named(centre: Centre) -> None:
    campaign = await centre.drawn(PAIRS)
    first, client = await centre.evaluator()
    second, other = await centre.evaluator()
    await centre.assign(campaign, first, second)
    own, others = await centre.checks_of(client), await centre.checks_of(other)
    blank = finding(own[0])
    blank.reasons = " \n"
    with pytest.raises(SepiaError) as refused:
        await centre.record(client, [finding(own[0]), finding(own[1]), blank])
    assert refused.value.kind is Kind.INVALID
    assert [violation.field for violation in refused.value.violations] == [
        "findings[2].check",
        "findings[2].reasons",
    ]
    with pytest.raises(SepiaError) as refused:
        await centre.record(client, [finding(own[0]), finding(others[0]), finding(others[1])])
    assert refused.value.kind is Kind.NOT_FOUND
    assert [violation.field for violation in refused.value.violations] == ["findings[1].check", "findings[2].check"]
    assert {check.state for check in await centre.checks_of(client)} == {checks.CHECK_STATE_ASSIGNED}


async def test_an_officer_signs_nothing(centre: Centre) -> None:
    campaign = await centre.drawn(PAIRS)
    someone, _ = await centre.evaluator()
    await centre.assign(campaign, someone)
    check = (await centre.checks_of(centre.officer, campaign))[0]
    with pytest.raises(SepiaError) as refused:
        await centre.record(centre.officer, [finding(check)])
    assert refused.value.kind is Kind.FORBIDDEN
    both = centre.running.client(Role.ROLE_OFFICER, Role.ROLE_EVALUATOR, account="accounts/both")
    with pytest.raises(SepiaError) as refused:
        await centre.record(both, [finding(check)])
    assert refused.value.kind is Kind.NOT_FOUND


async def test_a_simulated_finding_stays_on_demonstration_data(centre: Centre) -> None:
    someone, client = await centre.evaluator()
    real = await centre.drawn(PAIRS, demonstration=False)
    await centre.assign(real, someone)
    check = (await centre.checks_of(client, real))[0]
    with pytest.raises(SepiaError) as refused:
        await centre.record(client, [finding(check, simulated=True)])
    assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, "SIMULATION_OUTSIDE_DEMONSTRATION")
    assert await centre.record(client, [finding(check)]) == 1


async def test_a_retried_request_signs_once(centre: Centre) -> None:
    campaign = await centre.drawn(PAIRS)
    someone, client = await centre.evaluator()
    await centre.assign(campaign, someone)
    findings = [finding(check) for check in await centre.checks_of(client)]
    identity = uuid.uuid4().hex
    assert [await centre.record(client, findings, identity) for _ in range(2)] == [4, 4]
    with psycopg.connect(centre.url) as connection:
        connection.execute("select set_config('sepia.account', %s, true)", [someone.account])
        assert connection.execute("select max(revision) from assessment.finding").fetchone() == (1,)
    with pytest.raises(SepiaError) as refused:
        await centre.record(client, findings[:1], identity)
    assert refused.value.reason == "REQUEST_ID_REUSED"


async def test_a_thousand_findings_are_signed_quickly(centre: Centre) -> None:
    campaign = await centre.drawn(families_of("holders/acme", each=1000), minimum=1000)
    someone, client = await centre.evaluator()
    await centre.assign(campaign, someone)
    findings = [finding(check, simulated=True) for check in await centre.checks_of(client)]
    assert len(findings) == 1000
    started = stopwatch()
    assert await centre.record(client, findings) == 1000
    assert stopwatch() - started < 5


# --- publication -------------------------------------------------------------------------------------------------


async def test_results_are_published_when_every_check_is_signed(centre: Centre) -> None:
    campaign = await centre.drawn(PAIRS)
    someone, client = await centre.evaluator()
    with pytest.raises(SepiaError, match="4 checks are still open"):
        await centre.publish(campaign)
    await centre.assign(campaign, someone)
    own = await centre.checks_of(client)
    await centre.record(client, [finding(check) for check in own[:3]])
    with pytest.raises(SepiaError, match="1 check is still open") as refused:
        await centre.publish(campaign)
    assert refused.value.reason == "CHECKS_OPEN"
    for listing in (holder_results, results):
        with pytest.raises(SepiaError) as refused:
            await listing(centre, campaign)
        assert refused.value.reason == "RESULTS_NOT_PUBLISHED"
    await centre.record(client, [finding(own[3], pb.OUTCOME_UNDETERMINED, simulated=True)])
    published = await centre.publish(campaign)
    assert (published.state, published.demonstration) == (pb.CAMPAIGN_STATE_PUBLISHED, True)
    with pytest.raises(SepiaError) as refused:
        await centre.publish(campaign)
    assert refused.value.reason == "CAMPAIGN_ALREADY_PUBLISHED"
    with pytest.raises(SepiaError) as refused:
        await centre.record(client, [finding(own[0])])
    assert refused.value.reason == "CAMPAIGN_ALREADY_PUBLISHED"


async def test_a_line_a_holder_counts_verdicts_and_keeps_the_undetermined_and_the_unknown_apart(
    centre: Centre,
) -> None:
    campaign = await centre.drawn(PAIRS)
    someone, client = await centre.evaluator()
    await centre.assign(campaign, someone)
    by_holder: dict[str, list[checks.Check]] = {}
    for check in await centre.checks_of(client):
        by_holder.setdefault(check.holder, []).append(check)
    acme, zenith = by_holder["holders/acme"], by_holder["holders/zenith"]
    await centre.record(
        client,
        [
            finding(acme[0]),
            finding(acme[1], pb.OUTCOME_NOT_ESSENTIAL, simulated=True),
            finding(zenith[0], pb.OUTCOME_UNDETERMINED),
            finding(zenith[1]),
        ],
    )
    await centre.publish(campaign)
    assert await holder_results(centre, campaign) == [
        pb.HolderResult(families=4),
        pb.HolderResult(
            holder="holders/acme", display_name="HOLDERS/ACME", families=4, drawn=2, checked=2, essential=1, simulated=1
        ),
        pb.HolderResult(
            holder="holders/zenith",
            display_name="HOLDERS/ZENITH",
            families=4,
            drawn=2,
            checked=1,
            essential=1,
            undetermined=1,
        ),
    ]
    listed = await results(centre, campaign, page_size=3)
    assert [result.holder for result in listed] == ["holders/acme"] * 2 + ["holders/zenith"] * 2
    assert {result.check for result in listed} == {check.name for check in acme + zenith}
    assert [result.holder for result in await results(centre, campaign, holder="holders/zenith")] == [
        "holders/zenith"
    ] * 2
    entry = (await centre.log(centre.public, "officer:campaign:publish"))[-1]
    content = json.loads(entry.content)["content"]
    assert entry.subject == campaign.name
    assert (content["drawn"], content["checked"], content["essential"], content["undetermined"]) == (4, 3, 2, 1)
    assert someone.name not in entry.content.decode()


async def test_a_result_holds_for_every_holder_the_family_was_drawn_for(centre: Centre) -> None:
    campaign = await centre.drawn(SHARED)
    someone, client = await centre.evaluator()
    await centre.assign(campaign, someone)
    verdicts = {"families/both": pb.OUTCOME_ESSENTIAL, "families/own": pb.OUTCOME_NOT_ESSENTIAL}
    await centre.record(client, [finding(c, verdicts[c.family]) for c in await centre.checks_of(client)])
    await centre.publish(campaign)
    lines = {line.holder: (line.checked, line.essential) for line in await holder_results(centre, campaign)}
    assert lines == {"holders/acme": (2, 1), "holders/zenith": (1, 1)}


async def test_a_finding_signed_while_results_are_published_is_in_them_or_refused(centre: Centre) -> None:
    for _ in range(5):
        campaign = await centre.drawn(PAIRS)
        someone, client = await centre.evaluator()
        await centre.assign(campaign, someone)
        own = await centre.checks_of(client)
        await centre.record(client, [finding(check) for check in own])
        changed = [finding(check, pb.OUTCOME_NOT_ESSENTIAL) for check in own]
        recorded, published = await asyncio.gather(
            centre.record(client, changed), centre.publish(campaign), return_exceptions=True
        )
        assert isinstance(published, pb.Campaign)
        essential = sum(line.essential for line in await holder_results(centre, campaign))
        if isinstance(recorded, SepiaError):
            assert (recorded.reason, essential) == ("CAMPAIGN_ALREADY_PUBLISHED", 4)
        else:
            assert (recorded, essential) == (4, 0)
