"""Owns what a declaration is called, which states it goes through, and who may change it. Pure."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.registry.declarations.forms import Kind
from services.registry.declarations.undertakings import Terms, etsi_terms
from services.registry.holders.rules import EVERYONE, UNKNOWN, holder_name
from shared.errors import SepiaError, forbidden, not_found, precondition, stale

# --- names -------------------------------------------------------------------------------------------------------

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,79}")


@dataclass(frozen=True, slots=True)
class DeclarationName:
    """A declaration's name, taken apart.

    Attributes:
        holder: `holders/{holder}`; `holders/-unknown` without a declarant, `holders/-` for whoever declared.
        key: its id: the number of ETSI's (`IPRD_ID`), else `gd-…`, `ietf-…` or `sepia-…`.
    """

    holder: str
    key: str

    def belongs_to(self, key: str | None) -> bool:
        """Whether a declaration of the holder with this key (None: of nobody known) is meant."""
        return self.holder in (EVERYONE, holder_name(key) or UNKNOWN)

    def belongs_to_canonical(self, key: str | None) -> bool:
        """Whether it is meant by the holder of which the declarant's name is another spelling; None: of nobody."""
        return key is not None and self.holder == holder_name(key)


def declaration_name(holder_key: str | None, key: str | int) -> str:
    """`holders/{holder}/declarations/{key}`. The reference is no identity: nothing says that it is given once."""
    return f"{holder_name(holder_key) or UNKNOWN}/declarations/{key}"


def read_declaration_name(name: str) -> DeclarationName:
    """Takes a declaration's name apart.

    Raises:
        SepiaError: NOT_FOUND, for an id that no declaration has.
    """
    holder, _, key = name.partition("/declarations/")
    number = key.isascii() and key.isdigit()
    if not _KEY.fullmatch(key) or (number and (int(key) >= 2**63 or str(int(key)) != key)):
        raise not_found(
            name,
            f"There is no {name}. A declaration's id is ETSI's number of it (IPRD_ID), or gd-…, ietf-… or sepia-…; "
            "search for a reference instead.",
        )
    return DeclarationName(holder, key)


# --- states ------------------------------------------------------------------------------------------------------


class State(enum.IntEnum):
    """Numbers of DeclarationState."""

    PENDING = 1
    PARKED = 2
    IN_FORCE = 3
    SUPERSEDED = 4
    WITHDRAWN = 5
    REMOVED = 6
    REMOVED_OBJECTIVELY_FALSE = 7
    REJECTED = 8


PUBLIC_STATES = (
    State.IN_FORCE,
    State.SUPERSEDED,
    State.WITHDRAWN,
    State.REMOVED,
    State.REMOVED_OBJECTIVELY_FALSE,
)
"""States in which everybody may know of a declaration."""

REMOVED_STATES = (State.REMOVED, State.REMOVED_OBJECTIVELY_FALSE)
"""States in which the public sees that there was a declaration, and not what it said."""

_UNDER_REVIEW = (State.PENDING, State.PARKED)


class WithdrawalScope(enum.IntEnum):
    """What is withdrawn; numbers of the contract."""

    WHOLE = 1
    INFORMATION = 2


class RemovalGround(enum.IntEnum):
    """Why one is removed; numbers of the contract."""

    REMOVED = 1
    OBJECTIVELY_FALSE = 2


