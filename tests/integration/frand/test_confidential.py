"""Owns the check, as an attacker makes it, that what is confidential reaches its audience and nobody else."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from google.longrunning import operations_proto_pb2 as operations_pb2
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from prometheus_client import generate_latest

from sepia.frand.v1 import calculations_pb2 as pb
from sepia.frand.v1 import comparables_pb2, licences_pb2, methods_pb2, reports_pb2, reports_pb2_grpc, scenarios_pb2
from sepia.journal.v1 import journal_pb2, journal_pb2_grpc
from services.frand.calculations import rules, withholding
from services.frand.calculations.messages import to_message
from services.frand.tables import CONFIDENTIAL
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.frand.conftest import Frand
from tests.unit.frand.calculations import secrets
from tests.unit.frand.calculations.secrets import leaks

AUDIENCE = ("holders/acme", "holders/bell")


def method(*audience: str, id: str = "") -> pb.MethodInputs:
    """The comparables method with one licence for these organisations."""
    message = pb.MethodInputs(id=id)
    to_message(secrets.inputs(secrets.licence(*audience)), message.comparables)
    return message


def asked(*audience: str, **facts: Any) -> pb.CreateCalculationRequest:
    """A request with one licence for these organisations."""
    return pb.CreateCalculationRequest(standard="standards/lte", methods=[method(*audience)], **facts)


async def refused(
    frand: Frand, client: Client, name: str, request: Message, service: str = "calculations"
) -> SepiaError:
    with pytest.raises(SepiaError) as error:
        await getattr(frand, service)(client, name, request)
    return error.value


@pytest.fixture(scope="module")
async def hidden(frand: Frand) -> pb.Calculation:
    """A calculation for Acme and Bell that is shared with the maker."""
    request = asked(*AUDIENCE, shared_with=["organizations/maker"], request_id=str(uuid.uuid4()))
    return await frand.calculations(frand.acme, "CreateCalculation", request)


async def test_its_audience_sees_all_of_it(frand: Frand, hidden: pb.Calculation) -> None:
    for client in (frand.acme, frand.bell):
        found = await frand.calculations(client, "GetCalculation", pb.GetCalculationRequest(name=hidden.name))
        assert found.confidentiality.complete
        assert list(found.confidentiality.audience) == [*AUDIENCE]
        assert list(found.confidentiality.shared_with) == ["organizations/maker"]
        assert found.answers[0].results[0].best.value
        assert leaks(found.canonical_inputs) == [*secrets.RESTRICTED, secrets.PARTNER]
        assert hashlib.sha256(found.canonical_inputs.encode()).hexdigest() == found.name.removeprefix("calculations/")
        assert rules.compute(found.canonical_inputs) == found.document
        assert hashlib.sha256(found.document.encode()).hexdigest() == found.result_digest


async def test_those_it_is_shared_with_see_that_something_is_withheld_and_whose(
    frand: Frand, hidden: pb.Calculation
) -> None:
    found = await frand.calculations(frand.maker, "GetCalculation", pb.GetCalculationRequest(name=hidden.name))
    assert leaks(MessageToJson(found)) == []
    entitled = await frand.calculations(
        frand.acme, "GetDerivation", pb.GetDerivationRequest(calculation=hidden.name, answer="comparables")
    )
    numbers = {each.value for each in entitled.quantities if each.audience and len(each.value) > 4}
    assert [number for number in numbers if number in MessageToJson(found)] == []
    assert len(numbers) > 3
    assert (found.canonical_inputs, found.confidentiality.complete) == ("", False)
    assert list(found.confidentiality.whose) == ["holders/acme"]
    assert list(found.confidentiality.audience) == []
    assert found.confidentiality.withheld == found.answers[0].withheld > 5
    graph = await frand.calculations(
        frand.maker, "GetDerivation", pb.GetDerivationRequest(calculation=hidden.name, answer="comparables")
    )
    assert leaks(MessageToJson(graph)) == []
    assert graph.withheld == found.confidentiality.withheld
    whole = await frand.calculations(
        frand.acme, "GetDerivation", pb.GetDerivationRequest(calculation=hidden.name, answer="comparables")
    )
    names = {quantity.id for quantity in whole.quantities} - {quantity.id for quantity in graph.quantities}
    assert names
    for name in names:
        request = pb.GetDerivationRequest(calculation=hidden.name, answer="comparables", quantity=name)
        assert (await refused(frand, frand.maker, "GetDerivation", request)).kind is Kind.NOT_FOUND
    assert withholding.recheck(json.loads(found.document)).wrong == ()


async def test_to_everybody_else_it_does_not_exist(frand: Frand, hidden: pb.Calculation) -> None:
    absent = f"calculations/{'0' * 64}"
    for client in (frand.outsider, frand.implementer, frand.officer, frand.coordination, frand.anyone):
        for name, request in (
            ("GetCalculation", pb.GetCalculationRequest),
            ("GetDerivation", lambda name: pb.GetDerivationRequest(calculation=name, answer="comparables")),
        ):
            error, other = [
                await refused(frand, client, name, request(name=each) if name == "GetCalculation" else request(each))
                for each in (hidden.name, absent)
            ]
            # Word for word what is said of a name that was never given.
            assert error.message.replace(hidden.name, "X") == other.message.replace(absent, "X")
            assert (error.kind, error.reason) == (other.kind, other.reason) == (Kind.NOT_FOUND, "NOT_FOUND")
        listed = await frand.calculations(client, "ListCalculations", pb.ListCalculationsRequest(page_size=1000))
        assert hidden.name not in {each.name for each in listed.calculations}
        assert leaks(MessageToJson(listed)) == []


async def test_only_the_audience_shares_it_and_only_without_restricted_numbers(frand: Frand) -> None:
    made = await frand.calculations(frand.acme, "CreateCalculation", asked(*AUDIENCE))
    request = pb.ShareCalculationRequest(name=made.name, shared_with=["organizations/maker"])
    assert (await refused(frand, frand.outsider, "ShareCalculation", request)).kind is Kind.NOT_FOUND
    shared = await frand.calculations(frand.bell, "ShareCalculation", request)
    assert list(shared.confidentiality.shared_with) == ["organizations/maker"]
    again = pb.ShareCalculationRequest(name=made.name, shared_with=["holders/outsider"], published=True)
    error = await refused(frand, frand.maker, "ShareCalculation", again)
    assert (error.kind, error.reason) == (Kind.FORBIDDEN, "NOT_IN_AUDIENCE")
    await frand.calculations(frand.acme, "ShareCalculation", pb.ShareCalculationRequest(name=made.name, published=True))
    found = await frand.calculations(frand.anyone, "GetCalculation", pb.GetCalculationRequest(name=made.name))
    assert (found.confidentiality.published, leaks(MessageToJson(found))) == (True, [])
    assert list(found.confidentiality.shared_with) == []


async def test_what_is_released_is_seen_by_whoever_sees_the_calculation(frand: Frand) -> None:
    question = pb.MethodInputs()
    to_message(secrets.inputs(*secrets.licences(*AUDIENCE)), question.comparables)
    request = pb.CreateCalculationRequest(methods=[question], release=["comparables:rate"], published=True)
    made = await frand.calculations(frand.acme, "CreateCalculation", request)
    found = await frand.calculations(frand.anyone, "GetCalculation", pb.GetCalculationRequest(name=made.name))
    assert [each.quantity for each in found.answers[0].results] == ["rate"]
    whole, released = (Decimal(each.answers[0].results[0].best.value) for each in (made, found))
    # With all its digits, it would tell numerator and denominator of what it follows from.
    assert released == pytest.approx(whole, rel=Decimal("1e-5"))
    assert len(released.as_tuple().digits) <= 6 < len(whole.as_tuple().digits)
    assert leaks(MessageToJson(found)) == []
    graph = await frand.calculations(
        frand.anyone, "GetDerivation", pb.GetDerivationRequest(calculation=made.name, answer="comparables")
    )
    assert leaks(MessageToJson(graph)) == []
    assert [each.id for each in graph.quantities if each.formula_withheld] == ["rate"]


async def test_a_mean_of_one_licence_or_two_is_not_released(frand: Frand) -> None:
    """Of one licence it is its rate; of two, each of their parties would know the other's."""
    licences = secrets.licences(*AUDIENCE)
    for count, said in ((1, "rests on one licence only"), (2, "rests on 2 licences only")):
        question = pb.MethodInputs()
        to_message(secrets.inputs(*licences[:count]), question.comparables)
        request = pb.CreateCalculationRequest(methods=[question], release=["comparables:rate"], published=True)
        error = await refused(frand, frand.acme, "CreateCalculation", request)
        assert (error.kind, error.reason, error.violations[0].field) == (Kind.INVALID, "DISCLOSES", "release[0]")
        assert said in error.message
        assert leaks(error.message) == []
        started = await frand.calculations(
            frand.acme, "StartCalculation", pb.StartCalculationRequest(calculation=request)
        )
        ended = await frand.ended(frand.acme, started.name)
        assert said in ended.error.message
    # Whoever means it releases the licence's own rate by name.
    question = pb.MethodInputs()
    to_message(secrets.inputs(licences[0]), question.comparables)
    request = pb.CreateCalculationRequest(methods=[question], release=["comparables:rate", "comparables:first.rate"])
    assert (await frand.calculations(frand.acme, "CreateCalculation", request)).name


