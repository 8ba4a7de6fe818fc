"""Reading ETSI's ISLD export: real rows, made-up rows, and everything that can be wrong with a file."""

from __future__ import annotations

import csv
import gzip
import io
import tracemalloc
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.demo.generator import PlantedDefect, generate
from services.registry.imports.isld import COLUMNS, ROW_SCHEMA, Batch, RejectedRow, read_isld
from shared.errors import Kind, SepiaError

GOOD = {
    "IPRD_ID": "1140",
    "IPRD_REFERENCE": "ISLD-201107-009",
    "IPRD_SIGNATURE_DATE": "2011-09-03 00:00:00",
    "Reflected_Date": "2011-09-14 00:00:00",
    "COMP_LEGAL_NAME": "Kirishima Denki K.K.",
    "DECL_IS_PROP_FLAG": "1",
    "LICD_DEC_PREP_TO_GRANT_FLAG": "1",
    "LICD_REC_CONDI_FLAG": "0",
    "DIPG_ID": "27176",
    "DIPG_DISPLAY_NUMBER": "1",
    "Standard": "TS 125 309 (RTS/TSGR-0225309v660) version 6.6.0 -- 3GPP TS 25.309 version 6.6.0",
    "Ess_To_Standard": "1",
    "Patent_Type": "Basis Patent",
    "PATT_APPLICATION_NUMBER": "EP20060711571",
    "PUBL_NUMBER": "EP1848154 A1 | EP1848154 A4 | EP1848154 B1",
    "PBPA_TITLEEN": "TRANSMISSION RATE CONTROL",
    "PBPA_PRIORITY_NUMBERS": "|WO2006JP300226|JP20050004537|JP20050004537|",
    "Country_Of_Registration": "EP European Patent Office",
    "PBPA_APP_DATE": "2006-01-11 00:00:00",
    "DIPG_PATF_ID": "9014",
    "Explicitely_Disclosed": "1",
    "Normalized_Patent": "Yes",
    "2G": "0",
    "3G": "1",
    "4G": "0",
    "5G": "0",
}
HEADER = ";".join(f'"{name}"' for name in COLUMNS).encode() + b"\r\n"


def row(**changed: str) -> bytes:
    """One good row in the wire format, with some columns changed (`_3G` for `3G`)."""
    values = GOOD | {name.removeprefix("_"): value for name, value in changed.items()}
    return (";".join('"' + values.get(name, "").replace('"', '""') + '"' for name in COLUMNS) + "\r\n").encode()


def read(*chunks: bytes, **options: int) -> tuple[pl.DataFrame, pl.DataFrame, list[RejectedRow]]:
    """Rows as understood, rows as given, rejected rows."""
    batches = list(read_isld(chunks, **options))
    empty = pl.DataFrame(schema=ROW_SCHEMA)
    rows = pl.concat([empty, *(batch.rows for batch in batches)])
    raw = pl.concat([pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String)), *(batch.raw for batch in batches)])
    return rows, raw, [one for batch in batches for one in batch.rejected]


def refusal(*chunks: bytes) -> SepiaError:
    with pytest.raises(SepiaError) as refused:
        list(read_isld(chunks))
    assert refused.value.kind is Kind.INVALID
    return refused.value


def only(rejected: Sequence[RejectedRow]) -> RejectedRow:
    assert len(rejected) == 1
    return rejected[0]


# --- the real file


@pytest.fixture(scope="module")
def real(shared_data: Path) -> Path:
    return shared_data / "etsi_isld" / "isld40_docomo.csv"


def test_no_row_of_the_real_file_is_lost_and_every_value_is_kept_as_given(real: Path) -> None:
    independent = pd.read_csv(real, sep=";", dtype=str, keep_default_na=False)
    rows, raw, rejected = read(real.read_bytes())
    assert not rejected
    assert rows.height == raw.height == len(independent) == 2268
    for name in COLUMNS:
        assert raw[name].to_list() == independent[name].tolist(), name


