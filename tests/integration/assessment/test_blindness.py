"""Blindness as an attacker tries it: nothing that a holder, the public or another evaluator gets tells who checks."""

from __future__ import annotations

import uuid

import psycopg
import pytest
from google.protobuf.message import Message

from sepia.assessment.v1 import campaigns_pb2 as campaigns
from sepia.assessment.v1 import checks_pb2, evaluators_pb2, hearings_pb2, procedure_pb2
from sepia.journal.v1 import journal_pb2
from sepia.journal.v1.journal_pb2_grpc import JournalServiceStub
from shared.client import Client
from shared.errors import SepiaError
from shared.ids import id_in
from tests.integration.assessment.conftest import Centre, families_of


class Secrets:
    """A campaign under way with two evaluators, half of it doubled; one check opened, one with a negative leaning."""

    def __init__(self) -> None:
        self.campaign = campaigns.Campaign()
        self.words: list[bytes] = []
        self.checks: list[checks_pb2.Check] = []
        self.people: list[Client] = []

    def in_reply(self, reply: Message | str) -> list[bytes]:
        """Which secrets are in what somebody got."""
        data = reply.encode() if isinstance(reply, str) else reply.SerializeToString() + str(reply).encode()
        return [word for word in self.words if word in data]


@pytest.fixture(scope="module")
async def secrets(centre: Centre) -> Secrets:
    made = Secrets()
    made.campaign = await centre.drawn(families_of("holders/acme", "holders/zenith", each=8), minimum=8)
    roster = [await centre.evaluator() for _ in range(3)]
    request = campaigns.AssignChecksRequest(
        name=made.campaign.name, evaluators=[one.name for one, _ in roster], duplicate_per_mille=500
    )
    made.campaign = await centre.officer.call(centre.campaigns().AssignChecks, request)
    made.people = [client for _, client in roster]
    made.checks = await centre.checks_of(centre.officer, made.campaign)
    for one, _ in roster:
        made.words += [one.name.encode(), one.name.partition("/")[2].encode(), one.account.encode()]
    made.words += [check.name.encode() for check in made.checks]
    mine = await centre.checks_of(made.people[0], made.campaign)
    await centre.open(made.people[0], mine[0].name)
    await centre.open(made.people[0], mine[1].name)
    await centre.opine(made.people[0], mine[1].name, campaigns.OUTCOME_NOT_ESSENTIAL)
    return made


async def everything(centre: Centre, client: Client, secrets: Secrets) -> list[Message | str]:
    """What a caller gets from everything there is to ask, refusals too."""
    check = secrets.checks[0].name
    person = secrets.words[0].decode()
    name = secrets.campaign.name
    calls = [
        (centre.campaigns(client).GetCampaign, campaigns.GetCampaignRequest(name=name)),
        (centre.campaigns(client).ListCampaigns, campaigns.ListCampaignsRequest(page_size=1)),
        (centre.campaigns(client).ListDrawnFamilies, campaigns.ListDrawnFamiliesRequest(campaign=name, page_size=3)),
        (centre.campaigns(client).ListHolderResults, campaigns.ListHolderResultsRequest(campaign=name)),
        (centre.campaigns(client).ListResults, campaigns.ListResultsRequest(campaign=name)),
        (centre.checks(client).ListChecks, checks_pb2.ListChecksRequest(campaign=name)),
        (centre.hearings(client).ListHearings, hearings_pb2.ListHearingsRequest()),
        (centre.hearings(client).ListOpinions, hearings_pb2.ListOpinionsRequest()),
        (centre.hearings(client).ListOpinionRequests, hearings_pb2.ListOpinionRequestsRequest()),
        (centre.hearings(client).ListObservations, hearings_pb2.ListObservationsRequest(campaign=name)),
        (centre.procedure(client).ListDuties, procedure_pb2.ListDutiesRequest()),
        (
            client.stub(JournalServiceStub).ListEntries,
            journal_pb2.ListEntriesRequest(log="logs/assessment", page_size=1000),
        ),
    ]
    # These name what is asked for in their refusal: that much the attacker knew.
    guesses = [
        (centre.checks(client).GetCheck, checks_pb2.GetCheckRequest(name=check)),
        (centre.roster(client).GetEvaluator, evaluators_pb2.GetEvaluatorRequest(name=person)),
    ]
    got: list[Message | str] = []
    for method, request in calls:
        try:
            got.append(await client.call(method, request))
        except SepiaError as refused:
            got.append(f"{refused.reason} {refused.message} {refused.metadata}")
    for method, request in guesses:
        with pytest.raises(SepiaError) as guess:
            await client.call(method, request)
        got.append(guess.value.message.replace(request.name, ""))
    return got


