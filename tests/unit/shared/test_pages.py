"""Page tokens say after which key to go on, and for which question."""

from __future__ import annotations

import pytest

from sepia.registry.v1 import holders_pb2 as pb
from shared.db import page_size, read_page_token, write_page_token
from shared.errors import SepiaError


def test_a_token_brings_back_its_key() -> None:
    question = pb.ListHoldersRequest(query="acme")
    token = write_page_token(question, ["acme-é", 7])
    assert read_page_token(pb.ListHoldersRequest(query="acme", page_token=token)) == ["acme-é", 7]


def test_the_first_page_has_no_key() -> None:
    assert read_page_token(pb.ListHoldersRequest()) is None


def test_a_token_may_be_used_with_another_page_size() -> None:
    token = write_page_token(pb.ListHoldersRequest(query="a", page_size=5), ["k"])
    assert read_page_token(pb.ListHoldersRequest(query="a", page_size=50, page_token=token)) == ["k"]


@pytest.mark.parametrize("token", ["x", "!!!", "e30", "bnVsbA", "WzEsMl0", "a" * 999])
def test_a_token_that_sepia_did_not_make_is_refused(token: str) -> None:
    with pytest.raises(SepiaError) as refused:
        read_page_token(pb.ListHoldersRequest(page_token=token))
    assert refused.value.reason == "INVALID_PAGE_TOKEN"


def test_a_token_of_another_question_is_refused() -> None:
    token = write_page_token(pb.ListHoldersRequest(query="acme"), ["k"])
    with pytest.raises(SepiaError, match="not one that this list gave"):
        read_page_token(pb.ListHoldersRequest(query="other", page_token=token))


@pytest.mark.parametrize(("asked", "given"), [(0, 50), (10, 10), (5_000, 1_000)])
def test_a_page_has_the_size_asked_for_within_bounds(asked: int, given: int) -> None:
    assert page_size(asked, default=50, most=1_000) == given