def mean_of(*licences: Any, answer: str = "comparables", **facts: Any) -> pb.CreateCalculationRequest:
    """A request for the mean of licences, to be released to everybody."""
    question = pb.MethodInputs(id=answer)
    to_message(secrets.inputs(*licences), question.comparables)
    return pb.CreateCalculationRequest(methods=[question], release=[f"{answer}:rate"], published=True, **facts)


def parties(licence: Any, name: str, **change: Any) -> Any:
    """A licence between parties of its own, so that those of other tests are none of its."""
    return replace(licence, licensee=f"{name} {licence.id}", **change)


async def test_two_calculations_that_differ_by_a_licence_are_not_both_published(frand: Frand) -> None:
    """What an attacker would do: publish a mean of three, then one of four, and subtract."""
    three = [parties(each, "Difference") for each in secrets.licences(*AUDIENCE)]
    fourth = parties(secrets.licence(*AUDIENCE, id="fourth", lump_sum="51902837"), "Difference")
    first = await frand.calculations(frand.acme, "CreateCalculation", mean_of(*three))
    # Nobody is shown the second one yet; its audience may see what it would tell.
    quiet = mean_of(*three, fourth)
    quiet.published = False
    second = await frand.calculations(frand.acme, "CreateCalculation", quiet)
    rates = {each.subject: each.best.value for each in second.answers[0].results if "portfolio" in each.label}
    shown = await frand.calculations(frand.anyone, "GetCalculation", pb.GetCalculationRequest(name=first.name))
    of_three = Decimal(shown.answers[0].results[0].best.value)
    of_four = Decimal(second.answers[0].results[0].best.value)
    assert 4 * of_four - 3 * of_three == pytest.approx(Decimal(rates["fourth"]), rel=Decimal("1e-4"))
    for name, request in (
        ("ShareCalculation", pb.ShareCalculationRequest(name=second.name, shared_with=["organizations/maker"])),
        ("ShareCalculation", pb.ShareCalculationRequest(name=second.name, published=True)),
        ("CreateCalculation", mean_of(*three, fourth)),
        # Under other names, as another answer, and on another day, it is the same difference.
        ("CreateCalculation", mean_of(*(replace(each, id=f"x_{each.id}") for each in (*three, fourth)), answer="y")),
        ("CreateCalculation", mean_of(*(replace(each, licensee="Somebody") for each in three), fourth)),
        ("CreateCalculation", mean_of(*three[:2], fourth)),
    ):
        error = await refused(frand, frand.acme, name, request)
        assert (error.kind, error.reason) == (Kind.PRECONDITION, "DISCLOSES_TOGETHER")
        assert first.name in error.message
        assert leaks(error.message) == []
    started = await frand.calculations(
        frand.acme, "StartCalculation", pb.StartCalculationRequest(calculation=mean_of(*three, fourth))
    )
    assert "would tell what stays restricted" in (await frand.ended(frand.acme, started.name)).error.message
    # The other party of the audience shows what Acme showed: it counts, whoever showed it.
    again = pb.ShareCalculationRequest(name=second.name, published=True)
    assert (await refused(frand, frand.bell, "ShareCalculation", again)).reason == "DISCLOSES_TOGETHER"
    for client in (frand.maker, frand.anyone):
        error = await refused(frand, client, "GetCalculation", pb.GetCalculationRequest(name=second.name))
        assert error.kind is Kind.NOT_FOUND
    # The same three again, and three others, tell nothing more.
    assert (await frand.calculations(frand.acme, "CreateCalculation", mean_of(*three))).confidentiality.published
    others = [parties(each, "Others") for each in secrets.licences(*AUDIENCE)]
    others = [replace(each, payments=(replace(each.payments[0], due=dt.date(2022, 3, 1)),)) for each in others]
    assert (await frand.calculations(frand.acme, "CreateCalculation", mean_of(*others))).confidentiality.published


