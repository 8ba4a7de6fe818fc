"""Owns the tests of regime profiles: those shipped, those an operator writes, and every way to get one wrong."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from shared.errors import Kind, SepiaError
from shared.regime import (
    Audience,
    FamilyKey,
    FeeItem,
    Item,
    Payer,
    Percent,
    Period,
    Procedure,
    Profile,
    SizeClass,
    Standing,
    Status,
    Unit,
    available_profiles,
    load_profile,
)
from shared.regime.reading import read_profile

SHIPPED = ("consortium", "eu-2023", "hantei")
HANTEI = next(listing.path for listing in available_profiles() if listing.name == "hantei").read_text(encoding="utf-8")


def line_of(text: str, part: str) -> int:
    """The number of the first line that holds a text."""
    return next(number for number, line in enumerate(text.split("\n"), 1) if part in line)


def refused(folder: Path, text: str | bytes, name: str = "hantei") -> SepiaError:
    path = folder / f"{name}.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(SepiaError) as caught:
        load_profile(path)
    assert caught.value.kind is Kind.INVALID
    assert caught.value.reason == "REGIME_PROFILE_INVALID"
    return caught.value


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_profile_loads_and_every_value_says_where_it_comes_from(name: str) -> None:
    profile = load_profile(name)
    lines = Path(profile.origin).read_text(encoding="utf-8").split("\n")
    keys = list(profile.keys())
    assert len(keys) > 25
    for key in keys:
        profile.value(key)
        provenance = profile.provenance(key)
        assert provenance.source.strip()
        assert lines[provenance.line - 1].startswith(f"{key.split('.')[-1]} = ")


def test_exactly_the_three_profiles_are_shipped() -> None:
    assert tuple(listing.name for listing in available_profiles()) == SHIPPED
    assert all(listing.shipped for listing in available_profiles())


def test_the_proposal_has_the_numbers_of_its_articles() -> None:
    eu = load_profile("eu-2023")
    assert eu.regime.standing is Standing.WITHDRAWN
    assert eu.calendar.time_zone.key == "Europe/Madrid"
    assert eu.standards is not None
    assert (str(eu.standards.joint_notice_due), str(eu.standards.single_notice_due)) == ("30 days", "90 days")
    assert eu.standards.implementer_notice_due is None
    assert eu.standards.registration_opens_within == Period(60, Unit.DAY)
    assert eu.registration is not None
    assert eu.registration.window == Period(6, Unit.MONTH)
    assert [field.point for field in eu.registration.fields.values()] == list("abcdefghijkl")
    assert eu.facilitation is not None
    assert eu.facilitation.min_share_of_patents == Percent(Decimal(20))
    assert eu.expert_opinion is not None
    assert eu.expert_opinion.min_market_share.fraction == Decimal("0.10")
    assert (eu.expert_opinion.panel_size, eu.expert_opinion.min_smes) == (3, 10)
    assert eu.checks.opinion_due == Period(6, Unit.MONTH)
    assert (eu.checks.max_correspondences, eu.checks.binding) == (5, False)
    assert eu.checks.family_key is FamilyKey.DOCDB
    assert eu.sampling is not None
    assert eu.sampling.exempt_sizes == {SizeClass.MICRO, SizeClass.SMALL}
    assert eu.proposals is not None
    assert eu.proposals.per_holder_and_year == 100
    assert eu.determination is not None
    assert (str(eu.determination.length), eu.determination.conciliators) == ("9 months", 1)
    assert eu.appeal is None


def test_a_request_only_regime_has_no_sample_and_no_register() -> None:
    hantei = load_profile("hantei")
    assert hantei.regime.procedures == {Procedure.PROPOSALS}
    assert hantei.sampling is None
    assert hantei.registration is None
    assert not hantei.offers(Procedure.SAMPLING)
    assert str(hantei.fees[FeeItem.CHECK_PROPOSED].amount) == "40000 JPY"


def test_a_consortium_hears_an_appeal_before_a_new_panel_of_three() -> None:
    appeal = load_profile("consortium").appeal
    assert appeal is not None
    assert (appeal.panel_size, appeal.fresh_panel) == (3, True)


def test_a_profile_that_an_earlier_campaign_was_announced_under_is_read_though_nobody_asks_for_what_it_says() -> None:
    now = (files("shared.regime") / "profiles" / "consortium.toml").read_bytes()
    line = b'later_family_member_evaluators = { value = 1, source = "[ipec]", status = "verified" }\n[objections]'
    before = read_profile(now.replace(b"[objections]", line, 1), file="consortium@kept", name="consortium")
    assert before.appeal is not None
    assert before.appeal.later_family_member_evaluators == 1


@pytest.mark.parametrize(
    ("name", "answer", "interim", "status"),
    [
        ("eu-2023", Period(2, Unit.MONTH), True, Status.RECALLED),
        ("consortium", Period(1, Unit.MONTH), True, Status.OPERATOR),
        ("hantei", Period(2, Unit.MONTH), False, Status.OPERATOR),
    ],
)
def test_every_regime_says_how_long_an_answer_takes_and_whether_a_document_may_be_restricted_meanwhile(
    name: str, answer: Period, interim: bool, status: Status
) -> None:
    profile = load_profile(name)
    assert (profile.objections.answer_open, profile.objections.interim_restriction) == (answer, interim)
    assert profile.provenance("objections.answer_open").status is status
    assert profile.provenance("objections.interim_restriction").status is Status.OPERATOR


def test_an_evaluator_is_hidden_from_the_holder_until_the_opinion_is_out() -> None:
    identity = load_profile("eu-2023").visibility[Item.EVALUATOR_IDENTITY]
    assert identity.seen_by(False) == {Audience.CENTRE}
    assert identity.seen_by(True) == {Audience.CENTRE, Audience.HOLDER}


def test_a_value_is_read_by_its_dotted_key_too() -> None:
    eu = load_profile("eu-2023")
    assert eu.value("checks.opinion_due") == Period(6, Unit.MONTH)
    fee = eu.value("fees.check_proposed")
    assert getattr(fee, "payer") is Payer.PROPOSER  # noqa: B009 - the listing's value has no static type
    assert eu.provenance("expert_opinion.min_smes").status is Status.VERIFIED
    assert eu.provenance("expert_opinion.min_smes").source == "Art. 18(6) [zlotowski]"
    assert eu.sources["zlotowski"].startswith("https://")


def test_a_value_that_is_not_there_is_refused_with_the_nearest_key() -> None:
    with pytest.raises(SepiaError, match=r'did you mean "checks\.opinion_due"'):
        load_profile("eu-2023").value("checks.opinion_duo")
    with pytest.raises(SepiaError, match="its sections are calendar, checks"):
        load_profile("hantei").value("zzz")


def test_a_procedure_that_is_not_offered_is_refused_by_name() -> None:
    with pytest.raises(SepiaError) as caught:
        load_profile("hantei").provenance("sampling.size")
    assert caught.value.reason == "PROCEDURE_NOT_OFFERED"
    assert "it offers proposals" in caught.value.message


def test_a_profile_is_cited_by_name_and_digest_of_its_bytes() -> None:
    profile = load_profile("hantei")
    assert profile.digest == hashlib.sha256(Path(profile.origin).read_bytes()).hexdigest()
    assert profile.citation == f"hantei@{profile.digest}"


def test_a_profile_does_not_change_once_it_is_read() -> None:
    profile = load_profile("hantei")
    with pytest.raises(ValueError, match="frozen"):
        profile.checks.opinion_due = Period(1, Unit.DAY)  # pyright: ignore[reportAttributeAccessIssue]


def test_an_operators_file_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "hantei.toml").write_text(HANTEI.replace('"3 months"', '"4 months"'), encoding="utf-8")
    (tmp_path / "mine.toml").write_text(HANTEI.replace('value = "hantei"', 'value = "mine"'), encoding="utf-8")
    assert load_profile("hantei", tmp_path).checks.opinion_due == Period(4, Unit.MONTH)
    assert load_profile("hantei").checks.opinion_due == Period(3, Unit.MONTH)
    assert load_profile("mine", tmp_path).digest != load_profile("hantei").digest
    listed = {listing.name: listing.shipped for listing in available_profiles(tmp_path)}
    assert listed == {"consortium": True, "eu-2023": True, "hantei": False, "mine": False}


def test_values_may_stand_as_tables_of_their_own_and_with_other_line_ends(tmp_path: Path) -> None:
    text = HANTEI.replace(
        'opinion_due = { value = "3 months", source = "about three months", status = "unsure" }\n', ""
    ).replace(
        "[proposals]\n",
        '[checks.opinion_due]\nvalue = "5 months"\nsource = "a table"\nstatus = "unsure"\n\n[proposals]\n',
    )
    (tmp_path / "hantei.toml").write_bytes(text.replace("\n", "\r\n").encode())
    profile = load_profile("hantei", tmp_path)
    assert profile.checks.opinion_due == Period(5, Unit.MONTH)
    assert profile.provenance("checks.opinion_due").line == line_of(text, "[checks.opinion_due]")
    error = refused(tmp_path, text.replace('value = "5 months"', "value = 5").replace("\n", "\r\n"))
    line = line_of(text, 'value = "5 months"')
    assert f"hantei.toml:{line}: checks.opinion_due: 5 has no unit" in error.message


@dataclass(frozen=True)
class Mistake:
    """One edit of a good profile and the message it must bring.

    Attributes:
        old, new: the edit.
        at: a part of the edited file's line that must be named; empty for the first line.
        says: what the message must contain after the line number.
    """

    old: str
    new: str
    at: str
    says: str


DUE = 'opinion_due = { value = "3 months", source = "about three months", status = "unsure" }'
MISTAKES = {
    "a misspelt key": Mistake(
        "opinion_due =",
        "opinion_duo =",
        "opinion_duo",
        'checks.opinion_duo: "opinion_duo" is not a known key; did you mean "opinion_due"?',
    ),
    "a missing key": Mistake(DUE + "\n", "", "[checks]", "checks: missing: opinion_due"),
    "two missing keys": Mistake(
        'time_zone = { value = "Asia/Tokyo", source = "seat of the office", status = "operator" }'
        '\nholidays_country = { value = "JP", source = "seat of the office", status = "operator" }\n',
        "",
        "[calendar]",
        "calendar: missing: time_zone, holidays_country",
    ),
    "a missing section": Mistake(
        "[calendar]", "[kalender]", "", "profile: the section [calendar] is missing; write it with time_zone, "
    ),
    "an unknown section": Mistake(
        "[calendar]", "[calender]", "[calender]", 'calender: "calender" is not a known key; did you mean "calendar"?'
    ),
    "a period without a unit": Mistake(
        '"3 months"',
        "3",
        "opinion_due",
        "checks.opinion_due: 3 has no unit; write a whole number and a unit: days, working days, months or years",
    ),
    "a period in a wrong unit": Mistake(
        '"3 months"', '"13 weeks"', "13 weeks", 'checks.opinion_due: "13 weeks" is not a period'
    ),
    "a plural for one": Mistake(
        '"3 months"', '"1 months"', "1 months", 'checks.opinion_due: "1 months" is not a period; write "1 month"'
    ),
    "a negative period": Mistake('"3 months"', '"-3 months"', "-3", "checks.opinion_due:"),
    "a count in quotes": Mistake(
        "evaluators_per_check = { value = 3",
        'evaluators_per_check = { value = "3"',
        "evaluators_per_check",
        'checks.evaluators_per_check: "3" is not a count',
    ),
    "a count with a fraction": Mistake(
        "evaluators_per_check = { value = 3",
        "evaluators_per_check = { value = 2.5",
        "evaluators_per_check",
        "checks.evaluators_per_check: 2.5 is not a count",
    ),
    "yes for a count": Mistake(
        "evaluators_per_check = { value = 3",
        "evaluators_per_check = { value = true",
        "evaluators_per_check",
        "checks.evaluators_per_check: true is not a count",
    ),
    "a count of nobody": Mistake(
        "evaluators_per_check = { value = 3",
        "evaluators_per_check = { value = 0",
        "evaluators_per_check",
        "checks.evaluators_per_check: 0 is too small; at least 1",
    ),
    "a flag in words": Mistake(
        "needs_dispute = { value = true",
        'needs_dispute = { value = "yes"',
        "needs_dispute",
        'checks.needs_dispute: "yes" is not yes or no; write true or false',
    ),
    "a wrong status": Mistake(
        'source = "about three months", status = "unsure"',
        'source = "about three months", status = "sure"',
        "about three months",
        'checks.opinion_due.status: "sure" is not a known status; did you '
        'mean "unsure"? allowed: verified, recalled, unsure, operator',
    ),
    "no status": Mistake(
        'source = "about three months", status = "unsure"',
        'source = "about three months"',
        "about three months",
        "checks.opinion_due: missing: status",
    ),
    "an empty source": Mistake(
        'source = "about three months"', 'source = " "', 'source = " "', "checks.opinion_due.source: is empty"
    ),
    "a bare value": Mistake(
        DUE, 'opinion_due = "3 months"', "opinion_due", 'checks.opinion_due: "3 months" has no source and status'
    ),
    "an unknown key beside a value": Mistake(
        'status = "unsure" }\nevaluators',
        'status = "unsure", remark = "x" }\nevaluators',
        "remark",
        'checks.opinion_due.remark: "remark" is not a known key',
    ),
    "verified without what was read": Mistake(
        'source = "about three months", status = "unsure"',
        'source = "about three months", status = "verified"',
        "about three months",
        'checks.opinion_due.source: status "verified" needs the key of what was read',
    ),
    "a source that isn't listed": Mistake(
        "about three months",
        "about three months [mip-hantai]",
        "mip-hantai",
        'checks.opinion_due.source: [mip-hantai] is not among the keys of [sources]; did you mean "mip-hantei"?',
    ),
    "a word outside the vocabulary": Mistake(
        'family_key = { value = "docdb"',
        'family_key = { value = "docdbs"',
        "docdbs",
        'checks.family_key: "docdbs" is not a known word here; did you mean "docdb"? allowed: etsi, docdb, priorities',
    ),
    "a word inside a list": Mistake(
        'value = ["holder", "implementer"]',
        'value = [\n  "holder",\n  "implementor",\n]',
        '"implementor"',
        'proposals.proposers.1: "implementor" is not a known word here; did you mean "implementer"?',
    ),
    "a word instead of a list": Mistake(
        'value = ["holder", "implementer"]',
        'value = "holder"',
        "proposers",
        'proposals.proposers: "holder" is not a list',
    ),
    "a wrong currency": Mistake(
        '"40000 JPY"', '"40000 yen"', "40000 yen", 'fees.check_proposed.amount: "40000 yen" is not an amount of money'
    ),
    "an unknown fee": Mistake(
        "check_proposed =",
        "check_propose =",
        "check_propose",
        'fees.check_propose: "check_propose" is not a known key; did you mean "check_proposed"?',
    ),
    "a missing fee": Mistake(
        'check_proposed = { value = { payer = "proposer", amount = "40000 JPY" }, source = "per '
        'case", status = "unsure" }\n',
        "",
        "[fees]",
        "fees: missing: check_proposed",
    ),
    "a missing part of a value": Mistake(
        'audience = ["parties"], event = "opinion_issued", then = ["public"] }, source = "the opinion',
        'audience = ["parties"], then = ["public"] }, source = "the opinion',
        "evaluator_identity",
        "visibility.evaluator_identity.event: missing",
    ),
    "an audience without its event": Mistake(
        'event = "opinion_issued", then = ["public"] }, source = "the opinion',
        'event = "none", then = ["public"] }, source = "the opinion',
        "evaluator_identity",
        "visibility.evaluator_identity: event and then belong together",
    ),
    "a time zone that isn't": Mistake(
        '"Asia/Tokyo"', '"Tokyo"', '"Tokyo"', 'calendar.time_zone: "Tokyo" is not a time zone'
    ),
    "a country that isn't": Mistake(
        'value = "JP"', 'value = "Japan"', '"Japan"', 'calendar.holidays_country: "Japan" is not a country'
    ),
    "a name that isn't the file's": Mistake(
        'value = "hantei"',
        'value = "hantai"',
        "hantai",
        'regime.name: "hantai" is not the name of the file; write "hantei"',
    ),
    "a procedure without its section": Mistake(
        'value = ["proposals"]',
        'value = ["proposals", "appeal"]',
        '"appeal"]',
        "regime.procedures: appeal is among them, but there is no section [appeal]",
    ),
    "a section without its procedure": Mistake(
        'value = ["proposals"]',
        "value = []",
        "[proposals]",
        "proposals: the section is there, but regime.procedures does not name it",
    ),
    "a number for a section": Mistake(
        "[fees]\n", "[fees]\nregistration = 12\n", "registration = 12", "fees.registration: 12 has no source and status"
    ),
    "broken TOML": Mistake('title = { value = "Adv', "title = { value = Adv", "value = Adv", "not TOML: Invalid value"),
    "an open string": Mistake(
        'status = "unsure" }\nevaluators', 'status = "unsure }\nevaluators', '"unsure }', "not TOML: "
    ),
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_is_told_with_file_line_and_key(kind: str, tmp_path: Path) -> None:
    mistake = MISTAKES[kind]
    assert HANTEI.count(mistake.old) >= 1
    text = HANTEI.replace(mistake.old, mistake.new, 1)
    error = refused(tmp_path, text)
    line = line_of(text, mistake.at) if mistake.at else 1
    assert f"{tmp_path / 'hantei.toml'}:{line}: {mistake.says}" in error.message
    assert any(mistake.says.startswith(v.field.split(": ", 1)[1]) for v in error.violations)


def test_a_key_written_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    text = HANTEI.replace("[proposals]\n", f"{DUE}\n\n[proposals]\n")
    first = line_of(text, "opinion_due")
    again = line_of(text, "[proposals]") - 2
    error = refused(tmp_path, text)
    assert f"hantei.toml:{again}: checks.opinion_due: it is on line {first} already" in error.message


def test_a_table_written_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    text = HANTEI + "\n[checks]\n"
    error = refused(tmp_path, text)
    again = text.count("\n")
    assert f"hantei.toml:{again}: checks: it is on line {line_of(HANTEI, '[checks]')} already" in error.message


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = HANTEI.replace('"3 months"', '"3 moons"').replace('"Asia/Tokyo"', '"Edo"').replace("40000 JPY", "a lot")
    error = refused(tmp_path, text)
    told = [line.split(": ")[1] for line in error.message.split("\n")]
    assert told == ["calendar.time_zone", "checks.opinion_due", "fees.check_proposed.amount"]
    assert len(error.violations) == 3


def test_bytes_that_are_not_utf8_are_told_with_their_line(tmp_path: Path) -> None:
    error = refused(tmp_path, HANTEI.encode().replace(b"about three", b"about thr\xe9e"))
    assert f"hantei.toml:{line_of(HANTEI, 'about three')}: byte 0xe9 is not UTF-8" in error.message


def test_a_byte_order_mark_is_told(tmp_path: Path) -> None:
    assert "hantei.toml:1: the file starts with a byte order mark" in refused(tmp_path, "\ufeff" + HANTEI).message


def test_an_empty_file_lists_the_sections_it_needs(tmp_path: Path) -> None:
    error = refused(tmp_path, "")
    said = [line.partition("hantei.toml:1: ")[2] for line in error.message.splitlines()]
    sections = ("calendar", "checks", "fees", "objections", "regime", "visibility")
    assert [line.partition(" is missing; write it")[0] for line in sorted(said)] == [
        f"profile: the section [{section}]" for section in sections
    ]
    assert "profile: the section [objections] is missing; write it with answer_open, interim_restriction" in said


def test_a_panel_needs_a_real_majority(tmp_path: Path) -> None:
    text = Path(load_profile("eu-2023").origin).read_text(encoding="utf-8")
    error = refused(tmp_path, text.replace("panel_majority = { value = 2", "panel_majority = { value = 1"), "eu-2023")
    line = line_of(text, "panel_majority")
    assert f"eu-2023.toml:{line}: expert_opinion.panel_majority: 1 is no majority of a panel of 3" in error.message


def test_a_percentage_needs_its_sign_and_stays_below_a_hundred(tmp_path: Path) -> None:
    text = Path(load_profile("eu-2023").origin).read_text(encoding="utf-8")
    line = line_of(text, "half_width")
    for wrong in ("0.1", '"10"', '"10%"', '"101 %"', '"-1 %"'):
        error = refused(
            tmp_path, text.replace('half_width = { value = "10 %"', f"half_width = {{ value = {wrong}"), "eu-2023"
        )
        assert f"eu-2023.toml:{line}: sampling.half_width: {wrong} " in error.message
        assert 'for example "20 %"' in error.message


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(SepiaError, match=r'Did you mean "eu-2023"\? There are consortium, eu-2023, hantei') as caught:
        load_profile("eu-2032")
    assert caught.value.kind is Kind.NOT_FOUND


def test_a_name_is_no_way_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "outer.toml").write_text(HANTEI, encoding="utf-8")
    with pytest.raises(SepiaError) as caught:
        load_profile("../outer", tmp_path / "inner")
    assert caught.value.kind is Kind.NOT_FOUND


@pytest.mark.parametrize("bad", ["Eu_2023.toml", "a b.toml", "-x.toml"])
def test_a_file_name_that_cannot_be_cited_is_refused(bad: str, tmp_path: Path) -> None:
    (tmp_path / bad).write_text(HANTEI, encoding="utf-8")
    with pytest.raises(SepiaError, match="is no name for a profile"):
        load_profile(tmp_path / bad)


def test_a_folder_or_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SepiaError, match="is not a folder"):
        available_profiles(tmp_path / "nowhere")
    with pytest.raises(SepiaError, match="There is no regime profile at"):
        load_profile(tmp_path / "nowhere.toml")
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(SepiaError, match="cannot be read: Is a directory"):
        load_profile(tmp_path / "folder.toml")


def test_a_profile_is_one_type_with_or_without_a_procedure() -> None:
    assert {type(load_profile(name)) for name in SHIPPED} == {Profile}