def test_counts_of_the_real_file_equal_counts_made_independently(real: Path) -> None:
    independent = pd.read_csv(real, sep=";", dtype=str, keep_default_na=False)
    rows, _, _ = read(real.read_bytes())
    families = independent.loc[independent["DIPG_PATF_ID"] != "", "DIPG_PATF_ID"]
    assert rows["family_id"].drop_nulls().n_unique() == families.nunique() == 204
    assert rows["family_id"].null_count() == int((independent["DIPG_PATF_ID"] == "").sum()) == 149
    assert rows["dipg_id"].n_unique() == independent["DIPG_ID"].nunique() == 243
    assert rows["application"].drop_nulls().n_unique() == independent["PATT_APPLICATION_NUMBER"].nunique() == 898
    assert rows["iprd_id"].n_unique() == independent["IPRD_ID"].nunique() == 18
    assert rows["generations"].null_count() == int((independent["4G"] == "").sum()) == 64
    bits = {"2G": 1, "3G": 2, "4G": 4, "5G": 8}
    for name, bit in bits.items():
        counted = rows.filter(pl.col("generations") & bit > 0).height
        assert counted == int((independent[name] == "1").sum()), name
    signed = independent["IPRD_SIGNATURE_DATE"].str[:10]
    assert [day.isoformat() if day else "" for day in rows["signed"]] == signed.tolist()


def test_every_standard_of_the_real_file_is_recognised_under_either_name(real: Path) -> None:
    independent = pd.read_csv(real, sep=";", dtype=str, keep_default_na=False)
    number = independent["TGPP_NUMBER"].where(
        independent["TGPP_NUMBER"] != "",
        independent["WOIT_ETSI_DELIVERABLE_NUMBER"].str.replace(r"^1(\d\d) ", r"\1.", regex=True),
    )
    rows, _, _ = read(real.read_bytes())
    assert [key.rpartition("-")[2] for key in rows["standard"]] == number.tolist()
    version = independent["TGPV_VERSION"].where(independent["TGPV_VERSION"] != "", independent["WOIT_VERSION"])
    assert [text or "" for text in rows["standard_version"]] == version.tolist()


def test_each_line_number_and_offset_of_the_real_file_leads_back_to_the_row(real: Path) -> None:
    content = real.read_bytes()
    lines = content.split(b"\r\n")
    rows, _, _ = read(content, batch_rows=500)
    for line, offset, length, dipg in rows.select("line", "offset", "length", "dipg_id").iter_rows():
        assert content[offset : offset + length].rstrip(b"\r") == lines[line - 1]
        assert f'"{dipg}"'.encode() in lines[line - 1]


# --- chunking


def plain_reading(content: bytes) -> tuple[list[list[str]], list[int]]:
    """The records and the physical line each begins on, by the standard library."""
    reader = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), delimiter=";", strict=True)
    records: list[list[str]] = []
    lines: list[int] = []
    begun = 0
    for record in reader:
        records.append(record)
        lines.append(begun + 1)
        begun = reader.line_num
    return records[1:], lines[1:]


texts = st.text(
    st.one_of(
        st.sampled_from('";\n|é无🛰 '),
        st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0\r"),
    ),
    max_size=12,
)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    titles = draw(st.lists(texts, max_size=8))
    return HEADER + b"".join(row(PBPA_TITLEEN=title, DIPG_ID=str(number)) for number, title in enumerate(titles))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=files(), data=st.data())
def test_any_chunking_gives_the_same_rows_as_a_plain_reader(content: bytes, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(content)), max_size=12)))
    chunks = [content[a:b] for a, b in zip([0, *cuts], [*cuts, len(content)], strict=True)]
    rows, raw, rejected = read(*chunks, block_bytes=1, record_limit=2048)
    records, lines = plain_reading(content)
    assert not rejected
    assert [list(values) for values in raw.iter_rows()] == records
    assert rows["line"].to_list() == lines
    whole = read(content)
    assert rows.equals(whole[0])


