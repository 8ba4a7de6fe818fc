"""Owns the kinds of value a profile may hold, each with its unit, its vocabulary and the sentence for a wrong one."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, LiteralString, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from shared.regime.period import PERIOD_HELP, Period

T = TypeVar("T")


class Status(enum.Enum):
    """How far a value may be trusted."""

    VERIFIED = "verified"  # read in the source that is cited
    RECALLED = "recalled"  # known well, but the official text was not at hand
    UNSURE = "unsure"  # number, article or paragraph may be wrong
    OPERATOR = "operator"  # the text leaves it open: the operator's own choice


class Standing(enum.Enum):
    """What force a regime has in the world, so that nobody takes a reference regime for law."""

    IN_FORCE = "in_force"
    VOLUNTARY = "voluntary"
    WITHDRAWN = "withdrawn"


class Procedure(enum.Enum):
    """A procedure a regime may offer; each has a section of the same name with its numbers."""

    STANDARDS = "standards"
    REGISTRATION = "registration"
    AGGREGATE_ROYALTY = "aggregate_royalty"
    FACILITATION = "facilitation"
    EXPERT_OPINION = "expert_opinion"
    SAMPLING = "sampling"
    PROPOSALS = "proposals"
    OBSERVATIONS = "observations"
    PEER_EVALUATION = "peer_evaluation"
    APPEAL = "appeal"
    DETERMINATION = "determination"


class Actor(enum.Enum):
    """Who acts, fills in or pays."""

    CENTRE = "centre"
    HOLDER = "holder"
    IMPLEMENTER = "implementer"
    STAKEHOLDER = "stakeholder"
    EVALUATOR = "evaluator"
    ANYONE = "anyone"


class Audience(enum.Enum):
    """Who may see something. The centre always does; nobody else who isn't named."""

    PUBLIC = "public"  # without signing in
    SIGNED_UP = "signed_up"  # anyone with an account
    AUTHORITY = "authority"  # courts and public authorities
    HOLDER = "holder"  # the holder concerned
    PARTIES = "parties"  # both sides of the procedure
    EVALUATOR = "evaluator"  # those assigned to the check
    CONCILIATOR = "conciliator"  # those appointed in the procedure
    CENTRE = "centre"


class SizeClass(enum.Enum):
    """A holder's size."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class FamilyKey(enum.Enum):
    """Under which key patents are counted as one family."""

    ETSI = "etsi"
    DOCDB = "docdb"
    PRIORITIES = "priorities"


class ResultScope(enum.Enum):
    """How far the result of a check reaches."""

    FAMILY = "family"
    PATENT = "patent"


class SimulatedFindings(enum.Enum):
    """Whether made-up findings may be recorded at all; labelled as simulated wherever they appear."""

    NEVER = "never"
    DEMO_ONLY = "demo_only"


class Correspondence(enum.Enum):
    """What identifies the place in a standard that a claim corresponds to."""

    STANDARD = "standard"
    VERSION = "version"
    SUBCLAUSE = "subclause"


class Obligation(enum.Enum):
    """Who implements a provision of a standard."""

    MANDATORY = "mandatory"
    CONDITIONAL = "conditional"
    OPTION = "option"


class RemovalGround(enum.Enum):
    """Why a registration may be removed."""

    EXPIRED = "expired"
    INVALIDATED = "invalidated"
    NOT_ESSENTIAL = "not_essential"


class Payer(enum.Enum):
    """Who bears the cost of a step."""

    NOBODY = "nobody"
    CENTRE = "centre"
    HOLDER = "holder"
    PROPOSER = "proposer"  # whoever asked for it
    LOSER = "loser"  # who challenged if the decision stands, the holder if it falls
    IN_REGISTRATION_FEE = "in_registration_fee"
    HOLDERS_BY_SHARE = "holders_by_share"  # taking part, in proportion to their share of the patents
    PARTICIPANTS_EQUALLY = "participants_equally"


class FeeItem(enum.Enum):
    """A step that costs somebody something."""

    REGISTRATION = "registration"
    CHECK_SAMPLED = "check_sampled"
    CHECK_PROPOSED = "check_proposed"
    PEER_EVALUATION = "peer_evaluation"
    APPEAL = "appeal"
    FACILITATION = "facilitation"
    EXPERT_OPINION = "expert_opinion"
    DETERMINATION = "determination"


class Item(enum.Enum):
    """A thing somebody might want to see."""

    REGISTER_ENTRY = "register_entry"
    DATABASE_ENTRY = "database_entry"
    SAMPLE = "sample"
    CLAIM_CHART = "claim_chart"
    OBSERVATIONS = "observations"
    EVALUATOR_IDENTITY = "evaluator_identity"
    PRELIMINARY_REASONS = "preliminary_reasons"
    CHECK_RESULT = "check_result"
    OPINION = "opinion"
    ESSENTIALITY_RATE = "essentiality_rate"
    AGGREGATE_ROYALTY = "aggregate_royalty"
    EXPERT_OPINION = "expert_opinion"
    DETERMINATION_FILES = "determination_files"
    DETERMINATION_REPORT = "determination_report"


class Event(enum.Enum):
    """What may widen an audience."""

    PUBLICATION = "publication"  # the centre publishes it
    OPINION_ISSUED = "opinion_issued"  # the final opinion of the check is out
    PROCEDURE_ENDED = "procedure_ended"


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage, exact.

    Attributes:
        points: 20 for 20 %; 0 to 100.
    """

    points: Decimal

    @property
    def fraction(self) -> Decimal:
        """0.20 for 20 %."""
        return self.points.scaleb(-2)

    def __str__(self) -> str:
        return f"{self.points} %"


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money: ISO 4217 currency, exact decimal."""

    value: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.value} {self.currency}"


_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?) %")
_AMOUNT = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,4})?) ([A-Z]{3})")
_PERCENT_HELP = 'write a number from 0 to 100, a space and %; for example "20 %"'
_AMOUNT_HELP = 'write an amount, a space and an ISO 4217 currency; for example "250.00 EUR"'


def shown(value: object) -> str:
    """A value as its profile spells it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _parser(kind: LiteralString, help_text: str, parse: Callable[[str], object]) -> BeforeValidator:
    def read(value: object) -> object:
        if not isinstance(value, str):
            raise PydanticCustomError(kind, "{text}", {"text": f"{shown(value)} has no unit; {help_text}"})
        try:
            return parse(value)
        except ValueError as error:
            raise PydanticCustomError(kind, "{text}", {"text": str(error)}) from error

    return BeforeValidator(read)


