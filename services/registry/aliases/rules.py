"""Owns when two names may be one holder's, and what follows when a person has decided that they are. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.registry.imports.rules import plain
from shared.errors import SepiaError, Violation, invalid, precondition

SAME, DIFFERENT = 1, 2
"""Numbers of `AliasVerdict`."""


# --- a name, taken apart -----------------------------------------------------------------------------------------

_FORMS = {
    "inc": "inc incorporated",
    "corp": "corp corporation",
    "co": "co company",
    "ltd": "ltd limited",
    "llc": "llc",
    "llp": "llp",
    "lp": "lp",
    "plc": "plc",
    "gmbh": "gmbh",
    "ag": "ag aktiengesellschaft",
    "kg": "kg kommanditgesellschaft",
    "ohg": "ohg",
    "ev": "ev",
    "se": "se",
    "sa": "sa",
    "sas": "sas",
    "sarl": "sarl",
    "srl": "srl",
    "spa": "spa",
    "bv": "bv",
    "nv": "nv",
    "oy": "oy osakeyhtio",
    "oyj": "oyj",
    "ab": "ab aktiebolag aktiebolaget",
    "publ": "publ",
    "as": "as aktieselskab aksjeselskap",
    "aps": "aps",
    "kk": "kk",
    "pty": "pty",
    "pte": "pte",
    "bhd": "bhd",
    "sdn": "sdn",
}
_FORM_OF = {word: form for form, words in _FORMS.items() for word in words.split()}
"""The legal form that a word is, by the way it is most often written."""

_LONG_FORMS = {
    "gesellschaft mit beschrankter haftung": "gmbh",
    "kabushiki kaisha": "kk",
    "societe anonyme": "sa",
    "societa per azioni": "spa",
    "besloten vennootschap": "bv",
    "naamloze vennootschap": "nv",
    "eingetragener verein": "ev",
    # In the script of the name only: how a name is written in another script is not guessed.
    "株式会社": "kk",
    "股份有限公司": "co ltd",
    "有限公司": "co ltd",
    "有限会社": "yk",
    "주식회사": "kk",
}
_DOTTED = re.compile(r"(?<![^\W_])([^\W\d_])\.(?=[^\W\d_](?![^\W_]))")  # S.p.A. is one word, St. Gallen two
_A_S = re.compile(r"(?<![^\W_])a/s(?![^\W_])")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_JOINS = re.compile(r"\s+(?:and|und|et)\s+|\s*[&;+]\s*|\s+/\s+", re.IGNORECASE)
_PARTNERSHIP = re.compile(r"\s*(?:&|\band\b|\bund\b)\s*co\b", re.IGNORECASE)  # `GmbH & Co. KG`, `Merck & Co.`
_ROMAN = frozenset({"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"})
_ABBREVIATION = re.compile(r"[A-Z][A-Z0-9&-]{2,9}")


@dataclass(frozen=True, slots=True)
class Name:
    """A holder's name as names are compared.

    Attributes:
        text: as declared.
        plain: lower case, letters and digits only; `&` is the word that it stands for.
        words: without its legal form and articles, lower case, without accents; all of them where nothing else is.
        form: its legal forms, each as it is most often written; empty where it has none.
        numbers: digits and Roman numerals in it. Names with different numbers are different holders.
        parts: of a name that joins several, the words of each, run together; empty for others.
        outside: what stands outside brackets, and without a legal form, run together.
        inside: abbreviations in brackets, in small letters.
    """

    text: str
    plain: str
    words: tuple[str, ...]
    form: frozenset[str]
    numbers: frozenset[str]
    parts: tuple[str, ...]
    outside: str
    inside: frozenset[str]

    @property
    def core(self) -> str:
        """Its words, run together."""
        return "".join(self.words)


def read_name(text: str) -> Name:
    """Takes a name apart."""
    words, form = _words_and_form(text)
    parts = tuple("".join(_words_and_form(part)[0]) for part in _JOINS.split(_PARTNERSHIP.sub(" co", text)))
    outside, _ = _words_and_form(_IN_BRACKETS.sub(" ", text))
    return Name(
        text=text,
        plain=plain(text.replace("&", " and ")),
        words=words,
        form=form,
        numbers=frozenset(re.findall(r"\d+", " ".join(words))) | (_ROMAN & frozenset(words)),
        parts=parts if len(parts) > 1 and all(parts) else (),
        outside="".join(outside),
        inside=frozenset(
            found.lower() for inner in _IN_BRACKETS.findall(text) if (found := _abbreviation(inner)) is not None
        ),
    )


def _abbreviation(text: str) -> str | None:
    return text.strip() if _ABBREVIATION.fullmatch(text.strip()) else None


def _words_and_form(text: str) -> tuple[tuple[str, ...], frozenset[str]]:
    lowered = unicodedata.normalize("NFKC", text).casefold()
    # Accents go, but not the marks that make another letter of a Japanese or Korean one.
    lowered = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not "\u0300" <= c <= "\u036f")
    lowered = unicodedata.normalize("NFC", lowered).replace("&", " and ")
    lowered = _DOTTED.sub(r"\1", _A_S.sub("as", lowered))
    lowered = " ".join(re.findall(r"[^\W_]+", lowered.replace("'", "").replace("’", "")))
    for long, short in _LONG_FORMS.items():
        lowered = lowered.replace(long, f" {short} ")
    words = lowered.split()
    form: set[str] = set()
    kept = words[1:] if len(words) > 1 and words[0] == "the" else list(words)
    # At the end, where legal forms stand, and at the beginning, where the Japanese and the Finnish may put them.
    while kept and (kept[-1] in _FORM_OF or (kept[-1] == "and" and form)):
        form.add(_FORM_OF.get(kept.pop(), ""))
    if kept and kept[0] in ("kk", "oy", "pt"):
        form.add(kept.pop(0))
    form.discard("")
    if len(form) > 1:
        form.discard("co")  # `Co., Ltd.` is a limited company: the other form says what it is
    if not kept:
        return tuple(words), frozenset()
    return tuple(kept), frozenset(form)


# --- which names belong together by what was decided -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that holds.

    Attributes:
        name: `aliasDecisions/{decision}`.
        alias: id of the spelling.
        target: id of the holder it was compared with.
        verdict: SAME or DIFFERENT.
    """

    name: str
    alias: int
    target: int
    verdict: int