def test_chunks_of_one_byte_cut_letters_and_quotes_and_change_nothing() -> None:
    content = HEADER + b"".join(row(PBPA_TITLEEN=f'"{n}"\né无🛰;\r\n') for n in range(3)) + row(_5G="x")
    whole, bytewise = read(content), read(*(content[i : i + 1] for i in range(len(content))))
    assert bytewise[0].equals(whole[0])
    assert bytewise[1].equals(whole[1])
    assert bytewise[2] == whole[2]


def test_small_blocks_find_what_one_large_block_finds_among_bad_rows() -> None:
    planted: list[PlantedDefect] = []
    content = b"".join(generate(400, 3, defects=40, planted=planted))
    large, small = read(content), read(content, block_bytes=1, record_limit=20_000, batch_rows=7)
    assert small[0].equals(large[0])
    assert small[2] == large[2]
    assert [one.line for one in small[2]] == [one.line for one in planted]


# --- physical lines


def test_a_newline_inside_quotes_is_one_record_and_the_next_row_keeps_its_physical_line() -> None:
    content = HEADER + row(PBPA_TITLEEN="two\nlines") + row() + row(PBPA_TITLEEN="a\r\nb\nc") + row(DIPG_ID="x") + row()
    rows, _, rejected = read(content)
    assert rows["line"].to_list() == [2, 4, 5, 9]
    assert only(rejected).line == 8
    assert rows["title"].to_list()[0] == "two\nlines"


def test_every_planted_defect_is_rejected_at_its_line_for_its_reason_and_nothing_else_is() -> None:
    planted: list[PlantedDefect] = []
    content = b"".join(generate(4000, 11, defects=90, planted=planted))
    rows, raw, rejected = read(content)
    assert rows.height == raw.height == 4000
    found = [PlantedDefect(one.line, fault.reason, fault.column) for one in rejected for fault in one.faults]
    assert found == planted
    clean, _, _ = read(b"".join(generate(4000, 11)))
    assert rows["dipg_id"].to_list() == clean["dipg_id"].to_list()


def test_the_rejected_rows_can_be_sent_again_as_a_file_of_their_own() -> None:
    content = HEADER + row() + row(Reflected_Date="14.09.2011") + row(_5G="yes")
    _, _, rejected = read(content)
    mended = HEADER + b"".join(one.record + b"\r\n" for one in rejected)
    mended = mended.replace(b"14.09.2011", b"2011-09-14").replace(b"yes", b"1")
    rows, _, still_rejected = read(mended)
    assert rows.height == 2
    assert not still_rejected


# --- files that are no ISLD export


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b"   "])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert refusal(content).reason == "EMPTY_FILE"
    assert refusal().reason == "EMPTY_FILE"


@pytest.mark.parametrize(("delimiter", "name"), [(b",", "commas"), (b"\t", "tabs"), (b"|", "vertical bars")])
def test_a_wrong_delimiter_is_refused_and_named(delimiter: bytes, name: str) -> None:
    error = refusal((HEADER + row()).replace(b";", delimiter))
    assert error.reason == "WRONG_DELIMITER"
    assert name in error.message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_wide_encodings_are_refused_with_the_way_to_save_the_file_again(encoding: str) -> None:
    error = refusal((HEADER + row()).decode().encode(encoding))
    assert error.reason == "WRONG_ENCODING"
    assert encoding[:6].upper() in error.message
    assert "UTF-8" in error.message


def test_a_header_that_is_not_utf_8_is_refused() -> None:
    assert refusal(HEADER.replace(b"Standard", b"Stand\xe4rd") + row()).reason == "WRONG_ENCODING"


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("ISLD-export.csv", HEADER + row())
    return file.getvalue()


@pytest.mark.parametrize("content", [zipped(), gzip.compress(HEADER), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)])
def test_a_packed_file_is_refused_with_the_advice_to_unpack_it(content: bytes) -> None:
    assert refusal(content).reason == "COMPRESSED_FILE"
    assert refusal(*(content[i : i + 1] for i in range(len(content)))).reason == "COMPRESSED_FILE"


def test_a_binary_file_is_refused() -> None:
    assert refusal(bytes(range(256)) * 300).reason == "BINARY_FILE"


