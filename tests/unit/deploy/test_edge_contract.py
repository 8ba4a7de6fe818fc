"""What the edge reads out of a contract."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from google.api import annotations_pb2, http_pb2
from google.protobuf import descriptor_pb2

from deploy.envoy.configuration import Edge, configuration, write_configuration
from deploy.envoy.contract import Contract, HttpRule, path_pattern
from deploy.envoy.strict_body import lua_source
from shared.errors import SepiaError

FieldProto = descriptor_pb2.FieldDescriptorProto
HTTP: Any = annotations_pb2.http


def field(name: str, number: int, message: str = "", *, repeated: bool = False) -> FieldProto:
    return FieldProto(
        name=name,
        number=number,
        type=FieldProto.TYPE_MESSAGE if message else FieldProto.TYPE_STRING,
        type_name=f".{message}" if message else "",
        label=FieldProto.LABEL_REPEATED if repeated else FieldProto.LABEL_OPTIONAL,
    )


def method(name: str, request: str, rule: http_pb2.HttpRule | None = None) -> descriptor_pb2.MethodDescriptorProto:
    made = descriptor_pb2.MethodDescriptorProto(name=name, input_type=f".{request}", output_type=f".{request}")
    if rule:
        made.options.Extensions[HTTP].CopyFrom(rule)
    return made


def a_file(package: str, *methods: descriptor_pb2.MethodDescriptorProto) -> descriptor_pb2.FileDescriptorProto:
    entry = descriptor_pb2.DescriptorProto(
        name="ByOfficeEntry",
        field=[field("key", 1), field("value", 2, "t.v1.Patent")],
        options=descriptor_pb2.MessageOptions(map_entry=True),
    )
    messages = [
        descriptor_pb2.DescriptorProto(name="Patent", field=[field("number", 1)]),
        descriptor_pb2.DescriptorProto(
            name="Holder",
            field=[
                field("display_name", 1),
                field("patents", 2, "t.v1.Patent", repeated=True),
                field("by_office", 3, "t.v1.Holder.ByOfficeEntry", repeated=True),
                field("create_time", 4, "google.protobuf.Timestamp"),
            ],
            nested_type=[entry],
        ),
        descriptor_pb2.DescriptorProto(name="Request", field=[field("holder", 1, "t.v1.Holder"), field("name", 2)]),
        descriptor_pb2.DescriptorProto(name="Upload", field=[field("file", 1, "google.api.HttpBody")]),
    ]
    service = descriptor_pb2.ServiceDescriptorProto(name="Service", method=methods)
    return descriptor_pb2.FileDescriptorProto(
        name=f"{package}.proto", package=package, message_type=messages if package == "t.v1" else [], service=[service]
    )


def contract_of(*methods: descriptor_pb2.MethodDescriptorProto) -> Contract:
    return Contract(descriptor_pb2.FileDescriptorSet(file=[a_file("t.v1", *methods)]))


@pytest.mark.parametrize(
    ("template", "segments", "verb"),
    [
        ("/v1/holders", ["v1", "holders"], ""),
        ("/v1/{name}", ["v1", "*"], ""),
        ("/v1/{holder.name=holders/*}", ["v1", "holders", "*"], ""),
        (
            "/v1/{name=holders/*/declarations/*}:withdraw",
            ["v1", "holders", "*", "declarations", "*"],
            "withdraw",
        ),
        ("/v1/{name=operations/**}:wait", ["v1", "operations", "**"], "wait"),
        ("/.well-known/jwks.json", [".well-known", "jwks.json"], ""),
    ],
)
def test_a_path_template_is_read_as_segments_and_verb(template: str, segments: list[str], verb: str):
    assert path_pattern(template) == (segments, verb)


def test_a_body_is_the_request_or_the_field_the_rule_names():
    contract = contract_of(
        method("Create", "t.v1.Request", http_pb2.HttpRule(post="/v1/holders", body="*")),
        method("Update", "t.v1.Request", http_pb2.HttpRule(patch="/v1/{name=holders/*}", body="holder")),
        method("Get", "t.v1.Request", http_pb2.HttpRule(get="/v1/{name=holders/*}")),
        method("Silent", "t.v1.Request"),
    )
    assert contract.http_rules() == [
        HttpRule("POST", "/v1/holders", "t.v1.Request"),
        HttpRule("PATCH", "/v1/{name=holders/*}", "t.v1.Holder"),
    ]


def test_a_raw_body_and_a_scalar_body_are_not_looked_into():
    contract = contract_of(
        method("Raw", "google.api.HttpBody", http_pb2.HttpRule(post="/v1/raw", body="*")),
        method("File", "t.v1.Upload", http_pb2.HttpRule(post="/v1/file", body="file")),
        method("Word", "t.v1.Request", http_pb2.HttpRule(post="/v1/word", body="name")),
    )
    assert [rule.message for rule in contract.http_rules()] == ["", "", ""]
    assert contract.body_messages() == {}


def test_additional_bindings_and_custom_verbs_count():
    rule = http_pb2.HttpRule(
        post="/v1/one",
        body="*",
        additional_bindings=[
            http_pb2.HttpRule(custom=http_pb2.CustomHttpPattern(kind="MERGE", path="/v1/two"), body="*")
        ],
    )
    assert [(rule.verb, rule.template) for rule in contract_of(method("M", "t.v1.Request", rule)).http_rules()] == [
        ("POST", "/v1/one"),
        ("MERGE", "/v1/two"),
    ]


def test_fields_are_known_in_both_spellings_and_maps_by_their_values():
    contract = contract_of(method("M", "t.v1.Request", http_pb2.HttpRule(post="/v1/x", body="*")))
    assert set(contract.body_messages()) == {"t.v1.Request", "t.v1.Holder", "t.v1.Patent"}
    name, patents, by_office, create_time = contract.body_messages()["t.v1.Holder"]
    assert name.spellings == ("display_name", "displayName")
    assert (patents.message, patents.is_map) == ("t.v1.Patent", False)
    assert (by_office.message, by_office.is_map) == ("t.v1.Patent", True)
    assert create_time.message == ""


def test_the_lua_tables_prefer_literal_paths_and_know_every_spelling():
    source = lua_source(
        contract_of(
            method("Any", "t.v1.Request", http_pb2.HttpRule(post="/v1/{name=*}", body="*")),
            method("One", "t.v1.Request", http_pb2.HttpRule(post="/v1/one", body="holder")),
            method("Rest", "t.v1.Request", http_pb2.HttpRule(post="/v1/{name=a/**}:go", body="*")),
        )
    )
    routes = next(line for line in source.splitlines() if line.startswith('ROUTES["POST 2 "]'))
    assert routes.index('"one"') < routes.index('"*"')
    assert 'REST_ROUTES["POST go"]' in source
    assert 'local VERBS = { ["go"] = true }' in source
    assert '["displayName"] = false' in source
    assert '["by_office"] = { "t.v1.Patent" }' in source


def test_a_missing_contract_is_reported_with_the_command_that_makes_it(tmp_path: Path):
    nonsense = tmp_path / "nonsense"
    nonsense.write_bytes(b"\xff\xff")
    empty = tmp_path / "empty"
    empty.touch()
    for path in (tmp_path / "absent", nonsense, empty):
        with pytest.raises(SepiaError, match="make protos") as refused:
            Contract.read(path)
        assert refused.value.reason == "NO_CONTRACT"


CLUSTERS = {"registry": ["127.0.0.1:1", "127.0.0.1:2"], "gateway": ["127.0.0.1:3"]}


def manager_of(settings: dict[str, Any]) -> dict[str, Any]:
    return settings["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"]


def settings_for(clusters: dict[str, list[str]], *packages: str, **more: Any) -> dict[str, Any]:
    contract = Contract(descriptor_pb2.FileDescriptorSet(file=[a_file(package) for package in packages]))
    edge = Edge(descriptors=Path("x"), clusters=clusters, port=8080, admin_port=9901, **more)
    return configuration(edge, contract, Path("y"))


def test_a_package_is_routed_to_the_cluster_of_its_name_and_everything_else_to_the_gateway():
    packages = ("sepia.registry.v1", "sepia.registry.v2", "sepia.journal.v1", "google.longrunning")
    [host] = manager_of(settings_for(CLUSTERS, *packages))["route_config"]["virtual_hosts"]
    assert [(route["match"]["prefix"], route["route"]["cluster"]) for route in host["routes"]] == [
        ("/sepia.registry.v1.", "registry"),
        ("/sepia.registry.v2.", "registry"),
        ("/", "gateway"),
    ]


def test_every_service_of_the_contract_is_transcoded():
    filters = manager_of(settings_for(CLUSTERS, "sepia.registry.v1", "t.v1"))["http_filters"]
    [transcoder] = [one for one in filters if one["name"].endswith("transcoder")]
    assert transcoder["typed_config"]["services"] == ["sepia.registry.v1.Service", "t.v1.Service"]


def test_replicas_are_found_by_name_or_by_number():
    settings = settings_for({"gateway": ["gateway.sepia:50051"], "registry": ["127.0.0.1:1", "[::1]:2"]}, "t.v1")
    by_name, by_number, _ = settings["static_resources"]["clusters"]
    assert by_name["type"] == "STRICT_DNS"
    assert by_number["type"] == "STATIC"
    endpoints = by_number["load_assignment"]["endpoints"][0]["lb_endpoints"]
    assert [end["endpoint"]["address"]["socket_address"]["address"] for end in endpoints] == ["127.0.0.1", "::1"]


def test_the_administration_is_on_the_loopback_interface_wherever_the_edge_listens():
    settings = settings_for(CLUSTERS, "t.v1", host="0.0.0.0")
    assert settings["admin"]["address"]["socket_address"]["address"] == "127.0.0.1"
    assert settings["static_resources"]["listeners"][0]["address"]["socket_address"]["address"] == "0.0.0.0"


def test_the_keys_of_tokens_are_asked_for_where_the_installation_says():
    settings = settings_for(CLUSTERS, "t.v1", key_set="keys.example:8000")
    [tokens] = [one for one in manager_of(settings)["http_filters"] if one["name"].endswith("jwt_authn")]
    remote = tokens["typed_config"]["providers"]["sepia"]["remote_jwks"]["http_uri"]
    assert remote["uri"] == "http://keys.example:8000/.well-known/jwks.json"


def test_the_written_files_are_for_their_owner_only_also_when_they_were_open_before(tmp_path: Path):
    descriptors = tmp_path / "set.binpb"
    descriptors.write_bytes(descriptor_pb2.FileDescriptorSet(file=[a_file("t.v1")]).SerializeToString())
    (tmp_path / "envoy.yaml").touch(mode=0o644)
    edge = Edge(descriptors=descriptors, clusters=CLUSTERS, port=1, admin_port=2)
    written = write_configuration(edge, tmp_path)
    assert written.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "strict_body.lua").stat().st_mode & 0o777 == 0o600


def test_a_contract_without_its_imports_is_refused_with_the_remedy():
    contract = Contract(
        descriptor_pb2.FileDescriptorSet(
            file=[a_file("u.v1", method("M", "t.v1.Request", http_pb2.HttpRule(post="/v1/x", body="*")))]
        )
    )
    with pytest.raises(SepiaError, match=r"uses t\.v1\.Request .*--include_imports"):
        contract.body_messages()
