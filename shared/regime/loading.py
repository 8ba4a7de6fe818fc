"""Owns finding profiles: those shipped, and those in the operator's folder, which go first."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path

from shared.errors import SepiaError, invalid, not_found
from shared.regime.profile import Profile
from shared.regime.reading import read_profile

SHIPPED = Path(__file__).parent / "profiles"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class ProfileListing:
    """A profile that can be loaded.

    Attributes:
        name: what to load it by.
        path: its file.
        shipped: it came with Sepia; an operator's file of the same name takes its place.
    """

    name: str
    path: Path
    shipped: bool


def available_profiles(folder: Path | None = None) -> tuple[ProfileListing, ...]:
    """The profiles there are, by name.

    Args:
        folder: the operator's own profiles (`*.toml`); they take the place of shipped ones of the same name.

    Raises:
        SepiaError: REGIME_FOLDER_UNREADABLE.
    """
    found = {path.stem: ProfileListing(path.stem, path, True) for path in SHIPPED.glob("*.toml")}
    if folder is not None:
        if not folder.is_dir():
            raise invalid("REGIME_FOLDER_UNREADABLE", f"The folder for regime profiles, {folder}, is not a folder.")
        found |= {path.stem: ProfileListing(path.stem, path, False) for path in folder.glob("*.toml")}
    return tuple(found[name] for name in sorted(found))


def load_profile(name_or_path: str | Path, folder: Path | None = None) -> Profile:
    """A profile by name (`eu-2023`), or by the path of its file (a `Path`, or text ending in `.toml`).

    Args:
        folder: the operator's own profiles, looked at before the shipped ones.

    Raises:
        SepiaError: NOT_FOUND, with the names there are; REGIME_PROFILE_INVALID, with file, line and key of each
            mistake; REGIME_PROFILE_UNREADABLE; REGIME_FOLDER_UNREADABLE.
    """
    if isinstance(name_or_path, Path) or name_or_path.endswith(".toml"):
        return _load(Path(name_or_path))
    listed = {listing.name: listing for listing in available_profiles(folder)}
    if name_or_path not in listed:
        near = difflib.get_close_matches(name_or_path, listed, 1)
        hint = f'Did you mean "{near[0]}"? ' if near else ""
        where = f"{folder} and the shipped ones" if folder else "the shipped ones"
        text = f'There is no regime profile "{name_or_path}" among {where}. {hint}There are {", ".join(listed)}.'
        raise not_found(f"profiles/{name_or_path}", text)
    return _load(listed[name_or_path].path)


def _load(path: Path) -> Profile:
    if not _NAME.fullmatch(path.stem):
        what = f'{path}: "{path.stem}" is no name for a profile; use small letters, digits and hyphens: my-regime.toml'
        raise invalid("REGIME_PROFILE_INVALID", what)
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise not_found(f"profiles/{path.stem}", f"There is no regime profile at {path}.") from error
    except OSError as error:
        raise _unreadable(path, error) from error
    return read_profile(content, file=str(path), name=path.stem)


def _unreadable(path: Path, error: OSError) -> SepiaError:
    return invalid("REGIME_PROFILE_UNREADABLE", f"The regime profile {path} cannot be read: {error.strerror or error}.")
