"""Owns verifying on one's own machine: `sepia verify draw|calculation|log`; bundles are verified by `evidence`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from sepia.assessment.v1 import campaigns_pb2
from sepia.frand.v1 import calculations_pb2
from sepia.journal.v1 import journal_pb2
from services.cli.campaigns import CampaignArgument, find_campaign
from services.cli.figures import count
from services.cli.frames import frame_entries
from services.cli.output import Json, carry_out, print_json, refuse, say
from services.cli.progress import Steps
from services.cli.reading import full_name, readable_file
from services.cli.session import Sepia, config_folder, file_word, write_private
from services.cli.sheets import write_whole
from services.cli.verification import (
    ANNOUNCED,
    DRAWN,
    LogWalk,
    Outcome,
    ProvenEntry,
    check_calculation,
    check_draw,
    check_order,
    check_random_value,
    prove_entry,
    public_record,
)
from shared.errors import SepiaError, precondition
from shared.journal.note import Checkpoint, Verifier
from shared.journal.verify import verify_checkpoint, verify_consistency

app = typer.Typer(help="Verify draws, calculations and logs on your own machine.", no_args_is_help=True)

ASSESSMENT_LOG = "logs/assessment"


class KnownLogs:
    """What this person has seen of logs: the key that signs each, and its newest checkpoint."""

    def __init__(self, address: str, folder: Path | None = None) -> None:
        self._folder = (folder or config_folder()) / "logs" / file_word(address)

    def file(self, log: str) -> Path:
        """Where what is known of a log is kept."""
        return self._folder / f"{file_word(log.removeprefix('logs/'))}.json"

    def read(self, log: str) -> tuple[str, str]:
        """The verifier key and the newest checkpoint's note; both empty at first sight."""
        try:
            known = json.loads(self.file(log).read_text(encoding="utf-8"))
            return str(known["verifier_key"]), str(known["note"])
        except FileNotFoundError:
            return "", ""
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise _spoilt(self.file(log)) from problem

    def keep(self, log: str, verifier_key: str, note: str) -> None:
        """Keeps what was verified."""
        write_private(self.file(log), json.dumps({"verifier_key": verifier_key, "note": note}, indent=1))


def _spoilt(file: Path) -> SepiaError:
    text = f"{file} keeps the log's key and checkpoint and cannot be read. Put it back, or remove it to trust anew."
    return precondition("KNOWN_LOG_SPOILT", text)


async def trusted_checkpoint(
    sepia: Sepia, log: str, outcome: Outcome, known_logs: KnownLogs
) -> tuple[Checkpoint, journal_pb2.Checkpoint]:
    """The log's newest checkpoint, its signature verified with the key that is known, or trusted at first sight.

    Raises:
        SepiaError: the signature, or the key.
    """
    reply: journal_pb2.Checkpoint = await sepia.call(
        sepia.journal.GetCheckpoint, journal_pb2.GetCheckpointRequest(log=log)
    )
    known_key, _ = known_logs.read(log)
    if known_key and known_key != reply.verifier_key:
        text = (
            f"{log} is signed with another key than before ({reply.verifier_key}; known is {known_key}). If its "
            f"operator has not announced a new key, do not trust it. To trust it anew, remove {known_logs.file(log)}."
        )
        raise precondition("LOG_KEY_CHANGED", text, subject=log)
    checkpoint = verify_checkpoint(reply.note, Verifier.parse(known_key or reply.verifier_key))
    agrees = checkpoint.size == reply.tree_size and checkpoint.root == reply.root_hash
    outcome.expect(
        agrees,
        f"the checkpoint of {log} ({count(checkpoint.size)} entries) is signed with the key of {checkpoint.origin}",
        f"the checkpoint of {log} says other than the reply it came in",
    )
    if not known_key:
        outcome.notes.append(f"the key of {log} was trusted at first sight: {reply.verifier_key}")
    return checkpoint, reply


def _finish(outcome: Outcome, title: str, as_json: bool) -> None:
    if as_json:
        verdict = {"verified": not outcome.differs and not outcome.undone, "checked": outcome.checked}
        more = {"differs": outcome.differs, "undone": outcome.undone, "notes": outcome.notes}
        print_json({"subject": title, **verdict, **more})
    else:
        for line in outcome.checked:
            say(f"[green]agrees[/]   {escape(line)}")
        for line in outcome.notes:
            say(f"[dim]note[/]     {escape(line)}")
        for line in outcome.undone:
            say(f"[yellow]undone[/]   {escape(line)}")
        for line in outcome.differs:
            say(f"[red]DIFFERS[/]  {escape(line)}")
    if outcome.differs:
        raise refuse(f"{escape(title)} does not verify; differences: {count(len(outcome.differs))}.")
    if outcome.undone:
        raise refuse(f"{escape(title)} is not verified: not all of it can be checked here; what was, agrees.")
    if not as_json:
        say(f"[bold green]{escape(title)} verifies.[/]")