async def test_two_that_differ_published_at_the_same_moment_are_one(frand: Frand) -> None:
    three = [parties(each, "Moment") for each in secrets.licences(*AUDIENCE)]
    fourth = parties(secrets.licence(*AUDIENCE, id="fourth", lump_sum="51902837"), "Moment")
    requests = [mean_of(*three), mean_of(*three, fourth)]
    found = await asyncio.gather(
        *(frand.calculations(frand.acme, "CreateCalculation", each) for each in requests), return_exceptions=True
    )
    refusals = [each for each in found if isinstance(each, SepiaError)]
    assert [each.reason for each in refusals] == ["DISCLOSES_TOGETHER"]


async def test_each_organisation_sees_of_a_calculation_what_it_is_in_the_audience_of(frand: Frand) -> None:
    """Acme sees two licences; Bell and Acme one of them, the maker and Acme the other."""
    held = secrets.licences("holders/acme", "holders/bell")
    other = replace(held[1], audience=("holders/acme", "organizations/maker"))
    question = pb.MethodInputs()
    to_message(secrets.inputs(held[0], other), question.comparables)
    request = pb.CreateCalculationRequest(methods=[question], shared_with=["holders/bell", "holders/outsider"])
    made = await frand.calculations(frand.acme, "CreateCalculation", request)
    assert list(made.confidentiality.audience) == ["holders/acme"]
    ask = pb.GetCalculationRequest(name=made.name)
    graph = pb.GetDerivationRequest(calculation=made.name, answer="comparables")
    bell = await frand.calculations(frand.bell, "GetCalculation", ask)
    subjects = [each.subject for each in bell.answers[0].results]
    assert set(subjects) == {"first"}
    assert secrets.LUMP_SUM in MessageToJson(bell)
    assert secrets.MORE_LUMP_SUMS[0] not in MessageToJson(bell)
    assert "organizations/maker" not in MessageToJson(bell)
    assert (bell.confidentiality.complete, bell.canonical_inputs) == (False, "")
    assert (
        0
        < bell.confidentiality.withheld
        < made.answers[0].withheld + len(json.loads(made.document)["answers"][0]["quantities"])
    )
    seen = await frand.calculations(frand.bell, "GetDerivation", graph)
    rate = next(each for each in seen.quantities if each.id == "first.rate")
    assert (list(rate.audience), rate.formula_withheld) == (["holders/bell"], False)
    assert withholding.recheck(json.loads(bell.document)).wrong == ()
    # Whom it is not shown to, it does not exist for, whatever of it that organisation could see.
    assert (await refused(frand, frand.maker, "GetCalculation", ask)).kind is Kind.NOT_FOUND
    outsider = await frand.calculations(frand.outsider, "GetCalculation", ask)
    assert leaks(MessageToJson(outsider)) == []
    await frand.calculations(frand.acme, "ShareCalculation", pb.ShareCalculationRequest(name=made.name, published=True))
    maker = await frand.calculations(frand.maker, "GetCalculation", ask)
    assert {each.subject for each in maker.answers[0].results} == {"second"}
    assert leaks(MessageToJson(await frand.calculations(frand.anyone, "GetCalculation", ask))) == []
    # Its report is what its reader sees, never what another one does.
    for client, subject in (
        (frand.bell, secrets.LUMP_SUM),
        (frand.maker, secrets.MORE_LUMP_SUMS[0]),
        (frand.bell, secrets.LUMP_SUM),
    ):
        text = await report(client, made.name)
        others = {secrets.LUMP_SUM, secrets.MORE_LUMP_SUMS[0]} - {subject}
        assert subject in text
        assert not any(each in text for each in others)
    assert leaks(await report(frand.anyone, made.name)) == []


