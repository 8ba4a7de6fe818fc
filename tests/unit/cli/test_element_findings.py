"""The file of findings by element: what is read from it, and what is refused by line and column."""

from __future__ import annotations

import pytest

from sepia.assessment.v1 import charts_pb2
from sepia.assessment.v1 import findings_pb2 as pb
from services.cli.element_findings import COLUMNS, place, read_rows
from shared.errors import SepiaError

HEADER = ",".join(COLUMNS)


def test_a_line_for_each_provision_and_lines_without_a_verdict_are_not_filled_in_yet() -> None:
    text = "\n".join(
        [
            HEADER,
            '1a,A method,met,"It is there, twice.",3GPP TS 38.211,15.2.0,,5.2.2,mandatory',
            "1a,A method,,,3GPP TS 38.211,,Rel-15,5.2.3,option",
            "1b,sending it,,,,,,,",
            "1c,receiving it,unclear,The figure is cut off.,,,,,",
        ]
    )
    first, second = read_rows(text, "findings.csv")
    assert (first.element, first.verdict, first.reasons) == ("1a", pb.ELEMENT_VERDICT_MET, "It is there, twice.")
    assert [place(each) for each in first.provisions] == [
        "3GPP TS 38.211 15.2.0 5.2.2 (mandatory)",
        "3GPP TS 38.211 Rel-15 5.2.3 (option)",
    ]
    assert first.provisions[1].obligation == charts_pb2.PROVISION_OBLIGATION_OPTION
    assert (second.element, second.verdict, len(second.provisions)) == ("1c", pb.ELEMENT_VERDICT_UNCLEAR, 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("element,verdict\n1a,met", "its first line"),
        (f"{HEADER}\n1a,A method,maybe,Why.,,,,,", "Line 2 of findings.csv, verdict"),
        (f"{HEADER}\n1a,A method,met,Why.,3GPP TS 38.211,15.2.0,,5.2.2,must", "Line 2 of findings.csv, obligation"),
    ],
)
def test_what_cannot_be_meant_is_named_by_line_and_column(text: str, said: str) -> None:
    with pytest.raises(SepiaError) as caught:
        read_rows(text, "findings.csv")
    assert said in caught.value.message
