"""Owns what editions of files differ in, and what rows contradict: `sepia import-difference`, `conflicts`."""

from __future__ import annotations

import enum
from typing import Annotated

import typer

from sepia.registry.v1 import imports_pb2 as pb
from sepia.type.v1 import type_pb2
from services.cli.figures import count
from services.cli.output import Json, carry_out, print_json, say, say_plain, table
from services.cli.reading import full_name
from services.cli.session import Sepia
from services.cli.sheets import csv_text

app = typer.Typer()

SHOWN = 50


class Kind(enum.StrEnum):
    """Which differences are shown."""

    added = "added"
    changed = "changed"
    gone = "gone"

    @property
    def number(self) -> pb.DifferenceKind:
        """As the contract has it."""
        return _KINDS[self.value]


_KINDS = {
    "added": pb.DIFFERENCE_KIND_ADDED,
    "changed": pb.DIFFERENCE_KIND_CHANGED,
    "gone": pb.DIFFERENCE_KIND_GONE,
}


@app.command("import-difference")
def import_difference(
    name: Annotated[str, typer.Argument(help="The newer import, `imports/…`, as `sepia imports` shows it.")],
    kind: Annotated[Kind | None, typer.Option(help="Only what was added, changed, or is gone.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Every difference as CSV.")] = False,
    as_json: Json = False,
) -> None:
    """Prints what a newer edition of a file changed against the one that it supersedes, with the rows of both.

    Example: sepia import-difference imports/0193c0de-0000-7000-8000-000000000001 --kind gone
    """

    async def ask(sepia: Sepia) -> None:
        newer = full_name(name, "imports")
        done: pb.Import = await sepia.call(sepia.imports.GetImport, pb.GetImportRequest(name=newer))
        request = pb.ListImportDifferencesRequest(page_size=1000)
        setattr(request, "import", newer)
        if kind is not None:
            request.kind = kind.number
        method, most = sepia.imports.ListImportDifferences, None if csv or as_json else SHOWN
        found: list[pb.ImportDifference] = await sepia.collect(method, request, "differences", most=most)
        if as_json:
            print_json({"import": done, "differences": found})
            return
        if csv:
            columns = ("kind", "declaration", "entry", "standard", "application", "field", "before", "now")
            say_plain(csv_text((*columns, "row before", "row now"), [list(_line(each)) for each in found]))
            return
        said = done.counts.difference
        say(
            f"{done.name} supersedes {done.supersedes}: {count(said.added)} added, {count(said.changed)} changed, "
            f"{count(said.gone)} gone"
        )
        rows = [(kind_, f"{of} {entry}".strip(), *rest) for kind_, of, entry, *rest in map(_line, found)]
        table(
            "Differences",
            ("", "declaration, entry", "standard", "application", "fact", "before", "now", "row before", "row now"),
            rows,
        )
        if most is not None and len(found) == most:
            say(f"the first {count(most)}; all of them: [bold]sepia import-difference {done.name} --csv[/]")

    carry_out(ask)


def _line(each: pb.ImportDifference) -> tuple[str, ...]:
    return (
        pb.DifferenceKind.Name(each.kind).removeprefix("DIFFERENCE_KIND_").lower(),
        each.declaration,
        str(each.entry_id) if each.entry_id else "",
        each.standard,
        each.application,
        each.field,
        each.earlier_value,
        each.value,
        _source(each.earlier_source),
        _source(each.source),
    )


def _source(source: type_pb2.SourceRow) -> str:
    return f"{source.document.removeprefix('documents/')[:8]}:{source.line}" if source.document else ""


@app.command("conflicts")
def conflicts(
    subject: Annotated[
        str, typer.Argument(help="What they are about, for example `holders/acme/declarations/1140`; all without it.")
    ] = "",
    csv: Annotated[bool, typer.Option("--csv", help="Every fact as CSV.")] = False,
    as_json: Json = False,
) -> None:
    """Prints facts that rows of files contradict each other about, side by side; the register goes by the kept one.

    Example: sepia conflicts holders/acme/declarations/1140
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListConflictingFactsRequest(subject=subject, page_size=1000)
        method, most = sepia.imports.ListConflictingFacts, None if csv or as_json else SHOWN
        found: list[pb.ConflictingFact] = await sepia.collect(method, request, "facts", most=most)
        if as_json:
            print_json({"facts": found})
            return
        columns = ("subject", "fact", "value", "kept", "row", "edition")
        rows = [
            (each.subject, each.field, each.value, "kept" if each.kept else "", _source(each.source), each.edition)
            for each in found
        ]
        if csv:
            say_plain(csv_text(columns, [list(row) for row in rows]))
            return
        table("Conflicting facts", columns, rows)
        if most is not None and len(found) == most:
            say(f"the first {count(most)}; all of them: [bold]sepia conflicts --csv[/]")

    carry_out(ask)
