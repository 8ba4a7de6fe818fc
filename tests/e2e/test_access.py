"""The door: gRPC by reflection, JSON and gRPC-Web, each with a good token, none, an expired one and the wrong one."""

from __future__ import annotations

import io
import os
import signal
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator

import httpx
import jwt
import pytest
from google.protobuf import descriptor_pb2

from deploy.demo.generator import generate
from deploy.envoy.replies import LARGEST_BODY_BYTES
from deploy.local.supervisor import DESCRIPTORS
from tests.e2e.conftest import SharedSepia
from tests.e2e.running import ADMINISTRATOR, HOLDER, NEW_KEY_SIGNS_AFTER_SECONDS, OFFICER, RunningSepia, until
from tests.e2e.speaking import CREATE_ROYALTY, LIST_EVALUATORS, LIST_STANDARDS, Json, Reflection, Speaker, reasons

WAYS = ("grpc", "json", "grpc-web", "grpc-web-text")
ROYALTY: Json = {
    "standard": "standards/3gpp-ts-99.999",
    "rate": {"value": "0.01"},
    "royalty_base": "net selling price of a handset",
    "source": "ROYALTY_SOURCE_ASSUMPTION",
    "citation": "made up for a test",
}
CALLS: dict[str, tuple[str, Json]] = {"read": (LIST_EVALUATORS, {}), "write": (CREATE_ROYALTY, ROYALTY)}
# token → code, and what the text for people says
REFUSALS = {
    "none": ("UNAUTHENTICATED", "Get a token"),
    "expired": ("UNAUTHENTICATED", "expired"),
    "garbage": ("UNAUTHENTICATED", "token was not accepted"),
    "wrong role": ("PERMISSION_DENIED", "is for an account with the role OFFICER"),
}


@pytest.fixture(scope="module")
def reflection(sepia: RunningSepia) -> Iterator[Reflection]:
    reflection = Reflection(sepia.address)
    yield reflection
    reflection.close()


@pytest.fixture(scope="module")
def tokens(sepia: RunningSepia) -> dict[str, str]:
    return {
        "good": sepia.token(OFFICER),
        "none": "",
        "expired": sepia.expired_token(OFFICER),
        "garbage": "garbage",
        "wrong role": sepia.token(HOLDER),
    }


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"} if token else {}


# The same read and the same write, four ways, with each kind of token


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", CALLS)
def test_a_good_token_of_the_right_role_is_let_in(
    sepia: RunningSepia, reflection: Reflection, tokens: dict[str, str], way: str, what: str
):
    answer = Speaker(way, reflection, sepia.http).call(*CALLS[what], tokens["good"])
    assert answer.code == "OK", answer
    if what == "write":
        assert answer.body["rate"] == {"value": "0.01"}


