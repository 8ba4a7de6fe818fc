"""Owns Envoy's configuration: one port for JSON, gRPC and gRPC-Web, checked tokens, limits, retries, health checks.

Routing follows the contract's packages: `sepia.registry.v1` goes to the cluster `registry`, and what has no cluster of
its own (gateway, journal, operations, reflection, health) goes to the gateway. Two things are easily missed when
changing this: routes match the path *after* transcoding (`/package.Service/Method`), and token rules the path before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from deploy.envoy.contract import Contract
from deploy.envoy.replies import LARGEST_BODY_BYTES, Block, local_replies
from deploy.envoy.strict_body import lua_source

FALLBACK = "gateway"
KEY_SET_PATH = "/.well-known/jwks.json"
HEALTH_PATH = "/healthz"
LARGEST_HEADERS_KIB = 60

_FILTERS = "type.googleapis.com/envoy.extensions.filters.http"
_HTTP_OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"


@dataclass(frozen=True, slots=True)
class Edge:
    """What differs from one installation to the next.

    Attributes:
        descriptors: the contract's descriptor set, as a path Envoy can read.
        clusters: service name → its replicas as `host:port`. Needs `gateway`.
        port: port for all clients.
        host: address to listen on.
        admin_port: port of Envoy's own administration, on the loopback interface only.
        issuer, audience: what a token must carry.
        key_set: where Envoy gets the public keys of the tokens, as `host:port`; its own listener by default, which
            passes the request to the gateway.
        allowed_origins: regular expressions of web origins whose pages may call the API (CORS).
        requests_per_second: for all clients together.
        connections: open client connections at a time.
        drain_seconds: how long running requests may take to finish when the edge is stopped.
    """

    descriptors: Path
    clusters: Mapping[str, Sequence[str]]
    port: int
    admin_port: int
    host: str = "127.0.0.1"
    issuer: str = "sepia"
    audience: str = "sepia"
    key_set: str = ""
    allowed_origins: Sequence[str] = (r"https?://(localhost|127\.0\.0\.1)(:\d+)?",)
    requests_per_second: int = 2_000
    connections: int = 10_000
    drain_seconds: int = 10


def write_configuration(edge: Edge, folder: Path) -> Path:
    """Writes `envoy.yaml` and the Lua program beside it, readable by their owner only; returns the path of the former.

    Raises:
        SepiaError: NO_CONTRACT; the descriptor set cannot be read.
    """
    contract = Contract.read(edge.descriptors)
    program = folder / "strict_body.lua"
    _write_private(program, lua_source(contract))
    target = folder / "envoy.yaml"
    _write_private(target, yaml.safe_dump(configuration(edge, contract, program), sort_keys=False, width=120))
    return target


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def configuration(edge: Edge, contract: Contract, strict_body: Path) -> Block:
    """The whole configuration as Envoy's bootstrap message in JSON form."""
    key_set = edge.key_set or f"127.0.0.1:{edge.port}"
    return {
        "admin": {"address": _address(f"127.0.0.1:{edge.admin_port}")},
        "overload_manager": {
            "resource_monitors": [
                {
                    "name": "envoy.resource_monitors.global_downstream_max_connections",
                    "typed_config": {
                        "@type": "type.googleapis.com/envoy.extensions.resource_monitors."
                        "downstream_connections.v3.DownstreamConnectionsConfig",
                        "max_active_downstream_connections": edge.connections,
                    },
                }
            ]
        },
        "static_resources": {
            "listeners": [
                {
                    "name": "edge",
                    "address": _address(f"{edge.host}:{edge.port}"),
                    "per_connection_buffer_limit_bytes": LARGEST_BODY_BYTES,
                    "filter_chains": [{"filters": [_connection_manager(edge, contract, strict_body, key_set)]}],
                }
            ],
            "clusters": [
                *(_service_cluster(name, replicas) for name, replicas in edge.clusters.items()),
                _key_set_cluster(key_set),
            ],
        },
    }


