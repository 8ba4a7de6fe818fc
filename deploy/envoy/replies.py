"""Owns the errors the edge makes itself: in the shape and the words a service's errors have."""

from __future__ import annotations

from typing import Any

Block = dict[str, Any]

# A JSON or unary body; the services' own limit for one message is the same. Streams of messages are not limited.
LARGEST_BODY_BYTES = 4 * 1024 * 1024

# HTTP status of a refusal made at the edge → gRPC code, so that JSON callers see one shape of error everywhere.
_CODES = {400: 3, 401: 16, 404: 5, 405: 12, 408: 4, 413: 3, 429: 8, 431: 3, 500: 13, 501: 12, 502: 14, 503: 14, 504: 4}
_BODY = "%LOCAL_REPLY_BODY%"
_BAD_PATH = (
    "The path holds an escaped slash (%%2F or %%5C) or cannot be normalised; write resource names with plain '/'."
)
_NO_KEYS = (
    "The keys that tokens are signed with could not be fetched: the gateway is starting or down. Nothing is wrong with "
    "your token; try again in a few seconds."
)
_TEXTS = {
    401: f"Your token was not accepted: {_BODY}. Sign in again for a new one; public methods need none.",
    404: "No method of this API has this HTTP method and path.",
    413: f"The body is larger than {LARGEST_BODY_BYTES // 2**20} MiB. Send large files through an upload method.",
    429: "Too many requests at this moment. Try again in a second.",
    503: f"The service behind this method is not available at this moment ({_BODY}). Try again in a few seconds.",
}


def local_replies() -> Block:
    """How Envoy words its own refusals: JSON to JSON callers, a gRPC status to gRPC callers."""
    is_json = _header("content-type", {"prefix": "application/grpc"}, invert_match=True)
    # After the transcoder the request has been rewritten to gRPC; its caller still speaks JSON.
    was_json = _header("x-envoy-original-path", {"prefix": "/"})
    mappers = [
        # Envoy answers 401 to every token while it has no keys: that is not the token's fault.
        _mapper(is_json, 401, _has_no_keys(), status_code=503, body={"json_format": _error(503, _NO_KEYS)}),
        _mapper(None, 401, _has_no_keys(), status_code=503, body=_plain(_NO_KEYS)),
        _mapper(is_json, 400, _is_bad_path(), body={"json_format": _error(400, _BAD_PATH)}),
        _mapper(is_json, 400, _has_unknown_field(), body={"json_format": _unknown_field()}),
        # Envoy answers 403 to a token meant for another audience: to its bearer that is a token that does not work.
        _mapper(is_json, 403, status_code=401, body={"json_format": _error(401)}),
        *(
            _mapper(caller, status, body={"json_format": _error(status)})
            for status in _CODES
            for caller in (is_json, was_json)
        ),
        *(_mapper(None, status, status_code=401, body=_plain(_TEXTS[401])) for status in (401, 403)),
    ]
    return {"mappers": mappers}


def _mapper(caller: Block | None, status: int, *more: Block, status_code: int = 0, body: Block) -> Block:
    filters = [*([caller] if caller else []), _status_is(status), *more]
    chosen = filters[0] if len(filters) == 1 else {"and_filter": {"filters": filters}}
    return {"filter": chosen, **({"status_code": status_code} if status_code else {}), "body_format_override": body}


def _header(name: str, match: Block, *, invert_match: bool = False) -> Block:
    header = {
        "name": name,
        "string_match": match,
        "invert_match": invert_match,
        "treat_missing_header_as_empty": invert_match,
    }
    return {"header_filter": {"header": header}}


def _plain(text: str) -> Block:
    return {"text_format_source": {"inline_string": text}}


def _status_is(status: int) -> Block:
    value = {"default_value": status, "runtime_key": f"sepia.edge.status_{status}"}
    return {"status_code_filter": {"comparison": {"op": "EQ", "value": value}}}


def _has_unknown_field() -> Block:
    return {
        "metadata_filter": {
            "matcher": {
                "filter": "sepia.strict_body",
                "path": [{"key": "field"}],
                "value": {"present_match": True},
            },
            "match_if_key_not_found": False,
        }
    }


def _is_bad_path() -> Block:
    return _details_are("response.code_details == 'path_normalization_failed'")


def _has_no_keys() -> Block:
    return _details_are("response.code_details.contains('Jwks_remote_fetch')")


def _details_are(expression: str) -> Block:
    return {
        "extension_filter": {
            "name": "envoy.access_loggers.extension_filters.cel",
            "typed_config": {
                "@type": "type.googleapis.com/envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter",
                "expression": expression,
            },
        }
    }


def _error(status: int, text: str = "") -> Block:
    return {"code": _CODES[status], "message": text or _TEXTS.get(status, _BODY), "details": []}


def _unknown_field() -> Block:
    field = "%DYNAMIC_METADATA(sepia.strict_body:field)%"
    return {
        "code": 3,
        "message": _BODY,
        "details": [
            {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "UNKNOWN_FIELD", "domain": "sepia"},
            {
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "field_violations": [{"field": field, "description": _BODY}],
            },
        ],
    }
