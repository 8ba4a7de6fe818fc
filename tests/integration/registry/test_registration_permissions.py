"""Who may call which method on registrations, whatever it is asked."""

from __future__ import annotations

import pytest

from sepia.auth.v1 import auth_pb2
from sepia.registry.v1 import registrations_pb2 as pb
from sepia.registry.v1.registrations_pb2_grpc import RegistrationServiceStub
from shared.errors import Kind, SepiaError
from tests.integration.registry.filled import Register
from tests.integration.registry.registered import ACME

Role = auth_pb2.Role
METHODS = {method.name: method for method in pb.DESCRIPTOR.services_by_name["RegistrationService"].methods}

OFFICERS = {
    "EnterRegistration",
    "ReturnRegistration",
    "CorrectRegistration",
    "DecideCorrectionRequest",
    "OpenCure",
    "DecideCure",
    "DecideAppeal",
    "EraseContactData",
    "DrawReviewSample",
    "DecideReviewItem",
    "SetCarvedOutUseCases",
}
COORDINATION = {"NoteRegistrationEvent"}
HOLDERS = {
    "SubmitRegistration",
    "ReportChange",
    "ListCorrectionRequests",
    "ListCures",
    "AnswerCure",
    "FileAppeal",
    "RemoveRegistration",
    "DiscardRegistration",
    "ListNotices",
}
SIGNED_IN = {"RequestCorrection"}
PUBLIC = {
    "GetRegistration",
    "ListRegistrations",
    "ListRegistrationEvents",
    "GetRegistrationExtract",
    "ListReviewSamples",
    "ListReviewItems",
    "GetCarvedOutUseCases",
    "QueryCourtGate",
}
CALLERS = {
    "nobody": (),
    "holder": (Role.ROLE_HOLDER,),
    "implementer": (Role.ROLE_IMPLEMENTER,),
    "court": (Role.ROLE_COURT,),
    "evaluator": (Role.ROLE_EVALUATOR,),
    "officer": (Role.ROLE_OFFICER,),
    "service": (Role.ROLE_SERVICE,),
}


def admitted(caller: str, method: str) -> bool:
    if method in PUBLIC:
        return True
    if caller == "nobody":
        return False
    if method in SIGNED_IN or caller == "officer":
        return True
    return (caller == "holder" and method in HOLDERS) or (caller == "service" and method in COORDINATION)


def test_every_method_is_in_exactly_one_row_of_the_matrix() -> None:
    rows = [OFFICERS, COORDINATION, HOLDERS, SIGNED_IN, PUBLIC]
    assert set().union(*rows) == set(METHODS)
    assert sum(map(len, rows)) == len(METHODS)


@pytest.mark.parametrize("caller", CALLERS)
async def test_a_caller_is_admitted_to_the_methods_of_its_roles_only(empty_register: Register, caller: str) -> None:
    client = empty_register.running.client(*CALLERS[caller], organization=ACME if caller == "holder" else "")
    stub = client.stub(RegistrationServiceStub)
    for name, method in METHODS.items():
        refusal: SepiaError | None = None
        try:
            # Empty: whoever is admitted gets as far as the fields.
            await client.call(getattr(stub, name), getattr(pb, method.input_type.name)())
        except SepiaError as error:
            refusal = error
        kept_out = refusal is not None and refusal.kind in (Kind.FORBIDDEN, Kind.UNAUTHENTICATED)
        assert kept_out == (not admitted(caller, name)), (caller, name, refusal)
        if kept_out and refusal is not None:
            assert refusal.kind is (Kind.UNAUTHENTICATED if caller == "nobody" else Kind.FORBIDDEN)