def test_misspelt_and_missing_columns_are_named() -> None:
    error = refusal(HEADER.replace(b'"DIPG_ID"', b'"DIPG_IDD"').replace(b';"5G"', b"") + row())
    assert error.reason == "WRONG_HEADER"
    assert "missing: DIPG_ID, 5G" in error.message
    assert "unknown: DIPG_IDD" in error.message
    assert any("did you mean DIPG_ID?" in violation.description for violation in error.violations)


def test_a_column_named_twice_is_refused() -> None:
    error = refusal(HEADER.replace(b'"4G"', b'"5G"') + row())
    assert error.reason == "WRONG_HEADER"
    assert "more than once: 5G" in error.message


def test_other_texts_are_refused_as_no_export() -> None:
    assert refusal(b"<!DOCTYPE html>\n<html>").reason == "WRONG_HEADER"
    assert refusal(b"\nIPRD_ID").reason == "WRONG_HEADER"
    assert "GD-export" in refusal(b"IPRD_ID;GEND_APP_TO_ALL_FLAG\r\n").message


def test_lines_that_end_with_a_carriage_return_alone_are_refused() -> None:
    assert refusal((HEADER + row() * 300).replace(b"\r\n", b"\r")).reason == "WRONG_LINE_ENDS"


def test_a_byte_order_mark_another_order_and_a_header_without_quotes_are_accepted() -> None:
    order = list(reversed(COLUMNS))
    values = ";".join('"' + GOOD.get(name, "") + '"' for name in order)
    content = b"\xef\xbb\xbf" + ";".join(order).encode() + b"\n" + values.encode() + b"\n" + values.encode()
    rows, raw, rejected = read(content)
    plain, plain_raw, _ = read(HEADER + row() + row())
    assert not rejected
    assert raw.equals(plain_raw)
    assert rows.drop("offset", "length").equals(plain.drop("offset", "length"))
    assert content[rows["offset"][0] :].startswith(values.encode())


def test_another_order_of_columns_gives_the_same_rows_wherever_a_block_ends() -> None:
    content = b"".join(generate(150, 5))
    records = list(csv.reader(io.StringIO(content.decode(), newline=""), delimiter=";", strict=True))
    assert records[0] == list(COLUMNS)
    turned = b"".join(
        (";".join('"' + value.replace('"', '""') + '"' for value in reversed(record)) + "\n").encode()
        for record in records
    )
    expected, _, _ = read(content)
    found, _, rejected = read(turned, block_bytes=1, record_limit=4_000)
    places = ("line", "offset", "length")
    assert rejected == []
    assert found.drop(places).equals(expected.drop(places))


def test_a_header_alone_is_a_file_with_no_rows() -> None:
    assert list(read_isld([HEADER])) == []
    assert list(read_isld([HEADER.rstrip()])) == []


# --- rows that are rejected


@pytest.mark.parametrize(
    ("changed", "column", "reason"),
    [
        ({"IPRD_ID": ""}, "IPRD_ID", "MISSING_VALUE"),
        ({"IPRD_REFERENCE": " "}, "IPRD_REFERENCE", "MISSING_VALUE"),
        ({"DIPG_ID": ""}, "DIPG_ID", "MISSING_VALUE"),
        ({"IPRD_ID": "1,140"}, "IPRD_ID", "BAD_INTEGER"),
        ({"DIPG_ID": "-5"}, "DIPG_ID", "BAD_INTEGER"),
        ({"DIPG_ID": "2.7E+04"}, "DIPG_ID", "BAD_INTEGER"),
        ({"DIPG_PATF_ID": "9014.0"}, "DIPG_PATF_ID", "BAD_INTEGER"),
        ({"DIPG_PATF_ID": "99999999999999999999"}, "DIPG_PATF_ID", "BAD_INTEGER"),
        ({"IPRD_SIGNATURE_DATE": "2011-02-30 00:00:00"}, "IPRD_SIGNATURE_DATE", "BAD_DATE"),
        ({"Reflected_Date": "03.09.2011"}, "Reflected_Date", "BAD_DATE"),
        ({"PBPA_APP_DATE": "2011-09-03 25:00:00"}, "PBPA_APP_DATE", "BAD_DATE"),
        ({"PBPA_APP_DATE": "2011-09-03x"}, "PBPA_APP_DATE", "BAD_DATE"),
        ({"LICD_REC_CONDI_FLAG": "Y"}, "LICD_REC_CONDI_FLAG", "UNKNOWN_FLAG"),
        ({"_5G": "2"}, "5G", "UNKNOWN_FLAG"),
        ({"Patent_Type": "Basic"}, "Patent_Type", "UNKNOWN_PATENT_TYPE"),
        ({"Normalized_Patent": "maybe"}, "Normalized_Patent", "UNKNOWN_NORMALIZATION"),
    ],
)
def test_a_value_that_cannot_be_rejects_its_row_alone(changed: dict[str, str], column: str, reason: str) -> None:
    rows, _, rejected = read(HEADER + row() + row(**changed) + row())
    assert rows["line"].to_list() == [2, 4]
    one = only(rejected)
    assert one.line == 3
    assert one.record == row(**changed).rstrip()
    (fault,) = one.faults
    assert (fault.column, fault.reason) == (column, reason)
    assert fault.value == next(iter(changed.values())).strip()
    assert column in fault.message
    assert fault.suggestion


