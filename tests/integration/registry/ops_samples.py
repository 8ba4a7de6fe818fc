"""Owns made-up answers of the EPO's Open Patent Services, in their wire format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class MadeUp(NamedTuple):
    """A member of a family: numbers in DOCDB's form, office, number and kind code joined by full stops."""

    family: str
    publication: str
    application: str
    priorities: Sequence[str] = ()
    date: str = "20070315"


def _document_id(number: str, date: str = "") -> str:
    office, digits, kind = number.split(".")
    dated = f"<date>{date}</date>" if date else ""
    return (
        f'<document-id document-id-type="docdb"><country>{office}</country><doc-number>{digits}</doc-number>'
        f"<kind>{kind}</kind>{dated}</document-id>"
    )


def _epodoc(number: str, date: str) -> str:
    office, digits, _ = number.split(".")
    return (
        f'<document-id document-id-type="epodoc"><doc-number>{office}{digits}</doc-number><date>{date}</date>'
        "</document-id>"
    )


def _member(member: MadeUp) -> str:
    claims = "".join(
        f'<priority-claim sequence="{at}" kind="national">{_document_id(number)}'
        "<priority-active-indicator>YES</priority-active-indicator></priority-claim>"
        for at, number in enumerate(member.priorities, 1)
    )
    publication = (
        f"<publication-reference>{_document_id(member.publication, member.date)}"
        f"{_epodoc(member.publication, member.date)}</publication-reference>"
        if member.publication
        else ""
    )
    application = (
        f'<application-reference doc-id="1">{_document_id(member.application, "20060111")}</application-reference>'
        if member.application
        else ""
    )
    return f'<ops:family-member family-id="{member.family}">\n{publication}{application}{claims}</ops:family-member>\n'


def ops_family(*members: MadeUp) -> bytes:
    """An answer of the service family with these members."""
    body = "".join(_member(member) for member in members)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?xml-stylesheet type="text/xsl" href="/3.2/style/family.xsl"?>\n'
        '<ops:world-patent-data xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org">\n'
        f'<ops:patent-family legal="false" total-result-count="{len(members)}">\n{body}</ops:patent-family>\n'
        "</ops:world-patent-data>\n"
    ).encode()


NOT_FOUND = (
    b'<?xml version="1.0" encoding="UTF-8"?><fault xmlns="http://ops.epo.org"><code>SERVER.EntityNotFound</code>'
    b"<message>No results found</message></fault>"
)