def _connection_manager(edge: Edge, contract: Contract, strict_body: Path, key_set: str) -> Block:
    return {
        "name": "envoy.filters.network.http_connection_manager",
        "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.network."
            "http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix": "edge",
            "codec_type": "AUTO",  # HTTP/1.1 and HTTP/2 without TLS on one port
            "server_name": "sepia",
            "use_remote_address": True,
            "always_set_request_id_in_response": True,
            # Without these three, `/v1/public/../private` would be checked as public and routed as private.
            "normalize_path": True,
            "merge_slashes": True,
            "path_with_escaped_slashes_action": "REJECT_REQUEST",
            "max_request_headers_kb": LARGEST_HEADERS_KIB,
            "request_headers_timeout": "30s",
            "stream_idle_timeout": "300s",
            "drain_timeout": f"{edge.drain_seconds}s",
            "common_http_protocol_options": {
                "idle_timeout": "600s",
                "headers_with_underscores_action": "DROP_HEADER",
            },
            "http2_protocol_options": {"max_concurrent_streams": 1000},
            "local_reply_config": local_replies(),
            "route_config": {"virtual_hosts": [_virtual_host(edge, contract)]},
            "http_filters": [
                _filter("health_check", "health_check.v3.HealthCheck", _health_endpoint()),
                _filter("cors", "cors.v3.Cors"),
                # Before the token check, so that a refused gRPC-Web call gets a gRPC status.
                _filter("grpc_web", "grpc_web.v3.GrpcWeb"),
                _filter("jwt_authn", "jwt_authn.v3.JwtAuthentication", _tokens(edge, key_set)),
                _filter("local_ratelimit", "local_ratelimit.v3.LocalRateLimit", _rate_limit(edge)),
                _filter("lua", "lua.v3.Lua", {"default_source_code": {"filename": str(strict_body)}}),
                _filter("grpc_json_transcoder", "grpc_json_transcoder.v3.GrpcJsonTranscoder", _json(edge, contract)),
                _filter("router", "router.v3.Router"),
            ],
        },
    }


def _filter(name: str, message: str, settings: Block | None = None) -> Block:
    return {"name": f"envoy.filters.http.{name}", "typed_config": {"@type": f"{_FILTERS}.{message}"} | (settings or {})}


def _health_endpoint() -> Block:
    return {"pass_through_mode": False, "headers": [{"name": ":path", "string_match": {"exact": HEALTH_PATH}}]}


def _tokens(edge: Edge, key_set: str) -> Block:
    """Refuses a token that is expired, forged or meant for others; whether one is needed, the service decides."""
    return {
        "providers": {
            "sepia": {
                "issuer": edge.issuer,
                "audiences": [edge.audience],
                "remote_jwks": {
                    "http_uri": {"uri": f"http://{key_set}{KEY_SET_PATH}", "cluster": "key_set", "timeout": "5s"},
                    "cache_duration": "60s",
                    # The listener must open before the keys can be fetched through it.
                    "async_fetch": {"fast_listener": True, "failed_refetch_duration": "0.5s"},
                },
                "forward": True,  # services verify again: the edge is a filter, not the judge
                "clock_skew_seconds": 5,
                "jwt_cache_config": {"jwt_cache_size": 1000},
            }
        },
        "rules": [
            {
                "match": {"prefix": "/"},
                "requires": {"requires_any": {"requirements": [{"provider_name": "sepia"}, {"allow_missing": {}}]}},
            }
        ],
    }


