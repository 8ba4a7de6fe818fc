"""Owns how registrations are told: rows as messages, contents as what the rules decide on, and who sees which field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from google.protobuf.json_format import MessageToDict, ParseDict
from google.type.date_pb2 import Date

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import registrations_pb2 as pb
from services.registry.holders.rules import holder_name
from services.registry.registrations import rules
from services.registry.registrations.completeness import PARTS, Fault, Party, Place, Request
from services.registry.registrations.rules import State
from services.registry.standards.rules import standard_name
from shared.auth.callers import Caller
from shared.errors import Violation, invalid
from shared.regime import Audience, Profile


def registration_name(key: object) -> str:
    """`registrations/{key}`."""
    return f"registrations/{key}"


def day_of(message: Date, field: str) -> dt.date:
    """The legal date of a message.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_A_DATE) naming the field.
    """
    try:
        return dt.date(message.year, message.month, message.day)
    except ValueError:
        said = f"{message.year:04}-{message.month:02}-{message.day:02}"
        raise invalid(
            "NOT_A_DATE",
            f"{field} is {said}, which is no day of the calendar.",
            Violation(field, "a full date: year, month and day; for example 2026-01-31"),
        ) from None


def date_of(day: dt.date | None) -> Date | None:
    """The message of a legal date; None stays unset."""
    return None if day is None else Date(year=day.year, month=day.month, day=day.day)


def content_dict(content: pb.RegistrationContent) -> dict[str, Any]:
    """A content as it is kept."""
    return MessageToDict(content, preserving_proto_field_name=True)


def content_message(kept: Mapping[str, Any]) -> pb.RegistrationContent:
    """A content that was kept."""
    return ParseDict(dict(kept), pb.RegistrationContent())


def request_of(content: pb.RegistrationContent) -> Request:
    """What the rules on completeness decide on.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_A_DATE).
    """
    book = content.bibliography
    return Request(
        office=content.patent.office,
        number=content.patent.number,
        in_force_in=tuple(content.patent.in_force_in),
        in_force_evidence=content.patent.in_force_evidence,
        places=tuple(
            Place(each.claim, each.standard_name, each.version, each.release, each.subclause, int(each.kind))
            for each in content.correspondences
        ),
        commitment=content.commitment,
        holder=_party(content.holder),
        parent=_party(content.parent_company),
        representatives=tuple(_party(each) for each in content.representatives),
        terms_exist=int(content.public_terms.exist),
        terms_reference=content.public_terms.reference,
        royalty_policy=content.public_terms.royalty_policy,
        sme_terms_exist=int(content.sme_terms.exist),
        sme_terms_reference=content.sme_terms.reference,
        pools_available=int(content.pools.available),
        pools=tuple(content.pools.pools),
        licensing=_party(content.licensing_contact),
        licensing_entity=content.licensing_entity,
        granted_on=day_of(book.grant_date, "content.bibliography.grant_date") if book.HasField("grant_date") else None,
        expires_on=day_of(book.expiry_date, "content.bibliography.expiry_date")
        if book.HasField("expiry_date")
        else None,
        priorities=tuple(book.priorities),
        family_members=tuple(book.family_members),
        products=tuple(content.products.items),
        no_products=content.products.none_known,
        essentiality=tuple(content.essentiality.items),
        no_essentiality=content.essentiality.none_known,
        further=dict(content.further),
    )


def _party(message: pb.Party) -> Party:
    return Party(message.name, message.address, message.email, message.telephone)


_CONTACTS = ("address", "contact_person", "email", "telephone")


def without_contacts(kept: Mapping[str, Any]) -> dict[str, Any]:
    """A kept content without contact data of persons; the companies' names stay (Art. 6)."""

    def bare(party: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in party.items() if key not in _CONTACTS}

    left = dict(kept)
    for field in ("holder", "parent_company", "licensing_contact"):
        if field in left:
            left[field] = bare(left[field])
    if "representatives" in left:
        left["representatives"] = [bare(each) for each in left["representatives"]]
    return left


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at an entry.

    Attributes:
        centre: the centre's officers and Sepia's own coordination, who see everything.
        organization: whom the caller acts for.
        audiences: further audiences of the profile that the caller belongs to, whatever the entry.
    """

    centre: bool
    organization: str
    audiences: frozenset[Audience]

    @classmethod
    def of(cls, caller: Caller) -> Viewer:
        """Who a caller is to the profile's audiences (Art. 4, 5)."""
        found = {Audience.PUBLIC}
        if caller.signed_in:
            found.add(Audience.SIGNED_UP)
        if caller.has(Role.ROLE_COURT):
            found.add(Audience.AUTHORITY)
        return cls(caller.has(Role.ROLE_OFFICER, Role.ROLE_SERVICE), caller.organization, frozenset(found))

    @classmethod
    def public(cls) -> Viewer:
        """Somebody who has not signed in."""
        return cls(False, "", frozenset({Audience.PUBLIC}))

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Viewer:
        """A viewer that `kept` gave."""
        return cls(kept["centre"], kept["organization"], frozenset(Audience(each) for each in kept["audiences"]))

    @property
    def kept(self) -> dict[str, Any]:
        """The viewer as it is kept with work that is done for it later."""
        audiences = sorted(each.value for each in self.audiences)
        return {"centre": self.centre, "organization": self.organization, "audiences": audiences}

    def owns(self, holder: str) -> bool:
        """Whether the entry is the viewer's own, or the viewer is the centre."""
        return self.centre or (bool(self.organization) and self.organization == holder)

    def sees(self, audiences: Collection[Audience], holder: str) -> bool:
        """Whether something that is for these audiences may be shown."""
        return self.owns(holder) or not self.audiences.isdisjoint(audiences)


