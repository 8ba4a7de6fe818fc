"""The edge, as its clients see it: JSON, gRPC and gRPC-Web through a real Envoy to real servers."""

from __future__ import annotations

import base64
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from grpc_status import rpc_status
from jwt.algorithms import ECAlgorithm, OKPAlgorithm

from deploy.envoy.configuration import Edge, write_configuration
from deploy.envoy.replies import LARGEST_BODY_BYTES
from deploy.local import envoy
from deploy.local.children import Child, spawn
from deploy.local.ground import free_port
from deploy.local.supervisor import answers
from shared.errors import SepiaError
from tests.integration.deploy.small_contract import SmallContract, SmallServer

ED25519 = ed25519.Ed25519PrivateKey.generate()
P256 = ec.generate_private_key(ec.SECP256R1())
KEY_SET = {
    "keys": [
        json.loads(OKPAlgorithm.to_jwk(ED25519.public_key())) | {"kid": "ed", "alg": "EdDSA", "use": "sig"},
        json.loads(ECAlgorithm.to_jwk(P256.public_key())) | {"kid": "es", "alg": "ES256", "use": "sig"},
    ]
}


def token(key: Any = ED25519, algorithm: str = "EdDSA", kid: str = "ed", **claims: Any) -> str:
    standard = {"iss": "sepia", "aud": "sepia", "sub": "accounts/1", "exp": int(time.time()) + 600}
    return jwt.encode(standard | claims, key, algorithm=algorithm, headers={"kid": kid})


def until(true: Callable[[], bool], seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not become true in time"
        time.sleep(0.05)


class RunningEdge:
    """An Envoy with two replicas of one service and a gateway behind it."""

    def __init__(self, contract: SmallContract, folder: Path) -> None:
        self.contract = contract
        self.replicas = [SmallServer(contract, KEY_SET) for _ in range(2)]
        self.gateway = SmallServer(contract, KEY_SET)
        self.edge = Edge(
            descriptors=contract.descriptors,
            clusters={
                "registry": [replica.address for replica in self.replicas],
                "gateway": [self.gateway.address],
            },
            port=free_port(),
            admin_port=free_port(),
            drain_seconds=3,
        )
        self.configuration = write_configuration(self.edge, folder)
        envoy.check_configuration(self.configuration)
        self.child: Child = spawn(
            "edge",
            envoy.envoy_command(self.configuration, workers=1, drain_seconds=3),
            log=folder / "edge.log",
            environment=dict(os.environ),
        )
        until(lambda: answers(self.address, "/healthz") and envoy.is_complete(self.edge.admin_port))
        self.http = httpx.Client(base_url=f"http://{self.address}", timeout=10)
        self.channel = grpc.insecure_channel(self.address)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.edge.port}"

    def call(self, method: str, request: Any, reply: Any, **options: Any) -> Any:
        make = self.channel.unary_unary(
            f"/sepia.registry.v1.Holders/{method}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=reply.FromString,
        )
        return make(request, timeout=10, **options)

    def get_holder(self, name: str = "holders/7", **options: Any) -> Any:
        request = self.contract.message("sepia.registry.v1.GetHolderRequest")(name=name)
        return self.call("GetHolder", request, self.contract.message("sepia.registry.v1.Holder"), **options)

    def stop(self) -> None:
        self.http.close()
        self.channel.close()
        self.child.end(5)
        for server in (*self.replicas, self.gateway):
            server.stop()


@pytest.fixture(scope="module")
def edge(contract: SmallContract, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningEdge]:
    running = RunningEdge(contract, tmp_path_factory.mktemp("edge"))
    yield running
    running.stop()


@pytest.fixture
def own_edge(contract: SmallContract, tmp_path: Path) -> Iterator[RunningEdge]:
    """For tests that break it."""
    running = RunningEdge(contract, tmp_path)
    yield running
    running.stop()


def refusal(answer: httpx.Response, status: int, code: int) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json()["code"] == code
    return answer.json()["message"]


def web_frame(message: Any) -> bytes:
    data = message.SerializeToString()
    return b"\0" + len(data).to_bytes(4, "big") + data


def joined(text: bytes) -> bytes:
    """What a text of several base64 pieces says, each padded by itself."""
    return b"".join(base64.b64decode(text[at : at + 4]) for at in range(0, len(text), 4))


# JSON


def test_a_json_call_reaches_the_service_and_shows_every_field_in_proto_spelling(edge: RunningEdge):
    answer = edge.http.get("/v1/holders/7")
    assert answer.status_code == 200
    assert answer.json() == {
        "name": "holders/7", "display_name": "", "patents": [], "by_office": {}, "labels": {}, "revision": "0",
    }  # fmt: skip