async def report(client: Client, name: str) -> str:
    request = reports_pb2.DownloadReportRequest(calculation=name, form=reports_pb2.REPORT_FORM_JSON)
    method = client.stub(reports_pb2_grpc.ReportServiceStub).DownloadReport
    return b"".join([piece.data async for piece in client.stream(method, request)]).decode()


async def test_a_release_that_tells_one_who_sees_some_licences_the_other_is_refused(frand: Frand) -> None:
    held = secrets.licences("holders/acme", "holders/bell")
    third = replace(held[2], audience=("holders/acme",))
    error = await refused(frand, frand.acme, "CreateCalculation", mean_of(*held[:2], third))
    assert (error.reason, error.violations[0].field) == ("DISCLOSES", "release[0]")
    assert "holders/bell, which sees some of the inputs" in error.message


async def test_the_same_question_twice_is_two_calculations_but_a_retry_is_one(frand: Frand) -> None:
    identity = str(uuid.uuid4())
    first = await frand.calculations(frand.acme, "CreateCalculation", asked(*AUDIENCE, request_id=identity))
    assert await frand.calculations(frand.acme, "CreateCalculation", asked(*AUDIENCE, request_id=identity)) == first
    other = await frand.calculations(frand.acme, "CreateCalculation", asked(*AUDIENCE))
    assert other.name != first.name
    assert other.result_digest != first.result_digest


