"""Owns facts about holders on the command line: `sepia holder size|contact|representative|policy …`."""

from __future__ import annotations

import enum
from typing import Annotated, Any

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


class Size(enum.StrEnum):
    """The size of an enterprise."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@sizes.command("set")
def set_size(
    holder: Holder,
    size: Annotated[Size, typer.Argument(help="The class.")],
    headcount: Annotated[int, typer.Option(help="People employed; left out where unknown.")] = -1,
    turnover: Annotated[str, typer.Option(help="Annual turnover, '7000000 EUR'.")] = "",
    balance: Annotated[str, typer.Option(help="Balance sheet total, '5000000 EUR'.")] = "",
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
    """Reports a holder's size.

    Example: sepia holder size set "Acme Radio Oy" small --headcount 31 --from 2026-01-01 --evidence "Accounts 2025"
    """
    if headcount < -1:
        raise usage("--headcount is not negative")
    content = pb.HolderSize(
        size_class=f"SIZE_CLASS_{size.name}",
        headcount=None if headcount < 0 else headcount,
        annual_turnover=_money(turnover),
        balance_sheet_total=_money(balance),
    )
    report(
        holder,
        {"size": content},
        since=since,
        until=until,
        source=source,
        evidence=evidence_of(evidence, url, confidential),
        etag=etag,
        request_id=request_id,
        as_json=as_json,
    )


def _money(given: str) -> Any:
    return guarded(lambda: money(given)) if given else None


class Purpose(enum.StrEnum):
    """What a contact is for."""

    ADDRESS = "address"
    LICENSING = "licensing"


@contacts.command("set")
def set_contact(
    holder: Holder,
    purpose: Annotated[Purpose, typer.Argument(help="What it is for.")],
    name: Annotated[str, typer.Option(help="The person, department or licensing entity.")] = "",
    line: Annotated[list[str] | None, typer.Option(help="A line of the postal address; repeatable.")] = None,
    country: Annotated[str, typer.Option(help="Country in two capitals.")] = "",
    email: Annotated[str, typer.Option(help="E-mail address.")] = "",
    phone: Annotated[str, typer.Option(help="Telephone number.")] = "",
    personal: Annotated[bool, typer.Option("--personal-data", help="It names a natural person.")] = False,
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
    """Reports a holder's address, or its contact for licensing.

    Example: sepia holder contact set "Acme Radio Oy" licensing --name "Acme Licensing Oy" --email ip@example.org
    """
    content = pb.HolderContact(
        purpose=f"CONTACT_PURPOSE_{purpose.name}",
        contact_name=name,
        address_lines=line or (),
        country=country,
        email=email,
        phone=phone,
        personal_data=personal,
    )
    report(
        holder,
        {"contact": content},
        since=since,
        until=until,
        source=source,
        evidence=evidence_of(evidence, url, confidential),
        etag=etag,
        request_id=request_id,
        as_json=as_json,
    )


@representatives.command("set")
def set_representative(
    holder: Holder,
    name: Annotated[str, typer.Argument(help="The representative's name.")],
    country: Annotated[str, typer.Option(help="Country in two capitals.")],
    line: Annotated[list[str] | None, typer.Option(help="A line of the postal address; repeatable.")] = None,
    email: Annotated[str, typer.Option(help="E-mail address.")] = "",
    phone: Annotated[str, typer.Option(help="Telephone number.")] = "",
    personal: Annotated[bool, typer.Option("--personal-data", help="It is a natural person.")] = False,
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
    """Reports a holder's representative in the EU; the name tells several apart.

    Example: sepia holder representative set "Acme Radio Oy" "Kanzlei Muster" --country DE --email mail@example.org
    """
    content = pb.HolderRepresentative(
        representative_name=name,
        address_lines=line or (),
        country=country,
        email=email,
        phone=phone,
        personal_data=personal,
    )
    report(
        holder,
        {"representative": content},
        since=since,
        until=until,
        source=source,
        evidence=evidence_of(evidence, url, confidential),
        etag=etag,
        request_id=request_id,
        as_json=as_json,
    )


class Policy(enum.StrEnum):
    """What a policy is about."""

    PUBLIC_TERMS = "public-terms"
    SME_TERMS = "sme-terms"
    ROYALTY = "royalty"
    DISCOUNT = "discount"
    POOL = "pool"


@policies.command("set")
def set_policy(
    holder: Holder,
    kind: Annotated[Policy, typer.Argument(help="What it is about.")],
    none: Annotated[bool, typer.Option("--none", help="That there is none.")] = False,
    standard: Annotated[str, typer.Option(help="The standard it is for; all without it.")] = "",
    pool: Annotated[str, typer.Option(help="Of `pool`: its name.")] = "",
    summary: Annotated[str, typer.Option(help="The policy in short.")] = "",
    published_at: Annotated[str, typer.Option(help="Where it can be read.")] = "",
    digest: Annotated[str, typer.Option(help="SHA-256 of the document.")] = "",
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
    """Reports a licensing policy, or that there is none.

    Example: sepia holder policy set "Acme Radio Oy" public-terms --published-at https://example.org/terms
    """
    content = pb.HolderPolicy(
        kind=f"POLICY_KIND_{kind.name}",
        exists=not none,
        standard=full_name(standard, "standards") if standard else "",
        pool=pool,
        summary=summary,
        url=published_at,
        document_digest=digest,
    )
    report(
        holder,
        {"policy": content},
        since=since,
        until=until,
        source=source,
        evidence=evidence_of(evidence, url, confidential),
        etag=etag,
        request_id=request_id,
        as_json=as_json,
    )
