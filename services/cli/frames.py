"""Owns frames: `sepia frame freeze|list|show`."""

from __future__ import annotations

from typing import Annotated

import typer

from sepia.registry.v1 import frames_pb2 as pb
from services.cli.figures import count
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.reading import Key, full_name, is_name, key_word, when
from services.cli.session import Sepia
from services.cli.standards import find_standard
from shared.errors import SepiaError, not_found
from shared.ids import new_id

app = typer.Typer(help="Frames: the frozen lists of families that samples are drawn from.", no_args_is_help=True)

FrameArgument = Annotated[
    str, typer.Argument(help="`frames/…`, or a standard such as `standards/5g` for its latest frame.")
]


async def find_frame(sepia: Sepia, given: str) -> pb.Frame:
    """The frame of this name, or the latest of a standard.

    Raises:
        SepiaError: NOT_FOUND; says how to freeze one.
    """
    if is_name(given, "frames"):
        return await sepia.call(sepia.frames.GetFrame, pb.GetFrameRequest(name=full_name(given, "frames")))
    standard = await find_standard(sepia, given)
    async for page in sepia.client.pages(sepia.frames.ListFrames, pb.ListFramesRequest(page_size=200)):
        for frame in page.frames:
            if frame.standard == standard:
                return frame
    raise _no_frame(standard)


def _no_frame(standard: str) -> SepiaError:
    text = f"No frame of {standard} has been frozen. An officer freezes one: sepia frame freeze {standard} --key etsi"
    return not_found(standard, text)


@app.command("freeze")
def freeze(
    standard: Annotated[str, typer.Argument(help="The standard, for example `standards/5g`.")],
    key: Annotated[Key, typer.Option(help="The key that families are counted under.")],
    request_id: Annotated[str, typer.Option(help="Names the request, to repeat it safely.")] = "",
    as_json: Json = False,
) -> None:
    """Freezes the families declared for a standard into a frame with a digest.

    Example: sepia frame freeze standards/5g --key etsi
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.FreezeFrameRequest(
            standard=await find_standard(sepia, standard),
            family_key=key.number,
            request_id=request_id or new_id().hex,
        )
        frame: pb.Frame = await sepia.call(sepia.frames.FreezeFrame, request)
        print_json(frame) if as_json else print_frame(frame)

    carry_out(ask)


def print_frame(frame: pb.Frame) -> None:
    """Prints a frame."""
    say(f"[bold]{frame.name}[/]{' [yellow]DEMONSTRATION[/]' if frame.demonstration else ''}")
    say(f"{frame.standard}, families under the key {key_word(frame.family_key)}, {frame.edition}")
    say(
        f"{count(frame.entry_count)} entries (holder, family), {count(frame.family_count)} distinct families, "
        f"{count(frame.holder_count)} holders"
    )
    say(f"{count(frame.entries_without_family)} entries of patent lists left out: no family under the key")
    say(f"digest {frame.digest}, frozen {when(frame.create_time)}")


@app.command("list")
def list_frames(as_json: Json = False) -> None:
    """Lists frames, the newest first.

    Example: sepia frame list
    """

    async def ask(sepia: Sepia) -> None:
        found: list[pb.Frame] = await sepia.collect(
            sepia.frames.ListFrames, pb.ListFramesRequest(page_size=200), "frames"
        )
        if as_json:
            print_json({"frames": found})
            return
        rows = [
            (
                frame.name,
                frame.standard,
                key_word(frame.family_key),
                frame.edition,
                count(frame.entry_count),
                count(frame.holder_count),
                when(frame.create_time),
                "demonstration" if frame.demonstration else "",
            )
            for frame in found
        ]
        columns = ("frame", "standard", "key", "edition", "entries", "holders", "frozen", "")
        table("Frames", columns, rows, numbers=[4, 5])

    carry_out(ask)


@app.command("show")
def show(frame: FrameArgument, as_json: Json = False) -> None:
    """Shows one frame.

    Example: sepia frame show standards/5g
    """

    async def ask(sepia: Sepia) -> None:
        found = await find_frame(sepia, frame)
        print_json(found) if as_json else print_frame(found)

    carry_out(ask)


async def frame_entries(sepia: Sepia, frame: str) -> list[pb.FrameEntry]:
    """Every entry of a frame, in the order of its digest."""
    request = pb.ListFrameEntriesRequest(frame=frame, page_size=5000)
    return await sepia.collect(sepia.frames.ListFrameEntries, request, "entries")