async def test_holders_and_the_public_find_no_trace_of_who_checks(centre: Centre, secrets: Secrets) -> None:
    entries = await centre.log(centre.officer, "officer:checks:assign")  # everything has its position
    assert all(secrets.in_reply(entry) for entry in entries)  # what officers see would be found
    for client in (centre.public, centre.holder("holders/acme"), centre.holder("holders/third")):
        for reply in await everything(centre, client, secrets):
            assert secrets.in_reply(reply) == []


async def test_a_guessed_check_is_refused_as_one_that_never_was(centre: Centre, secrets: Secrets) -> None:
    other = secrets.people[2]
    own = {check.name for check in await centre.checks_of(other, secrets.campaign)}
    there = next(check.name for check in secrets.checks if check.name not in own)
    never = "checks/" + "0" * 8 + "-0000-7000-8000-" + "0" * 12
    told = []
    for name in (there, never):
        with pytest.raises(SepiaError) as refused:
            await centre.look(name, other)
        told.append((refused.value.kind, refused.value.reason, refused.value.message.replace(name, "")))
    assert told[0] == told[1]


async def test_an_evaluator_cannot_tell_a_double_nor_find_the_other(centre: Centre, secrets: Secrets) -> None:
    by_family: dict[str, int] = {}
    for check in secrets.checks:
        by_family[check.family] = by_family.get(check.family, 0) + 1
    doubled = {family for family, number in by_family.items() if number == 2}
    assert len(doubled) == 8
    for client in secrets.people:
        own = await centre.checks_of(client, secrets.campaign)
        assert len({check.family for check in own}) == len(own)
        # Same fields, same time to the microsecond, whether doubled or not; and ids in no order: the distance between
        # two of them would count the doubles among the families between.
        fields = {tuple(field.name for field, _ in check.ListFields()) for check in own if check.state == 1}
        assert len(fields) == 1
        assert len({check.due_time.ToNanoseconds() for check in own}) == 1
        assert {id_in(check.name).version for check in own} == {4}
    async with await psycopg.AsyncConnection.connect(centre.url) as connection:
        await connection.execute("select set_config('sepia.audiences', 'role:SERVICE', false)")
        named = [f"{check.name}#%" for check in secrets.checks]
        found = await connection.execute(
            "select id from assessment.deadline where subject like any(%s) and kind = 'check:opinion'", [named]
        )
        ids: list[uuid.UUID] = [row[0] for row in await found.fetchall()]
    assert len(ids) == len(secrets.checks)
    assert {id.version for id in ids} == {4}  # they are the UIDs of calendar events


async def test_counts_and_entries_withheld_say_the_same_before_and_after_somebody_worked(
    centre: Centre, secrets: Secrets
) -> None:
    acme = centre.holder("holders/acme")

    async def seen() -> campaigns.Campaign:
        return await acme.call(
            centre.campaigns(acme).GetCampaign, campaigns.GetCampaignRequest(name=secrets.campaign.name)
        )

    before = await seen()
    assert (before.recorded_count, before.check_count) == (0, 16)
    mine = [c for c in await centre.checks_of(secrets.people[1], secrets.campaign) if c.state == 1]
    await centre.open(secrets.people[1], mine[0].name)
    await centre.opine(secrets.people[1], mine[0].name, campaigns.OUTCOME_ESSENTIAL)
    assert await seen() == before
    for entry in await centre.log(acme, "centre:check:step"):
        assert (entry.subject, entry.actor, entry.content, entry.salt) == ("", "", b"", b"")
