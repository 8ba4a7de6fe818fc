"""Owns what follows from what: which entry of which log causes which jobs, and when a job is tried again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.errors import Kind, SepiaError

SEND_FRAME = "send frame to assessment"
SEND_RESULTS = "send results to registry"
SEND_FINDINGS = "send findings to frand"
SEND_QUALITY = "send quality of evaluators to frand"
SEND_QUALITIES = "send all quality of evaluators to frand"
SEND_PARENTS = "send parents to assessment"
SEND_TRANSFER = "send transfer to assessment"
SEND_TRANSFERS = "send all transfers to assessment, and that they are all"
SEND_TRANSFERS_BEFORE = "send all transfers to assessment"
"""What an earlier release put into the queue, which did not say that they are all."""

SEND_SPELLINGS = "send spellings to assessment"
SEND_GROUPS = "send all groups to assessment"

_PARENT_VERBS = ("set", "end", "withdraw")
_TRANSFER_VERBS = ("report", "withdraw")

CONSEQUENCES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "logs/registry": {
        "officer:frame:freeze": (SEND_FRAME,),
        **{f"{who}:parent:{verb}": (SEND_PARENTS,) for who in ("officer", "holder") for verb in _PARENT_VERBS},
        **{f"{who}:transfer:{verb}": (SEND_TRANSFER,) for who in ("officer", "holder") for verb in _TRANSFER_VERBS},
        "officer:alias:decide": (SEND_SPELLINGS,),
        "officer:alias:undo": (SEND_SPELLINGS,),
    },
    "logs/assessment": {
        "officer:campaign:publish": (SEND_RESULTS, SEND_FINDINGS),
        "officer:proposals:publish": (SEND_RESULTS,),
        "officer:quality:publish": (SEND_QUALITY,),
    },
    "logs/frand": {},
}
"""By log and kind of entry: the tasks that follow. The log of a service from which nothing follows is read along, so
that it shows that coordination is up to date with it."""

AT_FIRST: Mapping[str, Sequence[str]] = {
    "logs/registry": (SEND_GROUPS, SEND_TRANSFERS),
    "logs/assessment": (SEND_QUALITIES,),
}
"""By log: tasks that follow from beginning to follow it, once. What its entries said before anything followed from them
is sent whole: an earlier release may have read over them."""

PERMANENT = frozenset({Kind.INVALID, Kind.NOT_FOUND, Kind.EXISTS, Kind.OUT_OF_RANGE})
"""Refusals that the same request meets again whenever it is sent. (A precondition may come to hold, a token may be
renewed, a service may be updated.)"""

LONGEST_PAUSE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Job:
    """Something to bring from one service to another.

    Attributes:
        task: what it does.
        cause: log and position of the entry it follows from, or the log alone; with the task the job's identity, and
            its idempotency key.
        subject: resource name of what the entry is about.
        position: of the entry.
    """

    task: str
    cause: str
    subject: str
    position: int


def kinds(log: str) -> list[str]:
    """The kinds of entry of a log from which something follows."""
    return list(CONSEQUENCES[log])


def first_jobs(log: str) -> list[Job]:
    """The jobs that follow from a log's being followed."""
    return [Job(task, log, log, 0) for task in AT_FIRST.get(log, ())]


def kinds_for(log: str, tasks: Sequence[str]) -> list[str]:
    """The kinds of entry of a log from which any of these tasks follows."""
    return [kind for kind, following in CONSEQUENCES[log].items() if set(following) & set(tasks)]


def jobs_from(log: str, position: int, kind: str, subject: str) -> list[Job]:
    """The jobs that follow from an entry."""
    tasks = CONSEQUENCES[log].get(kind, ())
    return [Job(task, cause_of(log, position), subject, position) for task in tasks]


def cause_of(log: str, position: int) -> str:
    """`logs/registry/entries/17`."""
    return f"{log}/entries/{position}"


def pause_seconds(error: BaseException, attempts: int) -> float | None:
    """After how long a job that failed is tried again; None when that can't help and a person has to look.

    Args:
        error: why it failed.
        attempts: how often it had been tried before this time.
    """
    if isinstance(error, SepiaError) and error.kind in PERMANENT:
        return None
    if not isinstance(error, Exception):  # the process is being stopped; another one takes over
        return 0.0
    return min(LONGEST_PAUSE_SECONDS, 0.5 * 2 ** min(attempts, 10))


def job_state(queue_status: str | None, last_error: str) -> str:
    """The state of a job for people, from its state in the queue."""
    match queue_status:
        case "doing":
            return "running"
        case "succeeded":
            return "done"
        case "failed" | "cancelled" | "aborted":
            return "refused"
        case _:
            return "failed" if last_error else "waiting"
