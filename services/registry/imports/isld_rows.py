"""Owns what the values of an ISLD row mean, and which values cannot be accepted.

Unknown is a value: a blank holder, family, standard, date or flag becomes null and the row is kept. A row is rejected
only when a value is there and cannot be what its column says, or when one of the three columns is blank without which
the row has no place in the register (IPRD_ID, IPRD_REFERENCE, DIPG_ID).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

from services.registry.imports.isld_dates import dates_of
from services.registry.imports.isld_header import COLUMNS
from services.registry.standards.identity import Standard, identify_standard

ROW_SCHEMA: Final = pl.Schema(
    {
        "line": pl.Int64,
        "offset": pl.Int64,
        "length": pl.Int64,
        "iprd_id": pl.Int64,
        "reference": pl.String,
        "signed": pl.Date,
        "reflected": pl.Date,
        "declarant": pl.String,
        "proprietor": pl.Boolean,
        "undertaking": pl.Boolean,
        "reciprocity": pl.Boolean,
        "dipg_id": pl.Int64,
        "display_number": pl.String,
        "standard_as_given": pl.String,
        "standard": pl.String,
        "standard_version": pl.String,
        "essential_to_standard": pl.Boolean,
        "essential_to_project": pl.Boolean,
        "project": pl.String,
        "illustrative_part": pl.String,
        "patent_type": pl.String,
        "office": pl.String,
        "application": pl.String,
        "application_date": pl.Date,
        "publications": pl.List(pl.String),
        "publication_kinds": pl.List(pl.String),
        "publication_roles": pl.List(pl.String),
        "title": pl.String,
        "priorities": pl.List(pl.String),
        "family_id": pl.Int64,
        "normalized": pl.String,
        "explicitly_disclosed": pl.Boolean,
        "generations": pl.UInt8,
    }
)
"""The columns of an understood row; null is unknown.

- `line`: physical line the row begins on; `offset`, `length`: where its bytes lie in the file (without the newline).
- `signed` (submitted), `reflected` (made public), `application_date`: legal dates; 1900-01-01 is ETSI's way of saying
  unknown.
- `proprietor`: DECL_IS_PROP_FLAG; `undertaking`: LICD_DEC_PREP_TO_GRANT_FLAG, prepared to grant licences on FRAND
  terms; `reciprocity`: LICD_REC_CONDI_FLAG, the undertaking is subject to reciprocal conditions.
- `standard`: key of the identity (`services.registry.standards.identity`); `standard_version`: `12.10.0`.
- `patent_type`: `basis` or `member`; `office`: two letters (WIPO ST.3).
- `publications`, `publication_kinds`, `publication_roles`: of equal length. A role is `PATENT`; `SEARCH_REPORT`
  (A3, A4) or `CORRECTION` (A8, A9, B8, B9), which are no further patents; or `SENTINEL` (`Pending`, `-`, `N/A`).
