"""Owns the columns of the template: their titles, what they take, and what people are told of them. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

Cell = str | dt.date | float
"""A cell as it was read; a number of a workbook is a float where its text cannot be known: 7.10 and 7.1 are one."""

SEPARATOR = "|"
YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the template.

    Attributes:
        title: as the header has it.
        field: what it becomes.
        required: whether a row without it is rejected.
        help: what to write, for people.
        example: a valid value.
        choices: the values to choose from, where there are few.
        repeats: whether it is a fact of the declaration, and so the same in all of its rows.
    """

    title: str
    field: str
    required: bool
    help: str
    example: str
    choices: tuple[str, ...] = ()
    repeats: bool = False


COLUMNS: tuple[Column, ...] = (
    Column(
        "Reference",
        "reference",
        True,
        "Your own reference of the declaration. Rows with the same reference are one declaration.",
        "2026-017",
        repeats=True,
    ),
    Column(
        "Declarant",
        "declarant",
        False,
        "Legal name of whoever declares. Leave it blank if it is the holder that you act for.",
        "Example Wireless Ltd",
        repeats=True,
    ),
    Column(
        "Signed on",
        "signed_on",
        False,
        "Date of signature: year-month-day, or a date cell.",
        "2026-03-31",
        repeats=True,
    ),
    Column(
        "Proprietor",
        "proprietor",
        False,
        "Whether the declarant owns the patent. Leave blank if not known.",
        "yes",
        YES_NO,
        repeats=True,
    ),
    Column(
        "FRAND undertaking",
        "undertaking",
        False,
        "Whether the declarant is prepared to grant licences on FRAND terms.",
        "yes",
        YES_NO,
        repeats=True,
    ),
    Column(
        "Reciprocity",
        "reciprocity",
        False,
        "Whether that undertaking is subject to reciprocity.",
        "no",
        YES_NO,
        repeats=True,
    ),
    Column(
        "Standard",
        "standard",
        False,
        "The standard or specification, under any of its names. Blank if not known.",
        "3GPP TS 38.211",
    ),
    Column("Version", "version", False, "Version of the standard, or its letters (g30). Blank if not known.", "16.3.0"),
    Column(
        "Sections", "sections", False, "Sub-clauses for which it is essential, separated by commas.", "7.4.1, 7.4.2"
    ),
    Column("Office", "office", False, "Patent office in two letters (WIPO ST.3).", "EP"),
    Column("Application number", "application", False, "Application number as the office writes it.", "EP20060711571"),
    Column(
        "Publications",
        "publications",
        False,
        f"Publication numbers with kind codes, separated by {SEPARATOR}.",
        "EP1848154 A1 | EP1848154 B1",
    ),
    Column("Title", "title", False, "Title of the patent.", "Transmission rate control method"),
    Column(
        "Priorities",
        "priorities",
        False,
        f"Numbers of the priority applications, separated by {SEPARATOR}.",
        "JP20050000001 | JP20050000002",
    ),
)
"""The columns, in the order of the template; a file may have them in any order."""

ETSI_BULK_COLUMNS: tuple[tuple[str, str], ...] = (
    ("External Disclosure Number", "reference"),
    ("ETSI Project", "project"),
    ("Work Item/Standard or 3GPP Specification", "standard"),
    ("Basis Patent", "application"),
)
"""The columns of ETSI's bulk upload form, and what they become. Source: ETSI, IPR Bulk Upload user guide."""
