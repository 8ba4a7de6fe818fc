"""A registry that goes by an operator's own regime profile, named in its settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import objections_pb2, registrations_pb2, standards_pb2
from sepia.registry.v1.objections_pb2_grpc import ObjectionServiceStub
from sepia.registry.v1.registrations_pb2_grpc import RegistrationServiceStub
from sepia.registry.v1.standards_pb2_grpc import StandardServiceStub
from services.cli.demo_registration import REGIMES_FOLDER
from services.registry.app import SERVICE
from shared.clock import FixedClock
from shared.errors import SepiaError
from shared.regime import Status, load_profile
from tests.integration.registry.filled import SMALL, Register
from tests.integration.registry.registered import ACME, BEGIN, BELL, FEE, FIVE_G, content, date, day
from tests.support import Databases, run_service

SHIPPED = (REGIMES_FOLDER / "demonstration.toml").read_text(encoding="utf-8")
OWN = SHIPPED.replace('value = "demonstration"', 'value = "own-rules"').replace(
    'answer_open = { value = "2 months"', 'answer_open = { value = "10 days"'
)


def profile(folder: Path, text: str) -> Path:
    (folder / "own-rules.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
async def own(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Register]:
    """A registry set to the operator's own regime."""
    folder = profile(tmp_path_factory.mktemp("regimes"), OWN)
    keys, url = tmp_path_factory.mktemp("keys"), databases.of(SERVICE)
    clock = FixedClock(BEGIN)
    async with run_service(SERVICE, url, keys, clock=clock, regime="own-rules", regimes_folder=folder) as running:
        register = Register(running)
        await register.bring_rows(*SMALL)
        yield register


async def test_a_notice_that_names_no_regime_is_given_under_the_one_of_the_settings(own: Register) -> None:
    """And where a regime leaves no time for comments, nobody waits for any."""
    stub = own.officer.stub(StandardServiceStub)
    notice = standards_pb2.NotifyStandardRequest(
        standard=FIVE_G,
        kind=standards_pb2.STANDARD_NOTICE_KIND_JOINT,
        commercial_name="5G",
        technical_specifications=["3GPP TS 38.211"],
        specification_publication_date=date("2026-03-01"),
        holders=[ACME, BELL],
        frand_commitment=True,
    )
    notified = await own.officer.call(stub.NotifyStandard, notice)
    assert notified.procedure.regime == "own-rules"
    published = await own.officer.call(stub.PublishNotification, standards_pb2.PublishNotificationRequest(name=FIVE_G))
    assert not published.procedure.HasField("comments_until_date")
    with pytest.raises(SepiaError, match="its regime leaves no time for comments") as refused:
        await own.officer.call(stub.SubmitComment, standards_pb2.SubmitCommentRequest(standard=FIVE_G, text="Late."))
    assert refused.value.reason == "COMMENTS_NOT_OPEN"
    conclude = standards_pb2.ConcludeCommentsRequest(name=FIVE_G, summary="None could come.")
    await own.officer.call(stub.ConcludeComments, conclude)
    opened = await own.officer.call(stub.OpenRegistration, standards_pb2.OpenRegistrationRequest(name=FIVE_G))
    assert day(opened.procedure.registration_open_date) == "2026-03-02"
    registering = own.officer.stub(RegistrationServiceStub)
    request = registrations_pb2.SubmitRegistrationRequest(
        holder=ACME, standard=FIVE_G, content=content("EP 3 000 001 B1"), fee=FEE
    )
    asked = await own.officer.call(registering.SubmitRegistration, request)
    enter = registrations_pb2.EnterRegistrationRequest(name=asked.name, fee_confirmed=True)
    assert (await own.officer.call(registering.EnterRegistration, enter)).number == "SEP-OWNRULES-2026-000001"


async def test_periods_that_nothing_else_sets_are_those_of_the_settings_regime(own: Register) -> None:
    stub = own.officer.stub(ObjectionServiceStub)
    notice = objections_pb2.FileObjectionRequest(
        subject="holders/acme-radio-oy/declarations/1",
        ground=objections_pb2.OBJECTION_GROUND_WRONG,
        reasons="It lapsed in all states.",
        evidence=[objections_pb2.Evidence(text="A letter.")],
        objector_name="Muster GmbH",
        objector_contact="post@muster.example",
    )
    other = own.running.client(Role.ROLE_SIGNED_IN, account="accounts/objector")
    filed = await other.call(other.stub(ObjectionServiceStub).FileObjection, notice)
    admitted = await own.officer.call(stub.AdmitObjection, objections_pb2.AdmitObjectionRequest(name=filed.name))
    assert "own-rules: objections.answer_open = 10 days, operator" in admitted.answer_provision
    due = admitted.answer_due_date
    assert dt.date(due.year, due.month, due.day) == dt.date(2026, 3, 12)


async def test_a_court_gate_for_a_standard_without_a_procedure_cites_the_settings_regime(own: Register) -> None:
    request = registrations_pb2.QueryCourtGateRequest(patent="EP3000001", standard="standards/4g")
    gate = await own.anyone.call(own.anyone.stub(RegistrationServiceStub).QueryCourtGate, request)
    assert gate.profile.startswith("own-rules@")


async def test_a_profile_without_objections_is_refused_by_section_and_file(
    databases: Databases, tmp_path: Path
) -> None:
    start, _, rest = OWN.partition("[objections]")
    folder = profile(tmp_path, start + rest[rest.index("[fees]") :])
    with pytest.raises(SepiaError) as refused:
        async with run_service(
            SERVICE, databases.of(SERVICE), tmp_path / "keys", regime="own-rules", regimes_folder=folder
        ):
            pass
    assert refused.value.reason == "REGIME_PROFILE_INVALID"
    assert f"{folder / 'own-rules.toml'}:1: profile: the section [objections] is missing" in refused.value.message
    assert "answer_open, interim_restriction" in refused.value.message


def test_the_made_up_regime_of_the_demonstration_says_so_of_every_value() -> None:
    made_up = load_profile("demonstration", REGIMES_FOLDER)
    assert {made_up.provenance(key).status for key in list(made_up.keys())} == {Status.OPERATOR}
    assert made_up.standards is not None
    assert made_up.standards.comments_open.amount == 0
