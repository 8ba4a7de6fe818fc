"""The made-up declarations of the demonstration: their shape, their quirks, their truth."""

from __future__ import annotations

import hashlib
import itertools
import tracemalloc

import polars as pl
import pytest

from deploy.demo.findings import simulated_essentiality_rate, simulated_finding
from deploy.demo.generator import PlantedDefect, generate
from deploy.demo.holders import HOLDERS, JOINT_DECLARANTS, holder_of
from deploy.demo.vocabulary import cumulative_weights
from services.registry.imports.isld import read_isld


@pytest.fixture(scope="module")
def demo() -> tuple[pl.DataFrame, pl.DataFrame]:
    """The default file as the registry's reader understands it, and as it is given."""
    batches = list(read_isld(generate()))
    assert not any(batch.rejected for batch in batches)
    return pl.concat([batch.rows for batch in batches]), pl.concat([batch.raw for batch in batches])


def digest(rows: int, seed: int) -> str:
    content = hashlib.sha256()
    for chunk in generate(rows, seed):
        content.update(chunk)
    return content.hexdigest()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    assert digest(3000, 5) == digest(3000, 5)
    assert digest(3000, 5) != digest(3000, 6)


def test_the_bytes_of_a_seed_never_change() -> None:
    assert digest(2000, 1) == "b2087caf86050fd0ba0c56f00031e1acf0f1a6aa21d8ecc7a8a3ef647f0edc72"


@pytest.mark.parametrize("rows", [0, 1, 7, 2500])
def test_there_are_exactly_as_many_rows_as_asked_for(rows: int) -> None:
    batches = list(read_isld(generate(rows, 2)))
    assert sum(batch.rows.height for batch in batches) == rows
    assert not any(batch.rejected for batch in batches)


