"""Owns which characters a printed report can show, and what it shows for the others.

The fonts are those that come with the libraries (Libertinus and DejaVu: Latin, Greek, Cyrillic, Arabic, Armenian,
Georgian and more), and those of a folder that the operator names (for Chinese, Japanese, Korean, ...). A character that
none of them has is printed as `▯`, with a number after each word of them, under which it is spelt out by code points at
the end of the document: nothing is lost, nothing silently read otherwise, and names can be told apart. Controls of
writing direction are never obeyed: they could make a name or a number read backwards.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import matplotlib
from matplotlib.font_manager import fontManager
from matplotlib.ft2font import FT2Font

MISSING = "▯"
BODY = "DejaVu Sans"
"""The family that has what the document's own typeface lacks."""

_CONTROLS = ("Cc", "Cf", "Cs", "Co", "Cn")

_SUFFIXES = {".ttf", ".otf", ".ttc"}


def library_fonts() -> Path:
    """The folder of the fonts that come with the libraries."""
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


@lru_cache(maxsize=4)
def families(folder: Path | None) -> Mapping[str, frozenset[int]]:
    """Characters of each family that texts are set in: the body's, then those of the operator's folder.

    What only some faces of a family have (the upright, not the bold one) does not count.
    """
    further = [] if folder is None else sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)
    for path in further:
        fontManager.addfont(path)  # figures are drawn with them, too
    faces = [FT2Font(str(path)) for path in (*sorted(library_fonts().glob("*.ttf")), *further)]
    wanted = dict.fromkeys([BODY, *(face.family_name for face in faces[len(faces) - len(further) :])])
    found: dict[str, frozenset[int]] = {}
    for family in wanted:
        characters = [
            frozenset(face.get_charmap())
            for face in faces
            # Nothing is set in italics.
            if face.family_name == family and "Oblique" not in face.style_name and "Italic" not in face.style_name
        ]
        found[family] = frozenset.intersection(*characters) if characters else frozenset()
    return found


class Glyphs:
    """Texts as the fonts can show them.

    Args:
        folder: further fonts of the operator's.

    Attributes:
        families: of the fonts, the body's first.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.families = tuple(families(folder))
        self._shown = frozenset[int]().union(*families(folder).values())
        self._spelt: dict[str, str] = {}
        self._numbered = 0

    @property
    def spelt(self) -> list[tuple[str, str]]:
        """What could not be shown: as shown, and spelt by code points."""
        return [(shown, " ".join(f"U+{ord(each):04X}" for each in text)) for text, shown in self._spelt.items()]

    def shown(self, text: str) -> str:
        """The text with `▯` for what has no glyph, numbered where it is a word, so that names can be told apart.

        A text with controls is spelt whole: they act on what stands beside them.
        """
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\n", " ").replace("\t", " "))
        if any(unicodedata.category(each) in _CONTROLS for each in text):
            return self._spelt.setdefault(text, "".join(each if self._has(each) else MISSING for each in text))
        runs: list[str] = []
        for lacking, run in groupby(text, lambda each: not self._has(each)):
            piece = "".join(run)
            if lacking and len(runs) > 1 and runs[-1] == " " and not self._has(runs[-2][-1]):
                # Words of a name are one run, with the blank between them.
                blank = runs.pop()
                runs[-1] += blank + piece
            else:
                runs.append(piece)
        return "".join(run if self._has(run[0]) else self._one(run) for run in runs)

    def _one(self, run: str) -> str:
        if run not in self._spelt:
            self._numbered += 1
            boxes = "".join(" " if each == " " else MISSING for each in run)
            self._spelt[run] = f"{boxes}[{self._numbered}]"
        return self._spelt[run]

    def _has(self, character: str) -> bool:
        return ord(character) in self._shown and unicodedata.category(character) not in _CONTROLS