@app.command("draw")
def verify_a_draw(
    campaign: CampaignArgument,
    random_value: Annotated[
        str,
        typer.Option(help="The value as its source published it, looked up there; the campaign's must be the same."),
    ] = "",
    record: Annotated[
        Path | None, typer.Option(help="Write the public record to this file, to redo the draw without Sepia.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Redoes a draw from public data: frame, plan and random value, and that all were fixed in the log beforehand.

    Example: sepia verify draw "5G 2026" --random-value 4ea7… --record draw.json
    """

    async def ask(sepia: Sepia) -> None:
        outcome = Outcome()
        found = await find_campaign(sepia, campaign)
        if not found.random_value:
            raise _not_drawn(found)
        with Steps().step("fetching frame and drawn families"):
            entries = [(entry.holder, entry.family) for entry in await frame_entries(sepia, found.frame)]
            request = campaigns_pb2.ListDrawnFamiliesRequest(campaign=found.name, page_size=5000)
            drawn = await sepia.collect(sepia.campaigns.ListDrawnFamilies, request, "families")
        if record is not None:
            whole = public_record(found, entries, drawn).as_json()
            write_whole(record, json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
        with Steps().step("drawing again"):
            check_draw(outcome, found, entries, drawn)
        check_random_value(outcome, found, random_value.strip())
        known_logs = KnownLogs(sepia.address)
        checkpoint, reply = await trusted_checkpoint(sepia, ASSESSMENT_LOG, outcome, known_logs)
        if not known_logs.read(ASSESSMENT_LOG)[0]:
            known_logs.keep(ASSESSMENT_LOG, reply.verifier_key, reply.note)
        announcement = await _entry_of(sepia, outcome, ANNOUNCED, found.name, checkpoint)
        draw = await _entry_of(sepia, outcome, DRAWN, found.name, checkpoint)
        if announcement is not None and draw is not None:
            check_order(outcome, found, announcement, draw)
        _finish(outcome, f"the draw of {found.name}", as_json)

    carry_out(ask)


def _not_drawn(campaign: campaigns_pb2.Campaign) -> SepiaError:
    if campaign.kind == campaigns_pb2.CAMPAIGN_KIND_PROPOSALS:
        text = f"{campaign.name} was not drawn: its families are those that parties proposed."
        return precondition("NOTHING_DRAWN", text, subject=campaign.name)
    text = f"{campaign.name} has not been drawn yet. An officer draws it: sepia campaign draw {campaign.name} --value …"
    return precondition("CAMPAIGN_NOT_DRAWN", text, subject=campaign.name)


async def _entry_of(
    sepia: Sepia, outcome: Outcome, kind: str, subject: str, checkpoint: Checkpoint
) -> ProvenEntry | None:
    what = {ANNOUNCED: "the announcement", DRAWN: "the draw"}[kind]
    position = 0
    found: list[journal_pb2.Entry] = []
    while position < checkpoint.size:
        request = journal_pb2.ListEntriesRequest(
            log=ASSESSMENT_LOG, from_position=position, page_size=1000, kinds=[kind]
        )
        page: journal_pb2.ListEntriesResponse = await sepia.call(sepia.journal.ListEntries, request)
        found += [entry for entry in page.entries if entry.subject == subject and entry.position < checkpoint.size]
        if page.next_position <= position:
            break
        position = page.next_position
    if not outcome.expect(
        len(found) == 1,
        f"{what} is in {ASSESSMENT_LOG} exactly once",
        f"{what} of {subject} is {len(found)} times in {ASSESSMENT_LOG}; it must be there once",
    ):
        return None
    request = journal_pb2.GetInclusionProofRequest(
        log=ASSESSMENT_LOG, position=found[0].position, tree_size=checkpoint.size
    )
    proof: journal_pb2.InclusionProof = await sepia.call(sepia.journal.GetInclusionProof, request)
    return prove_entry(outcome, found[0], list(proof.hashes), checkpoint, what)


@app.command("calculation")
def verify_a_calculation(
    calculation: Annotated[str, typer.Argument(help="`calculations/…`, as `sepia rate` prints it.")],
    as_json: Json = False,
) -> None:
    """Computes a calculation again from its canonical inputs and compares name, digest and every number.

    Example: sepia verify calculation calculations/3f2a…
    """

    async def ask(sepia: Sepia) -> None:
        request = calculations_pb2.GetCalculationRequest(name=full_name(calculation, "calculations"))
        found: calculations_pb2.Calculation = await sepia.call(sepia.calculations.GetCalculation, request)
        with Steps().step("computing again"):
            outcome = check_calculation(found)
        if found.demonstration:
            outcome.notes.append("DEMONSTRATION: made-up declarations or simulated findings")
        whole = not found.HasField("confidentiality") or found.confidentiality.complete
        _finish(outcome, found.name if whole else f"what you may see of {found.name}", as_json)

    carry_out(ask)


@app.command("log")
def verify_a_log(
    log: Annotated[str, typer.Argument(help="registry, assessment, frand or gateway.")],
    against: Annotated[
        Path | None, typer.Option(help="File with an earlier checkpoint (a signed note) that the log must continue.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Builds a log's tree again from all its entries and compares it with the signed checkpoint and an earlier one.

    The key and the newest checkpoint seen are kept: the first visit trusts them, every later one holds the log to them.

    Example: sepia verify log assessment
    """

    async def ask(sepia: Sepia) -> None:
        name = full_name(log, "logs")
        outcome, known_logs = Outcome(), KnownLogs(sepia.address)
        checkpoint, reply = await trusted_checkpoint(sepia, name, outcome, known_logs)
        earlier = _earlier_checkpoints(name, reply.verifier_key, known_logs, against)
        walk = await _walk(sepia, name, checkpoint, earlier)
        outcome.differs += walk.faults
        if walk.faults or walk.position < checkpoint.size:
            if not walk.faults:
                outcome.differs.append(f"the log gave {count(walk.position)} of its {count(checkpoint.size)} entries")
        else:
            outcome.expect(
                walk.root() == checkpoint.root,
                f"the tree built from all {count(checkpoint.size)} entries has the signed root",
                "the tree built from all entries has another root than the one signed",
            )
            outcome.checked.append(
                f"{count(walk.opened)} contents open their commitments; {count(walk.confidential)} are withheld from "
                f"this caller and {count(walk.erased)} were lawfully erased (their leaves are in the tree)"
            )
        for what, before in earlier.items():
            await _check_continues(sepia, name, outcome, walk, before, checkpoint, what)
        if not earlier:
            outcome.notes.append("first visit: there is no earlier checkpoint to hold the log to")
        if not outcome.differs:
            known_logs.keep(name, reply.verifier_key, reply.note)
            outcome.notes.append(f"this checkpoint is kept in {known_logs.file(name)}")
        _finish(outcome, name, as_json)

    carry_out(ask)


def _earlier_checkpoints(log: str, key: str, known_logs: KnownLogs, against: Path | None) -> dict[str, Checkpoint]:
    earlier: dict[str, Checkpoint] = {}
    _, note = known_logs.read(log)
    if note:
        earlier["the checkpoint of the last visit"] = verify_checkpoint(note, Verifier.parse(key))
    if against is not None:
        text = readable_file(against).read_text(encoding="utf-8")
        earlier[f"the checkpoint in {against}"] = verify_checkpoint(text, Verifier.parse(key))
    return earlier


async def _walk(sepia: Sepia, log: str, checkpoint: Checkpoint, earlier: dict[str, Checkpoint]) -> LogWalk:
    walk = LogWalk(checkpoint.size, [before.size for before in earlier.values()])
    with Steps().step(f"reading {log}") as step:
        while walk.position < checkpoint.size and not walk.faults:
            request = journal_pb2.ListEntriesRequest(log=log, from_position=walk.position, page_size=1000)
            page: journal_pb2.ListEntriesResponse = await sepia.call(sepia.journal.ListEntries, request)
            if not page.entries:
                break
            walk.take(page.entries)
            step.show(walk.position, checkpoint.size, f"{count(walk.position)} entries")
    return walk


async def _check_continues(
    sepia: Sepia,
    log: str,
    outcome: Outcome,
    walk: LogWalk,
    before: Checkpoint,
    now: Checkpoint,
    what: str,
) -> None:
    if before.size > now.size:
        outcome.differs.append(
            f"{what} has {count(before.size)} entries, the log now only {count(now.size)}: it was cut back, or its "
            "checkpoint is an old one"
        )
        return
    try:
        hashes: list[bytes] = []
        if 0 < before.size < now.size:
            request = journal_pb2.GetConsistencyProofRequest(log=log, from_size=before.size, to_size=now.size)
            proof: journal_pb2.ConsistencyProof = await sepia.call(sepia.journal.GetConsistencyProof, request)
            hashes = list(proof.hashes)
        verify_consistency(before, now, hashes)
        outcome.checked.append(f"{what} ({count(before.size)} entries) is continued unchanged: consistency proven")
    except SepiaError as error:
        outcome.differs.append(f"{what}: {error.message}")
    if before.size in walk.roots:
        outcome.expect(
            walk.roots[before.size] == before.root,
            f"the first {count(before.size)} entries read now have the root of {what}",
            f"the first {count(before.size)} entries read now have another root than {what}",
        )
