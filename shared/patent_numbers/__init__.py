"""Owns patent numbers: read from any spelling, written in the standard ones, compared.

A library of the standard library alone. `read_number` takes the text of one number and says which patent document or
application it is and how sure that is, or why it cannot be read; `read_numbers` takes a list in one text.

    >>> read_number("EP20060711571").docdb()
    'EP.06711571.A'
    >>> read_number("US 7,889,698 B2").epodoc()
    'US7889698'
    >>> read_number("Pending")
    Unreadable(given='Pending', reason=<Reason.SENTINEL: 'SENTINEL'>, ...)
"""

from shared.patent_numbers.keys import kept_keys, lookup_keys, match_key, officeless_keys
from shared.patent_numbers.kinds import Confidence, NumberKind, Reason
from shared.patent_numbers.number import PatentNumber, Unreadable
from shared.patent_numbers.reading import read_number, read_numbers

__all__ = [
    "Confidence",
    "NumberKind",
    "PatentNumber",
    "Reason",
    "Unreadable",
    "kept_keys",
    "lookup_keys",
    "match_key",
    "officeless_keys",
    "read_number",
    "read_numbers",
]
