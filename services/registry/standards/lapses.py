"""Owns what follows when a deadline of a standard passes: it is noted, and the window for registrations closes."""

from __future__ import annotations

from services.registry.standards import procedure_store, store
from services.registry.standards.procedure import COMMENTS, OPENING, WINDOW
from services.registry.standards.rules import standard_key
from shared.db import WriteTransaction
from shared.deadlines import Deadline, Lapse


async def _comments_over(tx: WriteTransaction, deadline: Deadline) -> None:
    await _note(tx, deadline, "system:standard:comments-over", f"The period for comments ended on {deadline.due_on}.")


async def _opening_overdue(tx: WriteTransaction, deadline: Deadline) -> None:
    what = f"Registration was to be opened by {deadline.due_on} and was not; the centre can still open it."
    await _note(tx, deadline, "system:standard:opening-overdue", what)


async def _window_over(tx: WriteTransaction, deadline: Deadline) -> None:
    closed = await procedure_store.close_window(tx, standard_key(deadline.subject), tx.database.clock.now())
    if closed is not None:
        what = (
            f"The window for registrations on time ended on {deadline.due_on}. Registration stays possible, late, with "
            "a gap; of a patent granted later, the period runs from its grant."
        )
        await _note(tx, deadline, "system:standard:window-closed", what)


async def _note(tx: WriteTransaction, deadline: Deadline, kind: str, what: str) -> None:
    id = await store.standard_id(tx.connection, standard_key(deadline.subject))
    assert id is not None  # standards are never removed
    at = tx.database.clock.now()
    await store.add_events(
        tx,
        [
            {
                "standard_id": id,
                "kind": kind,
                "effective_on": deadline.due_on,
                "recorded_at": at,
                "actor": f"services/{tx.database.journal.schema}",
                "what": what,
                "provision": deadline.provision,
            }
        ],
    )
    await tx.record(kind, deadline.subject, {"due_on": deadline.due_on, "provision": deadline.provision})


STANDARD_LAPSES: dict[str, Lapse] = {COMMENTS: _comments_over, OPENING: _opening_overdue, WINDOW: _window_over}
"""What follows, by kind of deadline."""
