"""Owns the tests of what follows from what, and when it is tried again."""

from __future__ import annotations

import asyncio

import pytest

from services.gateway.coordination import rules
from services.gateway.coordination.rules import Job
from shared.errors import Kind, SepiaError


def test_a_frozen_frame_goes_to_the_assessment_service() -> None:
    found = rules.jobs_from("logs/registry", 17, "officer:frame:freeze", "frames/1")
    assert found == [Job("send frame to assessment", "logs/registry/entries/17", "frames/1", 17)]


def test_published_results_go_to_the_registry_and_to_the_frand_service() -> None:
    found = rules.jobs_from("logs/assessment", 3, "officer:campaign:publish", "campaigns/1")
    assert [job.task for job in found] == ["send results to registry", "send findings to frand"]
    assert {job.cause for job in found} == {"logs/assessment/entries/3"}


def test_a_kind_means_something_in_its_own_log_only() -> None:
    assert rules.jobs_from("logs/assessment", 3, "officer:frame:freeze", "frames/1") == []
    assert rules.jobs_from("logs/frand", 3, "officer:campaign:publish", "campaigns/1") == []


def test_all_groups_follow_once_from_a_registers_log() -> None:
    assert rules.first_jobs("logs/registry") == [
        Job("send all groups to assessment", "logs/registry", "logs/registry", 0),
        Job("send all transfers to assessment, and that they are all", "logs/registry", "logs/registry", 0),
    ]
    kinds = rules.kinds_for("logs/registry", [rules.SEND_PARENTS, rules.SEND_SPELLINGS])
    transfers = set(rules.kinds_for("logs/registry", [rules.SEND_TRANSFER]))
    assert transfers == {f"{who}:transfer:{verb}" for who in ("officer", "holder") for verb in ("report", "withdraw")}
    assert set(kinds) == set(rules.kinds("logs/registry")) - {"officer:frame:freeze"} - transfers


def test_the_quality_of_evaluators_follows_from_its_publication_and_once_whole() -> None:
    (found,) = rules.jobs_from("logs/assessment", 5, "officer:quality:publish", "qualityReports/1")
    assert found.task == "send quality of evaluators to frand"
    assert rules.jobs_from("logs/assessment", 6, "officer:quality:measure", "qualityReports/1") == []
    (first,) = rules.first_jobs("logs/assessment")
    assert (first.task, first.subject) == ("send all quality of evaluators to frand", "logs/assessment")
    assert rules.first_jobs("logs/frand") == []
    assert rules.kinds_for("logs/assessment", [rules.SEND_QUALITY]) == ["officer:quality:publish"]


def test_an_idempotency_key_of_the_longest_kind_fits_a_request_id() -> None:
    cause = rules.cause_of("logs/assessment", 2**53)
    assert len(f"{cause}/{10**6}") <= 64


@pytest.mark.parametrize("kind", [Kind.INVALID, Kind.NOT_FOUND, Kind.EXISTS, Kind.OUT_OF_RANGE])
def test_a_refusal_that_will_not_change_is_not_tried_again(kind: Kind) -> None:
    assert rules.pause_seconds(SepiaError(kind, "X", "x"), 0) is None


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in rules.PERMANENT])
def test_every_other_refusal_is_tried_again(kind: Kind) -> None:
    assert rules.pause_seconds(SepiaError(kind, "X", "x"), 3) is not None


def test_pauses_grow_to_a_quarter_of_a_minute_and_never_end() -> None:
    down = SepiaError(Kind.UNAVAILABLE, "X", "x")
    pauses = [rules.pause_seconds(down, attempts) for attempts in (0, 1, 2, 3, 4, 5, 10, 10_000)]
    assert pauses == [0.5, 1, 2, 4, 8, 15, 15, 15]


def test_what_the_end_of_a_process_broke_off_goes_on_at_once() -> None:
    assert rules.pause_seconds(asyncio.CancelledError(), 5) == 0


@pytest.mark.parametrize(
    ("queue_status", "last_error", "state"),
    [
        ("todo", "", "waiting"),
        (None, "", "waiting"),
        ("todo", "It was down.", "failed"),
        ("doing", "It was down.", "running"),
        ("succeeded", "", "done"),
        ("failed", "No such frame.", "refused"),
        ("aborted", "", "refused"),
    ],
)
def test_the_state_of_a_job_follows_from_the_queue(queue_status: str | None, last_error: str, state: str) -> None:
    assert rules.job_state(queue_status, last_error) == state
