"""How many numbers of real files are read: floors that were measured, so that a change that reads fewer is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.cli.patent_numbers import Column, FileFormat, columns_of, share
from shared.patent_numbers import Confidence

ISLD = ("etsi_isld/isld40_docomo.csv", FileFormat.ISLD)
ADVANCE = ("pool_access_advance_hevc/patent_new.csv", FileFormat.ACCESS_ADVANCE)
MPEG_LA = ("pool_mpegla_us/video_codec.seed.csv", FileFormat.MPEG_LA)
FAMILY = ("epo_ops_samples/family_fixtures_family_input.xml", FileFormat.OPS)
LEGAL = ("epo_ops_samples/legal_fixtures_example_1.xml", FileFormat.OPS)
BIBLIO = ("epo_ops_samples/published_test_biblio_example.xml", FileFormat.OPS)


def sure(column: Column) -> float:
    """The share that is read for certain."""
    return column.read[Confidence.EXACT] / column.numbers


@pytest.mark.parametrize(
    ("file", "name", "numbers", "exact"),
    [
        (ISLD, "applications", 2_268, 0.98),
        (ISLD, "publications", 3_351, 0.99),
        (ISLD, "priorities", 4_442, 1.0),
        (ADVANCE, "patents", 17_361, 0.999),
        (MPEG_LA, "patents", 1_711, 0.0),  # without an office in the text, none is more than likely
        (FAMILY, "applications, DOCDB", 6, 1.0),
        (FAMILY, "publications, EPODOC", 6, 1.0),
        (LEGAL, "applications, DOCDB", 1, 1.0),
        (BIBLIO, "applications, EPODOC", 1, 1.0),
    ],
)
def test_every_number_of_a_real_file_is_read(
    shared_data: Path, file: tuple[str, FileFormat], name: str, numbers: int, exact: float
) -> None:
    column = columns_of(shared_data / file[0], file[1])[name]
    assert column.numbers == numbers
    assert column.unread == {}
    assert sure(column) >= exact


def test_the_share_is_never_rounded_up_to_all() -> None:
    assert (share(99_999, 100_000), share(1, 3), share(0, 0)) == ("99.99 %", "33.33 %", "-")
