"""Patents change hands after a frame is frozen: conflicts are looked for through the new owner too."""

from __future__ import annotations

import uuid

import pytest

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import checks_pb2 as checks
from sepia.assessment.v1 import evaluators_pb2, procedure_pb2
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.assessment.conftest import Centre, finding

S = checks.CheckState


def transfer(assignor: str, assignee: str, **change: object) -> evaluators_pb2.ReceiveTransferRequest:
    request = evaluators_pb2.ReceiveTransferRequest(
        transfer=f"transfers/{uuid.uuid4()}", assignor=assignor, assignee=assignee, position=7
    )
    for name, value in change.items():
        if isinstance(value, list):
            getattr(request, name).extend(value)
        else:
            setattr(request, name, value)
    return request


async def receive(centre: Centre, request: evaluators_pb2.ReceiveTransferRequest) -> bool:
    client = centre.coordination
    return (await client.call(centre.roster(client).ReceiveTransfer, request)).taken


async def checked(centre: Centre, owner: str, *ties: str) -> tuple[checks.Check, checks.Evaluator, Client]:
    """A check of an owner's family, and who does it."""
    family = f"families/etsi-{uuid.uuid4().hex[:8]}"
    campaign = await centre.drawn([(owner, family)], demonstration=False)
    person, client = await centre.evaluator(*ties)
    await centre.assign(campaign, person)
    (check,) = await centre.checks_of(centre.officer, campaign)
    return check, person, client


async def conflicts(centre: Centre, check: str, person: str) -> list[str]:
    request = evaluators_pb2.ListConflictsRequest(check=check, evaluator=person)
    return [each.text for each in (await centre.officer.call(centre.roster().ListConflicts, request)).conflicts]


async def refused(call: object) -> SepiaError:
    with pytest.raises(SepiaError) as caught:
        await call  # type: ignore[misc]
    return caught.value


async def test_a_check_is_not_opened_by_who_is_tied_to_the_new_owner_until_the_report_is_withdrawn(
    centre: Centre,
) -> None:
    owner, buyer = f"holders/o{uuid.uuid4().hex[:6]}", f"holders/b{uuid.uuid4().hex[:6]}"
    check, person, client = await checked(centre, owner, buyer)
    assert await conflicts(centre, check.name, person.name) == []
    moved = transfer(owner, buyer, families=[check.family])
    assert await receive(centre, moved)
    (said,) = await conflicts(centre, check.name, person.name)
    assert buyer in said
    for call in (
        centre.open(client, check.name),
        centre.opine(client, check.name, pb.OUTCOME_ESSENTIAL),
        centre.record(client, [finding(check)]),
    ):
        assert (await refused(call)).reason == "CONFLICT_OF_INTEREST"
    # The same again, and anything from before it, changes nothing.
    assert not await receive(centre, moved)
    moved.position, moved.withdrawn = 6, True
    assert not await receive(centre, moved)
    assert (await refused(centre.open(client, check.name))).reason == "CONFLICT_OF_INTEREST"
    moved.position = 8
    assert await receive(centre, moved)
    assert (await centre.open(client, check.name)).state == S.CHECK_STATE_OPENED
    entries = await centre.log(centre.public, "service:transfer:receive")
    assert [each.subject for each in entries].count(moved.transfer) == 2


@pytest.mark.parametrize("how", ["standard", "portfolio", "group", "further", "other"])
async def test_a_family_is_followed_by_whatever_way_it_went(centre: Centre, how: str) -> None:
    owner, middle, buyer = (f"holders/{letter}{uuid.uuid4().hex[:6]}" for letter in "omb")
    check, person, client = await checked(centre, owner, buyer)
    match how:
        case "standard":
            await receive(centre, transfer(owner, buyer, standards=[check.standard]))
        case "portfolio":
            await receive(centre, transfer(owner, buyer, any_family=True))
        case "group":  # it was reported under another spelling of the owner
            await centre.receive_groups(f"aliasDecisions/{uuid.uuid4()}", 1, owner, child=middle)
            await receive(centre, transfer(middle, buyer, families=[check.family]))
        case "further":
            await receive(centre, transfer(middle, buyer, any_family=True))
            await receive(centre, transfer(owner, middle, families=[check.family]))
        case _:  # another family, another standard, another owner
            await receive(centre, transfer(owner, buyer, families=["families/etsi-0"], standards=["standards/none"]))
            await receive(centre, transfer(middle, buyer, any_family=True))
            assert (await centre.open(client, check.name)).state == S.CHECK_STATE_OPENED
            return
    assert (await refused(centre.open(client, check.name))).reason == "CONFLICT_OF_INTEREST"
    # The centre gives it to somebody else, who is not tied to any of them.
    fresh, other = await centre.evaluator()
    request = procedure_pb2.ReplaceEvaluatorRequest(
        name=check.name, evaluator=person.name, by=[fresh.name], reason="tied to the new owner"
    )
    await centre.officer.call(centre.procedure().ReplaceEvaluator, request)
    assert (await centre.open(other, check.name)).state == S.CHECK_STATE_OPENED


async def test_nobody_tied_to_the_new_owner_is_assigned(centre: Centre) -> None:
    owner, buyer = f"holders/o{uuid.uuid4().hex[:6]}", f"holders/b{uuid.uuid4().hex[:6]}"
    family = f"families/etsi-{uuid.uuid4().hex[:8]}"
    await receive(centre, transfer(owner, buyer, families=[family]))
    campaign = await centre.drawn([(owner, family)])
    person, _ = await centre.evaluator(buyer)
    error = await refused(centre.assign(campaign, person))
    assert (error.reason, buyer in error.message) == ("NO_EVALUATOR_WITHOUT_CONFLICT", True)


async def test_nobody_but_coordination_says_that_patents_changed_hands(centre: Centre) -> None:
    request = transfer("holders/acme", "holders/bolt", any_family=True)
    for client in (centre.officer, centre.holder("holders/acme"), centre.public):
        error = await refused(client.call(centre.roster(client).ReceiveTransfer, request))
        assert error.kind in (Kind.FORBIDDEN, Kind.UNAUTHENTICATED)
