"""Owns evidence on one's own machine: `sepia check bundle` fetches it, `sepia verify bundle` verifies it offline."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from sepia.assessment.v1 import evidence_pb2 as pb
from services.cli.figures import count
from services.cli.output import Json, carry_out, guarded, print_json, refuse, say, table
from services.cli.progress import Steps
from services.cli.reading import full_name, readable_file
from services.cli.session import Sepia, chosen_address
from services.cli.sheets import write_pieces
from services.cli.verify import ASSESSMENT_LOG, KnownLogs
from shared.canonical import instant_text
from shared.errors import SepiaError, invalid, precondition
from shared.evidence import Bundle, Finding, verify_bundle
from shared.journal.note import Verifier

app = typer.Typer()
verification = typer.Typer()

_FETCH_SECONDS = 300


@app.command("bundle")
def bundle(
    check: Annotated[str, typer.Argument(help="`checks/…` or `opinions/…`.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the file goes.")],
    without_timestamp: Annotated[bool, typer.Option(help="Do without the time-stamp of a third party.")] = False,
) -> None:
    """Fetches the evidence bundle of a check or an opinion: entries of the log, proofs, and what they name.

    Example: sepia check bundle checks/0193c0de-0000-7000-8000-000000000001 -o check.zip
    """
    name = check if check.startswith("opinions/") else full_name(check, "checks")

    async def ask(sepia: Sepia) -> None:
        request = pb.GetEvidenceRequest(name=name, without_timestamp=without_timestamp)
        pieces: list[bytes] = []
        with Steps().step("gathering the evidence"):
            stream = sepia.client.stream(sepia.check_evidence.GetEvidence, request, deadline_seconds=_FETCH_SECONDS)
            async for piece in stream:
                pieces.append(piece.data)
        for _ in write_pieces(output, pieces):
            pass
        if str(output) != "-":
            size = sum(map(len, pieces))
            say(f"{escape(str(output))}: evidence on {name}, {count(size)} bytes. Verify it, also without a network:")
            say(f"sepia verify bundle {escape(str(output))} --key …")

    carry_out(ask)


class Form(enum.StrEnum):
    """Form of an opinion's document."""

    PDF = "pdf"
    DOCX = "docx"


@app.command("opinion")
def opinion(
    check: Annotated[str, typer.Argument(help="`checks/…` or `opinions/…`.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the file goes.")],
    form: Annotated[Form, typer.Option(help="pdf or docx.")] = Form.PDF,
) -> None:
    """Fetches an opinion as a document, made from the record.

    Example: sepia check opinion opinions/0193c0de-0000-7000-8000-000000000001 --form docx -o opinion.docx
    """
    name = check if check.startswith("opinions/") else full_name(check, "checks")

    async def ask(sepia: Sepia) -> None:
        number = pb.OPINION_FORM_DOCX if form is Form.DOCX else pb.OPINION_FORM_PDF
        request = pb.GetOpinionDocumentRequest(name=name, form=number)
        reply = await sepia.call(sepia.check_evidence.GetOpinionDocument, request)
        for _ in write_pieces(output, [reply.data]):
            pass
        if str(output) != "-":
            say(f"{escape(str(output))}: the opinion on {name}, {count(len(reply.data))} bytes")

    carry_out(ask)


