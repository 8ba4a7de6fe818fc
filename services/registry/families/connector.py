"""Owns asking the EPO's Open Patent Services, live: off unless an installation has an account there.

Works through python-epo-ops-client (the extra `epo`), which is loaded when it is first needed. The client keeps the
pace that OPS asks for; one question runs at a time.
"""

from __future__ import annotations

import asyncio
import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from shared.errors import Kind, SepiaError, precondition, unavailable
from shared.patent_numbers import NumberKind, PatentNumber

OPS_URL = "https://ops.epo.org/3.2"


@dataclass(frozen=True, slots=True)
class Answered:
    """What OPS said of one number.

    Attributes:
        xml: its answer, as it came; empty when it does not know the number.
    """

    xml: bytes


class Families(Protocol):
    """Where families can be asked for."""

    async def family(self, number: PatentNumber) -> Answered:
        """The family of an application or a publication.

        Raises:
            SepiaError: OPS_NOT_CONNECTED, OPS_REFUSED, OPS_FAILED, OPS_UNAVAILABLE.
        """
        ...


def not_connected() -> SepiaError:
    """Says how the connection is switched on."""
    return precondition(
        "OPS_NOT_CONNECTED",
        "This installation is not connected to the EPO's Open Patent Services. To connect it, register at "
        "https://developers.epo.org, set SEPIA_OPS_KEY and SEPIA_OPS_SECRET for the registry, install the extra "
        "(pip install 'sepia[epo]') and start the registry again. Without it, save the answer of OPS's service family "
        "to a file and import that file.",
    )


class OpsFamilies:
    """The service family of OPS.

    Args:
        key: of the account there; empty for no connection.
        secret: of the account there.
        url: where OPS is.
        pace_folder: where the client keeps what it needs for the pace that OPS asks for.
        timeout_seconds: for one question.
    """

    def __init__(
        self, key: str, secret: str, *, url: str = OPS_URL, pace_folder: Path, timeout_seconds: float = 30
    ) -> None:
        self._key = key
        self._secret = secret
        self._url = url.rstrip("/")
        self._pace_folder = pace_folder
        self._timeout = timeout_seconds
        self._client: Any = None
        self._one_at_a_time = asyncio.Lock()

    async def family(self, number: PatentNumber) -> Answered:
        """The family of an application or a publication; see `Families`."""
        if not self._key or not self._secret:
            raise not_connected()
        async with self._one_at_a_time:
            return await asyncio.to_thread(self._ask, number)

    def _ask(self, number: PatentNumber) -> Answered:
        try:
            client = importlib.import_module("epo_ops")
            requests = importlib.import_module("requests")
        except ImportError:
            raise not_connected() from None
        try:
            reference, asked = _reference(client.models, number)
            response = self._connected(client).family(reference, asked)
        except requests.exceptions.HTTPError as refused:
            if refused.response is not None and refused.response.status_code == 404:
                return Answered(b"")
            raise _refusal(refused, number) from refused
        except requests.exceptions.RequestException as broken:
            raise unavailable(
                f"OPS at {self._url} does not answer ({type(broken).__name__}). Ask again later; nothing was changed.",
                reason="OPS_UNAVAILABLE",
                retry_after_seconds=60,
            ) from broken
        except (KeyError, ValueError) as strange:
            raise unavailable(
                f"OPS at {self._url} answered its sign-in with something that is no token. Check the address in "
                "SEPIA_OPS_URL, and ask again later.",
                reason="OPS_UNAVAILABLE",
                retry_after_seconds=60,
            ) from strange
        return Answered(response.content)

    def _connected(self, library: Any) -> Any:
        if self._client is None:
            throttle = importlib.import_module("epo_ops.middlewares.throttle.throttler")
            storages = importlib.import_module("epo_ops.middlewares.throttle.storages")
            pace = storages.SQLite(str(self._pace_folder / "ops-pace.db"))
            made = library.Client(
                self._key, self._secret, middlewares=[throttle.Throttler(pace)], timeout=self._timeout
            )
            made.__auth_url__ = f"{self._url}/auth/accesstoken"
            made.__service_url_prefix__ = f"{self._url}/rest-services"
            self._client = made
        return self._client


def _reference(models: Any, number: PatentNumber) -> tuple[str, Any]:
    """How OPS is asked for a number: what it refers to, and the number in the form with the fewest meanings."""
    if number.kind is NumberKind.PCT_APPLICATION:
        return "application", models.Docdb(number.number[2:], number.number[:2], "W")
    if number.kind.filed:
        return "application", models.Docdb(number.number, number.office, number.kind_code)
    if number.kind_code:
        return "publication", models.Docdb(number.number, number.office, number.kind_code)
    return "publication", models.Epodoc(number.epodoc())


def _refusal(refused: Any, number: PatentNumber) -> SepiaError:
    """What OPS refused, for the officer who asked."""
    status = refused.response.status_code if refused.response is not None else 0
    reason = refused.response.headers.get("X-Rejection-Reason", "") if refused.response is not None else ""
    if status in (401, 403) or "quota" in reason.lower():
        why = f"; it says: {reason}" if reason else ""
        return precondition(
            "OPS_REFUSED",
            f"OPS refused the question (HTTP {status}{why}). Either the account is not accepted (check SEPIA_OPS_KEY "
            "and SEPIA_OPS_SECRET) or its quota is used up (an hour's comes back within the hour, a week's on Monday).",
        )
    if status >= 500:
        return unavailable(
            f"OPS failed (HTTP {status}). Ask again later; nothing was changed.",
            reason="OPS_UNAVAILABLE",
            retry_after_seconds=60,
        )
    return SepiaError(
        Kind.PRECONDITION,
        "OPS_FAILED",
        f"OPS did not accept the question for {number.canonical} (HTTP {status}). The number may be read wrongly: "
        f"compare it with the application ({number.given}).",
    )
