"""Owns reading logs: `sepia log entries|entry|checkpoint`; whether all of a log is sound, `sepia verify log` tells."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from google.protobuf.duration_pb2 import Duration

from sepia.journal.v1 import journal_pb2 as pb
from services.cli.figures import count
from services.cli.output import Json, as_dict, carry_out, print_json, refuse, say, say_plain, table
from services.cli.reading import full_name, when
from services.cli.session import Sepia
from services.cli.sheets import write_whole
from services.cli.verification import Outcome, prove_entry
from services.cli.verify import KnownLogs, trusted_checkpoint
from shared.errors import not_found

app = typer.Typer(help="Logs: what was accepted, in order, and the proof of each entry.", no_args_is_help=True)

Log = Annotated[str, typer.Argument(help="registry, assessment, frand or gateway.")]

_PAGE = 1000
_WAIT_SECONDS = 10
_WITHHELD = {
    pb.WITHHOLDING_CONFIDENTIAL: "(withheld from you)",
    pb.WITHHOLDING_ERASED: "(lawfully erased)",
}


@app.command("entries")
def entries(
    log: Log,
    begin: Annotated[int, typer.Option("--from", min=0, help="The first position.")] = 0,
    kind: Annotated[
        list[str] | None, typer.Option(help="Only of this kind, for example officer:frame:freeze; repeatable.")
    ] = None,
    most: Annotated[int, typer.Option(min=1, help="At most this many.")] = 100,
    follow: Annotated[bool, typer.Option("--follow", help="Print each as it comes, until Ctrl-C; no end.")] = False,
    as_json: Json = False,
) -> None:
    """Lists what a log holds, the oldest first; with --follow --json one entry on each line.

    Example: sepia log entries registry --kind officer:frame:freeze
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListEntriesRequest(log=full_name(log, "logs"), from_position=begin, kinds=kind or [])
        if follow:
            await _follow(sepia, request, as_json=as_json)
        found: list[pb.Entry] = []
        while len(found) < most:
            request.page_size = min(_PAGE, most - len(found))
            page: pb.ListEntriesResponse = await sepia.call(sepia.journal.ListEntries, request)
            found += page.entries
            request.from_position = page.next_position
            if page.next_position >= page.tree_size:
                break
        if as_json:
            print_json({"entries": found, "next_position": request.from_position})
            return
        table(request.log, ("position", "accepted", "kind", "who", "about"), map(_cells, found), numbers=[0])

    carry_out(ask)


async def _follow(sepia: Sepia, request: pb.ListEntriesRequest, *, as_json: bool) -> None:
    """Prints entries for ever; the next ones are asked for from where the last answer ended, so none is left out."""
    request.page_size = _PAGE
    request.wait.CopyFrom(Duration(seconds=_WAIT_SECONDS))
    while True:
        page: pb.ListEntriesResponse = await sepia.call(sepia.journal.ListEntries, request, deadline_seconds=60)
        for entry in page.entries:
            say_plain(json.dumps(as_dict(entry), ensure_ascii=False) if as_json else "  ".join(_cells(entry)))
        sys.stdout.flush()  # whoever reads a pipe waits for them
        request.from_position = page.next_position


def _cells(entry: pb.Entry) -> tuple[str, ...]:
    withheld = _WITHHELD.get(entry.withholding, "")
    accepted = when(entry.record_time)
    return count(entry.position), accepted, entry.kind, entry.actor or withheld, entry.subject or withheld


@app.command("entry")
def show_entry(
    log: Log, position: Annotated[int, typer.Argument(min=0, help="Its position.")], as_json: Json = False
) -> None:
    """Shows an entry with its content, proven against the log's signed checkpoint.

    Example: sepia log entry assessment 12
    """

    async def ask(sepia: Sepia) -> None:
        name, outcome = full_name(log, "logs"), Outcome()
        request = pb.ListEntriesRequest(log=name, from_position=position, page_size=1)
        page: pb.ListEntriesResponse = await sepia.call(sepia.journal.ListEntries, request)
        if not page.entries:
            raise not_found(f"{name}/{position}", f"{name} has {count(page.tree_size)} entries, from position 0 on.")
        checkpoint, _ = await trusted_checkpoint(sepia, name, outcome, KnownLogs(sepia.address))
        wanted = pb.GetInclusionProofRequest(log=name, position=position, tree_size=checkpoint.size)
        proof: pb.InclusionProof = await sepia.call(sepia.journal.GetInclusionProof, wanted)
        prove_entry(outcome, page.entries[0], list(proof.hashes), checkpoint, "the entry")
        if as_json:
            print_json({"entry": page.entries[0], "proof": proof, "differs": outcome.differs})
        else:
            _print_entry(page.entries[0])
            for line in (*outcome.checked, *outcome.differs):
                say_plain(line)
        if outcome.differs:
            raise refuse(f"The entry at position {position} of {name} does not verify.")

    carry_out(ask)


def _print_entry(entry: pb.Entry) -> None:
    for what, said in zip(("position", "accepted", "kind", "who", "about"), _cells(entry), strict=True):
        say_plain(f"{what:<9} {said}")
    if entry.content:
        say_plain(json.dumps(json.loads(entry.content), ensure_ascii=False, indent=2))


@app.command("checkpoint")
def checkpoint(
    log: Log,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="File for the signed note, whole or not at all; `-` prints.")
    ] = Path("-"),
) -> None:
    """Takes the signed checkpoint of a log along: later `sepia verify log LOG --against FILE` holds the log to it.

    Example: sepia log checkpoint registry --output registry.note
    """

    async def ask(sepia: Sepia) -> None:
        outcome = Outcome()
        found, reply = await trusted_checkpoint(sepia, full_name(log, "logs"), outcome, KnownLogs(sepia.address))
        if outcome.differs:
            raise refuse(outcome.differs[0])
        if str(output) == "-":
            say_plain(reply.note)
            return
        write_whole(output, reply.note)
        say(f"{output}: {found.origin} at {count(found.size)} entries, signed {when(reply.create_time)}")

    carry_out(ask)