def roots(decisions: Iterable[Decision]) -> dict[int, int]:
    """The holder that each alias stands for: the end of its chain of decisions, which is no alias itself."""
    target = {decision.alias: decision.target for decision in decisions if decision.verdict == SAME}
    found: dict[int, int] = {}
    for alias in target:
        at = alias
        for _ in range(len(target)):
            if at not in target:
                break
            at = target[at]
        found[alias] = at
    return found


def changed_roots(before: Mapping[int, int], after: Mapping[int, int]) -> dict[int, int | None]:
    """What is to be written: the new target of every spelling whose target changes; None for one of its own."""
    return {id: after.get(id) for id in sorted(before.keys() | after.keys()) if before.get(id) != after.get(id)}


def check_decision(decided: Decision, holding: Iterable[Decision], names: Mapping[int, str]) -> None:
    """Refuses a decision that contradicts what was decided.

    Args:
        decided: the new one.
        holding: those that hold.
        names: texts of names by id, for the refusal.

    Raises:
        SepiaError: INVALID_ARGUMENT (ALIAS_OF_ITSELF); FAILED_PRECONDITION (ALIAS_DECIDED, ALIAS_CYCLE,
            ALIAS_CONTRADICTION).
    """
    if decided.alias == decided.target:
        raise invalid(
            "ALIAS_OF_ITSELF",
            "Alias and target are the same name. Name two.",
            Violation("target", "another holder than the alias"),
        )
    holding = list(holding)
    pair = {decided.alias, decided.target}
    for other in holding:
        if {other.alias, other.target} == pair:
            raise _decided(other, names)
        if decided.verdict == SAME and other.verdict == SAME and other.alias == decided.alias:
            raise _decided(other, names)
    root = roots(holding)
    ours, theirs = root.get(decided.alias, decided.alias), root.get(decided.target, decided.target)
    if ours == theirs:
        if decided.verdict == SAME:
            raise precondition(
                "ALIAS_CYCLE",
                f"{_quoted(decided.alias, names)} and {_quoted(decided.target, names)} are spellings of one holder by "
                "earlier decisions. There is nothing to decide.",
            )
        raise precondition(
            "ALIAS_CONTRADICTION",
            f"{_quoted(decided.alias, names)} and {_quoted(decided.target, names)} are spellings of one holder by "
            "earlier decisions. Undo the one that is wrong first; `sepia holder aliases list` shows them.",
        )
    if decided.verdict == SAME:
        for other in holding:
            if other.verdict == DIFFERENT and {
                root.get(other.alias, other.alias),
                root.get(other.target, other.target),
            } == {ours, theirs}:
                raise precondition(
                    "ALIAS_CONTRADICTION",
                    f"{other.name} says that {_quoted(other.alias, names)} and {_quoted(other.target, names)} are "
                    "different, and these are spellings of the same two. Undo it first if it is wrong.",
                    subject=other.name,
                )


def _decided(other: Decision, names: Mapping[int, str]) -> SepiaError:
    word = "the same" if other.verdict == SAME else "different"
    return precondition(
        "ALIAS_DECIDED",
        f"{other.name} says that {_quoted(other.alias, names)} and {_quoted(other.target, names)} are {word}. Undo it "
        "first if it is wrong.",
        subject=other.name,
    )


def _quoted(id: int, names: Mapping[int, str]) -> str:
    return f"{names.get(id, 'another name')!r}"


def already_undone(name: str, why: str) -> SepiaError:
    """A decision that was undone before."""
    return precondition(
        "ALIAS_DECISION_UNDONE", f"{name} was undone before ({why}). Decide anew if it holds after all.", subject=name
    )


def name_empty(text: str) -> SepiaError:
    """A holder's name without a letter or digit."""
    return invalid(
        "HOLDER_NAME_EMPTY",
        f"{text!r} has no letter and no digit, so nobody could find it. Send the name as registers write it.",
        Violation("display_name", "for example `Acme Radio Oy`"),
    )


_TURNS_TEXT = re.compile("[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def check_name(text: str) -> None:
    """Refuses a holder's name that nobody could find, or that reads otherwise than it is written.

    Raises:
        SepiaError: INVALID_ARGUMENT (HOLDER_NAME_EMPTY, HOLDER_NAME_INVISIBLE).
    """
    if not plain(text):
        raise name_empty(text)
    hidden = _TURNS_TEXT.search(text)
    if hidden:
        raise invalid(
            "HOLDER_NAME_INVISIBLE",
            f"The name holds the invisible character U+{ord(hidden[0]):04X}, which turns or hides text: it would read "
            "otherwise than it is written. Write the name anew, without what was copied with it.",
            Violation("display_name", "visible characters and spaces, for example `Acme Radio Oy`"),
        )


def evidence_public() -> SepiaError:
    """Confidential evidence for a decision that everybody may check."""
    return invalid(
        "EVIDENCE_PUBLIC",
        "The reviewed list of spellings is public with its evidence, and this is marked confidential. Cite something "
        "that everybody may read, or say in the reason what was seen.",
        Violation("evidence.confidential", "false"),
    )
