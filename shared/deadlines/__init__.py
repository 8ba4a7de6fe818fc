"""Owns deadlines: rows in a service's own schema, fired once each, whatever the number of replicas.

A deadline is a row that can be queried, moved and audited, and that survives for years. It is set, met or dropped in
the transaction of what causes that; when it passes unmet, one replica takes it (`FOR UPDATE SKIP LOCKED`), and what
follows happens in the same transaction. After a day of downtime everything overdue fires, the oldest first.
"""

from shared.deadlines.firing import Close, DeadlineRunner, Lapse, LapseTogether
from shared.deadlines.store import Deadline, drop_deadlines, list_deadlines, meet_deadline, set_deadline
from shared.deadlines.tables import deadline_table

__all__ = [
    "Close",
    "Deadline",
    "DeadlineRunner",
    "Lapse",
    "LapseTogether",
    "deadline_table",
    "drop_deadlines",
    "list_deadlines",
    "meet_deadline",
    "set_deadline",
]
