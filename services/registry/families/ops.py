"""Owns reading what the EPO's Open Patent Services answer: XML pushed in pieces, to records of families.

Two shapes are read: a patent family (INPADOC's extended family; each member has the id of its own DOCDB simple family),
with or without legal events, and bibliographic documents, which carry their family's id as well. Other elements are
passed over. The XML of others is read without its attacks: document types and entities are refused.
"""

from __future__ import annotations

import datetime as dt
import xml.sax
from dataclasses import dataclass, field
from typing import Final
from xml.sax.expatreader import ExpatLocator
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from shared.errors import SepiaError, Violation, invalid


@dataclass(frozen=True, slots=True)
class DocumentId:
    """A number as DOCDB or EPODOC has it.

    Attributes:
        given: office, number and kind code joined by full stops (DOCDB), or the number alone (EPODOC).
        dated_on: date of filing or publication; None when unknown or unreadable.
    """

    given: str
    dated_on: dt.date | None


@dataclass(frozen=True, slots=True)
class FamilyRecord:
    """One publication of a family, with its application and the priorities that claims.

    Attributes:
        line: where the record begins in the file, from 1.
        family: id of the DOCDB family; empty when the record has none.
        publications: its number; empty when the record has none.
        applications: the number of its application; empty when the record has none.
        priorities: numbers of the priorities claimed.
    """

    line: int
    family: str
    publications: tuple[DocumentId, ...] = ()
    applications: tuple[DocumentId, ...] = ()
    priorities: tuple[DocumentId, ...] = ()


_RECORDS: Final = frozenset(("family-member", "exchange-document"))
_PLACES: Final = {
    "publication-reference": "publications",
    "application-reference": "applications",
    "priority-claim": "priorities",
}
_LEAVES: Final = frozenset(("country", "doc-number", "kind", "date"))
# Citations have publication references of other documents.
_PASSED_OVER: Final = frozenset(("references-cited", "legal", "parties", "patent-classifications"))


@dataclass(slots=True)
class _Open:
    """The record that is being read."""

    line: int
    family: str
    found: dict[str, list[tuple[str, DocumentId]]] = field(
        default_factory=lambda: {"publications": [], "applications": [], "priorities": []}
    )

    def close(self) -> FamilyRecord:
        return FamilyRecord(self.line, self.family, *(_of_docdb(self.found[place]) for place in _PLACES.values()))


def _of_docdb(ids: list[tuple[str, DocumentId]]) -> tuple[DocumentId, ...]:
    """The numbers as DOCDB has them; as EPODOC, where DOCDB's are not given."""
    for wanted in ("docdb", "epodoc"):
        chosen = tuple(dict.fromkeys(id for kind, id in ids if kind == wanted))
        if chosen:
            return chosen
    return ()


