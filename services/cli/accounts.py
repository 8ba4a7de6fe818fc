"""Owns accounts and API keys: `sepia account …`, `sepia key …`."""

from __future__ import annotations

import enum
import getpass
import secrets
import sys
from typing import Annotated

import typer

from sepia.gateway.v1 import accounts_pb2 as pb
from services.cli.output import Json, carry_out, guarded, print_json, say, table
from services.cli.reading import full_name, instant, when
from services.cli.session import Sepia, clock_there
from services.cli.signin import role_words
from shared.ids import new_id

accounts = typer.Typer(help="Accounts: who may sign in, and as what.", no_args_is_help=True)
keys = typer.Typer(help="API keys of one's own account, for machines.", no_args_is_help=True)


class RoleWord(enum.StrEnum):
    """What an account may be."""

    HOLDER = "holder"
    IMPLEMENTER = "implementer"
    EVALUATOR = "evaluator"
    OFFICER = "officer"
    CONCILIATOR = "conciliator"
    COURT = "court"
    POOL = "pool"
    ADMINISTRATOR = "administrator"


@accounts.command("create")
def create_account(
    account: Annotated[str, typer.Argument(help="Its id, for example `amelie.durand`.")],
    name: Annotated[str, typer.Option(help="Name of the person or machine.")],
    role: Annotated[list[RoleWord], typer.Option(help="What it may do; repeat for several.")],
    organization: Annotated[str, typer.Option(help="Whom it acts for, for example `holders/acme`.")] = "",
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")] = (
        False
    ),
    generate: Annotated[bool, typer.Option("--generate", help="Make up a password and print it once.")] = False,
    request_id: Annotated[str, typer.Option(help="Names the request, to repeat it safely.")] = "",
) -> None:
    """Opens an account.

    Example: sepia account create amelie.durand --name "Amélie Durand" --role evaluator --generate
    """
    password = guarded(lambda: _new_password(password_stdin, generate))

    async def create(sepia: Sepia) -> None:
        made: pb.Account = await sepia.call(
            sepia.accounts.CreateAccount,
            pb.CreateAccountRequest(
                account_id=account.removeprefix("accounts/"),
                display_name=name,
                roles=[f"ROLE_{word.name}" for word in role],
                organization=organization,
                password=password,
                request_id=request_id or new_id().hex,
            ),
        )
        say(f"Opened {made.name} ({role_words(made)}).")
        if generate:
            say(f"Its password, shown this once: {password}")

    carry_out(create)


def _new_password(from_stdin: bool, generate: bool) -> str:
    if generate:
        return secrets.token_urlsafe(18)
    if from_stdin or not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password (at least 12 characters): ")
    if getpass.getpass("Once more: ") != password:
        raise typer.BadParameter("the two passwords differ")
    return password


@accounts.command("list")
def list_accounts(as_json: Json = False) -> None:
    """Lists accounts.

    Example: sepia account list
    """

    async def ask(sepia: Sepia) -> None:
        found = await sepia.collect(sepia.accounts.ListAccounts, pb.ListAccountsRequest(page_size=1000), "accounts")
        if as_json:
            print_json({"accounts": found})
            return
        rows = [
            (a.name, a.display_name, role_words(a), a.organization, "closed" if a.disabled else "", when(a.create_time))
            for a in found
        ]
        table("Accounts", ("account", "name", "roles", "acts for", "", "opened"), rows)

    carry_out(ask)


@accounts.command("disable")
def disable_account(account: Annotated[str, typer.Argument(help="The account.")]) -> None:
    """Closes an account: no more tokens, and its API keys are void.

    Example: sepia account disable amelie.durand
    """

    async def disable(sepia: Sepia) -> None:
        request = pb.DisableAccountRequest(name=full_name(account, "accounts"), request_id=new_id().hex)
        done: pb.Account = await sepia.call(sepia.accounts.DisableAccount, request)
        say(f"Closed {done.name}.")

    carry_out(disable)


@keys.command("create")
def create_key(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    expires: Annotated[str, typer.Option(help="When it ends: 2027-01-31T00:00:00Z, or +90d.")] = "",
    as_json: Json = False,
) -> None:
    """Makes an API key for one's own account and prints it once.

    Example: sepia key create "nightly import" --expires +90d
    """

    async def create(sepia: Sepia) -> None:
        request = pb.CreateApiKeyRequest(display_name=name)
        if expires:
            request.expire_time.CopyFrom(instant(expires, clock_there()))
        made: pb.ApiKey = await sepia.call(sepia.accounts.CreateApiKey, request)
        if as_json:
            print_json(made)
            return
        say(f"{made.name}: {made.display_name}, ends {when(made.expire_time) or 'never'}")
        say(f"The key, shown this once: {made.key}")
        say("Scripts send it as SEPIA_API_KEY.")

    carry_out(create)


@keys.command("list")
def list_keys(as_json: Json = False) -> None:
    """Lists one's own API keys, without the keys themselves.

    Example: sepia key list
    """

    async def ask(sepia: Sepia) -> None:
        reply: pb.ListApiKeysResponse = await sepia.call(sepia.accounts.ListApiKeys, pb.ListApiKeysRequest())
        if as_json:
            print_json(reply)
            return
        rows = [
            (
                key.name,
                key.display_name,
                when(key.create_time),
                when(key.expire_time) or "never",
                "void" if key.revoked else "",
            )
            for key in reply.api_keys
        ]
        table("API keys", ("key", "for", "made", "ends", ""), rows)

    carry_out(ask)


@keys.command("revoke")
def revoke_key(key: Annotated[str, typer.Argument(help="`apiKeys/…`, as `sepia key list` shows it.")]) -> None:
    """Makes an API key void.

    Example: sepia key revoke apiKeys/0193c0de-0000-7000-8000-000000000001
    """

    async def revoke(sepia: Sepia) -> None:
        request = pb.RevokeApiKeyRequest(name=full_name(key, "apiKeys"), request_id=new_id().hex)
        done: pb.ApiKey = await sepia.call(sepia.accounts.RevokeApiKey, request)
        say(f"{done.name} is void.")

    carry_out(revoke)
