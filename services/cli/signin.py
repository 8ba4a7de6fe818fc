"""Owns signing in and out: `sepia login`, `logout`, `whoami`."""

from __future__ import annotations

import asyncio
import getpass
import os
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from sepia.auth.v1 import auth_pb2
from sepia.gateway.v1 import accounts_pb2
from services.cli.output import Json, carry_out, explain, guarded, print_json, refuse, say, usage
from services.cli.session import (
    KeptSignIn,
    Sepia,
    SignIns,
    chosen_address,
    clock_there,
    issue_token,
    kept,
    read_accounts_file,
)
from shared.client import StaticToken
from shared.errors import SepiaError

app = typer.Typer()


def role_words(account: accounts_pb2.Account) -> str:
    """The roles of an account for people."""
    names = [auth_pb2.Role.Name(role) for role in account.roles]
    return ", ".join(name.removeprefix("ROLE_").lower().replace("_", " ") for name in names)


@app.command("login")
def login(
    account: Annotated[str, typer.Option(help="The account's id, for example `officer`.")] = "",
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")] = (
        False
    ),
    password_file: Annotated[
        Path | None, typer.Option(help="Take the password from the accounts file that `sepia up` wrote.")
    ] = None,
    api_key: Annotated[bool, typer.Option("--api-key", help="Sign in with an API key, read from standard input.")] = (
        False
    ),
    remember: Annotated[
        bool, typer.Option("--remember", help="Make an API key for this machine, so that the sign-in lasts.")
    ] = False,
) -> None:
    """Signs in; later commands act for this account.

    Example: sepia login --account officer
    """
    if sum((password_stdin, password_file is not None, api_key)) > 1:
        raise usage("give one of --password-stdin, --password-file and --api-key")
    guarded(lambda: _login(account, password_stdin, password_file, api_key, remember))


def _login(account: str, from_stdin: bool, file: Path | None, by_key: bool, remember: bool) -> None:
    if by_key:
        request = accounts_pb2.IssueTokenRequest(api_key=_secret("API key"))
    else:
        account = (account or _question("Account: ")).removeprefix("accounts/")
        if file is not None:
            password = read_accounts_file(file).get(account, "")
            if not password:
                raise refuse(f"{file} has no account {account}.")
        else:
            password = _line() if from_stdin else _secret("Password")
        request = accounts_pb2.IssueTokenRequest(account_id=account, password=password)
    address = chosen_address()
    try:
        sign_in, shown = asyncio.run(_sign_in(address, request, remember))
    except SepiaError as error:
        raise refuse(explain(error, address=address)) from error
    SignIns().keep(address, sign_in)
    say(f"Signed in at {address} as {shown.display_name} ({shown.name}; {role_words(shown) or 'no role'}).")
    _tell_rehearsal(sign_in)


def _tell_rehearsal(sign_in: KeptSignIn) -> None:
    if sign_in.ahead_seconds:
        say(f"[bold yellow]REHEARSAL: for this Sepia it is {clock_there().now():%Y-%m-%d %H:%M}Z.[/]")


async def _sign_in(address: str, request: accounts_pb2.IssueTokenRequest, remember: bool):
    token = await issue_token(address, request)
    if request.api_key:
        return kept(token, request.api_key if remember else ""), token.account
    if not remember:
        return kept(token), token.account
    async with Sepia(address, StaticToken(token.access_token)) as sepia:
        wanted = accounts_pb2.CreateApiKeyRequest(display_name=f"sepia command on {socket.gethostname()}"[:200])
        key: accounts_pb2.ApiKey = await sepia.call(sepia.accounts.CreateApiKey, wanted)
    return kept(token, key.key, key.name), token.account


def _question(prompt: str) -> str:
    if not sys.stdin.isatty():
        raise usage("say which account with --account")
    return input(prompt).strip()


def _secret(what: str) -> str:
    return getpass.getpass(f"{what}: ").strip() if sys.stdin.isatty() else _line()


def _line() -> str:
    return sys.stdin.readline().rstrip("\r\n")


@app.command("logout")
def logout() -> None:
    """Forgets the sign-in at this address and makes its API key void.

    Example: sepia logout
    """
    address, sign_ins = chosen_address(), SignIns()
    sign_in = sign_ins.read(address)
    sign_ins.forget(address)
    if sign_in is None:
        say(f"Nobody was signed in at {address}.")
        return
    if sign_in.api_key_name:
        guarded(lambda: asyncio.run(_revoke(address, sign_in.api_key, sign_in.api_key_name)))
    say(f"Signed out of {address}.")


async def _revoke(address: str, key: str, name: str) -> None:
    try:
        token = await issue_token(address, accounts_pb2.IssueTokenRequest(api_key=key))
        async with Sepia(address, StaticToken(token.access_token)) as sepia:
            await sepia.call(sepia.accounts.RevokeApiKey, accounts_pb2.RevokeApiKeyRequest(name=name))
    except SepiaError as error:
        text = f"This machine forgot the sign-in, but its API key {name} could not be made void"
        raise SepiaError(error.kind, error.reason, f"{text}: {error.message}") from error


@app.command("whoami")
def whoami(as_json: Json = False) -> None:
    """Says who is signed in, in which roles, and until when.

    Example: sepia whoami
    """

    async def ask(sepia: Sepia) -> None:
        account: accounts_pb2.Account = await sepia.call(
            sepia.accounts.GetOwnAccount, accounts_pb2.GetOwnAccountRequest()
        )
        if as_json:
            print_json(account)
            return
        say(f"{account.display_name} ({account.name}) at {sepia.address}")
        say(f"roles: {role_words(account) or 'none'}")
        if account.organization:
            say(f"acts for: {account.organization}")
        sign_in = SignIns().read(sepia.address)
        if os.environ.get("SEPIA_API_KEY"):
            say("signed in with SEPIA_API_KEY")
        elif sign_in:
            lasting = "; renewed by this machine's API key" if sign_in.api_key else ""
            say(f"token until {sign_in.expires[:19].replace('T', ' ')}Z{lasting}")
            _tell_rehearsal(sign_in)

    carry_out(ask)
