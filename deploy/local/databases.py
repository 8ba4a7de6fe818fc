"""Owns roles and schemas: each service has its own of both, in one database, made before its migrations run."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from shared.errors import precondition

DATABASE = "sepia"

Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class ServiceDatabases:
    """Where each service connects.

    Attributes:
        urls: service → address with its own role, or with the given account for all.
        separated: each service has its own role, so the database itself keeps one out of another's schema.
    """

    urls: Mapping[str, str]
    separated: bool


def role_of(service: str) -> str:
    """Name of a service's role; its schema is called like the service."""
    return f"sepia_{service}"


def url_variable(service: str) -> str:
    """Environment variable with the address of a service's database, where one process works for several services."""
    return f"SEPIA_{service.upper()}_DATABASE_URL"


def read_passwords(file: Path, services: Sequence[str]) -> dict[str, str]:
    """Passwords of the services' roles, made once and kept in a file only its owner reads."""
    known: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    missing = [service for service in services if service not in known]
    if missing:
        known |= {service: secrets.token_urlsafe(24) for service in missing}
        draft = file.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(known, indent=1), encoding="utf-8")
        draft.replace(file)
    return known


def create_database(url: str, name: str = DATABASE) -> None:
    """Makes a database if there is none of this name.

    Args:
        url: of an account that may create databases.
        name: of the new database.

    Raises:
        SepiaError: DATABASE_UNREACHABLE, DATABASE_REFUSED.
    """
    with _connected(url) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))


def clone_database(url: str, template: str, name: str) -> None:
    """Copies a database that nobody is connected to.

    Args:
        url: of an account that may create databases, connected to another database than the template.
        template: what is copied.
        name: of the copy.

    Raises:
        SepiaError: DATABASE_UNREACHABLE, DATABASE_REFUSED.
    """
    with _connected(url) as connection:
        # Copies the files; the default would write the whole content to the log first.
        statement = "create database {} template {} strategy file_copy"
        connection.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(template)))


def prepare(url: str, passwords: Mapping[str, str]) -> ServiceDatabases:
    """Makes roles and schemas of the services in the database at `url`; does nothing that is done already.

    An account that may not create roles is used for every service, each in its own schema.

    Args:
        url: of an account that may create roles, or at least schemas.
        passwords: service → password of its role.

    Raises:
        SepiaError: DATABASE_UNREACHABLE, DATABASE_REFUSED; DATABASE_FORBIDDEN when the account may not even create
            schemas.
    """
    with _connected(url) as connection:
        found = connection.execute(
            "select rolsuper, rolsuper or rolcreaterole from pg_roles where rolname = current_user"
        ).fetchone()
        is_superuser, separated = found or (False, False)
        try:
            for service, password in passwords.items():
                if separated:
                    _make_role(connection, role_of(service), password, member=not is_superuser)
                _make_schema(connection, service, role_of(service) if separated else "")
        except psycopg.errors.InsufficientPrivilege as problem:
            text = (
                f"The account of SEPIA_DATABASE_URL may not make what the services need ({problem.diag.message_primary}"
                "). Give it CREATE on the database, and CREATEROLE so that each service gets a role of its own."
            )
            raise precondition("DATABASE_FORBIDDEN", text) from problem
    if separated:
        urls = {service: _with_account(url, role_of(service), password) for service, password in passwords.items()}
    else:
        urls = {service: _with_schema(url, service) for service in passwords}
    return ServiceDatabases(urls, separated)


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    place = urlsplit(url).hostname or "the local socket"
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.Error as problem:
        text = (
            f"The database at {place} cannot be reached ({_reason(problem)}). Check that it runs and check its address."
        )
        raise precondition("DATABASE_UNREACHABLE", text) from problem
    with connection:
        try:
            yield connection
        except psycopg.Error as problem:
            text = f"The database at {place} refused what the services need: {_reason(problem)}."
            raise precondition("DATABASE_REFUSED", text) from problem


def _reason(problem: psycopg.Error) -> str:
    return (problem.diag.message_primary or str(problem).strip().splitlines()[0]).rstrip(".")


def _make_role(connection: Connection, role: str, password: str, *, member: bool) -> None:
    name = sql.Identifier(role)
    if not connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
        connection.execute(sql.SQL("create role {} login").format(name))
    connection.execute(sql.SQL("alter role {} with login password {}").format(name, sql.Literal(password)))
    connection.execute(sql.SQL("grant connect on database {} to {}").format(_database(connection), name))
    if member:  # only a member of a role may make a schema that belongs to it
        connection.execute(sql.SQL("grant {} to current_user").format(name))


def _make_schema(connection: Connection, schema: str, role: str) -> None:
    name = sql.Identifier(schema)
    owner = sql.SQL(" authorization {}").format(sql.Identifier(role)) if role else sql.SQL("")
    connection.execute(sql.SQL("create schema if not exists {}").format(name) + owner)
    if role:
        statement = "alter role {} in database {} set search_path = {}"
        connection.execute(sql.SQL(statement).format(sql.Identifier(role), _database(connection), name))


def _database(connection: Connection) -> sql.Identifier:
    return sql.Identifier(connection.info.dbname)


def _with_account(url: str, user: str, password: str) -> str:
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(user, safe='')}:{quote(password, safe='')}@{place}"))


def _with_schema(url: str, schema: str) -> str:
    parts = urlsplit(url)
    query = [*parse_qsl(parts.query), ("options", f"-csearch_path={schema}")]
    return urlunsplit(parts._replace(query=urlencode(query, quote_via=quote)))
