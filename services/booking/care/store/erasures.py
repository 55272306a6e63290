"""What booking holds of a patient: the facts that decide about an erasure, and the erasure itself."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Table, Text, case, cast, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB

from chassis.data.rows import Row
from chassis.work import Work
from services.booking.calendar.store.appointments import is_booked
from services.booking.calendar.tables import appointments, attendance_facts, visit_stations
from services.booking.care.tables import (
    consults,
    course_balances,
    courses,
    earlier_consults,
    earlier_results_reviews,
    earlier_sessions,
    results_reviews,
    sessions,
)
from services.booking.people.import_tables import import_lines, imported_records
from services.booking.people.tables import (
    care_relationships,
    emergency_accesses,
    guardians,
    merge_proposals,
    patient_notes,
    patients,
)

_AUDITED = (
    ("appointment", appointments),
    ("session", sessions),
    ("course", courses),
    ("consult", consults),
    ("results_review", results_reviews),
)


_FREE_IN_SESSIONS = ("override_reason", "late_because", "why_another_number", "details")
"""What people wrote freely in the versions of a session."""


def _without(table: Table, *words: str) -> ColumnElement[Any]:
    """What versions said, without these."""
    return table.c.recorded.op("-")(cast(words, ARRAY(Text)))


async def last_facts(work: Work, patient_id: UUID) -> Row:
    """``booked_at``, ``consulted_at`` and ``treated_at``: the latest of each (UTC), or None."""
    latest = {
        "booked_at": select(func.max(appointments.c.starts_at)).where(is_booked(patient_id)),
        "consulted_at": select(func.max(consults.c.completed_at)).where(consults.c.patient_id == patient_id),
        "treated_at": select(func.max(sessions.c.performed_at)).where(
            sessions.c.patient_id == patient_id, sessions.c.voided_at.is_(None)
        ),
    }
    return (await work.execute(select(*(each.scalar_subquery().label(name) for name, each in latest.items())))).one()


async def audit_subjects_of(work: Work, patient_id: UUID) -> list[str]:
    """What audit entries about the patient's appointments, consults, courses and sessions are filed under."""
    found = []
    for name, table in _AUDITED:
        ids = (await work.execute(select(table.c.id).where(table.c.patient_id == patient_id))).scalars()
        found += [f"{name}/{each}" for each in ids]
    return found


async def erase_rows(work: Work, patient_id: UUID, at: datetime, name: str, birthday: str) -> None:
    """Put ``name`` and ``birthday`` in place of what identifies the patient, and remove what people wrote freely."""
    nobody = {
        "given_name": name,
        "family_name": name,
        "date_of_birth": datetime.fromisoformat(birthday).date(),
        "phone": None,
        "email": None,
        "marketing": False,
        "found_by": None,
        "erased_at": at,
        "version": patients.c.version + 1,
    }
    await work.execute(update(patients).where(patients.c.id == patient_id).values(nobody))
    given_up, withdrawn = guardians.c.ended_because, visit_stations.c.withdrawn_because
    ended, reviewed = care_relationships.c.ended_because, emergency_accesses.c.note
    for table, words in (
        (care_relationships, {"reason": name, "ended_because": case((ended.is_not(None), name))}),
        (emergency_accesses, {"reason": name, "note": case((reviewed.is_not(None), name))}),
        (appointments, {"cancel_reason": None, "unreached_reason": None, "reinstated_because": None}),
        (attendance_facts, {"settled_because": None, "reference": None}),
        (visit_stations, {"reason": None, "withdrawn_because": case((withdrawn.is_not(None), name))}),
        (guardians, {"name": name, "phone": name, "ended_because": case((given_up.is_not(None), name))}),
        (patient_notes, {"text": None}),
        (merge_proposals, {"reason": name, "settled_because": None}),
        (courses, {"stopped_because": None}),
        (sessions, {"why_another_number": None}),
        (results_reviews, {"note": None}),
        (course_balances, {"ended_because": case((course_balances.c.ended_because.is_not(None), name))}),
        (import_lines, {"external_id": None, "cells": None, "problems": []}),
        (earlier_consults, {"amended_because": name}),
        (earlier_sessions, {"amended_because": name, "recorded": _without(earlier_sessions, *_FREE_IN_SESSIONS)}),
        (earlier_results_reviews, {"amended_because": name, "recorded": _without(earlier_results_reviews, "note")}),
    ):
        await work.execute(update(table).where(table.c.patient_id == patient_id).values(words))
    reasoned = (sessions.c.patient_id == patient_id) & sessions.c.details.is_not(None)
    for row in (await work.execute(select(sessions.c.id, sessions.c.details).where(reasoned))).all():
        if row.details is None:
            continue  # the null of JSON: nothing was said
        await work.execute(
            update(sessions).where(sessions.c.id == row.id).values(details=_without_reasons(row.details))
        )
    await work.execute(delete(imported_records).where(imported_records.c.patient_id == patient_id))
    late = (sessions.c.patient_id == patient_id) & sessions.c.late_because.is_not(None)
    await work.execute(update(sessions).where(late).values(late_because=name))
    overridden = (sessions.c.patient_id == patient_id) & sessions.c.override_reason.is_not(None)
    await work.execute(update(sessions).where(overridden).values(override_reason=name))
    why_infused = consults.c.plan_details["product"]["reason"]
    given = (consults.c.patient_id == patient_id) & why_infused.astext.is_not(None)
    without = func.jsonb_set(consults.c.plan_details, cast(("product", "reason"), ARRAY(Text)), literal(name, JSONB))
    await work.execute(update(consults).where(given).values(plan_details=without))
    details = earlier_consults.c.recorded["plan_details"]
    given = (earlier_consults.c.patient_id == patient_id) & details["product"]["reason"].astext.is_not(None)
    path = cast(("plan_details", "product", "reason"), ARRAY(Text))
    without = func.jsonb_set(earlier_consults.c.recorded, path, literal(name, JSONB))
    await work.execute(update(earlier_consults).where(given).values(recorded=without))


def _without_reasons(details: dict[str, Any]) -> dict[str, Any]:
    """What was used stays, for a recall of its lot; what people wrote freely goes."""
    products = [{**each, "reason": None} for each in details.get("products", ())]
    return {**details, "products": products}
