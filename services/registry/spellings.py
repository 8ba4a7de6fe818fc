"""Owns how a patent number that was read is spelled among the numbers of applications, as the register keeps them."""

from __future__ import annotations

import re

from shared.patent_numbers import PatentNumber

_PLAIN = re.compile(r"[^0-9A-Z]+")


def publication_spellings(read: PatentNumber) -> set[str]:
    """A publication's spellings among `registry.lookup_numbers`: capitals and digits, with and without kind code.

    Only as a publication: the number of an application may read alike and is another patent. A national part that is
    named after its European (or other regional) patent has the spellings of that: nobody publishes it under another.
    """
    if read.behind:
        region, _, digits = read.behind.partition(".")
        return _bodies(region, digits, read.kind_code)
    given = _PLAIN.sub("", read.given.upper())
    found = {given} if given.startswith(read.office) else set[str]()
    return found | _bodies(read.office, read.number, read.kind_code)


def _bodies(office: str, number: str, code: str) -> set[str]:
    bodies = {office + _PLAIN.sub("", number), office + _PLAIN.sub("", number.lstrip("0"))}
    return bodies | {body + code for body in bodies if code}