async def test_the_log_tells_others_nothing(frand: Frand, hidden: pb.Calculation) -> None:
    mine = await frand.logged("account:calculation:create", hidden.name)
    assert [list(entry.audience) for entry in mine] == [["organization:holders/acme", "organization:holders/bell"]]
    for client in (frand.maker, frand.outsider, frand.officer, frand.anyone):
        entries = await client.call(
            client.stub(journal_pb2_grpc.JournalServiceStub).ListEntries,
            journal_pb2.ListEntriesRequest(log="logs/frand", page_size=1000),
        )
        text = "".join(entry.content.decode("utf-8", "replace") for entry in entries.entries)
        assert leaks(text) == []
        assert hidden.name.removeprefix("calculations/") not in text
        assert hidden.result_digest not in text


async def test_neither_metrics_nor_the_tables_for_all_hold_anything_restricted(
    frand: Frand, hidden: pb.Calculation, capfd: pytest.CaptureFixture[str]
) -> None:
    await frand.calculations(frand.acme, "CreateCalculation", asked(*AUDIENCE))
    assert leaks(generate_latest().decode()) == []
    captured = capfd.readouterr()
    assert leaks(captured.out + captured.err) == []
    database = frand.running.running.database
    async with database.read() as connection:
        # The service's own role, but in nobody's name: row-level security is forced on the owner too.
        for table in (*CONFIDENTIAL, "operation"):
            rows = (await connection.execute(sa.text(f"select * from frand.{table}"))).all()
            text = " ".join(str(value) for row in rows for value in row)
            assert leaks(text) == [], table
            if table != "operation":
                assert hidden.name.removeprefix("calculations/") not in text, table


async def test_one_of_another_audience_cannot_compute_from_it(frand: Frand) -> None:
    error = await refused(frand, frand.outsider, "CreateCalculation", asked(*AUDIENCE))
    assert (error.kind, error.reason) == (Kind.FORBIDDEN, "NOT_IN_AUDIENCE")
    assert leaks(str(error.message)) == []