@pytest.mark.parametrize("token", REFUSALS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", CALLS)
def test_any_other_token_is_refused_in_words_for_people(
    sepia: RunningSepia, reflection: Reflection, tokens: dict[str, str], way: str, what: str, token: str
):
    code, says = REFUSALS[token]
    answer = Speaker(way, reflection, sepia.http).call(*CALLS[what], tokens[token])
    assert (answer.code, answer.body) == (code, {})
    assert says in answer.message
    if token in ("none", "wrong role"):  # refused by the service itself, with a reason for scripts
        assert reasons(answer) == [code]


@pytest.mark.parametrize("way", WAYS)
def test_a_public_read_needs_no_token_and_a_bad_one_is_still_refused(
    sepia: RunningSepia, reflection: Reflection, tokens: dict[str, str], way: str
):
    speaker = Speaker(way, reflection, sepia.http)
    assert speaker.call(LIST_STANDARDS, {}).code == "OK"
    assert speaker.call(LIST_STANDARDS, {}, tokens["expired"]).code == "UNAUTHENTICATED"


def test_one_request_id_is_one_write_whichever_way_it_is_sent(
    sepia: RunningSepia, reflection: Reflection, tokens: dict[str, str]
):
    asked = {**ROYALTY, "request_id": uuid.uuid4().hex}
    names = {
        Speaker(way, reflection, sepia.http).call(CREATE_ROYALTY, asked, tokens["good"]).body["name"] for way in WAYS
    }
    assert len(names) == 1
    other = Speaker("json", reflection, sepia.http).call(
        CREATE_ROYALTY, {**asked, "citation": "another"}, tokens["good"]
    )
    assert other.code in ("INVALID_ARGUMENT", "ALREADY_EXISTS", "FAILED_PRECONDITION")
    assert "request_id" in other.message


def test_a_token_of_somebody_else_s_key_is_refused(sepia: RunningSepia, tokens: dict[str, str]):
    head, body, signature = tokens["good"].split(".")
    forged = f"{head}.{body}.{signature[::-1]}"
    answer = sepia.http.get("/v1/evaluators", headers=bearer(forged))
    assert answer.status_code == 401
    assert "token was not accepted" in answer.json()["message"]


# Reflection


def test_reflection_lists_every_service_of_the_contract(reflection: Reflection):
    contract = descriptor_pb2.FileDescriptorSet.FromString(DESCRIPTORS.read_bytes())
    wanted = {f"{file.package}.{service.name}" for file in contract.file for service in file.service}
    assert wanted >= {"sepia.registry.v1.ImportService", "google.longrunning.Operations"}
    assert wanted <= set(reflection.database.get_services())


def test_a_method_that_is_not_there_is_said_to_be_unimplemented(sepia: RunningSepia):
    answer = sepia.http.post(
        "/sepia.registry.v1.StandardService/Nothing",
        content=b"\0\0\0\0\0",
        headers={"content-type": "application/grpc-web+proto", "x-grpc-web": "1"},
    )
    assert answer.headers["grpc-status"] == "12"


# JSON


def test_an_error_says_in_json_which_field_breaks_which_rule(sepia: RunningSepia, tokens: dict[str, str]):
    answer = sepia.http.post("/v1/frames", json={"standard": "4G"}, headers=bearer(tokens["good"]))
    assert answer.status_code == 400
    kinds = {detail["@type"].rpartition(".")[2]: detail for detail in answer.json()["details"]}
    assert kinds["ErrorInfo"]["reason"] == "INVALID_REQUEST"
    assert {violation["field"] for violation in kinds["BadRequest"]["field_violations"]} == {"standard", "family_key"}
    assert kinds["RequestInfo"]["request_id"]


def test_a_missing_resource_is_named(sepia: RunningSepia):
    answer = sepia.http.get("/v1/standards/3gpp-ts-99.998")
    assert answer.status_code == 404
    assert answer.json()["code"] == 5
    assert "standards/3gpp-ts-99.998" in answer.json()["message"]


def test_a_misspelt_field_or_parameter_is_refused_by_name(sepia: RunningSepia, tokens: dict[str, str]):
    body = sepia.http.post("/v1/frames", json={"standrd": "standards/4g"}, headers=bearer(tokens["good"]))
    assert (body.status_code, body.json()["details"][0]["reason"]) == (400, "UNKNOWN_FIELD")
    assert 'unknown field "standrd"' in body.json()["message"]
    assert 'did you mean "standard"?' in body.json()["message"]
    query = sepia.http.get("/v1/standards?querry=x")
    assert query.status_code == 400
    assert "querry" in query.json()["message"]


def test_a_plus_in_a_query_is_a_blank_and_what_is_meant_as_one_is_one(sepia: RunningSepia):
    for written, meant in (("Xqzv+Wjkp+Zzyx", "Xqzv Wjkp Zzyx"), ("Xqzv%2BWjkp", "Xqzv+Wjkp")):
        answer = sepia.http.get(f"/v1/patents:search?filter.holders={written}")
        assert answer.json()["details"][0]["reason"] == "HOLDER_UNKNOWN"
        assert meant in answer.json()["message"]


def test_large_integers_are_strings_in_json(sepia: RunningSepia):
    answer = sepia.http.get("/v1/logs/gateway/checkpoint")
    assert answer.status_code == 200
    assert isinstance(answer.json()["tree_size"], str)
    assert int(answer.json()["tree_size"]) > 0


# A file as the body of a request, as `curl --data-binary` sends it


def upload(sepia: RunningSepia, token: str, content: bytes | Iterator[bytes], filename: str) -> httpx.Response:
    return sepia.http.post(
        "/v1/imports:upload",
        params={"filename": filename, "source_format": "SOURCE_FORMAT_ISLD", "demonstration": "true"},
        content=content,
        headers={**bearer(token), "content-type": "application/x-www-form-urlencoded"},
    )


def became(sepia: RunningSepia, answer: httpx.Response, token: str) -> Json:
    """The import that an upload led to, at its end."""
    assert answer.status_code == 200, answer.text
    path = f"/v1/{answer.json()['metadata']['import']}"
    ended = ("IMPORT_STATE_DONE", "IMPORT_STATE_REFUSED")
    until(lambda: sepia.http.get(path, headers=bearer(token)).json()["state"] in ended)
    return sepia.http.get(path, headers=bearer(token)).json()


@pytest.mark.parametrize("chunked", [False, True])
def test_a_file_is_uploaded_as_it_is(sepia: RunningSepia, tokens: dict[str, str], chunked: bool):
    # The beginning of the demonstration that the chain's test brings in, so the register gets nothing else from here.
    file = b"".join(generate(6_000))
    start = file[: file.index(b"\r\n", 20_000) + 2]
    content = (start[at : at + 1000] for at in range(0, len(start), 1000)) if chunked else start
    found = became(sepia, upload(sepia, tokens["good"], content, "start.csv"), tokens["good"])
    assert (found["state"], found["filename"], found["demonstration"]) == ("IMPORT_STATE_DONE", "start.csv", True)
    assert found["size_bytes"] == str(len(start))
    counts = found["counts"]
    assert int(counts["rows"]) == int(counts["accepted_rows"]) > 10


def test_an_upload_may_be_larger_than_a_message(sepia: RunningSepia, tokens: dict[str, str]):
    size = 2 * LARGEST_BODY_BYTES
    line = b"this is not an export;" * 40 + b"\r\n"
    found = became(sepia, upload(sepia, tokens["good"], line * (size // len(line)), "large.csv"), tokens["good"])
    assert found["size_bytes"] == str(size // len(line) * len(line))
    assert found["state"] == "IMPORT_STATE_REFUSED"
    assert found["refusal"]


BAD_FILES: dict[str, Callable[[bytes], bytes]] = {
    "cut off.csv": lambda good: good[:-700],
    "commas.csv": lambda good: good.replace(b";", b","),
    "utf16.csv": lambda good: good.decode().encode("utf-16"),
    "zip.csv": lambda good: zipped(good),
    "41 columns.csv": lambda good: good.replace(b"\r\n", b';""\r\n'),
}


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("file.csv", content)
    return packed.getvalue()


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_no_export_is_refused_or_reported_in_words(
    sepia: RunningSepia, tokens: dict[str, str], name: str
):
    file = b"".join(generate(6_000))
    good = file[: file.index(b"\r\n", 20_000) + 2]
    found = became(sepia, upload(sepia, tokens["good"], BAD_FILES[name](good), name), tokens["good"])
    rejected = sepia.http.get(f"/v1/{found['name']}/rejectedRows", headers=bearer(tokens["good"])).json()
    said = [found["refusal"], *(row["message"] for row in rejected["rejected_rows"])]
    assert any(said)
    assert not any("Traceback" in text or "Error(" in text for text in said)
    if found["state"] == "IMPORT_STATE_REFUSED":
        assert found["refusal_reason"]
        assert "counts" not in found


def test_an_empty_file_is_refused_at_once(sepia: RunningSepia, tokens: dict[str, str]):
    answer = upload(sepia, tokens["good"], b"", "empty.csv")
    assert answer.status_code == 400, answer.text
    assert "empty" in answer.json()["message"]


@pytest.mark.parametrize("token", REFUSALS)
def test_an_upload_without_the_right_token_is_refused(sepia: RunningSepia, tokens: dict[str, str], token: str):
    bad = sepia.token(ADMINISTRATOR) if token == "wrong role" else tokens[token]
    before = sepia.http.get("/v1/logs/registry/checkpoint").json()["tree_size"]
    answer = upload(sepia, bad, b'"IPRD_ID"\r\n', "x.csv")
    assert answer.status_code == (403 if token == "wrong role" else 401), answer.text
    assert sepia.http.get("/v1/logs/registry/checkpoint").json()["tree_size"] == before


# Tricks


TRICKS = (
    "/v1/standards/../evaluators",
    "/v1/standards/%2e%2e/evaluators",
    "/v1//evaluators",
    "//v1/evaluators",
    "/v1/standards/..%2fevaluators",
    "/v1/standards%2f..%2fevaluators",
    "/v1/standards/..%5cevaluators",
    "/v1/evaluators/",
    "/v1/evaluators;x=1",
    "/v1/./evaluators",
    "/V1/evaluators",
    "/sepia.assessment.v1.CheckService/ListEvaluators",
    "/healthz/../v1/evaluators",
    "/.well-known/../v1/evaluators",
)


@pytest.mark.parametrize("path", TRICKS)
def test_no_spelling_of_a_path_gets_past_the_permission(sepia: RunningSepia, tokens: dict[str, str], path: str):
    # Sent as it is: a library would tidy the path up before sending.
    url = httpx.URL(f"http://{sepia.address}").copy_with(raw_path=path.encode())
    for headers in ({}, bearer(tokens["wrong role"])):
        answer = sepia.http.get(url, headers=headers)
        assert answer.status_code in (400, 401, 403, 404, 405, 415), (path, answer.text)
        assert "evaluators/" not in answer.text


FORGED_HEADERS = {
    "x-jwt-payload": "eyJzdWIiOiJhY2NvdW50cy9vbGdhLm9mZmljZXIiLCJyb2xlcyI6WyJPRkZJQ0VSIl19",
    "x-forwarded-user": "accounts/olga.officer",
    "x-sepia-account": "accounts/olga.officer",
    "x-sepia-roles": "OFFICER",
    "x-envoy-original-path": "/v1/standards",
    "x-envoy-internal": "true",
    "x-original-url": "/v1/standards",
    "x-http-method-override": "GET",
    "x-forwarded-for": "127.0.0.1",
    "grpc-previous-rpc-attempts": "0",
}


@pytest.mark.parametrize("way", WAYS)
def test_headers_that_others_might_trust_open_nothing(
    sepia: RunningSepia, reflection: Reflection, tokens: dict[str, str], way: str
):
    speaker = Speaker(way, reflection, sepia.http)
    assert speaker.call(LIST_EVALUATORS, {}, headers=FORGED_HEADERS).code == "UNAUTHENTICATED"
    assert speaker.call(LIST_EVALUATORS, {}, tokens["wrong role"], FORGED_HEADERS).code == "PERMISSION_DENIED"


def test_guessing_a_password_is_stopped_wherever_it_claims_to_come_from(sepia: RunningSepia):
    answers = [
        sepia.http.post(
            "/v1/tokens:issue",
            json={"account_id": "nobody.at.all", "password": f"guess number {number}"},
            headers={"x-forwarded-for": f"203.0.113.{number}"},
        )
        for number in range(11)
    ]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert "Try again in" in answers[-1].json()["message"]
    kinds = {detail["@type"].rpartition(".")[2] for detail in answers[-1].json()["details"]}
    assert "RetryInfo" in kinds


def test_coordination_s_own_methods_are_closed_to_people(sepia: RunningSepia, tokens: dict[str, str]):
    path = f"/v1/frames/{uuid.uuid4()}:recordResults"
    assert sepia.http.post(path, json={}, headers=bearer(tokens["good"])).status_code == 403


# The rest of the door


def test_health_is_shown_without_a_token(sepia: RunningSepia):
    assert sepia.http.get("/healthz").status_code == 200


def test_a_page_may_ask_before_it_speaks_grpc_web(sepia: RunningSepia):
    answer = sepia.http.options(
        f"/{LIST_STANDARDS}",
        headers={
            "origin": "http://localhost:3000",
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type,x-grpc-web,authorization",
        },
    )
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "http://localhost:3000"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert {"content-type", "x-grpc-web", "authorization"} <= set(
        answer.headers["access-control-allow-headers"].split(",")
    )
    assert "grpc-status" in sepia.http.get("/v1/standards", headers={"origin": "http://localhost:3000"}).headers[
        "access-control-expose-headers"
    ].split(",")


def test_the_published_keys_hold_no_private_half(shared: SharedSepia):
    keys = shared.sepia.http.get("/.well-known/jwks.json").json()["keys"]
    assert shared.new_key in {key["kid"] for key in keys}
    assert all("d" not in key for key in keys)


# Replicas


def test_two_replicas_answer_in_turn_and_the_death_of_one_is_not_noticed(sepia: RunningSepia):
    token = sepia.token(OFFICER)
    logs = sepia.folder / "data" / "logs"

    def ask(times: int) -> None:
        for _ in range(times):
            for path in ("/v1/standards", "/v1/evaluators", "/v1/calculations", "/v1/accounts:own"):
                answer = sepia.http.get(path, headers=bearer(token))
                assert answer.status_code == 200, (path, answer.text)

    ask(15)
    methods = {
        "registry": "ListStandards",
        "assessment": "ListEvaluators",
        "frand": "ListCalculations",
        "gateway": "GetOwnAccount",
    }
    for service, method in methods.items():
        for name in (service, f"{service}-2"):
            until(lambda name=name, method=method: method in (logs / f"{name}.log").read_text())

    for service in methods:
        before = sepia.stack.processes
        os.kill(before[f"{service}-2"], signal.SIGKILL)
        ask(5)
        assert sepia.stack.processes.get(f"{service}-2") != before[f"{service}-2"]
    until(lambda: len(sepia.stack.processes) == 10)
    ask(5)


# Last here: a new key signs when it has been published for a minute, and the tests above use most of that minute.
def test_old_tokens_stay_good_and_new_ones_are_accepted_everywhere(shared: SharedSepia):
    sepia = shared.sepia
    time.sleep(max(0.0, shared.rotated_at + NEW_KEY_SIGNS_AFTER_SECONDS + 1 - time.monotonic()))
    new_token = sepia.sign_in(ADMINISTRATOR)
    assert jwt.get_unverified_header(new_token)["kid"] == shared.new_key
    assert jwt.get_unverified_header(shared.old_token)["kid"] != shared.new_key
    # Each service has read the keys for itself; the administrator may ask each of them for something.
    for token in (shared.old_token, new_token):
        for path in (
            "/v1/accounts",
            "/v1/imports",
            "/v1/coordination",
            "/v1/standards",
            "/v1/campaigns",
            "/v1/findings",
        ):
            answer = sepia.http.get(path, headers=bearer(token))
            assert answer.status_code == 200, (path, answer.text)
