"""Owns the tests of conflicts of interest: what is declared blocks, and so does what is not known."""

from __future__ import annotations

import dataclasses

import pytest

from services.assessment.conflicts.rules import (
    Block,
    Check,
    Evaluator,
    Tie,
    TieKind,
    Transfer,
    Transfers,
    conflicts,
    group,
    with_new_owners,
)
from shared.errors import SepiaError

CHECK = Check("campaigns/a/checks/1", "families/1", ["holders/acme"])
FREE = Evaluator("evaluators/kim", identity_verified=True, ties=[], capacity=5)
GROUP = {"holders/acme": "holders/acme-group", "holders/acme-labs": "holders/acme", "holders/bolt": "holders/bolt-plc"}


def blocks(evaluator: Evaluator, check: Check = CHECK, parents: dict[str, str] | None = None) -> list[Block]:
    return [conflict.block for conflict in conflicts(evaluator, check, parents)]


def tied(*subjects: str, kind: TieKind = TieKind.CLIENT) -> Evaluator:
    return dataclasses.replace(FREE, ties=[Tie(kind, subject) for subject in subjects])


def test_an_evaluator_known_and_without_ties_may_check() -> None:
    assert conflicts(FREE, CHECK) == []


@pytest.mark.parametrize("kind", TieKind)
def test_any_kind_of_tie_to_the_holder_blocks_and_says_what_it_is(kind: TieKind) -> None:
    (conflict,) = conflicts(tied("holders/acme", kind=kind), CHECK)
    assert conflict.block is Block.TIE
    assert conflict.text.startswith("evaluators/kim ")
    assert conflict.text.endswith(" holders/acme")


def test_a_tie_to_somebody_else_does_not_block() -> None:
    assert blocks(tied("holders/bolt", "families/2"), parents=GROUP) == []


def test_no_declaration_blocks_though_an_empty_one_does_not() -> None:
    assert blocks(dataclasses.replace(FREE, ties=None)) == [Block.TIES_UNDECLARED]


def test_an_unverified_identity_blocks() -> None:
    assert blocks(dataclasses.replace(FREE, identity_verified=False)) == [Block.IDENTITY_UNVERIFIED]


def test_a_family_without_a_known_holder_is_for_nobody() -> None:
    assert blocks(FREE, dataclasses.replace(CHECK, holders=[])) == [Block.HOLDER_UNKNOWN]


def test_a_tie_to_any_of_several_owners_blocks() -> None:
    assert blocks(tied("holders/bolt"), dataclasses.replace(CHECK, holders=["holders/acme", "holders/bolt"])) == [
        Block.TIE
    ]


def test_earlier_work_on_the_family_blocks() -> None:
    assert blocks(tied("families/1", kind=TieKind.EARLIER_WORK)) == [Block.TIE]


@pytest.mark.parametrize("subject", ["holders/acme-group", "holders/acme-labs"])
def test_a_tie_to_a_company_of_the_same_group_blocks(subject: str) -> None:
    (conflict,) = conflicts(tied(subject), CHECK, GROUP)
    assert conflict.text.endswith(f"{subject}, of the same group as holders/acme")
    assert blocks(tied(subject)) == []


def test_who_judged_a_family_before_does_not_judge_it_again() -> None:
    assert blocks(FREE, dataclasses.replace(CHECK, seen_by=frozenset({"evaluators/kim"}))) == [Block.ALREADY_JUDGED]


def test_all_reasons_are_told() -> None:
    evaluator = dataclasses.replace(tied("holders/acme", "families/1"), identity_verified=False)
    assert blocks(evaluator) == [Block.IDENTITY_UNVERIFIED, Block.TIE, Block.TIE]


def test_the_group_is_named_after_its_ultimate_parent() -> None:
    assert group("holders/acme-labs", GROUP) == "holders/acme-group"
    assert group("holders/zed", GROUP) == "holders/zed"


def test_parents_in_a_circle_are_refused_rather_than_ignored() -> None:
    circle = {"holders/acme": "holders/b", "holders/b": "holders/c", "holders/c": "holders/b"}
    with pytest.raises(SepiaError, match="holders/b → holders/c → holders/b") as caught:
        conflicts(FREE, CHECK, circle)
    assert caught.value.reason == "HOLDER_GROUP_CIRCULAR"


def test_a_family_is_followed_to_whoever_got_it_and_the_first_owner_stays() -> None:
    moved = Transfers(
        [
            Transfer("holders/b", "holders/c", any_family=True),
            Transfer("holders/acme-labs", "holders/b", frozenset({"families/1"})),
            Transfer("holders/acme", "holders/d", standards=frozenset({"standards/lte"})),
            Transfer("holders/elsewhere", "holders/e", any_family=True),
        ]
    )
    owners = ["holders/acme"]  # of whose group acme-labs is
    assert with_new_owners(owners, "families/1", "standards/5g", moved, GROUP) == (
        "holders/acme",
        "holders/b",
        "holders/c",
    )
    assert with_new_owners(owners, "families/2", "standards/lte", moved, GROUP) == ("holders/acme", "holders/d")
    assert with_new_owners(owners, "families/2", "standards/5g", moved, GROUP) == ("holders/acme",)
    assert with_new_owners([], "families/1", "standards/lte", moved, GROUP) == ()


def test_patents_that_went_round_in_a_circle_end_the_search() -> None:
    moved = Transfers(
        [Transfer("holders/a", "holders/b", any_family=True), Transfer("holders/b", "holders/a", any_family=True)]
    )
    assert with_new_owners(["holders/a"], "families/1", "standards/5g", moved, {}) == ("holders/a", "holders/b")
