"""Owns the first accounts of an installation: opened at the start from a file that its operator wrote."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError

from services.gateway.accounts import rules, store
from services.gateway.passwords import MINIMUM_LENGTH, Passwords
from shared.auth.callers import role_name, role_of
from shared.db import Database
from shared.errors import SepiaError, Violation, invalid, precondition


class FirstAccount(BaseModel):
    """An account as the file describes it."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    account_id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{1,62}$")]
    display_name: Annotated[str, Field(min_length=1, max_length=200)]
    roles: Annotated[list[str], Field(min_length=1, max_length=10)]
    organization: Annotated[str, Field(max_length=200)] = ""
    password: Annotated[SecretStr, Field(min_length=MINIMUM_LENGTH, max_length=1000)]


_FILE = TypeAdapter(list[FirstAccount], config=ConfigDict(hide_input_in_errors=True))


async def open_first_accounts(path: Path, database: Database, passwords: Passwords) -> list[str]:
    """Opens those accounts of the file that are missing; gives their names.

    An account that exists is left as it is, whatever the file says; replicas may do this at the same time.

    Raises:
        SepiaError: FAILED_PRECONDITION (ACCOUNTS_FILE_EXPOSED), INVALID_ARGUMENT (ACCOUNTS_FILE_INVALID).
    """
    wanted = read_accounts(path)
    async with database.read() as connection:
        known = await store.known(connection, [each.account_id for each in wanted])
    names: list[str] = []
    for each in wanted:
        if each.account_id in known:
            continue
        roles = rules.checked_roles(roles_named(each, path))
        password_hash = await passwords.hashed(each.password.get_secret_value())
        async with database.write() as tx:
            account = await store.add(
                tx,
                account_id=each.account_id,
                display_name=each.display_name,
                roles=roles,
                organization=each.organization,
                password_hash=password_hash,
                at=database.clock.now(),
            )
            if account is not None:  # else another replica was faster
                content = rules.opened(each.display_name, each.organization, roles)
                await tx.record("system:account:create", account.name, content, audience=rules.KEEPERS)
                names.append(account.name)
    return names


def read_accounts(path: Path) -> list[FirstAccount]:
    """The accounts of the file.

    Raises:
        SepiaError: FAILED_PRECONDITION (ACCOUNTS_FILE_EXPOSED), INVALID_ARGUMENT (ACCOUNTS_FILE_INVALID).
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise precondition(
                "ACCOUNTS_FILE_EXPOSED",
                f"{path} holds passwords and may be read or changed by others (mode {mode:04o}). Run: chmod 600 {path}"
                " - and choose other passwords if somebody may have read it.",
            )
        content = path.read_bytes()
    except OSError as error:
        raise _unusable(path, str(error)) from None
    try:
        return _FILE.validate_json(content)
    except ValidationError as error:
        # Where and what rule, never what stood there: it may be a password.
        faults = [(".".join(map(str, fault["loc"])), fault["msg"]) for fault in error.errors(include_input=False)]
        listed = "; ".join(f"{where or 'the file'}: {rule}" for where, rule in faults)
        raise _unusable(path, listed, *(Violation(where, rule) for where, rule in faults)) from None


def roles_named(account: FirstAccount, path: Path) -> list[str]:
    """The account's roles without the prefix `ROLE_`.

    Raises:
        SepiaError: INVALID_ARGUMENT (ACCOUNTS_FILE_INVALID) for a role that Sepia does not have.
    """
    found = {name: role_of(name) for name in account.roles}
    unknown = [name for name, role in found.items() if not role]
    if unknown:
        raise _unusable(path, f"{account.account_id}: there is no role {', '.join(unknown)}")
    return [role_name(role) for role in found.values() if role]


def _unusable(path: Path, why: str, *violations: Violation) -> SepiaError:
    return invalid(
        "ACCOUNTS_FILE_INVALID",
        f"The first accounts can't be read from {path} (SEPIA_BOOTSTRAP_ACCOUNTS_FILE): {why}. It is a JSON list of "
        '{"account_id", "display_name", "roles", "organization", "password"}.',
        *violations,
    )