def _rate_limit(edge: Edge) -> Block:
    always = {"default_value": {"numerator": 100, "denominator": "HUNDRED"}}
    return {
        "stat_prefix": "edge_rate",
        "token_bucket": {
            "max_tokens": edge.requests_per_second,
            "tokens_per_fill": max(1, edge.requests_per_second // 10),
            "fill_interval": "0.1s",
        },
        "filter_enabled": always,
        "filter_enforced": always,
        "rate_limited_as_resource_exhausted": True,
    }


def _json(edge: Edge, contract: Contract) -> Block:
    return {
        "proto_descriptor": str(edge.descriptors),
        "services": contract.services,
        "convert_grpc_status": True,  # google.rpc.Status with its details as JSON body
        "max_request_body_size": LARGEST_BODY_BYTES,
        "print_options": {"always_print_primitive_fields": True, "preserve_proto_field_names": True},
        # A form of a browser, `curl -G` and most libraries write a blank of a query as a plus.
        "query_param_unescape_plus": True,
        "request_validation_options": {
            "reject_unknown_method": True,
            "reject_unknown_query_parameters": True,
            "reject_binding_body_field_collisions": True,
        },
    }


def _virtual_host(edge: Edge, contract: Contract) -> Block:
    owners = {package: _owner(package, edge.clusters) for package in contract.packages}
    prefixes = [(f"/{package}.", owner) for package, owner in owners.items() if owner != FALLBACK]
    return {
        "name": "sepia",
        "domains": ["*"],
        # Only what no service can have begun to work on; everything else is the caller's to repeat (request_id).
        "retry_policy": _retries("connect-failure,refused-stream,reset-before-request"),
        "typed_per_filter_config": {
            "envoy.filters.http.cors": {
                "@type": f"{_FILTERS}.cors.v3.CorsPolicy",
                "allow_origin_string_match": [{"safe_regex": {"regex": origin}} for origin in edge.allowed_origins],
                "allow_methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
                "allow_headers": "content-type,x-grpc-web,x-user-agent,authorization,grpc-timeout,if-none-match",
                "expose_headers": "grpc-status,grpc-message,grpc-status-details-bin,x-request-id,etag",
                "max_age": "600",
            }
        },
        "routes": [
            *(_read_route(method, owners[method.rpartition("/")[0].rpartition(".")[0]]) for method in contract.reads()),
            *(_route(prefix, cluster) for prefix, cluster in [*prefixes, ("/", FALLBACK)]),
        ],
    }


def _retries(retry_on: str) -> Block:
    return {
        "retry_on": retry_on,
        "num_retries": 3,
        "host_selection_retry_max_attempts": 3,
        "retry_host_predicate": [
            {
                "name": "envoy.retry_host_predicates.previous_hosts",
                "typed_config": {
                    "@type": "type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate"
                },
            }
        ],
    }


def _owner(package: str, clusters: Mapping[str, Sequence[str]]) -> str:
    parts = package.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "sepia" and parts[1] in clusters else FALLBACK


def _route(prefix: str, cluster: str) -> Block:
    return {"match": {"prefix": prefix}, "route": _to(cluster)}


def _read_route(method: str, cluster: str) -> Block:
    # A read that died with its replica is asked of another one: it changes nothing, so it may be done twice.
    return {
        "match": {"path": f"/{method}"},
        "route": {**_to(cluster), "retry_policy": _retries("connect-failure,refused-stream,reset")},
    }


def _to(cluster: str) -> Block:
    # No time limit of the edge's own: uploads and streams last as long as they move; a caller's grpc-timeout counts.
    return {"cluster": cluster, "timeout": "0s", "max_stream_duration": {"grpc_timeout_header_max": "0s"}}


def _service_cluster(name: str, replicas: Sequence[str]) -> Block:
    return {
        "name": name,
        "type": "STRICT_DNS" if any(not _is_numeric(replica) for replica in replicas) else "STATIC",
        "connect_timeout": "1s",
        "lb_policy": "LEAST_REQUEST",
        # A replica that says it does not serve gets nothing, even when no other is left.
        "common_lb_config": {"healthy_panic_threshold": {"value": 0}},
        "typed_extension_protocol_options": {
            _HTTP_OPTIONS: {
                "@type": f"type.googleapis.com/{_HTTP_OPTIONS}",
                "explicit_http_config": {
                    "http2_protocol_options": {"connection_keepalive": {"interval": "30s", "timeout": "5s"}}
                },
            }
        },
        "health_checks": [
            {
                "timeout": "2s",
                "interval": "1s",
                "no_traffic_interval": "1s",
                "unhealthy_interval": "0.25s",
                "no_traffic_healthy_interval": "1s",
                "unhealthy_threshold": 2,
                "healthy_threshold": 1,
                "grpc_health_check": {},
            }
        ],
        "circuit_breakers": {
            "thresholds": [
                {
                    "max_connections": 1024,
                    "max_pending_requests": 2048,
                    "max_requests": 2048,
                    "retry_budget": {"budget_percent": {"value": 25.0}, "min_retry_concurrency": 10},
                }
            ]
        },
        "load_assignment": _endpoints(name, replicas),
    }


def _key_set_cluster(key_set: str) -> Block:
    kind = "STATIC" if _is_numeric(key_set) else "STRICT_DNS"
    endpoints = _endpoints("key_set", [key_set])
    return {"name": "key_set", "type": kind, "connect_timeout": "1s", "load_assignment": endpoints}


def _endpoints(cluster: str, replicas: Sequence[str]) -> Block:
    endpoints = [{"endpoint": {"address": _address(replica)}} for replica in replicas]
    return {"cluster_name": cluster, "endpoints": [{"lb_endpoints": endpoints}]}


def _address(listen: str) -> Block:
    host, _, port = listen.rpartition(":")
    return {"socket_address": {"address": host.strip("[]"), "port_value": int(port)}}


def _is_numeric(listen: str) -> bool:
    host = listen.rpartition(":")[0]
    return host.startswith("[") or host.replace(".", "").isdigit()