def test_an_error_of_the_service_keeps_its_details_in_json(edge: RunningEdge):
    answer = edge.http.get("/v1/holders/nobody")
    assert refusal(answer, 404, 5) == "There is no holders/nobody."
    assert answer.json()["details"][0]["reason"] == "NOT_FOUND"


def test_what_a_body_says_arrives_in_either_spelling(edge: RunningEdge):
    holder = {
        "display_name": 'a "quoted" \\ näme',
        "byOffice": {"EP": {"number": "1"}},
        "labels": {"anything": "goes"},
        "extra": {"free": {"form": [1, {"deep": None}]}},
        "create_time": "2024-01-01T00:00:00Z",
        "patents": [{"number": "EP1"}, {}],
    }
    answer = edge.http.post("/v1/holders", json={"holder": holder, "requestId": "r"})
    assert answer.status_code == 200, answer.text
    sent = {**holder, "by_office": holder["byOffice"]}
    assert {key: answer.json()[key] for key in ("display_name", "by_office", "labels", "extra")} == {
        key: sent[key] for key in ("display_name", "by_office", "labels", "extra")
    }


MISSPELT: list[tuple[str, str, Any, str, str]] = [
    # method, path, body, part of the message, where it says the fault is
    (
        "POST",
        "/v1/holders",
        {"holdr": {}},
        'unknown field "holdr" in sepia.registry.v1.CreateHolderRequest; did you mean "holder"?',
        "holdr",
    ),
    (
        "POST",
        "/v1/holders",
        {"holder": {"display_nme": "x"}},
        'in sepia.registry.v1.Holder (at holder.display_nme); did you mean "display_name"?',
        "holder.display_nme",
    ),
    ("POST", "/v1/holders", {"holder": {"display_nme": None}}, '"display_name"?', "holder.display_nme"),
    ("POST", "/v1/holders", {"holder": {"patents": [{}, {"nmber": 2}]}}, '"number"?', "holder.patents[1].nmber"),
    (
        "POST",
        "/v1/holders",
        {"holder": {"by_office": {"EP": {"number": "1", "qqqqqq": 2}}}},
        'in sepia.registry.v1.Patent (at holder.by_office["EP"].qqqqqq). Its fields are: number.',
        'holder.by_office["EP"].qqqqqq',
    ),
    ("PATCH", "/v1/holders/7", {"displayname": "x"}, 'did you mean "display_name"?', "displayname"),
    ("POST", "/v1/holders/7/declarations/8:withdraw", {"raison": "x"}, 'did you mean "reason"?', "raison"),
    ("POST", "/v1/archive/a/b/c:withdraw", {"raison": "x"}, 'did you mean "reason"?', "raison"),
]


@pytest.mark.parametrize(("method", "path", "body", "message", "field"), MISSPELT)
def test_a_misspelt_field_is_refused_by_name(
    edge: RunningEdge, method: str, path: str, body: Any, message: str, field: str
):
    before = sum(replica.calls for replica in edge.replicas)
    answer = edge.http.request(method, path, json=body)
    assert message in refusal(answer, 400, 3)
    info, bad_request = answer.json()["details"]
    assert info["reason"] == "UNKNOWN_FIELD"
    assert bad_request["field_violations"][0]["field"] == field
    assert sum(replica.calls for replica in edge.replicas) == before


def test_a_misspelt_field_is_refused_whatever_the_content_type_says(edge: RunningEdge):
    answer = edge.http.post("/v1/holders", content=b'{"nme": 1}', headers={"content-type": "text/plain"})
    assert 'unknown field "nme"' in refusal(answer, 400, 3)


def test_a_key_spelt_with_escapes_is_the_same_key(edge: RunningEdge):
    assert edge.http.post("/v1/holders", content=rb'{"holder": {"n\u0061me": "x"}}').json()["name"] == "x"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"holder": ', "Unexpected end"),
        (b'{"holder": {"revision": "many"}}', "holder.revision"),
        (b"null", "message"),
        (b'{"holder": {"extra": ' + b'{"a":' * 500 + b"1" + b"}" * 500 + b"}}", "depth"),
    ],
)
def test_a_body_that_is_no_such_message_is_refused_in_words(edge: RunningEdge, body: bytes, says: str):
    assert says in refusal(edge.http.post("/v1/holders", content=body), 400, 3)


def test_a_body_that_contradicts_its_path_is_refused(edge: RunningEdge):
    answer = edge.http.patch("/v1/holders/7", json={"name": "holders/8"})
    assert '"holders/8"' in refusal(answer, 400, 3)


