"""Owns the methods of `LicenceService`."""

from __future__ import annotations

import json
import uuid
from typing import Any

import grpc.aio
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.frand.v1 import comparables_pb2, licences_pb2_grpc, methods_pb2
from sepia.frand.v1 import licences_pb2 as pb
from services.frand.calculations.documents import audience_of, to_document
from services.frand.calculations.messages import fill, from_message
from services.frand.calculations.questions import Held
from services.frand.calculations.side_by_side import refusal
from services.frand.engine.errors import InvalidInput
from services.frand.engine.licences import ComparableLicence
from services.frand.engine.rate_card_inputs import RateProgramme
from services.frand.licences import rules, store
from services.frand.pages import DEFAULT_SIZE, PageKey, read_page_key, write_page_key
from shared.auth.callers import Role, current_caller
from shared.canonical import canonical_json, sha256_hex
from shared.db import page_size
from shared.db.database import PUBLIC, Database
from shared.errors import forbidden, not_found

Context = grpc.aio.ServicerContext[Any, Any]


class LicenceServicer(licences_pb2_grpc.LicenceServiceServicer):
    """Keeps licences and rate cards.

    Args:
        database: the service's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def FileLicence(self, request: pb.FileLicenceRequest, context: Context) -> pb.Licence:
        organization = _filing_organization()
        try:
            terms: ComparableLicence = from_message(ComparableLicence, request.terms, "terms")
        except InvalidInput as error:
            raise refusal(error) from error
        rules.must_be_for(terms, organization)
        audience = audience_of(terms)
        facts = self._facts(request, organization)
        async with self._database.write(request) as tx:
            if request.supersedes:
                earlier = await self._licence(tx.connection, request.supersedes)
                rules.must_have_filed(request.supersedes, organization, filer=earlier.organization)
                facts["supersedes"] = earlier.id
            try:
                await store.save_licence(tx, facts, rules.views(terms))
            except store.SupersededAlready:
                raise rules.superseded_already(request.supersedes) from None
            said = {
                "standard": request.standard,
                "supersedes": request.supersedes,
                "terms_digest": sha256_hex(canonical_json(to_document(terms))),
            }
            name = f"licences/{facts['id']}"
            readers = PUBLIC if audience is None else [f"organization:{each}" for each in sorted(audience)]
            await tx.record("account:licence:file", name, said, audience=readers)
            return await tx.reply(_licence_message(await self._licence(tx.connection, name)))
        raise AssertionError("a write ends in a reply or an error")

    async def GetLicence(self, request: pb.GetLicenceRequest, context: Context) -> pb.Licence:
        async with self._database.read_as_caller() as connection:
            return _licence_message(await self._licence(connection, request.name))

    async def ListLicences(self, request: pb.ListLicencesRequest, context: Context) -> pb.ListLicencesResponse:
        size = page_size(request.page_size, default=DEFAULT_SIZE, most=500)
        async with self._database.read_as_caller() as connection:
            rows = await store.list_licences(
                connection,
                current_caller().organization,
                standard=request.standard,
                after=read_page_key(request),
                limit=size + 1,
            )
        reply = pb.ListLicencesResponse(licences=[_licence_message(row) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_key(request, _key(rows[size - 1]))
        return reply

    async def FileRateCard(self, request: pb.FileRateCardRequest, context: Context) -> pb.RateCard:
        organization = _filing_organization()
        try:
            programme: RateProgramme = from_message(RateProgramme, request.programme, "programme")
        except InvalidInput as error:
            raise refusal(error) from error
        terms = canonical_json(to_document(programme)).decode()
        facts = {**self._facts(request, organization), "programme": programme.name, "terms": terms}
        async with self._database.write(request) as tx:
            if request.supersedes:
                earlier = await self._rate_card(tx.connection, request.supersedes)
                rules.must_have_filed(request.supersedes, organization, filer=earlier.organization)
                facts["supersedes"] = earlier.id
            try:
                await store.save_rate_card(tx, facts)
            except store.SupersededAlready:
                raise rules.superseded_already(request.supersedes) from None
            name = f"rateCards/{facts['id']}"
            said = {
                "programme": programme.name,
                "standard": request.standard,
                "supersedes": request.supersedes,
                "terms_digest": sha256_hex(terms.encode()),
            }
            await tx.record("account:rate-card:file", name, said)
            return await tx.reply(_rate_card_message(await self._rate_card(tx.connection, name)))
        raise AssertionError("a write ends in a reply or an error")

    async def GetRateCard(self, request: pb.GetRateCardRequest, context: Context) -> pb.RateCard:
        async with self._database.read() as connection:
            return _rate_card_message(await self._rate_card(connection, request.name))

    async def ListRateCards(self, request: pb.ListRateCardsRequest, context: Context) -> pb.ListRateCardsResponse:
        size = page_size(request.page_size, default=DEFAULT_SIZE, most=500)
        async with self._database.read() as connection:
            rows = await store.list_rate_cards(
                connection, standard=request.standard, after=read_page_key(request), limit=size + 1
            )
        reply = pb.ListRateCardsResponse(rate_cards=[_rate_card_message(row) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_key(request, _key(rows[size - 1]))
        return reply

    def _facts(self, request: pb.FileLicenceRequest | pb.FileRateCardRequest, organization: str) -> dict[str, Any]:
        return {
            "id": self._database.new_id(),
            "standard": request.standard,
            "filer": current_caller().account,
            "organization": organization,
            "demonstration": request.demonstration,
            "created_at": self._database.clock.now(),
        }

    async def _licence(self, connection: AsyncConnection, name: str) -> sa.Row[Any]:
        id = store.identity_of(name, "licences")
        row = id and await store.read_licence(connection, id, current_caller().organization)
        if not row:
            raise not_found(name)
        return row

    async def _rate_card(self, connection: AsyncConnection, name: str) -> sa.Row[Any]:
        id = store.identity_of(name, "rateCards")
        row = id and await store.read_rate_card(connection, id)
        if not row:
            raise not_found(name)
        return row


async def read_held(connection: AsyncConnection, name: str) -> Held | None:
    """A licence or a rate card as calculations take it, as far as the caller may see it.

    Raises:
        SepiaError: FAILED_PRECONDITION (LICENCE_WITHHELD: the caller sees a part of it).
    """
    collection = name.partition("/")[0]
    id: uuid.UUID | None = store.identity_of(name, collection)
    if id is None:
        return None
    if collection == "rateCards":
        card = await store.read_rate_card(connection, id)
        if card is None:
            return None
        return Held([_programme(card)], "", card.demonstration)
    row = await store.read_licence(connection, id, current_caller().organization)
    if row is None:
        return None
    if row.withheld:
        raise rules.partly_withheld(name, row.withheld)
    terms = _terms(row)
    if not terms.source:
        terms.source = name
    return Held([terms], row.organization, row.demonstration)


def _filing_organization() -> str:
    """Whom the caller files for; officers may file for the centre, which is no organization."""
    caller = current_caller()
    if not caller.organization and not caller.has(Role.ROLE_OFFICER):
        raise forbidden(
            f"{caller.account} acts for no organization, so there is nobody to file for. An officer can open an "
            "account that does.",
            reason="NO_ORGANIZATION",
        )
    return caller.organization


def _key(row: sa.Row[Any]) -> PageKey:
    return PageKey(row.created_at, str(row.id))


def _terms(row: sa.Row[Any]) -> comparables_pb2.ComparableLicence:
    message = comparables_pb2.ComparableLicence()
    fill(ComparableLicence, json.loads(row.terms), message)
    return message


def _programme(row: sa.Row[Any]) -> methods_pb2.RateProgramme:
    message = methods_pb2.RateProgramme()
    fill(RateProgramme, json.loads(row.terms), message)
    return message


def _licence_message(row: sa.Row[Any]) -> pb.Licence:
    own = current_caller().organization == row.organization
    return pb.Licence(
        name=f"licences/{row.id}",
        standard=row.standard,
        terms=_terms(row),
        withheld=row.withheld,
        organization=row.organization,
        filer=row.filer if own else "",
        supersedes=f"licences/{row.predecessor}" if row.predecessor else "",
        superseded_by=f"licences/{row.superseded_by}" if row.superseded_by else "",
        demonstration=row.demonstration,
        create_time=row.created_at,
    )


def _rate_card_message(row: sa.Row[Any]) -> pb.RateCard:
    return pb.RateCard(
        name=f"rateCards/{row.id}",
        standard=row.standard,
        programme=_programme(row),
        organization=row.organization,
        filer=row.filer,
        supersedes=f"rateCards/{row.supersedes}" if row.supersedes else "",
        superseded_by=f"rateCards/{row.superseded_by}" if row.superseded_by else "",
        demonstration=row.demonstration,
        create_time=row.created_at,
    )
