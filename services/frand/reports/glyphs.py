"""Owns which characters a printed report can show, and what it shows for the others.

The fonts are those that come with the libraries (Libertinus and DejaVu: Latin, Greek, Cyrillic, Arabic, Armenian,
Georgian and more), and those of a folder that the operator names (for Chinese, Japanese, Korean, ...). A character that
none of them has is printed as `▯`, and the text that holds it is spelt out by code points at the end of the document,
so that nothing is lost and nothing is silently read otherwise. Controls of writing direction are never obeyed: they
could make a name or a number read backwards.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

import matplotlib
from matplotlib.ft2font import FT2Font

MISSING = "▯"
_DEJAVU = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf")
_SUFFIXES = {".ttf", ".otf", ".ttc"}


def library_fonts() -> Path:
    """The folder of the fonts that come with the libraries."""
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


@lru_cache(maxsize=4)
def faces(folder: Path | None) -> tuple[tuple[str, str, frozenset[int]], ...]:
    """Path, family and characters of each font: DejaVu Sans, then those of the operator's folder."""
    paths = [library_fonts() / _DEJAVU[0]]
    if folder is not None:
        paths += sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)
    found = ((path, FT2Font(str(path))) for path in paths)
    return tuple((str(path), face.family_name, frozenset(face.get_charmap())) for path, face in found)


class Glyphs:
    """Texts as the fonts can show them.

    Args:
        folder: further fonts of the operator's.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._shown = frozenset[int]().union(*(characters for _, _, characters in faces(folder)))
        self._spelt: dict[str, str] = {}

    @property
    def spelt(self) -> list[tuple[str, str]]:
        """Texts with characters that could not be shown: as shown, and spelt by code points."""
        return [(shown, " ".join(f"U+{ord(each):04X}" for each in text)) for text, shown in self._spelt.items()]

    def shown(self, text: str) -> str:
        """The text with `▯` for what has no glyph."""
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\n", " ").replace("\t", " "))
        shown = "".join(each if self._has(each) else MISSING for each in text)
        if shown != text:
            self._spelt.setdefault(text, shown)
        return shown

    def _has(self, character: str) -> bool:
        return ord(character) in self._shown and unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
