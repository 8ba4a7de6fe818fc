"""Owns what a patent number is, once read: office, kind, number, kind code; and a text that is none."""

from __future__ import annotations

from dataclasses import dataclass, field

from shared.patent_numbers import writing
from shared.patent_numbers.kinds import Confidence, NumberKind, Reason


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A text that is not read as a number; it is kept as it was given.

    Attributes:
        given: the text.
        reason: why, for scripts.
        message: why and what to write instead, for people.
    """

    given: str
    reason: Reason
    message: str


@dataclass(frozen=True, slots=True)
class PatentNumber:
    """A number that was read. Two are equal when they name the same document, however they were written.

    Attributes:
        office: two letters of ST.3; `WO` for international applications and publications.
        kind: what it was given to.
        number: in DOCDB's form, without office and kind code. A US application whose year is not known has no number
            there: it is written with its series, `14/759257`. An international application begins with its receiving
            office, `JP2006300226`.
        kind_code: ST.16, as given; of an application `A` where it says nothing else, `W` of an international one;
            empty when not known.
        behind: of a national part the regional patent or application that it is a part of, in DOCDB's form
            (`EP.3051814`); empty when not known.
        year: of filing or publication, where the number tells it.
        confidence: how sure the reading is.
        given: the text that was read.
    """

    office: str
    kind: NumberKind
    number: str
    kind_code: str
    behind: str = field(default="", compare=False)
    year: int | None = field(default=None, compare=False)
    confidence: Confidence = field(default=Confidence.EXACT, compare=False)
    given: str = field(default="", compare=False)

    @property
    def canonical(self) -> str:
        """DOCDB's form: `EP.1848154.B1`, `EP.06711571.A`, `JP.2006300226.W`; without the last part if not known."""
        return writing.docdb(self.office, self.kind, self.number, self.kind_code)

    @property
    def is_search_report(self) -> bool:
        """Whether it is a search report published by itself (EP A3 and A4, WO A3): not a further patent."""
        return not self.kind.filed and (self.office, self.kind_code) in _SEARCH_REPORTS

    @property
    def is_correction(self) -> bool:
        """Whether it corrects a document published before (A8, A9, B8, B9 and the like): not a further patent."""
        return not self.kind.filed and self.kind_code[1:] in ("8", "9")

    def docdb(self) -> str:
        """As DOCDB has it, joined by full stops: `EP.1848154.B1`."""
        return self.canonical

    def epodoc(self) -> str:
        """As EPODOC has it: an application with its year, `EP20060711571`; a publication without its kind code.

        The kind code stays where another document has the same number without it (utility models, national parts).
        An application whose year is not known is written without it.
        """
        return writing.epodoc(self.office, self.kind, self.number, self.kind_code, self.year)

    def as_written(self) -> str:
        """As the office prints it: `US 7,889,698 B2`, `PCT/JP2006/300226`, `KR 10-2007-7017597`."""
        return writing.as_written(self.office, self.kind, self.number, self.kind_code, self.year)


_SEARCH_REPORTS = frozenset((("EP", "A3"), ("EP", "A4"), ("WO", "A3")))