def _percent(text: str) -> Percent:
    found = _PERCENT.fullmatch(text)
    if found is None or Decimal(found[1]) > 100:
        raise ValueError(f'"{text}" is not a percentage; {_PERCENT_HELP}')
    return Percent(Decimal(found[1]))


def _amount(text: str) -> Amount:
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise ValueError(f'"{text}" is not an amount of money; {_AMOUNT_HELP}')
    return Amount(Decimal(found[1]), found[2])


def _zone(text: str) -> ZoneInfo:
    if text not in available_timezones():
        raise ValueError(f'"{text}" is not a time zone; write an IANA name, for example "Europe/Madrid"')
    return ZoneInfo(text)


def _none_word(value: object) -> object:
    return None if value == "none" else value


def _plain(value: object) -> object:
    if not isinstance(value, str) or not value.strip():
        raise PydanticCustomError("plain_text", "{text}", {"text": f"{shown(value)} is not a text; write some words"})
    return value


PeriodValue = Annotated[Period, _parser("period", PERIOD_HELP, Period.parse)]
PercentValue = Annotated[Percent, _parser("percent", _PERCENT_HELP, _percent)]
AmountValue = Annotated[Amount, _parser("amount", _AMOUNT_HELP, _amount)]
ZoneValue = Annotated[ZoneInfo, _parser("zone", "write an IANA time zone name", _zone)]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
"""How many; none at all is 0, no limit is the word "none" where a key allows it."""
Positive = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Flag = Annotated[bool, Field(strict=True)]
Text = Annotated[str, BeforeValidator(_plain)]
CountryCode = Annotated[str, Field(strict=True, pattern=r"^[A-Z]{2}$")]
OrNone = Annotated[T | None, BeforeValidator(_none_word)]
"""A value, or the word "none": the regime knows the step and sets no such number."""


class Part(BaseModel):
    """A frozen piece of a profile; a key it doesn't know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class RegistrationField(Part):
    """One thing a register entry holds.

    Attributes:
        point: its point in the provision, where it has one ("b"), else "none".
        title: what it is, for people.
        filled_by: who supplies it.
        audience: who may see it.
        required: a request without it is incomplete.
        countries: where whom it names has to be; empty for anywhere.
    """

    point: OrNone[Text]
    title: Text
    filled_by: Actor
    audience: Audience
    required: Flag
    countries: tuple[CountryCode, ...] = ()


class Fee(Part):
    """Who pays for a step, and how much where it is fixed."""

    payer: Payer
    amount: OrNone[AmountValue]


class Disclosure(Part):
    """Who sees a thing, and who sees it once something has happened.

    Attributes:
        audience: who sees it from the start.
        event: what widens the audience, or "none".
        then: who sees it after the event; empty when there is no event.
    """

    audience: frozenset[Audience]
    event: OrNone[Event]
    then: frozenset[Audience]

    def seen_by(self, event_happened: bool) -> frozenset[Audience]:
        """Who may see it now; the centre always may."""
        widened = self.then if self.event is not None and event_happened else frozenset[Audience]()
        return self.audience | widened | {Audience.CENTRE}
