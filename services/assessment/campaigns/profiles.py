"""Owns taking a regime profile together with its bytes, so that what is announced under it keeps it as it was."""

from __future__ import annotations

import hashlib
from pathlib import Path

from shared.errors import Kind, SepiaError, Violation, invalid, precondition
from shared.regime import Procedure, Profile, load_profile


def sampling_profile(name: str, folder: Path | None) -> tuple[Profile, bytes]:
    """A regime profile that draws samples, with its bytes.

    Raises:
        SepiaError: as `kept_profile`; FAILED_PRECONDITION (PROCEDURE_NOT_OFFERED, PEERS_AFTER_ANY_OPINION).
    """
    profile, content = kept_profile(name, folder)
    if not profile.offers(Procedure.SAMPLING):
        raise profile.not_offered(Procedure.SAMPLING)
    if profile.peer_evaluation is not None and not profile.peer_evaluation.only_after_negative:
        raise precondition(
            "PEERS_AFTER_ANY_OPINION",
            f"The profile {name} would have peers look at opinions that are not negative (peer_evaluation."
            "only_after_negative = false). Peers follow a negative leaning alone so far: write true.",
            subject=name,
        )
    return profile, content


def kept_profile(name: str, folder: Path | None) -> tuple[Profile, bytes]:
    """A regime profile with its bytes.

    Raises:
        SepiaError: INVALID_ARGUMENT (REGIME_UNKNOWN); UNAVAILABLE (REGIME_PROFILE_CHANGING).
    """
    try:
        profile = load_profile(name, folder)
    except SepiaError as error:
        if error.kind is Kind.NOT_FOUND:
            violation = Violation("regime", "the name of a regime profile there is")
            raise invalid("REGIME_UNKNOWN", error.message, violation, subject=error.subject) from None
        raise
    content = Path(profile.origin).read_bytes()
    if hashlib.sha256(content).hexdigest() != profile.digest:
        raise SepiaError(
            Kind.UNAVAILABLE,
            "REGIME_PROFILE_CHANGING",
            f"The regime profile {name} was changed while it was read. Send the request again.",
            retry_after_seconds=1,
        )
    return profile, content