def test_all_faults_of_a_row_are_named_at_once() -> None:
    _, _, rejected = read(HEADER + row(DIPG_ID="x", _3G="9", Reflected_Date="tomorrow"))
    assert {fault.column for fault in only(rejected).faults} == {"DIPG_ID", "3G", "Reflected_Date"}


@pytest.mark.parametrize(
    ("bad", "count"),
    [(row().rstrip() + b';"more"\r\n', 41), (row()[: row().rindex(b";")] + b"\r\n", 39), (b"x\r\n", 1)],
)
def test_a_row_with_too_many_or_too_few_columns_is_rejected_alone(bad: bytes, count: int) -> None:
    rows, _, rejected = read(HEADER + row() + bad + row())
    assert rows["line"].to_list() == [2, 4]
    (fault,) = only(rejected).faults
    assert fault.reason == "WRONG_COLUMN_COUNT"
    assert f"{count} columns" in fault.message


@pytest.mark.parametrize("kept", [1, 5, 30, 150, 300, len(row()) - 4])
def test_a_file_cut_off_in_the_middle_of_a_row_loses_that_row_alone(kept: int) -> None:
    rows, _, rejected = read(HEADER + row() + row()[:kept])
    assert rows.height == 1
    assert only(rejected).line == 3
    assert rejected[0].faults[0].reason == "TRUNCATED_ROW"


def test_a_last_row_without_a_line_end_is_whole() -> None:
    rows, _, rejected = read(HEADER + row() + row().rstrip())
    assert rows.height == 2
    assert not rejected


def test_empty_lines_are_no_rows_but_count_as_lines() -> None:
    rows, _, rejected = read(HEADER + b"\r\n" + row() + b"\n\n" + row() + b"\r\n")
    assert not rejected
    assert rows["line"].to_list() == [3, 6]


@pytest.mark.parametrize(
    "bad",
    [
        row().replace(b"TRANSMISSION", b'TRANS"MISSION'),
        row().replace(b'"TRANSMISSION', b"TRANSMISSION"),
        row().replace(b'CONTROL"', b"CONTROL"),
        row().rstrip()[:-1] + b"\r\n",
        row().replace(b'"27176"', b'27"176'),
    ],
)
@pytest.mark.parametrize("block", [1, 8_000_000])
def test_a_misplaced_quote_costs_one_row_and_not_the_rest_of_the_file(bad: bytes, block: int) -> None:
    rows, _, rejected = read(HEADER + row() * 3 + bad + row() * 3, block_bytes=block, record_limit=4096)
    assert rows["line"].to_list() == [2, 3, 4, 6, 7, 8]
    assert only(rejected).line == 5
    assert rejected[0].faults[0].reason == "MALFORMED_QUOTES"
    assert rejected[0].record == bad.rstrip()


