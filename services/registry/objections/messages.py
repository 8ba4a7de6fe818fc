"""Owns the translation between objections and the contract's messages, and what of them a caller sees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from sepia.registry.v1 import objections_pb2 as pb
from services.registry.dates import date_message
from services.registry.objections import rules, store
from shared.auth.callers import Role, current_caller


def view_of(row: sa.Row[Any]) -> rules.View:
    """As whom the caller looks at an objection."""
    caller = current_caller()
    of_organization = bool(row.objector_organization) and caller.organization == row.objector_organization
    return rules.View(
        officer=caller.has(Role.ROLE_OFFICER),
        objector=caller.signed_in and (caller.account == row.objector or of_organization),
        holder=bool(row.holder) and caller.organization == row.holder,
    )


def evidence_given(given: Iterable[pb.Evidence]) -> list[rules.Evidence]:
    """Evidence as a request has it."""
    found: list[rules.Evidence] = []
    for piece in given:
        kind = piece.WhichOneof("what") or ""
        found.append(rules.Evidence(kind, getattr(piece, kind) if kind else "", piece.confidential))
    return found


def _piece(row: sa.Row[Any], *, shown: bool) -> pb.Evidence:
    if row.confidential and not shown:
        return pb.Evidence(confidential=True, withheld=True)
    message = pb.Evidence(confidential=row.confidential, kept=row.kept)
    setattr(message, row.kind, row.content)
    return message


def objection_message(row: sa.Row[Any], parts: store.Parts) -> pb.Objection:
    """An objection, as far as the caller may see it."""
    name, view = f"objections/{row.id}", view_of(row)
    evidence = parts.evidence.get(row.id, ())
    message = pb.Objection(
        name=name,
        etag=str(row.revision),
        state=pb.ObjectionState.Name(row.state),
        subject=row.subject,
        ground=pb.ObjectionGround.Name(row.ground),
        objector_name="" if row.name_withheld and not view.party else row.objector_name,
        objector_contact=row.objector_contact if view.objectors_secrets else "",
        objector=row.objector if view.objectors_secrets else "",
        reasons=row.reasons,
        confidential_reasons=row.confidential_reasons if view.objectors_secrets else "",
        has_confidential_part=bool(row.confidential_reasons),
        evidence=[_piece(e, shown=view.objectors_secrets) for e in evidence if e.side == "objector"],
        holder=row.holder,
        file_date=date_message(row.filed_on),
        admit_date=date_message(row.admitted_on),
        answer_due_date=date_message(row.answer_due_on),
        answer_provision=row.answer_provision,
        steps=[_step(step) for step in parts.steps.get(row.id, ())],
        access_restricted=name in parts.restricted,
        create_time=row.created_at,
        contact_erase_time=row.contact_erased_at,
    )
    if row.answered_on is not None:
        message.answer.CopyFrom(
            pb.ObjectionAnswer(
                text=row.answer,
                confidential_text=row.confidential_answer if view.holders_secrets else "",
                has_confidential_part=bool(row.confidential_answer),
                evidence=[_piece(e, shown=view.holders_secrets) for e in evidence if e.side == "holder"],
                answer_date=date_message(row.answered_on),
            )
        )
    if row.decided_on is not None:
        message.decision.CopyFrom(
            pb.ObjectionDecision(
                reasons=row.decision,
                confidential_reasons=row.confidential_decision if view.party else "",
                remedy=pb.Remedy.Name(row.remedy),
                remedy_text=row.remedy_text,
                decision_date=date_message(row.decided_on),
                on_the_file=row.answered_on is None,
            )
        )
    return message


def _step(row: sa.Row[Any]) -> pb.ObjectionStep:
    return pb.ObjectionStep(
        number=row.number,
        step=row.step,
        step_date=date_message(row.step_on),
        record_time=row.recorded_at,
        actor=row.actor,
        provision=row.provision,
        note=row.note,
    )


def note_message(row: sa.Row[Any]) -> pb.EntryNote:
    """A note beside an entry."""
    return pb.EntryNote(
        subject=row.subject,
        cause=row.cause,
        kind=row.kind,
        text=row.text,
        effective_date=date_message(row.effective_on),
        record_time=row.recorded_at,
        withdraw_time=row.withdrawn_at,
        withdraw_reason=row.withdraw_reason,
        family_wide=row.family_wide,
    )


def restriction_message(row: sa.Row[Any]) -> pb.AccessRestriction:
    """A restriction of access to a document."""
    return pb.AccessRestriction(
        document=f"documents/{row.sha256}",
        cause=row.cause,
        audience=row.audience,
        reason=row.reason,
        interim=row.interim,
        start_time=row.since,
        end_time=row.until,
    )