def withheld(profile: Profile, viewer: Viewer, holder: str) -> list[str]:
    """Names of the parts of a content that a viewer may not see, by the profile's audience of each field."""
    section = profile.registration
    if section is None or viewer.owns(holder):
        return []
    hidden: list[str] = []
    for key, field in {**section.fields, **section.database_items}.items():
        if not viewer.sees((field.audience,), holder):
            hidden += PARTS.get(key, (f"further.{key}",))
    chart = next((d for item, d in profile.visibility.items() if item.value == "claim_chart"), None)
    if chart is None or not viewer.sees(chart.audience, holder):
        hidden.append("claim_chart")
    return hidden


def _clear(content: pb.RegistrationContent, part: str) -> bool:
    """Clears a part; whether there was anything."""
    whole, _, inner = part.partition(".")
    if whole == "further":
        return content.further.pop(inner, None) is not None
    target: Any = getattr(content, whole) if inner else content
    field = inner or whole
    had = (field, True) in ((f.name, True) for f, _ in target.ListFields())
    target.ClearField(field)
    return had


def shown_state(state: State, own: bool) -> State:
    """A defect that is being mended is between the holder and the centre: Art. 4(4) publishes the suspension only."""
    return State.REGISTERED if state is State.CURE_PENDING and not own else state


def registration(row: sa.Row[Any], profile: Profile, viewer: Viewer, faults: Collection[Fault] = ()) -> pb.Registration:
    """A registration as somebody may see it."""
    holder = holder_name(row.holder_key)
    content = content_message(row.content)
    hidden = [part for part in withheld(profile, viewer, holder) if _clear(content, part)]
    window = None if row.window_ends_on is None else rules.Window(row.window_ends_on, False)
    late = window is not None and row.received_on is not None and window.late(row.received_on)
    gap = window.gap(row.registered_on) if window is not None and row.registered_on is not None else None
    return pb.Registration(
        name=registration_name(row.id),
        number=row.number or "",
        standard=standard_name(row.standard_key),
        holder=holder,
        regime=row.regime,
        state=cast("pb.RegistrationState", int(shown_state(State(row.state), viewer.owns(holder)))),
        content=content,
        withheld_fields=hidden,
        fee=ParseDict(row.fee, pb.FeePayment()) if viewer.owns(holder) else None,
        faults=[pb.Fault(field=each.field, rule=each.rule, example=each.example) for each in faults],
        receive_date=date_of(row.received_on),
        registration_date=date_of(row.registered_on),
        window_end_date=date_of(row.window_ends_on),
        late=late,
        gap_start_date=date_of(gap[0] if gap else None),
        gap_end_date=date_of(gap[1] if gap else None),
        suspension_date=date_of(row.suspended_on),
        appeal_due_date=date_of(row.appeal_due_on),
        removal_date=date_of(row.removed_on),
        removal_ground=row.removal_ground,
        files_kept_until_date=date_of(row.files_kept_until),
        erasable_from_date=date_of(row.erasable_from),
        contact_data_erase_time=row.erased_at,
        # Both move with a defect that is being mended, of which others are not told.
        etag=str(row.revision) if viewer.owns(holder) else "",
        create_time=row.created_at,
        update_time=row.updated_at if viewer.owns(holder) else None,
    )


