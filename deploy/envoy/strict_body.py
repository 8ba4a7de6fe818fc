"""Owns the tables `strict_body.lua` works with, generated from the contract."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources

from deploy.envoy.contract import BodyField, Contract, HttpRule, path_pattern


def lua_source(contract: Contract) -> str:
    """The whole Lua program: generated tables, then the walker."""
    lines = ["local MESSAGES = {}"]
    for name, fields in contract.body_messages().items():
        lines.append(f"MESSAGES[{_quoted(name)}] = {_message(fields)}")
    verbs: set[str] = set()
    exact: dict[str, list[tuple[list[str], HttpRule]]] = {}
    rest: dict[str, list[tuple[list[str], HttpRule]]] = {}
    for rule in contract.http_rules():
        segments, verb = path_pattern(rule.template)
        verbs.add(verb)
        if "**" in segments:
            rest.setdefault(f"{rule.verb} {verb}", []).append((segments, rule))
        else:
            exact.setdefault(f"{rule.verb} {len(segments)} {verb}", []).append((segments, rule))
    lines.append(f"local VERBS = {{ {', '.join(f'[{_quoted(verb)}] = true' for verb in sorted(verbs) if verb)} }}")
    lines.append("local ROUTES = {}")
    lines.extend(f"ROUTES[{_quoted(key)}] = {_routes(rules)}" for key, rules in sorted(exact.items()))
    lines.append("local REST_ROUTES = {}")
    lines.extend(f"REST_ROUTES[{_quoted(key)}] = {_routes(rules)}" for key, rules in sorted(rest.items()))
    walker = resources.files("deploy.envoy").joinpath("strict_body.lua").read_text(encoding="utf-8")
    return "\n".join(lines) + "\n" + walker


def _message(fields: list[BodyField]) -> str:
    keys = ", ".join(f"[{_quoted(key)}] = {_kind(field)}" for field in fields for key in field.spellings)
    return f"{{ names = {_list(field.name for field in fields)}, keys = {{ {keys} }} }}"


def _kind(field: BodyField) -> str:
    target = _quoted(field.message) if field.message else "false"
    return f"{{ {target} }}" if field.is_map else target


def _routes(rules: list[tuple[list[str], HttpRule]]) -> str:
    # Literals before wildcards, as the transcoder's own path matcher prefers them.
    ordered = sorted(rules, key=lambda entry: [(segment == "**", segment == "*", segment) for segment in entry[0]])
    return f"{{ {', '.join(_route(segments, rule) for segments, rule in ordered)} }}"


def _route(segments: Iterable[str], rule: HttpRule) -> str:
    message = _quoted(rule.message) if rule.message else "false"
    return f"{{ segments = {_list(segments)}, message = {message} }}"


def _list(words: Iterable[str]) -> str:
    return f"{{ {', '.join(_quoted(word) for word in words)} }}"


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