@verification.command("bundle")
def verify_a_bundle(
    file: Annotated[Path, typer.Argument(help="The bundle.")],
    key: Annotated[str, typer.Option(help="Public key of the log, `sepia.assessment+…`.")] = "",
    key_file: Annotated[Path | None, typer.Option(help="File with the public key.")] = None,
    tsa_root: Annotated[
        Path | None, typer.Option(help="Root certificate (PEM) of the time-stamping authority.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Verifies an evidence bundle offline: no server is asked; every part that was altered is named.

    The key is given, or the one that an earlier `sepia verify log assessment` has kept. It must come from elsewhere
    than the bundle: from the installation's own pages, from an earlier visit, from a court's file.

    Example: sepia verify bundle check.zip --key-file assessment.key
    """
    data, verifier = guarded(lambda: (_bytes_of(file), _verifier(key, key_file)))
    found = verify_bundle(data, verifier)
    notes = [] if found.findings else _check_timestamp(found, data, verifier, tsa_root)
    if as_json:
        _print_as_json(file, found, notes)
    else:
        _print(found, notes)
    if found.findings:
        raise refuse(f"{escape(str(file))} does not verify; faults: {count(len(found.findings))}.")
    if not as_json:
        say(f"[bold green]The evidence on {escape(found.subject)} verifies.[/]")


def _bytes_of(file: Path) -> bytes:
    return readable_file(file).read_bytes()


def _verifier(key: str, key_file: Path | None) -> Verifier:
    if key and key_file is not None:
        raise invalid("KEY_GIVEN_TWICE", "Both --key and --key-file are given. Give one of them.")
    if key_file is not None:
        key = _bytes_of(key_file).decode("utf-8", errors="replace").strip()
    if not key:
        known = KnownLogs(chosen_address())
        key, _ = known.read(ASSESSMENT_LOG)
    if not key:
        raise precondition(
            "KEY_UNKNOWN",
            "No key is given, and none is kept from an earlier visit. Give the log's public key with --key or "
            "--key-file; `sepia verify log assessment` shows and keeps it.",
        )
    return Verifier.parse(key)


def _check_timestamp(found: Bundle, data: bytes, verifier: Verifier, tsa_root: Path | None) -> list[str]:
    """Verifies the time-stamp of a bundle that otherwise holds; returns what there is to note."""
    if not found.timestamp:
        if tsa_root is not None:
            found.findings.append(Finding("timestamp.tsr", "is missing: this bundle was made without a time-stamp"))
        return []
    if tsa_root is None:
        return ["there is a time-stamp, which was not verified: give the authority's root with --tsa-root"]
    try:
        from shared.evidence.timestamps import certificates, verify_timestamp  # loaded where there is one to verify

        roots = certificates(_bytes_of(tsa_root))
        at = verify_timestamp(found.timestamp, found.checkpoint_note, roots)
    except SepiaError as error:
        found.findings.append(Finding("timestamp.tsr", error.message))
        return []
    found.checked.append(f"the checkpoint existed at {at:%Y-%m-%d %H:%M:%S} UTC, by a third party's time-stamp")
    return []


def _rows(found: Bundle) -> list[tuple[str, str, str, str, str]]:
    """Entries in the order in which they were recorded; a leaf may tell no more of it than the hour."""
    rows: list[tuple[str, str, str, str, str]] = []
    for position, content in sorted(found.contents.items(), key=lambda each: (_recorded(found, each[0]), each[0])):
        kind = found.entries[position].kind
        about, act = "(withheld)", ""
        if content is not None:
            about, act = content.subject, content.content.get("act", "")
            kind = str(content.content.get("event", kind))
        at = _recorded(found, position)[:19].replace("T", " ")
        rows.append((str(position), at, kind, about, str(act)))
    return rows


def _recorded(found: Bundle, position: int) -> str:
    content = found.contents[position]
    told = content.content.get("recorded_at") if content is not None else None
    return str(told or instant_text(found.entries[position].recorded_at))


def _print(found: Bundle, notes: list[str]) -> None:
    if not found.findings:
        title = f"Evidence on {found.subject}, made {found.made_at}"
        table(title, ("entry", "recorded", "kind", "about", "act"), _rows(found), numbers=[0])
    for line in found.checked:
        say(f"[green]holds[/]    {escape(line)}")
    for line in ([found.limits] if found.limits and not found.findings else []) + notes:
        say(f"[dim]note[/]     {escape(line)}")
    for each in found.findings:
        say(f"[red]ALTERED[/]  {escape(each.part)}: {escape(each.text)}")


def _print_as_json(file: Path, found: Bundle, notes: list[str]) -> None:
    print_json(
        {
            "file": str(file),
            "subject": found.subject,
            "verified": not found.findings,
            "checked": found.checked,
            "findings": [{"part": each.part, "text": each.text} for each in found.findings],
            "limits": found.limits,
            "notes": notes,
            "entries": [
                {"position": int(one), "recorded": at, "kind": kind, "subject": subject, "act": act}
                for one, at, kind, subject, act in _rows(found)
            ],
            "documents": sorted(found.documents),
            "figures": sorted(found.figures),
        }
    )