@pytest.mark.parametrize(
    ("facts", "reason"),
    [({"shared_with": ["organizations/maker"]}, "NOT_CONFIDENTIAL"), ({"published": True}, "NOT_CONFIDENTIAL")],
)
async def test_what_everybody_sees_is_not_shared(frand: Frand, facts: dict[str, Any], reason: str) -> None:
    error = await refused(frand, frand.acme, "CreateCalculation", asked(**facts))
    assert error.reason == reason


# --- licences on record ------------------------------------------------------------------------------------------


def filing(*audience: str, **facts: Any) -> licences_pb2.FileLicenceRequest:
    terms = to_message(secrets.licence(*audience), comparables_pb2.ComparableLicence())
    return licences_pb2.FileLicenceRequest(standard="standards/lte", terms=terms, **facts)


async def test_a_licence_exists_for_its_audience_alone(frand: Frand) -> None:
    made = await frand.licences(frand.acme, "FileLicence", filing(*AUDIENCE, request_id=str(uuid.uuid4())))
    assert (made.organization, made.filer, made.withheld) == ("holders/acme", "accounts/acme", 0)
    seen = await frand.licences(frand.bell, "GetLicence", licences_pb2.GetLicenceRequest(name=made.name))
    assert (seen.terms, seen.filer) == (made.terms, "")
    absent = f"licences/{uuid.uuid4()}"
    for client in (frand.maker, frand.outsider, frand.officer, frand.anyone):
        error, other = [
            await refused(frand, client, "GetLicence", licences_pb2.GetLicenceRequest(name=name), "licences")
            for name in (made.name, absent)
        ]
        assert error.message.replace(made.name, "X") == other.message.replace(absent, "X")
        listed = await frand.licences(client, "ListLicences", licences_pb2.ListLicencesRequest(page_size=500))
        assert (leaks(MessageToJson(listed)), made.name in {each.name for each in listed.licences}) == ([], False)
    for client in (frand.maker, frand.outsider):
        error = await refused(frand, client, "FileLicence", filing(supersedes=made.name), "licences")
        assert error.kind is Kind.NOT_FOUND


async def test_each_field_is_for_its_own_audience(frand: Frand) -> None:
    request = filing("holders/acme", "holders/bell", "organizations/maker")
    request.terms.payments[0].audience.extend(["holders/acme", "holders/bell"])
    request.terms.strengths[0].audience.extend(["holders/acme"])
    request.terms.field_audiences.add(field="licensor_share", audience=["holders/acme"])
    made = await frand.licences(frand.acme, "FileLicence", request)
    assert (made.withheld, len(made.terms.payments), len(made.terms.strengths)) == (0, 1, 1)
    seen = {
        client: await frand.licences(client, "GetLicence", licences_pb2.GetLicenceRequest(name=made.name))
        for client in (frand.bell, frand.maker)
    }
    assert [
        (each.withheld, len(each.terms.payments), len(each.terms.strengths), len(each.terms.field_audiences))
        for each in seen.values()
    ] == [(2, 1, 0, 0), (3, 0, 0, 0)]
    assert not seen[frand.bell].terms.HasField("licensor_share")
    assert secrets.STRENGTH not in MessageToJson(seen[frand.bell])
    assert secrets.LUMP_SUM not in MessageToJson(seen[frand.maker])
    question = referring(made.name)
    error = await refused(frand, frand.bell, "CreateCalculation", question)
    assert (error.kind, error.reason) == (Kind.PRECONDITION, "LICENCE_WITHHELD")
    # Whoever sees all of it computes from it; the audience is whoever is in every audience.
    computed = await frand.calculations(frand.acme, "CreateCalculation", question)
    assert list(computed.confidentiality.audience) == ["holders/acme"]


def referring(name: str, **facts: Any) -> pb.CreateCalculationRequest:
    message = method()
    message.comparables.ClearField("licences")
    message.references.add(field="licences", name=name)
    return pb.CreateCalculationRequest(methods=[message], **facts)


