"""Made-up lists have the shape of the real ones."""

from __future__ import annotations

import csv
import io

from deploy.demo.lists import CATALOGUE_COLUMNS, POOL_COLUMNS, catalogue, pool_lists


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_catalogue_has_each_specification_of_the_demonstration_once() -> None:
    header, *rows = read(catalogue())
    assert tuple(header) == CATALOGUE_COLUMNS
    numbers = [row[0] for row in rows]
    assert len(numbers) == len(set(numbers)) > 60
    by_number = {row[0]: row for row in rows}
    assert by_number["24.229"][-2:] == ["3G,LTE,5G", "3G|LTE|5G"]
    assert all(row[3].startswith("Demonstration: ") for row in rows)


def test_the_pools_overlap_and_hold_validated_european_patents_and_co_owners() -> None:
    first, second = pool_lists()
    header, *rows = read(first)
    assert tuple(header) == POOL_COLUMNS
    us = {row[5].removeprefix("US") for row in rows if row[4] == "US"}
    numbers = second.decode().split()
    assert len(numbers) == len(set(numbers)) + 1
    assert 0 < len(us & set(numbers)) < len(set(numbers))
    european = [row for row in rows if row[4] == "EP"]
    assert len({row[5] for row in european}) < len(european) / 2
    assert all(row[2] == f"{row[1]}-{row[5]}" for row in european)
    assert any("," in row[3] for row in rows)


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert pool_lists(300, 7) == pool_lists(300, 7) != pool_lists(300, 8)
    assert catalogue() == catalogue()
