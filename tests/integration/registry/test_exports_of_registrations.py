"""Exports of registrations: each entry as whoever asks may see it, as files that pandas and DuckDB read back."""

from __future__ import annotations

import io
from collections.abc import AsyncGenerator
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pytest
import sqlalchemy as sa

from sepia.registry.v1 import exports_pb2 as pb
from sepia.registry.v1 import registrations_pb2, search_pb2
from services.registry import tables
from shared.client import Client
from tests.integration.registry.filled import SmallDatabases
from tests.integration.registry.registered import RegistrationOffice, content, run_office
from tests.integration.registry.test_exports import CSV, PARQUET, XLSX, made, rows_of, table_of

KIND = pb.EXPORT_KIND_REGISTRATIONS
EVIL = "=1+1 Licensing Oy"


class Filled:
    """The office with one of each: entered, with a defect, a draft; and one that was discarded."""

    def __init__(self, office: RegistrationOffice) -> None:
        self.office = office
        self.entered = registrations_pb2.Registration()
        self.mending = registrations_pb2.Registration()
        self.draft = registrations_pb2.Registration()


@pytest.fixture(scope="module")
async def filled(small_databases: SmallDatabases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Filled]:
    async with run_office(small_databases, tmp_path_factory.mktemp("keys")) as office:
        them = Filled(office)
        evil = content("EP 3 000 001 B1")
        evil.licensing_entity = EVIL
        them.entered = await office.enter((await office.submit("", content=evil)).name)
        them.mending = await office.registered()
        await office.open_cure(them.mending.name)
        them.draft = await office.submit("EP 3 000 003 B1", keep_as_draft=True)
        given_up = await office.submit("EP 3 000 004 B1", keep_as_draft=True)
        discard = registrations_pb2.DiscardRegistrationRequest(name=given_up.name)
        await office.ask(office.acme, "DiscardRegistration", discard)
        yield them


async def seen_by(client: Client, **fields: object) -> dict[str, dict[str, str]]:
    """The rows of an export by the name of the entry."""
    _, file = await made(client, kind=KIND, format=CSV, **fields)
    return {row["registration"]: row for row in rows_of(file)}


async def test_each_sees_the_entries_and_fields_that_the_register_shows_it(filled: Filled) -> None:
    office, entered, mending, draft = filled.office, filled.entered.name, filled.mending.name, filled.draft.name
    centre, own = await seen_by(office.officer), await seen_by(office.acme)
    other, court = await seen_by(office.bell), await seen_by(office.court)
    assert set(centre) == set(own) == {entered, mending, draft}
    assert set(other) == set(court) == {entered, mending}
    assert [rows[mending]["state"] for rows in (centre, own, other)] == ["cure_pending", "cure_pending", "registered"]
    assert (own[draft]["state"], own[draft]["number"]) == ("draft", "")
    row = other[entered]
    assert (row["number"], row["patent_number"]) == (filled.entered.number, "EP 3 000 001 B1")
    assert row["correspondences"] == "claim 1: 3GPP TS 38.211 15.2.0, 5.2.2 (requirement)"
    assert (row["holder"], row["holder_name"]) == ("holders/acme-radio-oy", "Acme Radio Oy")
    assert (row["registered_on"], row["late"], row["public_terms"]) == ("2026-03-02", "false", "false")
    assert (row["granted_on"], row["withheld"]) == ("2019-05-02", "claim_chart")  # signed up, not the holder
    assert own[entered]["withheld"] == ""


async def test_no_file_has_contact_data_and_its_checkpoint_says_of_which_moment_it_is(filled: Filled) -> None:
    for client in (filled.office.officer, filled.office.bell):
        export, file = await made(client, kind=KIND, format=CSV)
        text, about = table_of(file)
        assert "Acme Licensing Oy" in text
        for private in ("Aino", "patents@acme.example", "Keilasatama", "+358", "muster.example"):
            assert private not in text
        assert (about["kind"], about["rows"]) == ("registrations", export.row_count)
        assert about["checkpoint_size"] == export.checkpoint_size > 0
        assert about["checkpoint_note"] == export.checkpoint_note
    (kept,) = await filled.office.recorded("system:export:complete", export.name)
    assert kept["content"]["sha256"] == export.sha256


async def test_every_form_is_read_back_the_same_and_runs_nothing(filled: Filled, tmp_path: Path) -> None:
    parquet, table = tmp_path / "r.parquet", tmp_path / "r.csv"
    officer = filled.office.officer
    parquet.write_bytes((await made(officer, kind=KIND, format=PARQUET))[1])
    table.write_text(table_of((await made(officer, kind=KIND, format=CSV))[1])[0], encoding="utf-8", newline="")
    _, workbook = await made(officer, kind=KIND, format=XLSX)
    counted = "select count(*), count(number), min(registered_on)::date::text, count(granted_on) from "
    with duckdb.connect() as db:
        for source in (f"read_parquet('{parquet}')", f"read_csv('{table}')"):
            assert db.sql(counted + source).fetchall() == [(3, 2, "2026-03-02", 3)], source
    frames = [pd.read_parquet(parquet), pd.read_csv(table), pd.read_excel(io.BytesIO(workbook), "registrations")]
    for frame in frames:
        assert (len(frame), frame["number"].dropna().nunique()) == (3, 2)
    assert list(frames[0].columns) == list(frames[1].columns) == list(frames[2].columns)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook))["registrations"]
    column = [cell.value for cell in sheet[1]].index("licensing_entity")
    (evil,) = [row[column] for row in sheet.iter_rows(min_row=2) if str(row[column].value).startswith("=")]
    assert (evil.value, evil.data_type) == (EVIL, "s")
    assert f"'{EVIL}" in table.read_text(encoding="utf-8")
    assert EVIL in pl.read_parquet(parquet)["licensing_entity"].to_list()


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ({"holders": ["Acme Radio Oy"]}, 3),
        ({"holders": ["holders/bell-waves-inc"]}, 0),
        ({"standards": ["5G"]}, 3),
        ({"standards": ["4G"]}, 0),
        ({"offices": ["EP"]}, 3),
        ({"offices": ["DE"]}, 0),
        ({"offices": ["-"]}, 0),
        ({"demonstration": search_pb2.DEMONSTRATION_ONLY}, 0),
    ],
)
async def test_entries_are_narrowed_by_holder_standard_office_and_demonstration(
    filled: Filled, filter: dict[str, object], expected: int
) -> None:
    wanted = search_pb2.PatentFilter(**filter)  # pyright: ignore[reportArgumentType]
    assert len(await seen_by(filled.office.officer, filter=wanted)) == expected


async def test_a_reader_is_who_it_was_when_it_asked(filled: Filled) -> None:
    """The file is made later, by work that nobody is signed in for."""
    export, _ = await made(filled.office.bell, kind=KIND, format=CSV)
    table = tables.export
    query = sa.select(table.c.seen_as).where(sa.cast(table.c.id, sa.Text) == export.name.removeprefix("exports/"))
    async with filled.office.database.read() as connection:
        kept = (await connection.execute(query)).scalar_one()
    assert kept == {
        "centre": False,
        "organization": "holders/bell-waves-inc",
        "audiences": ["public", "signed_up"],
    }