async def test_a_calculation_from_a_licence_on_record_is_as_confidential_as_it(frand: Frand) -> None:
    made = await frand.licences(frand.acme, "FileLicence", filing(*AUDIENCE))
    computed = await frand.calculations(frand.bell, "CreateCalculation", referring(made.name, published=True))
    assert computed.confidentiality.whose == ["holders/acme", "holders/bell"]
    found = await frand.calculations(frand.anyone, "GetCalculation", pb.GetCalculationRequest(name=computed.name))
    assert leaks(MessageToJson(found)) == []
    # It is not Bell's to release, since Acme filed it.
    error = await refused(frand, frand.bell, "CreateCalculation", referring(made.name, release=["comparables:rate"]))
    assert (error.kind, error.reason) == (Kind.FORBIDDEN, "NOT_YOURS_TO_RELEASE")
    for client in (frand.outsider, frand.officer):
        error = await refused(frand, client, "CreateCalculation", referring(made.name))
        assert error.kind is Kind.NOT_FOUND


async def test_a_licence_is_superseded_by_its_filer_once(frand: Frand) -> None:
    made = await frand.licences(frand.acme, "FileLicence", filing(*AUDIENCE))
    error = await refused(frand, frand.bell, "FileLicence", filing(*AUDIENCE, supersedes=made.name), "licences")
    assert (error.kind, error.reason) == (Kind.FORBIDDEN, "NOT_ITS_FILER")
    newer = await frand.licences(frand.acme, "FileLicence", filing(*AUDIENCE, supersedes=made.name))
    assert newer.supersedes == made.name
    old = await frand.licences(frand.bell, "GetLicence", licences_pb2.GetLicenceRequest(name=made.name))
    assert (old.superseded_by, old.terms) == (newer.name, made.terms)
    error = await refused(frand, frand.acme, "FileLicence", filing(*AUDIENCE, supersedes=made.name), "licences")
    assert (error.kind, error.reason) == (Kind.PRECONDITION, "SUPERSEDED_ALREADY")


async def test_a_licence_that_its_filer_could_not_see_is_refused(frand: Frand) -> None:
    error = await refused(frand, frand.acme, "FileLicence", filing("holders/bell"), "licences")
    assert (error.reason, error.violations[0].field) == ("NOT_IN_AUDIENCE", "terms.audience")
    error = await refused(frand, frand.implementer, "FileLicence", filing(), "licences")
    assert error.reason == "NO_ORGANIZATION"
    error = await refused(frand, frand.anyone, "FileLicence", filing(), "licences")
    assert error.kind is Kind.UNAUTHENTICATED
    broken = filing()
    broken.terms.payments[0].amount.currency_code = "XXX"
    error = await refused(frand, frand.acme, "FileLicence", broken, "licences")
    assert error.violations[0].field == "terms.payments[0].amount.currency"


async def test_an_open_licence_is_for_everybody(frand: Frand) -> None:
    made = await frand.licences(frand.officer, "FileLicence", filing(demonstration=True))
    found = await frand.licences(frand.anyone, "GetLicence", licences_pb2.GetLicenceRequest(name=made.name))
    assert (found.terms, found.demonstration) == (made.terms, True)
    computed = await frand.calculations(frand.maker, "CreateCalculation", referring(made.name))
    assert not computed.HasField("confidentiality")
    assert computed.demonstration


# --- operations and scenarios ------------------------------------------------------------------------------------


async def test_a_started_calculation_is_as_confidential_as_one_that_is_awaited(frand: Frand) -> None:
    request = pb.StartCalculationRequest(calculation=asked(*AUDIENCE), request_id=str(uuid.uuid4()))
    stub = await frand.calculations(frand.acme, "StartCalculation", request)
    ended = await frand.ended(frand.acme, stub.name)
    made = pb.Calculation()
    assert ended.response.Unpack(made)
    assert (made.confidentiality.complete, made.submitter) == (True, "accounts/acme")
    for client in (frand.bell, frand.outsider, frand.officer):
        error = await refused(
            frand, client, "GetOperation", operations_pb2.GetOperationRequest(name=stub.name), "operations"
        )
        assert error.kind is Kind.NOT_FOUND
        listed = await frand.operations(client, "ListOperations", operations_pb2.ListOperationsRequest())
        assert stub.name not in {each.name for each in listed.operations}