class _Handler(ContentHandler):
    """Collects records as the parser goes."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[FamilyRecord] = []
        self.seen = 0
        self.fault = ""
        self.root = ""
        self._locator: Locator | None = None
        self._record: _Open | None = None
        self._place = ""
        self._kind = ""
        self._leaf = ""
        self._text: list[str] = []
        self._leaves: dict[str, str] = {}
        self._skipping = 0
        self._in_fault = False

    def setDocumentLocator(self, locator: Locator) -> None:
        self._locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        tag = name.rpartition(":")[2]
        self.root = self.root or tag
        if self._skipping or tag in _PASSED_OVER:
            self._skipping += 1
            return
        if tag == "fault":
            self._in_fault = True
        elif tag in _RECORDS:
            line = self._locator.getLineNumber() if self._locator else 0
            self._record = _Open(line or 0, (attrs.get("family-id") or "").strip())
        elif self._record is not None and tag in _PLACES:
            self._place = _PLACES[tag]
        elif self._record is not None and self._place and tag == "document-id":
            self._kind = attrs.get("document-id-type") or ""
            self._leaves = {}
        elif self._kind and tag in _LEAVES:
            self._leaf, self._text = tag, []

    def characters(self, content: str) -> None:
        if self._in_fault:
            self.fault += content
        elif self._leaf:
            self._text.append(content)

    def endElement(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if self._skipping:
            self._skipping -= 1
        elif tag == "fault":
            self._in_fault = False
        elif self._record is None:
            return
        elif tag in _RECORDS:
            self.records.append(self._record.close())
            self.seen += 1
            self._record = None
        elif tag in _PLACES:
            self._place = ""
        elif tag == "document-id" and self._kind:
            if (id := _document_id(self._kind, self._leaves)) is not None:
                self._record.found[self._place].append((self._kind, id))
            self._kind = ""
        elif tag == self._leaf:
            self._leaves[tag] = "".join(self._text).strip()
            self._leaf = ""


def _document_id(kind: str, leaves: dict[str, str]) -> DocumentId | None:
    number = leaves.get("doc-number", "")
    if not number:
        return None
    given = ".".join(filter(None, (leaves.get("country"), number, leaves.get("kind")))) if kind == "docdb" else number
    return DocumentId(given, _date(leaves.get("date", "")))


def _date(text: str) -> dt.date | None:
    try:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:])) if len(text) == 8 else None
    except ValueError:
        return None


class FamilyReader:
    """Reads an answer of OPS, pushed in pieces of any size.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_XML; FORBIDDEN_XML: it declares entities or a document type; OPS_FAULT: it is
            an error message of OPS; NOT_OPS_FAMILIES: it holds no family and no document of one).
    """

    def __init__(self) -> None:
        self._handler = _Handler()
        self._parser = DefusedExpatParser(forbid_dtd=True)
        self._parser.setContentHandler(self._handler)
        self._handler.setDocumentLocator(ExpatLocator(self._parser))

    def feed(self, piece: bytes) -> list[FamilyRecord]:
        """Takes the next piece and returns the records that it completed."""
        try:
            self._parser.feed(piece)
        except DefusedXmlException as attack:
            raise _forbidden(attack) from attack
        except xml.sax.SAXParseException as broken:
            raise _not_xml(broken) from broken
        return self._take()

    def finish(self) -> list[FamilyRecord]:
        """Ends the file and returns the last records."""
        try:
            self._parser.close()
        except xml.sax.SAXParseException as broken:
            raise _not_xml(broken) from broken
        if not self._handler.root:
            raise _refused("NOT_XML", "The file is empty: no element found. Send the answer of OPS as it came.")
        if self._handler.root == "fault":
            words = " ".join(self._handler.fault.split())
            raise _refused(
                "OPS_FAULT", f"This is an error message of OPS ({words[:200]}), not a family. Ask OPS again."
            )
        if not self._handler.seen:
            raise _refused(
                "NOT_OPS_FAMILIES",
                f"The XML (its outermost element is <{self._handler.root}>) has no <ops:family-member> and no "
                "<exchange-document>. Send the answer of OPS's service family, for example "
                "https://ops.epo.org/3.2/rest-services/family/publication/epodoc/EP1000000.",
            )
        return self._take()

    def _take(self) -> list[FamilyRecord]:
        taken, self._handler.records = self._handler.records, []
        return taken


def _forbidden(attack: DefusedXmlException) -> SepiaError:
    what = type(attack).__name__
    text = f"The XML declares a document type or entities ({what}), which answers of OPS never do; it is not read."
    return _refused("FORBIDDEN_XML", text)


def _not_xml(broken: xml.sax.SAXParseException) -> SepiaError:
    line, why = broken.getLineNumber(), broken.getMessage()
    text = (
        f"The file is no well-formed XML: line {line}: {why}. Send the answer of OPS as it came, whole and unchanged."
    )
    return _refused("NOT_XML", text)


def _refused(reason: str, text: str) -> SepiaError:
    return invalid(reason, text, Violation("content", "XML of OPS's service family, as it came"))
