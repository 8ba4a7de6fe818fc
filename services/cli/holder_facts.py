"""Owns facts about holders on the command line: `sepia holder size|contact|representative|policy set`.

A command makes the fact of its own arguments; who says so, since when and on what evidence is asked the same way of
every fact, and added to its arguments here.
"""

from __future__ import annotations

import enum
import inspect
from collections.abc import Callable
from typing import Annotated, Any, get_type_hints

import typer

from sepia.registry.v1 import holder_records_pb2 as pb
from services.cli.holder_records import (
    Cited,
    CitedAt,
    Confidential,
    Etag,
    Holder,
    RequestId,
    Since,
    Source,
    Until,
    evidence_of,
    report,
)
from services.cli.output import Json, guarded, usage
from services.cli.reading import full_name, money

sizes = typer.Typer(help="The size of a holder.", no_args_is_help=True)
contacts = typer.Typer(help="Addresses and licensing contacts.", no_args_is_help=True)
representatives = typer.Typer(help="Representatives in the EU.", no_args_is_help=True)
policies = typer.Typer(help="Licensing policies: terms, royalties, discounts, pools.", no_args_is_help=True)

Line = Annotated[list[str] | None, typer.Option(help="A line of the postal address; repeatable.")]
Email = Annotated[str, typer.Option(help="E-mail address.")]
Phone = Annotated[str, typer.Option(help="Telephone number.")]


def _reported(
    holder: Holder,
    content: dict[str, Any],
    since: Since = "",
    until: Until = "",
    source: Source = "",
    evidence: Cited = "",
    url: CitedAt = "",
    confidential: Confidential = False,
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Reports a fact: the arguments that every command has."""
    report(
        holder,
        content,
        since=since,
        until=until,
        source=source,
        evidence=evidence_of(evidence, url, confidential),
        etag=etag,
        request_id=request_id,
        as_json=as_json,
    )


def _fact(app: typer.Typer, field: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registers `set`, which reports what a function makes of its arguments.

    Args:
        field: of HolderRecord, that the fact is.
    """

    def register(make: Callable[..., Any]) -> Callable[..., Any]:
        own, shared = _parameters(make), _parameters(_reported)
        before, after = shared.pop("holder"), [each for name, each in shared.items() if name != "content"]

        def command(**given: Any) -> None:
            content = make(**{name: given.pop(name) for name in own})
            _reported(content={field: content}, **given)

        command.__doc__ = make.__doc__
        command.__name__ = make.__name__
        parameters = [before, *own.values(), *after]
        command.__signature__ = inspect.Signature(parameters)  # pyright: ignore[reportFunctionMemberAccess]
        command.__annotations__ = {each.name: each.annotation for each in parameters}
        app.command("set")(command)
        return make

    return register


def _parameters(function: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """Parameters with their annotations as values: typer reads them."""
    hints = get_type_hints(function, include_extras=True)
    return {
        name: each.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY)
        for name, each in inspect.signature(function).parameters.items()
    }


class Size(enum.StrEnum):
    """The size of an enterprise."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@_fact(sizes, "size")
def set_size(
    size: Annotated[Size, typer.Argument(help="The class.")],
    headcount: Annotated[int, typer.Option(help="People employed; left out where unknown.")] = -1,
    turnover: Annotated[str, typer.Option(help="Annual turnover, '7000000 EUR'.")] = "",
    balance: Annotated[str, typer.Option(help="Balance sheet total, '5000000 EUR'.")] = "",
) -> pb.HolderSize:
    """Reports a holder's size.

    Example: sepia holder size set "Acme Radio Oy" small --headcount 31 --from 2026-01-01 --evidence "Accounts 2025"
    """
    if headcount < -1:
        raise usage("--headcount is not negative")
    return pb.HolderSize(
        size_class=f"SIZE_CLASS_{size.name}",
        headcount=None if headcount < 0 else headcount,
        annual_turnover=_money(turnover),
        balance_sheet_total=_money(balance),
    )


def _money(given: str) -> Any:
    return guarded(lambda: money(given)) if given else None


class Purpose(enum.StrEnum):
    """What a contact is for."""

    ADDRESS = "address"
    LICENSING = "licensing"


@_fact(contacts, "contact")
def set_contact(
    purpose: Annotated[Purpose, typer.Argument(help="What it is for.")],
    name: Annotated[str, typer.Option(help="The person, department or licensing entity.")] = "",
    line: Line = None,
    country: Annotated[str, typer.Option(help="Country in two capitals.")] = "",
    email: Email = "",
    phone: Phone = "",
    personal: Annotated[bool, typer.Option("--personal-data", help="It names a natural person.")] = False,
) -> pb.HolderContact:
    """Reports a holder's address, or its contact for licensing.

    Example: sepia holder contact set "Acme Radio Oy" licensing --name "Acme Licensing Oy" --email ip@example.org
    """
    return pb.HolderContact(
        purpose=f"CONTACT_PURPOSE_{purpose.name}",
        contact_name=name,
        address_lines=line or (),
        country=country,
        email=email,
        phone=phone,
        personal_data=personal,
    )


@_fact(representatives, "representative")
def set_representative(
    name: Annotated[str, typer.Argument(help="The representative's name.")],
    country: Annotated[str, typer.Option(help="Country in two capitals.")],
    line: Line = None,
    email: Email = "",
    phone: Phone = "",
    personal: Annotated[bool, typer.Option("--personal-data", help="It is a natural person.")] = False,
) -> pb.HolderRepresentative:
    """Reports a holder's representative in the EU; the name tells several apart.

    Example: sepia holder representative set "Acme Radio Oy" "Kanzlei Muster" --country DE --email mail@example.org
    """
    return pb.HolderRepresentative(
        representative_name=name,
        address_lines=line or (),
        country=country,
        email=email,
        phone=phone,
        personal_data=personal,
    )


class Policy(enum.StrEnum):
    """What a policy is about."""

    PUBLIC_TERMS = "public-terms"
    SME_TERMS = "sme-terms"
    ROYALTY = "royalty"
    DISCOUNT = "discount"
    POOL = "pool"


@_fact(policies, "policy")
def set_policy(
    kind: Annotated[Policy, typer.Argument(help="What it is about.")],
    none: Annotated[bool, typer.Option("--none", help="That there is none.")] = False,
    standard: Annotated[str, typer.Option(help="The standard it is for; all without it.")] = "",
    pool: Annotated[str, typer.Option(help="Of `pool`: its name.")] = "",
    summary: Annotated[str, typer.Option(help="The policy in short.")] = "",
    published_at: Annotated[str, typer.Option(help="Where it can be read.")] = "",
    digest: Annotated[str, typer.Option(help="SHA-256 of the document.")] = "",
) -> pb.HolderPolicy:
    """Reports a licensing policy, or that there is none.

    Example: sepia holder policy set "Acme Radio Oy" public-terms --published-at https://example.org/terms
    """
    return pb.HolderPolicy(
        kind=f"POLICY_KIND_{kind.name}",
        exists=not none,
        standard=full_name(standard, "standards") if standard else "",
        pool=pool,
        summary=summary,
        url=published_at,
        document_digest=digest,
    )
