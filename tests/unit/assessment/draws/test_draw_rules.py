"""Owns the tests of the draw: fixed vectors, what outsiders compute, and that no tampering goes unseen."""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.assessment.draws import rules
from services.assessment.draws.rules import (
    AnyPlan,
    Exclusion,
    FixedPlan,
    ProportionalPlan,
    PublicRecord,
    StatedPlan,
    draw,
    draw_sample,
    seed,
    strata,
    verify_draw,
)
from shared.errors import SepiaError
from shared.frame import frame_digest

FRAME = [
    ("holders/acme", "families/1"),
    ("holders/acme", "families/10"),
    ("holders/acme", "families/2"),
    ("holders/bolt", "families/2"),
    ("holders/bolt", "families/30"),
    ("holders/société", "families/é"),
]
DIGEST = "b65b6c3da4d3b36c833da8619ecc55f01bc480008a08a04c8964d306c122bc8a"
CAMPAIGN, VALUE = "campaigns/2026-lte", "9f86d081884c7d65"
SEED = bytes.fromhex("89353b54819a1dc57820ec5c9b610817666e8d8d39a0807f01596159e60f583d")


def publish(
    plan: AnyPlan, frame: list[tuple[str, str]] | None = None, excluded: tuple[Exclusion, ...] = (), value: str = VALUE
) -> PublicRecord:
    """A draw made and published as it should be."""
    frame = FRAME if frame is None else frame
    digest = frame_digest(frame, standard="standards/lte", family_key="etsi", edition="2026-01-31")
    drawn = draw_sample(seed(CAMPAIGN, digest, value), frame, plan, excluded)
    return PublicRecord(
        campaign=CAMPAIGN,
        standard="standards/lte",
        family_key="etsi",
        edition="2026-01-31",
        frame=frame,
        frame_digest=digest,
        random_value=value,
        plan=plan,
        sizes={stratum.holder: len(stratum.families) for stratum in drawn},
        drawn=[(stratum.holder, family) for stratum in drawn for family in stratum.families],
        excluded=excluded,
    )


def reasons(record: PublicRecord) -> list[str]:
    return [discrepancy.reason for discrepancy in verify_draw(record)]


# fixed vectors, made with printf, sort, sha256sum and openssl


def test_the_seed_is_what_printf_and_sha256sum_make() -> None:
    assert seed(CAMPAIGN, DIGEST, VALUE) == SEED


def test_the_order_is_that_of_the_values_openssl_computes() -> None:
    names = ["families/1", "families/2", "families/10", "families/30", "families/é"]
    # 949b… 49d5… d73e… 42e3… bfba…
    assert draw(SEED, names, 5) == ("families/30", "families/2", "families/1", "families/é", "families/10")


def test_a_published_draw_has_these_families() -> None:
    record = publish(FixedPlan(2))
    assert record.frame_digest == DIGEST
    assert record.sizes == {"holders/acme": 2, "holders/bolt": 2, "holders/société": 1}
    assert record.drawn == [
        ("holders/acme", "families/2"),
        ("holders/acme", "families/1"),
        ("holders/bolt", "families/30"),
        ("holders/bolt", "families/2"),
        ("holders/société", "families/é"),
    ]
    assert verify_draw(record) == []


# the order


@given(
    st.sets(st.text(min_size=1, max_size=5).filter(str.isprintable), max_size=12),
    st.integers(0, 15),
    st.binary(min_size=32, max_size=32),
)
def test_a_larger_sample_only_adds_to_a_smaller_one(names: set[str], size: int, draw_seed: bytes) -> None:
    drawn = draw(draw_seed, sorted(names), size)
    assert len(drawn) == len(set(drawn)) == min(size, len(names))
    assert set(drawn) <= names
    assert draw(draw_seed, sorted(names, reverse=True), size + 1)[: len(drawn)] == drawn


def test_each_family_is_drawn_as_often_as_any_other() -> None:
    names = [f"families/{n}" for n in range(10)]
    times = Counter(f for n in range(2000) for f in draw(seed(CAMPAIGN, DIGEST, str(n)), names, 3))
    # 600 each are expected, with a standard deviation of 20.5; the values are fixed, so this never flickers
    assert all(abs(times[name] - 600) < 4 * 20.5 for name in names)