def test_international_numbers_have_five_digits_at_least(demo: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    given = demo[0]["priorities"].explode().drop_nulls()
    international = given.filter(given.str.starts_with("WO"))
    assert len(international)
    assert international.str.contains("^WO[0-9]{4}[A-Z]{2}[0-9]{5,6}$").all()


def test_the_default_file_has_the_size_of_the_demonstration(demo: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    rows, _ = demo
    holders = {holder_of(declarant) for declarant in rows["declarant"].drop_nulls().unique()}
    assert rows.height == 100_000
    assert holders == {holder.name for holder in HOLDERS}
    assert len(holders) >= 40
    assert rows["family_id"].drop_nulls().n_unique() >= 6000
    for bit in (2, 4, 8):
        assert rows.filter(pl.col("generations") & bit > 0)["family_id"].n_unique() > 500


def test_unknowns_are_as_frequent_as_in_the_real_export(demo: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    rows, raw = demo
    shares = {
        "family_id": 0.037,
        "standard": 0.039,
        "generations": 0.145,
        "title": 0.258,
        "reciprocity": 0.236,
        "application_date": 0.049,
        "priorities": 0.049,
        "application": 0.008,
        "illustrative_part": 0.837,
    }
    for column, real in shares.items():
        assert rows[column].null_count() / rows.height == pytest.approx(real, rel=0.5), column
    assert (raw["PUBL_NUMBER"] == "").mean() == pytest.approx(0.118, rel=0.3)
    assert (raw["TGPV_VERSION"] == "").mean() == pytest.approx(0.737, rel=0.1)
    assert rows["declarant"].null_count() > 0
    assert rows["signed"].null_count() > 0


def test_families_are_spread_over_holders_as_unevenly_as_in_the_real_export(
    demo: tuple[pl.DataFrame, pl.DataFrame],
) -> None:
    rows, _ = demo
    named = rows.drop_nulls("declarant").with_columns(
        pl.col("declarant").map_elements(holder_of, return_dtype=pl.String).alias("holder")
    )
    counts = (
        named.filter(pl.col("generations") & 8 > 0)
        .group_by("holder")
        .agg(pl.col("family_id").n_unique())["family_id"]
        .sort(descending=True)
    )
    # In the real export the ten largest declarants of 5G hold 66 % of the families of the 48 largest.
    assert 0.5 < counts.head(10).sum() / counts.sum() < 0.8


def test_the_quirks_of_the_real_export_are_there(demo: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    rows, raw = demo
    families = rows.drop_nulls(["application", "family_id"]).group_by("application").agg(pl.col("family_id").n_unique())
    assert families.filter(pl.col("family_id") > 1).height > 10
    declared_again = rows.drop_nulls("family_id").group_by("family_id").agg(pl.col("dipg_id").n_unique())
    assert declared_again["dipg_id"].max() > 3
    assert (rows["application_date"] > rows["signed"]).sum() > 100
    titles = raw["PBPA_TITLEEN"]
    for mark in ("\n", '"', ";", "é", "无"):
        assert titles.str.contains(mark, literal=True).any(), mark
    numbers = raw["PATT_APPLICATION_NUMBER"]
    for shape in (r"^\d{4}-\d{6}$", r"^\d\d/\d{6}$", r"^H\d\d-\d{6}$", r"^BR\d{4}PI", r"^IN\d{4}KOLNP", r"^HUE", r"T$"):
        assert numbers.str.contains(shape).any(), shape
    roles = set(rows["publication_roles"].explode().drop_nulls().unique())
    assert roles == {"PATENT", "SEARCH_REPORT", "CORRECTION", "SENTINEL"}
    assert raw["Standard"].str.contains("v[0-9a-z][A-Z]0").any()
    assert set(rows["normalized"].unique()) == {"yes", "no", "error"}
    assert rows.filter(pl.col("normalized") == "no")["family_id"].null_count() > 100
    assert rows["generations"].drop_nulls().is_in([1, 2, 4, 8]).not_().any()
    stuttering = raw["PBPA_PRIORITY_NUMBERS"].str.split("|")
    assert (stuttering.list.len() - stuttering.list.unique().list.len() > 1).any()
    assert raw["COMP_LEGAL_NAME"].is_in(JOINT_DECLARANTS).any()


def test_rows_are_sorted_by_declaration(demo: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    rows, _ = demo
    assert rows["iprd_id"].is_sorted()
    assert rows["dipg_id"].is_sorted()
    assert rows.group_by("iprd_id").agg(pl.col("reference").n_unique())["reference"].max() == 1
    assert rows.group_by("reference").agg(pl.col("iprd_id").n_unique())["iprd_id"].max() == 1


def test_memory_does_not_grow_with_the_number_of_rows() -> None:
    tracemalloc.start()
    for _ in itertools.islice(generate(1_000_000_000, 1), 24):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30_000_000


def test_planted_defects_are_extra_rows_and_are_logged() -> None:
    planted: list[PlantedDefect] = []
    content = b"".join(generate(500, 4, defects=9, planted=planted))
    assert len(planted) == 9
    assert len({defect.reason for defect in planted}) == 8
    lines = content.split(b"\n")
    assert b';"surplus"' in lines[planted[0].line - 1]


@pytest.mark.parametrize("shape", [(0.0, 1.0), (12.8, 2.44)])
def test_cumulative_weights_rise_to_one(shape: tuple[float, float]) -> None:
    weights = cumulative_weights(48, shape)
    assert len(weights) == 48
    assert list(weights) == sorted(weights)
    assert weights[-1] == 1.0


# --- the simulated truth


def test_a_simulated_finding_is_the_same_whenever_it_is_asked_for_and_under_any_spelling() -> None:
    holder = HOLDERS[0]
    for family in range(50):
        finding = simulated_finding(holder.name, family, seed=3)
        assert simulated_finding(holder.other_spellings[0], str(family), seed=3) is finding


def test_simulated_findings_occur_at_the_holders_rate() -> None:
    for holder in HOLDERS[:5]:
        rate = simulated_essentiality_rate(holder.name, seed=3)
        found = sum(simulated_finding(holder.name, family, seed=3) for family in range(4000)) / 4000
        assert found == pytest.approx(rate, abs=0.035)


def test_holders_differ_in_their_rates_between_10_and_50_percent() -> None:
    rates = [simulated_essentiality_rate(holder.name) for holder in HOLDERS]
    assert all(0.1 <= rate <= 0.5 for rate in rates)
    assert max(rates) - min(rates) > 0.25


def test_every_spelling_leads_to_one_holder() -> None:
    spellings = [spelling for holder in HOLDERS for spelling in (holder.name, *holder.other_spellings)]
    assert len(spellings) == len(set(spellings))
    assert len({holder.name for holder in HOLDERS}) >= 40
    assert holder_of("somebody else") == "somebody else"
    assert all(holder_of(joint) in {holder.name for holder in HOLDERS} for joint in JOINT_DECLARANTS)
