"""Ways through chains of standards."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.registry.standards.chain import Step, StepKind, refuse_step, ways


def steps(*pairs: tuple[int, int], kind: StepKind = StepKind.REPLACED_BY) -> list[Step]:
    return [Step(str(number), *pair, kind) for number, pair in enumerate(pairs)]


def test_ways_lead_back_and_forth_over_any_number_of_steps() -> None:
    found = ways(3, steps((1, 2), (2, 3), (3, 4), (4, 5)))
    assert set(found) == {1, 2, 3, 4, 5}
    assert [leg.end for leg in found[1]] == [2, 1]
    assert [leg.end for leg in found[5]] == [4, 5]
    assert not any(leg.forward for leg in found[1])


def test_another_successor_of_a_predecessor_is_not_of_the_chain() -> None:
    assert set(ways(2, steps((1, 2), (1, 9)))) == {1, 2}


def test_two_predecessors_of_one_standard_are_both_of_its_chain() -> None:
    assert set(ways(3, steps((1, 3), (2, 3)))) == {1, 2, 3}


def test_what_is_only_catalogued_otherwise_is_the_same_whichever_way_one_comes() -> None:
    chain = [*steps((1, 3)), Step("c", 2, 3, StepKind.CATALOGUED_AS)]
    assert set(ways(1, chain)) == {1, 2, 3}
    assert set(ways(2, chain)) == {1, 2, 3}


def test_a_way_is_said_in_words() -> None:
    (leg,) = ways(1, steps((1, 2)))[2]
    assert leg.said("TS 25.331", "TS 36.331") == "TS 25.331 was replaced by TS 36.331"
    (back,) = ways(2, steps((1, 2), kind=StepKind.BECAME))[1]
    assert back.said("RFC 1", "draft-a") == "RFC 1 came from draft-a"


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1]), max_size=25))
def test_a_standard_is_in_the_chain_of_each_one_of_its_chain(pairs: list[tuple[int, int]]) -> None:
    chain = steps(*dict.fromkeys(pairs))
    for start in range(10):
        for end in ways(start, chain):
            assert start in ways(end, chain)


def test_a_step_is_refused_when_it_says_what_cannot_be() -> None:
    def reason(*, same: bool = False, already: str = "", way_back: tuple[str, ...] = ()) -> str:
        refusal = refuse_step("standards/a", "standards/b", same=same, already=already, way_back=way_back)
        return refusal.reason if refusal else ""

    assert reason() == ""
    assert reason(same=True) == "STEP_TO_ITSELF"
    assert reason(already="standards/b/steps/x") == "STEP_EXISTS"
    assert reason(way_back=("B", "A")) == "CHAIN_CIRCLE"