def event_name(row: sa.Row[Any]) -> str:
    """`registrations/{registration}/events/{number}`, by the numbers of `store.numbered_events`.

    Public events count from 1 without gaps; `2-1` is the first one after them that is not public.
    """
    number = f"{row.shown}-{row.within}" if row.within else f"{row.shown}"
    return f"{registration_name(row.registration_id)}/events/{number}"


def event(row: sa.Row[Any]) -> pb.RegistrationEvent:
    """An event with its position in the log."""
    return pb.RegistrationEvent(
        name=event_name(row),
        kind=cast("pb.RegistrationEventKind", row.kind),
        effective_date=date_of(row.effective_on),
        record_time=row.recorded_at,
        record_date=date_of(row.recorded_on),
        actor=row.actor,
        text=row.text,
        reference=row.reference,
        provision=row.provision,
        annuls=f"{registration_name(row.registration_id)}/events/{row.annuls_shown}" if row.annuls else "",
        days_late=row.days_late,
        public=row.public,
        log_position=-1 if row.position is None else row.position,
    )


def cure(row: sa.Row[Any]) -> pb.Cure:
    """A cure."""
    return pb.Cure(
        name=f"{registration_name(row.registration_id)}/cures/{row.id}",
        ground=cast("pb.CureGround", row.ground),
        defect=row.defect,
        reference=row.reference,
        state=cast("pb.CureState", row.state),
        open_date=date_of(row.opened_on),
        due_date=date_of(row.due_on),
        answer=row.answer,
        answer_date=date_of(row.answered_on),
        corrects=row.content is not None,
        decision_reasons=row.decision_reasons,
    )


def correction_request(row: sa.Row[Any]) -> pb.CorrectionRequest:
    """A request for correction."""
    name = registration_name(row.registration_id)
    return pb.CorrectionRequest(
        name=f"{name}/correctionRequests/{row.id}",
        identity=row.identity,
        reasons=row.reasons,
        evidence=row.evidence,
        state=cast("pb.CorrectionRequestState", row.state),
        receive_date=date_of(row.received_on),
        decision_reasons=row.decision_reasons,
        cure=f"{name}/cures/{row.cure_id}" if row.cure_id else "",
    )


def sample(row: sa.Row[Any]) -> pb.ReviewSample:
    """A yearly sample."""
    return pb.ReviewSample(
        name=f"reviewSamples/{row.id}",
        regime=row.regime,
        year=row.year,
        seed_source=row.seed_source,
        public_random_value=row.random_value,
        population_digest=row.population_digest,
        seed=row.seed,
        share=row.share,
        population_count=row.population_count,
        drawn_count=row.drawn_count,
        create_time=row.created_at,
    )


def item(row: sa.Row[Any], *, centre: bool) -> pb.ReviewItem:
    """An item of a sample; what was found wrong is for the centre, until the entry itself shows it."""
    told = pb.ReviewItem(
        name=f"reviewSamples/{row.sample_id}/items/{row.number}",
        registration=registration_name(row.registration_id),
        number=row.number,
        rank=row.rank or 0,
        outcome=cast("pb.ReviewOutcome", row.outcome or 0),
        decide_date=date_of(row.decided_on),
    )
    if centre:
        told.findings = row.findings
        told.cure = f"{registration_name(row.registration_id)}/cures/{row.cure_id}" if row.cure_id else ""
    return told