class Decision(enum.IntEnum):
    """What the centre decides after review; numbers of the contract."""

    PUBLISH = 1
    PARK = 2
    REJECT = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """A declaration as far as its changes depend on it.

    Attributes:
        terms: what it undertakes.
        has_list: whether it lists patents, which is what an information statement is.
        of_a_source: whether its state follows that of another organisation's register.
    """

    name: str
    kind: Kind
    state: State
    terms: Terms
    has_list: bool = False
    of_a_source: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a declaration.

    Attributes:
        state: from now on.
        undertaking_stands: whether its undertaking binds from now on; None where nobody can say.
        what: the word for it in the declaration's history.
    """

    state: State
    undertaking_stands: bool | None
    what: str


def known_terms(kind: Kind, undertaking: bool | None, reciprocity: bool | None, irrevocable: bool | None) -> Terms:
    """What a declaration undertakes of which only the register's own columns are known (an export's row)."""
    if kind in (Kind.ETSI_DETAILED, Kind.ETSI_GENERAL):
        return etsi_terms(undertaking, reciprocity)
    return Terms(undertaking, reciprocity, irrevocable)


def stands_now(state: State, undertaking: bool | None, noted: bool | None) -> bool | None:
    """Whether an undertaking binds: of a declaration in force, as it says; later, as was noted when that ended."""
    return undertaking if state is State.IN_FORCE else noted


def supersede(earlier: Standing, later_kind: Kind, narrowed: str) -> Change:
    """What becomes of a declaration that is replaced.

    Args:
        narrowed: how the later one would take back an irrevocable undertaking; empty where it does not.

    Raises:
        SepiaError: FAILED_PRECONDITION.
    """
    _must_be_in_force(earlier, "replaced")
    if later_kind is not earlier.kind:
        # A general declaration, for one, does not replace the information under clause 4.1 of ETSI's policy.
        raise precondition(
            "DECLARATION_OF_ANOTHER_FORM",
            f"{earlier.name} was made on the form {earlier.kind.name}; one of the form {later_kind.name} stands beside "
            f"it and does not replace it. Submit it as a declaration of its own, or send one of the same form.",
            subject=earlier.name,
        )
    if narrowed:
        raise precondition(
            "UNDERTAKING_IRREVOCABLE",
            f"The undertaking of {earlier.name} is irrevocable and this would narrow it: {narrowed}. Undertake at "
            "least as much as before.",
            subject=earlier.name,
        )
    return Change(State.SUPERSEDED, earlier.terms.irrevocable, "superseded")


def withdraw(standing: Standing, scope: WithdrawalScope) -> Change:
    """What becomes of a declaration that its declarant withdraws.

    One that was never published ends as rejected, so that it never becomes public.

    Raises:
        SepiaError: FAILED_PRECONDITION.
    """
    if standing.state in _UNDER_REVIEW and not standing.of_a_source:
        return Change(State.REJECTED, None, "withdrawn before publication")
    _must_be_in_force(standing, "withdrawn")
    terms = standing.terms
    if scope is WithdrawalScope.INFORMATION:
        if not standing.has_list:
            raise precondition(
                "NO_INFORMATION_STATEMENT",
                f"{standing.name} lists no patents, so there is no information statement to withdraw. "
                "Withdraw the whole of it, where it can be withdrawn.",
                subject=standing.name,
            )
        return Change(State.WITHDRAWN, terms.undertaking, "information statement withdrawn")
    if terms.irrevocable is not False and terms.undertaking is not False:
        # ETSI IPR Policy, clause 6.1; IEEE-SA: an accepted letter of assurance is irrevocable.
        why = (
            "is irrevocable"
            if terms.irrevocable
            else "may be irrevocable: the register does not know whether it was given"
        )
        remedy = (
            "Withdraw its information statement (the list of patents) instead: --information, or "
            "WITHDRAWAL_SCOPE_INFORMATION."
            if standing.has_list
            else "It stays in force."
        )
        raise precondition(
            "UNDERTAKING_IRREVOCABLE",
            f"The licensing undertaking of {standing.name} {why}, so the whole of it cannot be withdrawn. {remedy}",
            subject=standing.name,
        )
    return Change(State.WITHDRAWN, False if terms.undertaking else None, "withdrawn")


def remove(standing: Standing, ground: RemovalGround) -> Change:
    """What becomes of a declaration that the centre removes.

    Raises:
        SepiaError: FAILED_PRECONDITION.
    """
    if standing.state in REMOVED_STATES:
        raise precondition(
            "DECLARATION_REMOVED",
            f"{standing.name} has been removed already; its history says when and why.",
            subject=standing.name,
        )
    if standing.state not in PUBLIC_STATES:
        raise precondition(
            "DECLARATION_NOT_PUBLIC",
            f"{standing.name} is {standing.state.name} and not public, so there is nothing to remove. Reject it in "
            "review instead.",
            subject=standing.name,
        )
    false = ground is RemovalGround.OBJECTIVELY_FALSE
    # Whether a removed undertaking binds is between its declarant and whoever relies on it; the register can't say.
    return Change(
        State.REMOVED_OBJECTIVELY_FALSE if false else State.REMOVED,
        None,
        "removed as objectively false" if false else "removed",
    )


def review(standing: Standing, decision: Decision) -> Change:
    """What becomes of a declaration that the centre has looked at.

    Raises:
        SepiaError: FAILED_PRECONDITION.
    """
    if standing.of_a_source:
        raise precondition(
            "DECLARATION_NOT_UNDER_REVIEW",
            f"The state of {standing.name} follows the register it was read from; import a later state of it.",
            subject=standing.name,
        )
    if standing.state not in _UNDER_REVIEW:
        raise precondition(
            "DECLARATION_NOT_UNDER_REVIEW",
            f"{standing.name} is {standing.state.name}; only one that is pending or parked is reviewed.",
            subject=standing.name,
        )
    match decision:
        case Decision.PUBLISH:
            return Change(State.IN_FORCE, None, "published")
        case Decision.PARK:
            return Change(State.PARKED, None, "parked")
        case Decision.REJECT:
            return Change(State.REJECTED, None, "rejected")


def _must_be_in_force(standing: Standing, done: str) -> None:
    if standing.state is not State.IN_FORCE:
        raise precondition(
            "DECLARATION_NOT_IN_FORCE",
            f"{standing.name} is {standing.state.name}; only a declaration in force can be {done}. Its history says "
            "what happened to it.",
            subject=standing.name,
        )


# --- who ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Party:
    """Whoever asks.

    Attributes:
        account: `accounts/…`; empty for someone who has not signed in.
        organization: whom it acts for, `holders/…`.
        officer: whether it is the centre's.
        holder: whether it has the role of a holder.
    """

    account: str = ""
    organization: str = ""
    officer: bool = False
    holder: bool = False

    def made(self, *, submitter: str, organization: str, holder: str) -> bool:
        """Whether a declaration is this party's own.

        Args:
            submitter: account that sent it; empty for one that a file brought.
            organization: whom that account acted for.
            holder: the declarant, `holders/…`; empty for one who is no holder.
        """
        if self.holder and holder:
            return self.organization == holder
        return (
            bool(self.account)
            and not holder
            and (self.account == submitter or bool(organization and self.organization == organization))
        )


def must_declare_as(party: Party, *, third_party: bool, holder: str) -> str:
    """The holder that a new declaration is of; empty for a third party's, or where an officer names it otherwise.

    Raises:
        SepiaError: PERMISSION_DENIED (DECLARES_FOR_ANOTHER).
    """
    if third_party:
        # An implementer, an evaluator or another holder speaks for itself, not for the holder of the patents.
        return party.organization if party.holder else ""
    if party.officer:
        return holder
    if not party.holder or not party.organization:
        raise forbidden(
            "A declaration of one's own patents is made by the holder itself, by an account that acts for it, or by an "
            "officer of the centre. About patents of somebody else, make a third party's declaration (third_party).",
            reason="DECLARES_FOR_ANOTHER",
        )
    if holder and holder != party.organization:
        raise forbidden(
            f"{party.account} acts for {party.organization}, not for {holder}. Declare for your own, or make a third "
            "party's declaration (third_party).",
            reason="DECLARES_FOR_ANOTHER",
            subject=holder,
        )
    return party.organization


def names_another(declarant: str, holder: str) -> SepiaError:
    """A declarant's name under which somebody else is in the register: everybody would read it as theirs."""
    return forbidden(
        f"{declarant} is not a name of {holder}, for which this is declared. Leave the declarant empty, or write a "
        "name of the holder's own; the centre enters spellings of one holder together.",
        reason="DECLARES_FOR_ANOTHER",
        subject=holder,
    )