- `priorities`: distinct and sorted, so that two rows with the same set are equal; null when blank.
- `normalized`: `yes`, `no`, `error` as ETSI's normalisation of the number ended.
- `generations`: bits 1 = 2G, 2 = 3G, 4 = 4G, 8 = 5G; null when all four flags are blank.
"""

GENERATION_BITS: Final = {"2G": 1, "3G": 2, "4G": 4, "5G": 8}

GROUPS: Final = {
    "declaration": COLUMNS[0:8],
    "entry": COLUMNS[8:11],
    "standard": COLUMNS[11:20],
    "patent": COLUMNS[20:27],
    "project": COLUMNS[27:30],
    "part": COLUMNS[30:31],
    "family": COLUMNS[31:32],
    "numbers": COLUMNS[32:36],
    "generations": COLUMNS[36:40],
}
"""The columns that come again together: a declaration's in each of its rows, a patent's for each standard. Each
different group of values is understood once in a block of rows."""

_STANDARD_COLUMNS: Final = (
    "Standard",
    "WI_Type",
    "WOIT_ETSI_DELIVERABLE_NUMBER",
    "WOIT_REFERENCE",
    "WOIT_VERSION",
    "3GPP_Type",
    "TGPP_NUMBER",
    "TGPV_VERSION",
)
_MANDATORY = ("IPRD_ID", "IPRD_REFERENCE", "DIPG_ID")
_INTEGERS = ("IPRD_ID", "DIPG_ID", "DIPG_PATF_ID")
_DATES: Final = {"IPRD_SIGNATURE_DATE": "signed", "Reflected_Date": "reflected", "PBPA_APP_DATE": "application_date"}
_FLAGS = (
    "DECL_IS_PROP_FLAG",
    "LICD_DEC_PREP_TO_GRANT_FLAG",
    "LICD_REC_CONDI_FLAG",
    "Ess_To_Standard",
    "Ess_To_Project",
    "Explicitely_Disclosed",
    *GENERATION_BITS,
)
_PATENT_TYPES: Final = {"Basis Patent": "basis", "Family Member": "member"}
_NORMALIZED: Final = {"Yes": "yes", "No": "no", "Error": "error", "1": "yes", "0": "no"}
_FEW: Final = {
    **dict.fromkeys(_FLAGS, ("1", "0", "")),
    "Patent_Type": (*_PATENT_TYPES, ""),
    "Normalized_Patent": (*_NORMALIZED, ""),
}
"""Columns that may have one of a few values, the blank one among them."""
_MANY = 1_000  # values: with fewer it takes as long to look whether a test is needed as to make it
_DATE_FORM = r"^\d{4}-\d{2}-\d{2}(?:[ T](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?)?$"


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why a row was rejected.

    Attributes:
        column: ISLD's name of the column at fault; empty when it is the row as a whole.
        value: what is there, at most 80 characters.
        reason: UPPER_SNAKE_CASE.
        message: what is wrong, for people.
        suggestion: what to do about it.
    """

    column: str
    value: str
    reason: str
    message: str
    suggestion: str