def test_a_text_that_is_never_closed_costs_one_row_in_a_file_without_other_quotes() -> None:
    plain = row().replace(b'"', b"")
    bad = plain.replace(b";TRANSMISSION", b';"TRANSMISSION')
    rows, _, rejected = read(HEADER + plain * 3 + bad + plain * 50, record_limit=4096)
    assert rows.height == 53
    assert only(rejected).line == 5
    assert rejected[0].faults[0].reason == "MALFORMED_QUOTES"


def test_bytes_that_are_not_utf_8_and_nul_bytes_reject_their_rows_alone() -> None:
    latin = row(COMP_LEGAL_NAME="Björkdalen").decode().encode("latin-1")
    nul = row().replace(b"Denki", b"De\0ki")
    rows, _, rejected = read(HEADER + row() + latin + nul + row(COMP_LEGAL_NAME="Björkdalen"))
    assert rows["line"].to_list() == [2, 5]
    assert [(one.line, one.faults[0].reason) for one in rejected] == [(3, "BAD_ENCODING"), (4, "NUL_BYTE")]
    assert "0xF6" in rejected[0].faults[0].message


def endless_line(megabytes: int) -> Iterator[bytes]:
    yield HEADER + row() + b'"1140";"'
    for _ in range(megabytes):
        yield b"x" * 1_000_000
    yield b'"\r\n' + row()


def test_a_line_of_200_megabytes_is_rejected_in_bounded_memory_and_the_next_row_is_read() -> None:
    tracemalloc.start()
    rows, _, rejected = read_stream(endless_line(200))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000_000
    assert rows["line"].to_list() == [2, 4]
    assert only(rejected).faults[0].reason == "LINE_TOO_LONG"
    assert only(rejected).line == 3


def read_stream(chunks: Iterable[bytes]) -> tuple[pl.DataFrame, pl.DataFrame, list[RejectedRow]]:
    batches: list[Batch] = list(read_isld(chunks))
    rows = pl.concat([batch.rows for batch in batches])
    raw = pl.concat([batch.raw for batch in batches])
    return rows, raw, [one for batch in batches for one in batch.rejected]


def test_a_file_of_one_endless_line_is_refused_at_once() -> None:
    taken = 0

    def chunks() -> Iterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"x" * 10_000

    with pytest.raises(SepiaError) as refused:
        list(read_isld(chunks()))
    assert refused.value.reason == "LINE_TOO_LONG"
    assert taken < 20


@pytest.mark.parametrize("block", [1, 8_000_000])
def test_a_whole_row_over_the_limit_is_rejected_alone(block: int) -> None:
    content = HEADER + row() + row(PBPA_TITLEEN="x" * 5000) + row()
    rows, _, rejected = read(content, record_limit=4096, block_bytes=block)
    assert rows["line"].to_list() == [2, 4]
    assert [fault.reason for fault in only(rejected).faults] == ["LINE_TOO_LONG"]


# --- what values mean


def test_what_a_row_says_is_understood() -> None:
    rows, _, _ = read(HEADER + row())
    said = rows.row(0, named=True)
    assert said["iprd_id"] == 1140
    assert said["reference"] == "ISLD-201107-009"
    assert said["signed"] == date(2011, 9, 3)
    assert said["reflected"] == date(2011, 9, 14)
    assert said["declarant"] == "Kirishima Denki K.K."
    assert said["proprietor"] is True
    assert said["undertaking"] is True
    assert said["reciprocity"] is False
    assert said["standard"] == "3gpp-ts-25.309"
    assert said["standard_version"] == "6.6.0"
    assert said["patent_type"] == "basis"
    assert said["office"] == "EP"
    assert said["publication_kinds"] == ["A1", "A4", "B1"]
    assert said["publication_roles"] == ["PATENT", "SEARCH_REPORT", "PATENT"]
    assert said["priorities"] == ["JP20050004537", "WO2006JP300226"]
    assert said["family_id"] == 9014
    assert said["normalized"] == "yes"
    assert said["generations"] == 2