def declared_already(name: str) -> SepiaError:
    """The same declaration a second time, without a reference that says that it is another: it would count twice."""
    return precondition(
        "ALREADY_DECLARED",
        f"{name} is in force and says the same in every field. It counts once. If this is another declaration, give it "
        "a reference of its own; to change the one there is, use `sepia declaration update` (SupersedeDeclaration).",
        subject=name,
    )


def nothing_changed(name: str) -> SepiaError:
    """A replacement that says what is there already."""
    return precondition(
        "NOTHING_CHANGED",
        f"What was sent is what {name} says already, in every field. Change what is to be changed, or send a document "
        "that is to be kept with it.",
        subject=name,
    )


def must_be_own(party: Party, name: str, *, own: bool) -> str:
    """Who changes a declaration, for its history: `declarant` or `centre`.

    Raises:
        SepiaError: PERMISSION_DENIED.
    """
    if party.officer:
        return "centre"
    if not own:
        raise forbidden(
            f"{name} was not made by {party.account} or by those it acts for; only its declarant or an officer of the "
            "centre changes it. Object to it if it is wrong.",
            subject=name,
        )
    return "declarant"


def must_be_current(name: str, etag: str, revision: int) -> None:
    """Refuses a change that rests on an earlier revision; an empty etag takes the declaration as it is.

    Raises:
        SepiaError: ABORTED (ETAG_MISMATCH).
    """
    if etag and etag != str(revision):
        raise stale(name)


# --- dates and chains --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Timeliness:
    """Days between a declaration's dates; None unless both are known."""

    signed_to_submitted: int | None
    submitted_to_published: int | None
    signed_to_published: int | None


def timeliness(signed: dt.date | None, submitted: dt.date | None, published: dt.date | None) -> Timeliness:
    """Days between the dates; negative where the later step came first (it happens in real files)."""

    def days(first: dt.date | None, second: dt.date | None) -> int | None:
        return None if first is None or second is None else (second - first).days

    return Timeliness(days(signed, submitted), days(submitted, published), days(signed, published))


def in_order(keys: Iterable[str], steps: Sequence[tuple[str, str]]) -> list[str]:
    """Ids of a chain, the earlier before the later; ids that no step orders stand in the order given.

    A circle, which a source can hold, is cut where it is first met.
    """
    given = list(keys)
    earlier: dict[str, list[str]] = {key: [] for key in given}
    for first, second in steps:
        if first in earlier and second in earlier:
            earlier[second].append(first)
    ordered: list[str] = []
    seen: set[str] = set()
    for start in given:
        # Depth first without recursion: a chain may be long.
        waiting: list[tuple[str, bool]] = [(start, False)]
        while waiting:
            key, done = waiting.pop()
            if done:
                ordered.append(key)
                continue
            if key in seen:
                continue
            seen.add(key)
            waiting.append((key, True))
            waiting.extend((before, False) for before in reversed(earlier[key]) if before not in seen)
    return ordered


def no_such_holder(name: str) -> SepiaError:
    """A declarant that the register lacks and that nobody named."""
    return not_found(
        name,
        f"There is no {name or 'holder named'}. Say the declarant's legal name (declarant), for example Example Radio "
        "Oy: it is then entered as a holder.",
    )