async def test_scenarios_from_restricted_inputs_exist_for_the_audience_alone(frand: Frand) -> None:
    request = scenarios_pb2.CreateScenarioSetRequest(
        calculation=asked(*AUDIENCE),
        axes=[scenarios_pb2.ScenarioAxis(field="licences[0].licensor_share", values=["0.04", "0.05", "0.06"])],
    )
    operation = await frand.scenarios(frand.acme, "CreateScenarioSet", request)
    ended = await frand.ended(frand.acme, operation.name)
    made = scenarios_pb2.ScenarioSet()
    assert ended.response.Unpack(made)
    assert (made.confidential, made.computed, made.refused) == (True, 3, 0)
    listed = scenarios_pb2.ListScenariosRequest(scenario_set=made.name)
    assert len((await frand.scenarios(frand.bell, "ListScenarios", listed)).scenarios) == 3
    for client in (frand.maker, frand.outsider, frand.officer, frand.anyone):
        for name, question in (
            ("GetScenarioSet", scenarios_pb2.GetScenarioSetRequest(name=made.name)),
            ("ListScenarios", listed),
        ):
            assert (await refused(frand, client, name, question, "scenarios")).kind is Kind.NOT_FOUND
        sets = await frand.scenarios(client, "ListScenarioSets", scenarios_pb2.ListScenarioSetsRequest())
        assert made.name not in {each.name for each in sets.scenario_sets}


async def test_an_aggregate_royalty_on_record_is_put_where_a_method_takes_it(frand: Frand) -> None:
    royalty = await frand.on_record()
    message = pb.MethodInputs()
    shares = message.top_down_values.generations.add(name="LTE", weight={"value": "1"})
    shares.shares.add(holder="Acme", estimate={"mean": {"value": "0.25"}})
    message.references.add(field="aggregate", name=royalty.name)
    made = await frand.calculations(frand.acme, "CreateCalculation", pb.CreateCalculationRequest(methods=[message]))
    assert "0.02" in {each.best.value for each in made.answers[0].results}
    message.references[0].field = "price"
    error = await refused(frand, frand.acme, "CreateCalculation", pb.CreateCalculationRequest(methods=[message]))
    assert error.violations[0].field == "methods[0].references[0]"


async def test_a_rate_card_on_record_is_for_everybody_and_its_filer_supersedes_it(frand: Frand) -> None:
    tier = methods_pb2.VolumeTier(rate={"value": "0.01"})
    line = methods_pb2.RateLine(
        technology="LTE",
        basis=comparables_pb2.ROYALTY_BASIS_AD_VALOREM,
        tiers=[tier],
        status=methods_pb2.LICENSEE_STATUS_ANY,
    )
    request = licences_pb2.FileRateCardRequest(
        programme=methods_pb2.RateProgramme(name="Programme", source="made up", currency="EUR", lines=[line]),
        request_id=str(uuid.uuid4()),
    )
    made = await frand.licences(frand.acme, "FileRateCard", request)
    assert await frand.licences(frand.acme, "FileRateCard", request) == made
    found = await frand.licences(frand.anyone, "GetRateCard", licences_pb2.GetRateCardRequest(name=made.name))
    assert found == made
    message = pb.MethodInputs(
        rate_card=methods_pb2.RateCardInputs(
            technologies=["LTE"], sold_on={"year": 2026, "month": 1, "day": 31}, price={"value": "400"}
        )
    )
    message.references.add(field="programme", name=made.name)
    asked = pb.CreateCalculationRequest(methods=[message])
    computed = await frand.calculations(frand.maker, "CreateCalculation", asked)
    assert (computed.answers[0].results[0].best.value, computed.answers[0].results[0].unit) == ("4", "EUR per unit")
    request.supersedes, request.request_id = made.name, ""
    error = await refused(frand, frand.bell, "FileRateCard", request, "licences")
    assert error.reason == "NOT_ITS_FILER"
    newer = await frand.licences(frand.acme, "FileRateCard", request)
    listed = await frand.licences(frand.anyone, "ListRateCards", licences_pb2.ListRateCardsRequest())
    assert [(each.name, each.superseded_by) for each in listed.rate_cards] == [
        (newer.name, ""),
        (made.name, newer.name),
    ]
