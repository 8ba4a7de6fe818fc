"""Rotating the signing key: nobody is signed out, nobody is refused."""

from __future__ import annotations

import time

import jwt

from tests.e2e.conftest import SharedSepia
from tests.e2e.running import ADMINISTRATOR, NEW_KEY_SIGNS_AFTER_SECONDS


def test_old_tokens_stay_good_and_new_ones_are_accepted_everywhere(shared: SharedSepia):
    sepia = shared.sepia
    # The rotation was the first thing done with this Sepia; most of the wait is over.
    time.sleep(max(0.0, shared.rotated_at + NEW_KEY_SIGNS_AFTER_SECONDS + 1 - time.monotonic()))
    new_token = sepia.sign_in(ADMINISTRATOR)
    assert jwt.get_unverified_header(new_token)["kid"] == shared.new_key
    assert jwt.get_unverified_header(shared.old_token)["kid"] != shared.new_key
    # Each service has read the keys for itself; the administrator may ask each of them for something.
    for token in (shared.old_token, new_token):
        bearer = {"authorization": f"Bearer {token}"}
        for path in (
            "/v1/accounts",
            "/v1/imports",
            "/v1/coordination",
            "/v1/standards",
            "/v1/campaigns",
            "/v1/findings",
        ):
            answer = sepia.http.get(path, headers=bearer)
            assert answer.status_code == 200, (path, answer.text)
