"""Files of people become requests, templates are files that can be read, and what is wrong is named by its path."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from services.cli.method_files import read_licence, read_programme, read_question, template
from services.cli.scenarios import read_axis
from services.frand.calculations.methods import METHODS
from shared.errors import SepiaError


@pytest.mark.parametrize("name", [*METHODS, "licence", "rate-card"])
def test_every_template_is_toml_and_names_only_what_there_is(name: str, tmp_path: Path) -> None:
    text = template(name)
    uncommented = "\n".join(line.removeprefix("# ") if " = " in line else line for line in text.splitlines())
    tomllib.loads(text)
    file = tmp_path / "filled.toml"
    file.write_text(text.replace('"…"', '"holders/a"'))
    read = {"licence": read_licence, "rate-card": read_programme}.get(name, read_question)
    request: Any = read(file)
    if name in METHODS:
        assert [each.WhichOneof("inputs") for each in request.methods] == [name]
    assert " = " in uncommented


def question(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "question.toml"
    file.write_text(text)
    return file


def test_a_file_says_numbers_as_people_write_them(tmp_path: Path) -> None:
    request = read_question(
        question(
            tmp_path,
            """
            holder = "holders/a"
            published = true
            offers = [{id = "offer", party = "Maker", rate = 0.02}]
            [[methods]]
            method = "top_down"
            findings = "findings/f"
            aggregate_royalty = "aggregateRoyalties/a"
            prior_a = 0.3
            [[methods]]
            id = "card"
            method = "rate_card"
            references = [{field = "programme", name = "rateCards/r"}]
            inputs = {technologies = ["5G"], sold_on = 2026-01-31, price = "200"}
            """,
        )
    )
    assert (request.holder, request.published, request.offers[0].rate.value) == ("holders/a", True, "0.02")
    assert request.methods[0].top_down.prior_a.value == "0.3"
    card = request.methods[1]
    assert (card.id, card.rate_card.price.value, card.rate_card.sold_on.year) == ("card", "200", 2026)
    assert card.references[0].name == "rateCards/r"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('[[methods]]\nmethod = "magic"', "methods[0].method"),
        ('colour = "red"', "colour"),
        ('[[methods]]\nmethod = "rate_card"\ninputs = {colour = "red"}', "methods[0].inputs.colour"),
        ('[[methods]]\nmethod = "rate_card"\nprice = "1"', "methods[0].price"),
        ('[[methods]]\nmethod = "rate_card"\ninputs = {price = "much"}', "methods[0].inputs.price"),
        ('[[methods]]\nmethod = "top_down"\ncolour = "red"', "methods[0].colour"),
        ('[[methods]]\nmethod = "rate_card"\ninputs = {sold_on = 5}', "methods[0].inputs.sold_on"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(tmp_path: Path, text: str, where: str) -> None:
    with pytest.raises(SepiaError) as refused:
        read_question(question(tmp_path, text))
    assert where in refused.value.message


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SepiaError, match="cannot be read as TOML"):
        read_question(question(tmp_path, "methods = ["))


def test_an_axis_is_a_field_and_its_values() -> None:
    axis = read_axis("card:price = 1, 2")
    assert (axis.answer, axis.field.strip(), list(axis.values)) == ("card", "price", ["1", "2"])
