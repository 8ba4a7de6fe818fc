"""Owns the erasure of contact data: from every content, request for correction and kept answer of an entry."""

from __future__ import annotations

from google.protobuf.message import Message

from sepia.registry.v1 import registrations_pb2 as pb
from services.registry.answers import erase_from_answers
from services.registry.registrations import store
from services.registry.registrations.entry import Entry
from services.registry.registrations.messages import content_dict, content_message, without_contacts
from shared.db import WriteTransaction

ERASED = "(erased)"
"""What stands in place of who asked for a correction."""

_SERVICE = pb.DESCRIPTOR.services_by_name["RegistrationService"]


async def erase_contact_data(tx: WriteTransaction, entry: Entry) -> None:
    """Erases contact data of persons wherever an entry has it; the companies' names stay (Art. 6).

    From the answers that are kept for retries it is erased as well.
    """
    for where, key, kept in await store.contents_to_erase(tx, entry.id):
        await store.erase_content(tx, entry.id, where, key, without_contacts(kept))
    await store.erase_identities(tx, entry.id, ERASED)
    await erase_from_answers(tx, _SERVICE, entry.name, _erase)
    await entry.save(erased_at=tx.database.clock.now())


def _erase(reply: Message) -> bool:
    """Erases contact data from an answer; whether it is of a kind that has any."""
    if isinstance(reply, pb.Registration):
        reply.content.CopyFrom(content_message(without_contacts(content_dict(reply.content))))
    elif isinstance(reply, pb.CorrectionRequest):
        reply.identity = ERASED
    else:
        return False
    return True