def test_another_random_value_campaign_or_frame_gives_another_seed() -> None:
    seeds = {SEED, seed("campaigns/b", DIGEST, VALUE), seed(CAMPAIGN, "0" * 64, VALUE), seed(CAMPAIGN, DIGEST, "1")}
    assert len(seeds) == 4


@pytest.mark.parametrize("bad", ["", " x", "x\n", "x\u00a0", "a\nb", "a\tb", "\ud800"])
def test_a_text_that_could_be_read_two_ways_makes_no_seed(bad: str) -> None:
    for campaign, value in ((bad, VALUE), (CAMPAIGN, bad)):
        with pytest.raises(SepiaError) as caught:
            seed(campaign, DIGEST, value)
        assert caught.value.reason == "DRAW_SEED_UNUSABLE"


@pytest.mark.parametrize("bad", ["", DIGEST.upper(), DIGEST[:-1], f"sha256:{DIGEST}", f"{DIGEST}\n"])
def test_a_digest_in_another_spelling_makes_no_seed(bad: str) -> None:
    with pytest.raises(SepiaError, match="64 hexadecimal digits in small letters"):
        seed(CAMPAIGN, bad, VALUE)


def test_a_family_twice_in_a_stratum_is_refused() -> None:
    with pytest.raises(SepiaError, match="families/1 is in its stratum twice"):
        draw(SEED, ["families/1", "families/2", "families/1"], 1)


# sizes


@pytest.mark.parametrize(
    ("plan", "families", "size"),
    [
        (FixedPlan(100), 250, 100),
        (FixedPlan(100), 100, 100),
        (FixedPlan(100), 7, 7),
        (ProportionalPlan(1, 10), 100, 10),
        (ProportionalPlan(1, 10), 101, 11),
        (ProportionalPlan(1, 10), 1, 1),
        (ProportionalPlan(1, 10, 30), 100, 30),
        (ProportionalPlan(1, 10, 30), 20, 20),
        (ProportionalPlan(1, 10, 30), 1000, 100),
        (ProportionalPlan(1, 1), 9, 9),
        (ProportionalPlan(0, 1000, 5), 9, 5),
        (ProportionalPlan(1, 3), 10**18 + 1, 333333333333333334),
        (StatedPlan({"holders/a": 5}), 9, 5),
        (StatedPlan({"holders/a": 0}), 9, 0),
        (StatedPlan({"holders/a": 50}), 9, 9),
    ],
)
def test_a_size_follows_the_rule_in_whole_numbers(plan: AnyPlan, families: int, size: int) -> None:
    assert plan.size("holders/a", families) == size


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        (FixedPlan, (0,)),
        (FixedPlan, (2.0,)),
        (FixedPlan, (True,)),
        (ProportionalPlan, (0, 10)),
        (ProportionalPlan, (-1, 10, 5)),
        (ProportionalPlan, (0, 0, 5)),
        (ProportionalPlan, (11, 10)),
        (ProportionalPlan, (1, 10, -1)),
        (StatedPlan, ({"holders/a": -1},)),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(kind: type[AnyPlan], arguments: tuple[object, ...]) -> None:
    with pytest.raises(SepiaError) as caught:
        kind(*arguments)
    assert caught.value.reason == "DRAW_PLAN_INVALID"


def test_a_stated_plan_without_a_number_for_a_holder_is_refused() -> None:
    with pytest.raises(SepiaError, match=r"per_holder\[holders/société\] is missing"):
        draw_sample(SEED, FRAME, StatedPlan({"holders/acme": 1, "holders/bolt": 1}))


def test_a_sample_of_all_families_says_that_it_is_a_census() -> None:
    drawn = draw_sample(SEED, FRAME, FixedPlan(2))
    assert {stratum.holder: stratum.census for stratum in drawn} == {
        "holders/acme": False,
        "holders/bolt": True,
        "holders/société": True,
    }


# exclusions


def test_an_excluded_holder_or_family_is_never_drawn() -> None:
    small, decided = Exclusion("holders/acme", "small holder"), Exclusion("families/2", "decided in 2025")
    assert strata(FRAME, [small]) == {"holders/bolt": ["families/2", "families/30"], "holders/société": ["families/é"]}
    assert strata(FRAME, [decided])["holders/acme"] == ["families/1", "families/10"]
    record = publish(FixedPlan(9), excluded=(small, decided))
    assert record.drawn == [("holders/bolt", "families/30"), ("holders/société", "families/é")]
    assert verify_draw(record) == []