def test_unknown_is_a_value_and_drops_nothing() -> None:
    blank = dict.fromkeys(GOOD, "") | {name: GOOD[name] for name in ("IPRD_ID", "IPRD_REFERENCE", "DIPG_ID")}
    rows, _, rejected = read(HEADER + row(**{f"_{name}": value for name, value in blank.items()}))
    assert not rejected
    said = rows.row(0, named=True)
    known = {"line", "offset", "length", "iprd_id", "reference", "dipg_id"}
    assert {name for name, value in said.items() if value not in (None, [])} == known


def test_the_sentinel_date_is_unknown() -> None:
    rows, raw, _ = read(HEADER + row(IPRD_SIGNATURE_DATE="1900-01-01 00:00:00", PBPA_APP_DATE="1900-01-01"))
    assert rows["signed"][0] is None
    assert rows["application_date"][0] is None
    assert raw["IPRD_SIGNATURE_DATE"][0] == "1900-01-01 00:00:00"


@pytest.mark.parametrize(
    ("publication", "kind", "role"),
    [
        ("EP1848154 A3", "A3", "SEARCH_REPORT"),
        ("EP1848154 B8", "B8", "CORRECTION"),
        ("EP1848154 A9", "A9", "CORRECTION"),
        ("US9276719B2", "B2", "PATENT"),
        ("SG11201600689Y A", "A", "PATENT"),
        ("SG11201600689Y", None, "PATENT"),
        ("TWI338478 B", "B", "PATENT"),
        ("2942162", None, "PATENT"),
        ("Pending", None, "SENTINEL"),
        ("GB9402492PENDING", None, "SENTINEL"),
        ("-", None, "SENTINEL"),
        ("N/A", None, "SENTINEL"),
    ],
)
def test_publications_are_told_apart(publication: str, kind: str | None, role: str) -> None:
    rows, _, _ = read(HEADER + row(PUBL_NUMBER=f"{publication} | EP1 A1"))
    assert rows["publications"].to_list() == [[publication, "EP1 A1"]]
    assert rows["publication_kinds"].to_list() == [[kind, "A1"]]
    assert rows["publication_roles"].to_list() == [[role, "PATENT"]]


def test_generations_are_a_mask_and_blank_only_when_all_four_are() -> None:
    content = row(_2G="1", _3G="1", _4G="1", _5G="1") + row(_3G="0") + row(_2G="", _3G="", _4G="", _5G="")
    rows, _, _ = read(HEADER + content + row(_2G="", _3G="", _4G="", _5G="1"))
    assert rows["generations"].to_list() == [15, 0, None, 8]


def test_line_numbers_are_whole_numbers_of_the_platform_independent_kind() -> None:
    rows, _, _ = read(HEADER + row())
    assert rows.schema == ROW_SCHEMA
    assert rows["line"].to_numpy().dtype == np.int64


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_is_damaged_the_other_rows_are_read_and_no_row_goes_missing_unreported(data: st.DataObject) -> None:
    records = [row(DIPG_ID=str(100 + number), PBPA_TITLEEN="a\nb" if number == 4 else "a") for number in range(8)]
    victim = data.draw(st.integers(0, 7))
    at = data.draw(st.integers(1, len(records[victim]) - 3))
    damage = data.draw(
        st.one_of(st.binary(max_size=4), st.sampled_from([b'"', b'";"', b"\n", b";", b"\0", b"\xff", b'""']))
    )
    length = data.draw(st.integers(0, 6))
    damaged = records[victim][:at] + damage + records[victim][at + length :]
    content = HEADER + b"".join([*records[:victim], damaged, *records[victim + 1 :]])
    rows, _, rejected = read(content)
    found = set(rows["dipg_id"].to_list())
    # The row after a damaged line end may be swallowed with it; all others must be there.
    spared = {100 + number for number in range(8) if number not in (victim, victim + 1)}
    assert spared <= found
    missing = {100 + number for number in range(8)} - found
    assert not missing or rejected or rows.height >= 8
    small = read(content, block_bytes=1, record_limit=4096)
    assert small[0].equals(rows)
    assert small[2] == rejected