def test_an_unknown_query_parameter_is_refused_by_name(edge: RunningEdge):
    assert '"ful"' in refusal(edge.http.get("/v1/holders/7?ful=true"), 400, 3)


def test_an_unknown_path_is_not_found_in_json(edge: RunningEdge):
    assert "No method of this API" in refusal(edge.http.get("/v1/nothing"), 404, 5)
    assert "No method of this API" in refusal(edge.http.delete("/v1/holders/7"), 404, 5)


def test_paths_are_normalised_before_anything_looks_at_them(edge: RunningEdge):
    assert edge.http.get("/v1//holders/x/../7").json()["name"] == "holders/7"
    assert "escaped slash" in refusal(edge.http.get("/v1/holders%2F7"), 400, 3)


def test_a_raw_body_passes_unread(edge: RunningEdge):
    answer = edge.http.post("/v1/echo", content=b'{"any": 1}', headers={"content-type": "application/json"})
    assert answer.content == b'{"any": 1}'


def test_a_large_json_body_is_refused_and_a_large_upload_is_not(edge: RunningEdge):
    too_large = json.dumps({"holder": {"display_name": "x" * LARGEST_BODY_BYTES}}).encode()
    assert "4 MiB" in refusal(edge.http.post("/v1/holders", content=too_large), 413, 3)
    file = os.urandom(3 * LARGEST_BODY_BYTES)
    answer = edge.http.post("/v1/files/1:upload?kind=isld", content=file, headers={"content-type": "text/csv"})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["name"], answer.json()["kind"]) == ("files/1", "isld")
    assert answer.json()["bytes"] == str(len(file))
    assert answer.json()["content_type"] == "text/csv"


# gRPC and gRPC-Web


def test_a_grpc_call_reaches_the_service_and_its_errors_come_back_whole(edge: RunningEdge):
    assert edge.get_holder().name == "holders/7"
    with pytest.raises(grpc.RpcError) as missing:
        edge.get_holder("holders/nobody")
    status = rpc_status.from_call(missing.value)
    assert status is not None
    assert status.details[0].type_url.endswith("google.rpc.ErrorInfo")


def test_an_unknown_grpc_method_is_unimplemented(edge: RunningEdge):
    with pytest.raises(grpc.RpcError) as refused:
        edge.call(
            "Nothing", edge.contract.message("sepia.registry.v1.Holder")(), edge.contract.message("google.api.HttpBody")
        )
    assert refused.value.code() is grpc.StatusCode.UNIMPLEMENTED


@pytest.mark.parametrize("text", [False, True])
def test_a_grpc_web_call_reaches_the_service(edge: RunningEdge, text: bool):
    frame = web_frame(edge.contract.message("sepia.registry.v1.GetHolderRequest")(name="holders/7"))
    kind = "application/grpc-web-text" if text else "application/grpc-web+proto"
    answer = edge.http.post(
        "/sepia.registry.v1.Holders/GetHolder",
        content=base64.b64encode(frame) if text else frame,
        headers={"content-type": kind, "accept": kind, "x-grpc-web": "1"},
    )
    body = joined(answer.content) if text else answer.content
    length = int.from_bytes(body[1:5], "big")
    reply = edge.contract.message("sepia.registry.v1.Holder").FromString(body[5 : 5 + length])
    assert reply.name == "holders/7"
    assert b"grpc-status:0" in body[5 + length :]


def test_a_page_of_a_known_origin_may_call_and_one_of_another_may_not(edge: RunningEdge):
    ask = {"access-control-request-method": "POST"}
    known = edge.http.options("/v1/holders", headers=ask | {"origin": "http://localhost:3000"})
    other = edge.http.options("/v1/holders", headers=ask | {"origin": "https://elsewhere.example"})
    assert known.headers["access-control-allow-origin"] == "http://localhost:3000"
    assert "authorization" in known.headers["access-control-allow-headers"]
    assert "access-control-allow-origin" not in other.headers


# Tokens


@pytest.mark.parametrize(("key", "algorithm", "kid"), [(ED25519, "EdDSA", "ed"), (P256, "ES256", "es")])
def test_a_good_token_passes_and_the_service_sees_it(edge: RunningEdge, key: Any, algorithm: str, kid: str):
    good = token(key, algorithm, kid)
    assert edge.http.get("/v1/holders/7", headers={"authorization": f"Bearer {good}"}).status_code == 200
    assert f"Bearer {good}" in [replica.metadata.get("authorization") for replica in edge.replicas]
    assert edge.get_holder(metadata=[("authorization", f"Bearer {good}")]).name == "holders/7"


