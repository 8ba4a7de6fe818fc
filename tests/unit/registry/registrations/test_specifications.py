"""What is noticed about the specifications that a request names."""

from __future__ import annotations

from services.registry.registrations.completeness import Place
from services.registry.registrations.specifications import Known, remarks


def places(*names: str) -> list[Place]:
    return [Place(1, name, "15.2.0", "Rel-15", "5.2.2", 1) for name in names]


def known(name: str) -> Known:
    ids = {"38.211": 1, "36.300": 2}
    return Known(frozenset({ids[name]})) if name in ids else Known(frozenset(), ("3GPP TS 38.211",))


def test_a_specification_that_nobody_knows_or_that_defines_another_standard_is_said() -> None:
    unknown, elsewhere = remarks(places("38.211", "38.21l", "36.300", " "), known, "standards/5g", {1})
    assert (unknown.field, unknown.near) == ("correspondences[1].standard_name", ("3GPP TS 38.211",))
    assert unknown.text == "The register knows no specification '38.21l'. Near it: 3GPP TS 38.211."
    assert (elsewhere.field, elsewhere.near) == ("correspondences[2].standard_name", ())
    assert elsewhere.text == "36.300 is none of the specifications by which standards/5g is defined."
    # Where nobody has said by what a standard is defined, nothing is missing from it.
    assert remarks(places("36.300"), known, "standards/6g", ()) == []