@pytest.mark.parametrize("wrong", [Exclusion("holders/acne", "small"), Exclusion("holders/acme", " ")])
def test_an_exclusion_needs_a_name_in_the_frame_and_a_reason(wrong: Exclusion) -> None:
    with pytest.raises(SepiaError) as caught:
        strata(FRAME, [wrong])
    assert caught.value.reason == "DRAW_EXCLUSION_UNKNOWN"
    assert reasons(dataclasses.replace(publish(FixedPlan(1)), excluded=(wrong,))) == ["RECORD_UNUSABLE"]


# verification

RECORD = publish(FixedPlan(2))
OTHERS = list(RECORD.drawn)
TAMPERED = {
    "a family swapped": (
        dataclasses.replace(RECORD, drawn=[OTHERS[0], ("holders/acme", "families/10"), *OTHERS[2:]]),
        ["FAMILIES_DIFFER"],
    ),
    "a family left out": (dataclasses.replace(RECORD, drawn=OTHERS[1:]), ["FAMILIES_DIFFER"]),
    "a family added": (
        dataclasses.replace(RECORD, drawn=[*OTHERS, ("holders/acme", "families/10")]),
        ["FAMILIES_DIFFER"],
    ),
    "a family listed twice": (dataclasses.replace(RECORD, drawn=[*OTHERS, OTHERS[-1]]), ["ORDER_DIFFERS"]),
    "the order within a holder": (
        dataclasses.replace(RECORD, drawn=[OTHERS[1], OTHERS[0], *OTHERS[2:]]),
        ["ORDER_DIFFERS"],
    ),
    "the order of the holders": (
        dataclasses.replace(RECORD, drawn=[*OTHERS[2:], *OTHERS[:2]]),
        ["HOLDER_ORDER_DIFFERS"],
    ),
    "a size": (dataclasses.replace(RECORD, sizes={**RECORD.sizes, "holders/acme": 3}), ["SIZE_DIFFERS"]),
    "a size and its list": (
        dataclasses.replace(
            RECORD,
            sizes={**RECORD.sizes, "holders/acme": 3},
            drawn=[*OTHERS[:2], ("holders/acme", "families/10"), *OTHERS[2:]],
        ),
        ["SIZE_DIFFERS", "FAMILIES_DIFFER"],
    ),
    "a holder who isn't in the frame": (
        dataclasses.replace(RECORD, drawn=[*OTHERS, ("holders/zed", "families/1")]),
        ["HOLDER_NOT_IN_FRAME"],
    ),
    "the digest": (dataclasses.replace(RECORD, frame_digest="0" * 64), ["FRAME_DIGEST_DIFFERS"]),
    "a plan that cannot be": (dataclasses.replace(RECORD, plan=StatedPlan({})), ["RECORD_UNUSABLE"]),
    "a random value with a line end": (dataclasses.replace(RECORD, random_value="a\n"), ["RECORD_UNUSABLE"]),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_each_kind_of_tampering_is_found_and_named(what: str) -> None:
    record, expected = TAMPERED[what]
    assert reasons(record) == expected
    assert all(discrepancy.text for discrepancy in verify_draw(record))


BIG = publish(ProportionalPlan(1, 3, 2), [(f"holders/{h}", f"families/{f}") for h in "abc" for f in range(12)])


@pytest.mark.parametrize(
    "changed",
    [
        {"random_value": "another"},
        {"campaign": "campaigns/b"},
        {"edition": "2026-02-28"},
        {"standard": "standards/nr"},
        {"frame": list(BIG.frame)[1:]},
        {"frame": [*BIG.frame, ("holders/a", "families/new")]},
        {"plan": FixedPlan(5)},
        {"excluded": (Exclusion("holders/b", "small"),)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_draw_does_not_pass_for_one_from_other_data(changed: dict[str, object]) -> None:
    assert verify_draw(BIG) == []
    assert verify_draw(dataclasses.replace(BIG, **changed)) != []  # pyright: ignore[reportArgumentType]


# the public record as JSON, and the script that outsiders run


NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=4)
PLANS = st.one_of(
    st.builds(FixedPlan, st.integers(1, 4)),
    st.builds(ProportionalPlan, st.integers(1, 3), st.integers(3, 9), st.integers(0, 3)),
)


@settings(max_examples=60, deadline=None)
@given(st.sets(st.tuples(NAMES, NAMES), min_size=1, max_size=10), PLANS, st.data())
def test_a_record_survives_json_and_still_verifies(
    frame: set[tuple[str, str]], plan: AnyPlan, data: st.DataObject
) -> None:
    left_out = data.draw(st.sets(st.sampled_from(sorted({name for entry in frame for name in entry})), max_size=2))
    record = publish(plan, list(frame), tuple(Exclusion(name, "decided") for name in sorted(left_out)))
    read = PublicRecord.from_json(json.loads(json.dumps(record.as_json())))
    assert verify_draw(read) == []
    assert read.as_json() == record.as_json()


def test_a_stated_plan_survives_json() -> None:
    record = publish(StatedPlan({"holders/acme": 1, "holders/bolt": 0, "holders/société": 1}))
    assert record.sizes["holders/bolt"] == 0
    assert PublicRecord.from_json(json.loads(json.dumps(record.as_json()))) == record


@pytest.mark.parametrize(
    ("part", "wrong", "says"),
    [
        ("campaign", None, "None is not a text"),
        ("plan", {"kind": "lucky"}, "'lucky' is missing or unknown"),
        ("plan", {"kind": "fixed"}, "per_holder"),
        ("plan", [], "cannot be read"),
        ("frame", [["holders/a"]], "not enough values"),
        ("sizes", {"holders/a": "2"}, "'2' is not a whole number"),
        ("drawn", 7, "not iterable"),
        ("excluded", [{"name": "holders/a"}], "'reason' is missing"),
    ],
)
def test_a_record_with_a_broken_part_is_refused(part: str, wrong: object, says: str) -> None:
    with pytest.raises(SepiaError, match=re.escape(says)) as caught:
        PublicRecord.from_json({**RECORD.as_json(), part: wrong})
    assert caught.value.reason == "DRAW_RECORD_UNREADABLE"
    without = RECORD.as_json()
    del without[part]
    with pytest.raises(SepiaError, match=f"'{part}' is missing"):
        PublicRecord.from_json(without)


def outsider(folder: Path, record: PublicRecord) -> list[str]:
    """What the script of the module's docstring prints: run by a Python that sees nothing of Sepia."""
    found = re.search(r"```python\n(.*?)```", str(rules.__doc__), re.DOTALL)
    assert found is not None
    assert len(found[1].strip().split("\n")) <= 16
    (folder / "redo.py").write_text(found[1], encoding="utf-8")
    (folder / "draw.json").write_text(json.dumps(record.as_json()), encoding="utf-8")
    command = [sys.executable, "-I", "-S", "redo.py", "draw.json"]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.split("\n")[:2]


def test_the_script_in_the_docstring_redoes_a_draw_without_sepia(tmp_path: Path) -> None:
    excluded = (Exclusion("holders/bolt", "small holder"), Exclusion("families/10", "decided"))
    for record in (RECORD, BIG, publish(FixedPlan(1), excluded=excluded)):
        assert outsider(tmp_path, record) == ["frame agrees", "draw agrees"]


def test_families_of_unknown_holders_are_in_the_frame_but_in_no_draw(tmp_path: Path) -> None:
    record = publish(FixedPlan(2), [*FRAME, ("", "families/2"), ("", "families/77")])
    assert record.frame_digest != RECORD.frame_digest
    assert "" not in record.sizes
    assert verify_draw(record) == []
    assert outsider(tmp_path, record) == ["frame agrees", "draw agrees"]
    slipped_in = dataclasses.replace(record, drawn=[("", "families/77"), *record.drawn])
    assert reasons(slipped_in) == ["HOLDER_NOT_IN_FRAME"]


def test_the_script_in_the_docstring_finds_what_was_tampered_with(tmp_path: Path) -> None:
    swapped, _ = TAMPERED["a family swapped"]
    assert outsider(tmp_path, swapped) == ["frame agrees", "draw DIFFERS"]
    later = dataclasses.replace(BIG, frame=[*BIG.frame, ("holders/a", "families/new")])
    assert outsider(tmp_path, later)[0] == "frame DIFFERS"