# Made when they are sent: how long ago the tests were collected must not matter.
BAD_TOKENS: dict[str, tuple[Callable[[], str], str]] = {
    "expired": (lambda: token(exp=int(time.time()) - 60), "expired"),
    "for others": (lambda: token(aud="others"), "Audiences"),
    "from others": (lambda: token(iss="others"), "not accepted"),
    "forged": (lambda: token(ed25519.Ed25519PrivateKey.generate()), "verification"),
    "garbage": (lambda: "garbage", "not accepted"),
    "unsigned": (lambda: jwt.encode({"iss": "sepia", "aud": "sepia"}, None, algorithm="none"), "not accepted"),
}


@pytest.mark.parametrize("kind", BAD_TOKENS)
def test_a_bad_token_is_refused_at_the_edge_in_the_language_of_the_caller(edge: RunningEdge, kind: str):
    bad, says = BAD_TOKENS[kind]
    header = {"authorization": f"Bearer {bad()}"}
    before = sum(replica.calls for replica in edge.replicas)
    assert says in refusal(edge.http.get("/v1/holders/7", headers=header), 401, 16)

    with pytest.raises(grpc.RpcError) as refused:
        edge.get_holder(metadata=list(header.items()))
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert says in (refused.value.details() or "")

    web = {"content-type": "application/grpc-web+proto", "x-grpc-web": "1"}
    frame = web_frame(edge.contract.message("sepia.registry.v1.GetHolderRequest")())
    answer = edge.http.post("/sepia.registry.v1.Holders/GetHolder", content=frame, headers=header | web)
    assert answer.headers["grpc-status"] == "16"
    assert sum(replica.calls for replica in edge.replicas) == before


def test_without_a_token_the_service_decides(edge: RunningEdge):
    edge.get_holder()
    assert edge.http.get("/v1/holders/7").status_code == 200


# Replicas


def test_both_replicas_work(edge: RunningEdge):
    before = [replica.calls for replica in edge.replicas]
    for _ in range(30):
        edge.get_holder()
    assert all(replica.calls > count for replica, count in zip(edge.replicas, before, strict=True))


def test_when_a_replica_dies_no_call_fails(own_edge: RunningEdge):
    own_edge.replicas[0].stop()
    for _ in range(40):
        assert own_edge.get_holder().name == "holders/7"
        assert own_edge.http.get("/v1/holders/7").status_code == 200


def test_a_replica_that_says_it_stops_gets_no_more_calls_and_with_none_left_the_caller_is_told(own_edge: RunningEdge):
    first, second = own_edge.replicas
    first.stop_serving()

    def is_left_alone() -> bool:
        calls = first.calls
        for _ in range(8):
            own_edge.get_holder()
        return first.calls == calls

    until(is_left_alone)
    second.stop_serving()
    until(lambda: own_edge.http.get("/v1/holders/7").status_code == 503)
    assert "not available at this moment" in refusal(own_edge.http.get("/v1/holders/7"), 503, 14)
    with pytest.raises(grpc.RpcError) as refused:
        own_edge.get_holder()
    assert refused.value.code() is grpc.StatusCode.UNAVAILABLE


def test_a_running_upload_may_finish_while_the_edge_is_drained(own_edge: RunningEdge):
    def slowly() -> Iterator[bytes]:
        yield b"first"
        envoy.drain(own_edge.edge.admin_port)
        assert envoy.active_requests(own_edge.edge.admin_port) == 1
        yield b" and last"

    answer = own_edge.http.post("/v1/files/1:upload", content=slowly())
    assert answer.json()["bytes"] == str(len(b"first and last"))
    envoy.await_idle(own_edge.edge.admin_port, 5)
    own_edge.child.send(signal.SIGTERM)
    assert own_edge.child.wait(5)


# Configuration


def test_the_configuration_is_private_and_a_wrong_one_is_refused_in_envoys_words(edge: RunningEdge, tmp_path: Path):
    for file in ("envoy.yaml", "strict_body.lua"):
        assert (edge.configuration.parent / file).stat().st_mode & 0o777 == 0o600
    wrong = tmp_path / "envoy.yaml"
    wrong.write_text(edge.configuration.read_text().replace("max_request_headers_kb", "max_request_heads"))
    with pytest.raises(SepiaError, match="max_request_heads"):
        envoy.check_configuration(wrong)


def test_the_administration_listens_on_this_machine_only(edge: RunningEdge):
    text = edge.configuration.read_text()
    admin = text[: text.index("static_resources")]
    assert "address: 127.0.0.1" in admin