class RowUnderstanding:
    """Understands groups of values; remembers standards, since a few thousand of them fill millions of rows."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[str | None, str | None]] = {}
        self._standards: dict[str, Standard] = {}
        # Of the values of a group looked at last: their dates, where all of a column are in ETSI's form.
        self._dates: dict[str, tuple[pl.DataFrame, dict[str, pl.Series]]] = {}

    def faults(self, group: str, raw: pl.DataFrame) -> dict[int, list[tuple[int, Fault]]]:
        """The faults of each value of a group that no row may have, by index in `raw`; empty for most blocks.

        Each comes with its place in the order in which the faults of one row are told.
        """
        if not raw.height:
            return {}
        plain = {*self._dates_of(group, raw), *_plainly_known(group, raw)}
        tests = [(place, *test) for place, test in enumerate(_TESTS) if test[0] in GROUPS[group]]
        tests = [test for test in tests if test[1] not in plain]
        if not tests:
            return {}
        verdicts = raw.select(test.alias(str(place)) for place, _, _, test in tests)
        found: dict[int, list[tuple[int, Fault]]] = {}
        for place, column, reason, _ in tests:
            verdict = verdicts[str(place)]
            if verdict.any():
                for row in verdict.arg_true().to_list():
                    found.setdefault(row, []).append((place, _fault(column, str(raw[column][row]), reason)))
        return found

    def understand(self, group: str, raw: pl.DataFrame) -> pl.DataFrame:
        """What the values of a group mean: columns of `ROW_SCHEMA` that the register takes over, in the same order.

        Args:
            raw: the columns of the group as given, without values that have faults.
        """
        if group == "standard":
            raw = self._with_standards(raw)
        dates = self._dates_of(group, raw)
        read = {_DATES[column]: days.alias(_DATES[column]) for column, days in dates.items()}
        return raw.select(read.get(name, meaning) for name, meaning in _MEANING[group].items())

    def _dates_of(self, group: str, raw: pl.DataFrame) -> dict[str, pl.Series]:
        """The days of each column of a group of which all are plainly written."""
        looked_at, dates = self._dates.get(group, (None, dict[str, pl.Series]()))
        if looked_at is not raw:
            read = {column: dates_of(raw[column]) for column in GROUPS[group] if column in _DATES}
            dates = {column: days for column, days in read.items() if days is not None}
            self._dates[group] = raw, dates
        return dates

    def standards(self, keys: Iterable[str]) -> dict[str, Standard]:
        """The standards behind keys that were just understood."""
        return {key: self._standards[key] for key in keys}

    def _with_standards(self, raw: pl.DataFrame) -> pl.DataFrame:
        if len(self._seen) >= 200_000:  # memory stays bounded on a file that never repeats itself
            self._seen.clear()
            self._standards.clear()
        # No value holds a NUL: a row with one was rejected.
        together = raw.select(pl.concat_str(_STANDARD_COLUMNS, separator="\0")).to_series().to_list()
        references = [self._seen.get(text) or self._identity(text) for text in together]
        return raw.with_columns(
            pl.Series("standard", [key for key, _ in references], pl.String),
            pl.Series("standard_version", [version for _, version in references], pl.String),
        )

    def _identity(self, together: str) -> tuple[str | None, str | None]:
        values = together.split("\0")
        text, etsi_type, etsi_number, work_item, etsi_version, type_3gpp, number_3gpp, version_3gpp = values
        reference = identify_standard(
            text,
            etsi_type=etsi_type,
            etsi_number=etsi_number,
            work_item=work_item,
            etsi_version=etsi_version,
            type_3gpp=type_3gpp,
            number_3gpp=number_3gpp,
            version_3gpp=version_3gpp,
        )
        answer = (None, None) if reference is None else (reference.standard.key, reference.version)
        if reference is not None:
            known = self._standards.get(reference.standard.key)
            self._standards[reference.standard.key] = known.merged(reference.standard) if known else reference.standard
        self._seen[together] = answer
        return answer


def _plainly_known(group: str, raw: pl.DataFrame) -> list[str]:
    """Columns of a group of which every value is, sign by sign, one of the few that the column may have."""
    few = [column for column in GROUPS[group] if column in _FEW]
    if not few or raw.height < _MANY:
        return []
    known = (pl.any_horizontal(pl.col(column) == value for value in _FEW[column]).all().alias(column) for column in few)
    return [column for column, all_known in raw.select(known).row(0, named=True).items() if all_known]


def further_meaning(group: str, raw: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """What `understand` leaves out of `ROW_SCHEMA`, since the register does not take it over: for other readers."""
    further = values.with_columns(*(raw.select(expression).to_series() for expression in _FURTHER_MEANING[group]))
    if group == "patent":
        priorities = priorities_of(raw["PBPA_PRIORITY_NUMBERS"])
        return further.with_columns(*_publications_told_apart(), priorities)
    return further


def _publications_told_apart() -> list[pl.Expr]:
    return [
        pl.col("publications").list.eval(_kind_of(pl.element())).alias("publication_kinds"),
        pl.col("publications").list.eval(_role_of(pl.element())).alias("publication_roles"),
    ]


def _given(column: str) -> pl.Expr:
    return pl.col(column).str.strip_chars()


def _text(column: str) -> pl.Expr:
    """The text as given; null when it is blank."""
    return pl.when(_given(column) != "").then(pl.col(column))


def _integer(column: str) -> pl.Expr:
    return _given(column).cast(pl.Int64, strict=False)


def _flag(column: str) -> pl.Expr:
    given = _given(column)
    return pl.when(given == "1").then(statement=True).when(given == "0").then(statement=False)


def _date(column: str) -> pl.Expr:
    day = _given(column).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False, exact=True, cache=False)
    return pl.when(day != pl.date(1900, 1, 1)).then(day)


def _parts(column: str) -> pl.Expr:
    """The texts between vertical bars, trimmed, without blank ones; a blank cell is an empty list."""
    trimmed = pl.col(column).str.split("|").list.eval(pl.element().str.strip_chars())
    return trimmed.list.eval(pl.element().filter(pl.element() != ""))


def priorities_of(given: pl.Series) -> pl.Series:
    """What different texts of PBPA_PRIORITY_NUMBERS mean, as `priorities` in `ROW_SCHEMA`.

    Apart from the rest of a patent: the members of a family have one text, and to sort a list takes its time. So they
    are sorted all at once, and not each list by itself.
    """
    lists = pl.DataFrame({"priorities": given.str.split("|")}).with_row_index("row")
    each = lists.explode("priorities").select("row", pl.col("priorities").str.strip_chars())
    each = each.filter(pl.col("priorities") != "").unique().sort("row", "priorities")
    of_rows = each.group_by("row", maintain_order=True).agg("priorities")
    return lists.select("row").join(of_rows, on="row", how="left", maintain_order="left")["priorities"]


def _kind_of(publication: pl.Expr) -> pl.Expr:
    """The WIPO ST.16 kind code; null when there is none. Written after a blank, or stuck to the number (`...719B2`)."""
    return pl.coalesce(
        publication.str.extract(r"[0-9A-Z] ([A-Z][0-9]?)$"), publication.str.extract(r"^[A-Z]{2}.*[0-9]([A-Z][0-9])$")
    )


def _role_of(publication: pl.Expr) -> pl.Expr:
    kind = _kind_of(publication)
    return (
        pl.when(publication.str.contains(r"(?i)pending|^-+$|^n/?a$|^none$|^tb[ad]$"))
        .then(pl.lit("SENTINEL"))
        .when(kind.is_in(["A3", "A4"]))
        .then(pl.lit("SEARCH_REPORT"))
        .when(kind.is_in(["A8", "A9", "B8", "B9"]))
        .then(pl.lit("CORRECTION"))
        .otherwise(pl.lit("PATENT"))
    )


def _meaning() -> tuple[dict[str, list[pl.Expr]], dict[str, list[pl.Expr]]]:
    generations = pl.sum_horizontal(
        pl.when(_given(column) == "1").then(bit).otherwise(0) for column, bit in GENERATION_BITS.items()
    )
    no_generation = pl.all_horizontal(_given(column) == "" for column in GENERATION_BITS)
    taken_over = {
        "declaration": [
            _integer("IPRD_ID").alias("iprd_id"),
            _given("IPRD_REFERENCE").alias("reference"),
            _date("IPRD_SIGNATURE_DATE").alias("signed"),
            _date("Reflected_Date").alias("reflected"),
            _text("COMP_LEGAL_NAME").alias("declarant"),
            _flag("LICD_DEC_PREP_TO_GRANT_FLAG").alias("undertaking"),
            _flag("LICD_REC_CONDI_FLAG").alias("reciprocity"),
        ],
        "entry": [
            _integer("DIPG_ID").alias("dipg_id"),
        ],
        "standard": [pl.col("standard"), pl.col("standard_version")],
        "patent": [
            _given("Country_Of_Registration").str.extract(r"^([A-Z]{2})(?:\s|$)").alias("office"),
            _text("PATT_APPLICATION_NUMBER").alias("application"),
            _parts("PUBL_NUMBER").alias("publications"),
            _text("PBPA_TITLEEN").alias("title"),
            _date("PBPA_APP_DATE").alias("application_date"),
        ],
        "project": [_flag("Ess_To_Project").alias("essential_to_project")],
        "part": [_text("Illustrative_Part").alias("illustrative_part")],
        "family": [_integer("DIPG_PATF_ID").alias("family_id")],
        "numbers": [_flag("Explicitely_Disclosed").alias("explicitly_disclosed")],
        "generations": [pl.when(~no_generation).then(generations).cast(pl.UInt8).alias("generations")],
    }
    further = {
        "declaration": [
            _flag("DECL_IS_PROP_FLAG").alias("proprietor"),
        ],
        "entry": [
            _text("DIPG_DISPLAY_NUMBER").alias("display_number"),
        ],
        "standard": [
            _text("Standard").alias("standard_as_given"),
            _flag("Ess_To_Standard").alias("essential_to_standard"),
        ],
        "patent": [
            _given("Patent_Type").replace_strict(_PATENT_TYPES, default=None).alias("patent_type"),
        ],
        "project": [
            _text("ETPR_ACRONYM").alias("project"),
        ],
        "part": [],
        "family": [],
        "numbers": [
            _given("Normalized_Patent").replace_strict(_NORMALIZED, default=None).alias("normalized"),
        ],
        "generations": [],
    }
    return taken_over, further


def _tests() -> list[tuple[str, str, pl.Expr]]:
    """What makes a row unacceptable: column, reason, and where it is true."""
    tests: list[tuple[str, str, pl.Expr]] = [(column, "MISSING_VALUE", _given(column) == "") for column in _MANDATORY]
    for column in _INTEGERS:
        number = _integer(column)
        tests.append((column, "BAD_INTEGER", (_given(column) != "") & (number.is_null() | (number < 0))))
    for column in _DATES:
        given = _given(column)
        day = given.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False, exact=True, cache=False)
        tests.append((column, "BAD_DATE", (given != "") & (~given.str.contains(_DATE_FORM) | day.is_null())))
    reasons = {"Patent_Type": "UNKNOWN_PATENT_TYPE", "Normalized_Patent": "UNKNOWN_NORMALIZATION"}
    for column, few in _FEW.items():
        tests.append((column, reasons.get(column, "UNKNOWN_FLAG"), ~_given(column).is_in(few)))
    return tests


_TAKEN_OVER, _FURTHER_MEANING = _meaning()
_MEANING: Final = {group: {each.meta.output_name(): each for each in taken} for group, taken in _TAKEN_OVER.items()}
_TESTS: Final = _tests()


_EXPLANATIONS: Final = {
    "MISSING_VALUE": (
        "{column} is blank; without it the row belongs to no declaration entry.",
        "Fill in the number that the other rows of the same declaration carry.",
    ),
    "BAD_INTEGER": (
        "{column} is {value}, which is no whole number of ETSI's.",
        "Write digits only (spreadsheets turn 27176 into 27,176 or 2.7E+04), or leave it blank where it is unknown.",
    ),
    "BAD_DATE": (
        "{column} is {value}, which is no date of the form YYYY-MM-DD HH:MM:SS.",
        "Write it as 2016-08-31 00:00:00 (spreadsheets turn it into 31.08.2016), or leave it blank if it is unknown.",
    ),
    "UNKNOWN_FLAG": ("{column} is {value}; it can be 1, 0 or blank.", "Write 1 for yes, 0 for no, nothing if unknown."),
    "UNKNOWN_PATENT_TYPE": (
        "{column} is {value}; it can be Basis Patent, Family Member or blank.",
        "Write one of the two in ETSI's spelling, or leave it blank if it is unknown.",
    ),
    "UNKNOWN_NORMALIZATION": (
        "{column} is {value}; it can be Yes, No, Error or blank.",
        "Write one of the three in ETSI's spelling, or leave it blank if it is unknown.",
    ),
}


def shortened(value: str) -> str:
    """The value in at most 80 characters, on one line."""
    flat = " ".join(value.split())
    return flat if len(flat) <= 80 else flat[:79] + "…"


def _fault(column: str, value: str, reason: str) -> Fault:
    message, suggestion = _EXPLANATIONS[reason]
    short = shortened(value)
    return Fault(column, short, reason, message.format(column=column, value=repr(short)), suggestion)
