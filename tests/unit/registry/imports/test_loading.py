"""Numbers for keys, digests of rows that never change, and what COPY reads."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.demo.generator import generate
from services.registry.imports.isld import COLUMNS, Batch, read_isld
from services.registry.imports.loading import array_text, batch_digests, copy_text
from services.registry.imports.numbering import Numbering, of_integers
from tests.unit.registry.imports.test_isld import HEADER, row

keys = st.lists(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 2)), max_size=60), max_size=6)


@settings(max_examples=80, deadline=None)
@given(runs=keys)
def test_keys_are_numbered_in_the_order_in_which_they_first_come(runs: list[list[tuple[int, int]]]) -> None:
    numbering, expected = Numbering(), dict[tuple[int, int], int]()
    for run in runs:
        first: list[int] = []
        for place, key in enumerate(run):
            if key not in expected:
                expected[key] = len(expected)
                first.append(place)
        low = np.array([key[0] for key in run], np.uint64)
        high = np.array([key[1] for key in run], np.uint64)
        found = numbering.number(low, high)
        assert found.numbers.tolist() == [expected[key] for key in run]
        assert found.first.tolist() == first
    assert numbering.count == len(expected)


def test_numbers_stay_when_the_table_grows() -> None:
    numbering = Numbering()
    values = np.random.default_rng(1).permutation(200_000).astype(np.int64)
    first = numbering.number(*of_integers(values[:1_000])).numbers
    numbering.number(*of_integers(values))
    assert numbering.number(*of_integers(values[:1_000])).numbers.tolist() == first.tolist() == list(range(1_000))
    assert numbering.count == 200_000


def digests(content: bytes, **options: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for batch in read_isld([content], **options):
        high, low = batch_digests(batch)
        found += zip(high.tolist(), low.tolist(), strict=True)
    return found


def test_the_digest_of_a_row_is_the_same_for_good() -> None:
    # Links are told apart by it: were it computed otherwise, every file sent again would be new.
    assert digests(HEADER + row()) == [(0x1CFEC00397349022, 0x46AB40E9BBB8DB34)]


def test_a_digest_depends_on_the_values_and_on_nothing_else() -> None:
    order = list(reversed(COLUMNS))
    values = dict(zip(COLUMNS, read_one(HEADER + row()).raw.row(0), strict=True))
    turned = (";".join(order) + "\n" + ";".join(f'"{values[name]}"' for name in order) + "\n").encode()
    other_line_ends = (HEADER + row()).replace(b"\r\n", b"\n")
    assert digests(turned) == digests(HEADER + row()) == digests(other_line_ends)
    many = b"".join(generate(700, 41))
    assert digests(many) == digests(many, batch_rows=13, block_bytes=1, record_limit=20_000)


def read_one(content: bytes) -> Batch:
    (batch,) = read_isld([content])
    return batch


@pytest.mark.parametrize("column", COLUMNS)
def test_a_value_in_any_column_changes_the_digest(column: str) -> None:
    other = {
        "IPRD_ID": "1141",
        "DIPG_ID": "27177",
        "DIPG_PATF_ID": "9015",
        "IPRD_SIGNATURE_DATE": "2011-09-04 00:00:00",
        "Reflected_Date": "2011-09-15 00:00:00",
        "PBPA_APP_DATE": "2006-01-12 00:00:00",
        "Patent_Type": "Family Member",
        "Normalized_Patent": "No",
        "Ess_To_Project": "1",
        **dict.fromkeys(("DECL_IS_PROP_FLAG", "LICD_DEC_PREP_TO_GRANT_FLAG", "Ess_To_Standard"), "0"),
        **dict.fromkeys(("LICD_REC_CONDI_FLAG", "_2G", "_4G", "_5G"), "1"),
        **dict.fromkeys(("_3G", "Explicitely_Disclosed"), "0"),
    }
    name = f"_{column}" if column[0].isdigit() else column
    found = digests(HEADER + row() + row(**{name: other.get(name, "another")}))
    assert len(found) == len(set(found)) == 2


@pytest.mark.parametrize("mark", ["\x1e", "\x1f", "\x1b"])
def test_characters_that_hold_places_are_values_like_others(mark: str) -> None:
    content = HEADER + row(PBPA_TITLEEN=f"a{mark}b") + row(PBPA_TITLEEN="a\nb") + row(PBPA_TITLEEN=f"{mark}a\n{mark}")
    batch = read_one(content)
    assert batch.raw["PBPA_TITLEEN"].to_list() == [f"a{mark}b", "a\nb", f"{mark}a\n{mark}"]
    assert batch.rows["line"].to_list() == [2, 3, 5]
    moved = row(PATT_APPLICATION_NUMBER=f"x{mark}", PUBL_NUMBER="y") + row(
        PATT_APPLICATION_NUMBER="x", PUBL_NUMBER=f"{mark}y"
    )
    assert len(set(digests(HEADER + moved))) == 2


def test_what_copy_reads_escapes_what_would_mean_something_else() -> None:
    text = copy_text({"id": pl.Series([1, None]), "text": pl.Series(["a\tb\\n\nc\rd", ""])})
    assert text == b"1\ta\\tb\\\\n\\nc\\rd\n\\N\t\n"
    # What is said to need none is left as it is.
    some = {"plain": pl.Series(["a b"]), "array": pl.Series(['{"a\\"b"}'])}
    assert copy_text(some, ("array",)) == copy_text(some) == b'a b\t{"a\\\\"b"}\n'
    assert copy_text(some, ()) == b'a b\t{"a\\"b"}\n'
    lists = array_text(pl.Series([['a"b', "c\\d", "e,f"], []], dtype=pl.List(pl.String)))
    assert lists.to_list() == ['{"a\\"b","c\\\\d","e,f"}', "{}"]
