"""What booking holds of a patient: the facts that decide about an erasure, and the erasure itself."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Table,
    Text,
    case,
    cast,
    delete,
    func,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.work import Work
from services.booking.calendar.store.appointments import is_booked
from services.booking.calendar.tables import appointments, attendance_facts, visit_stations
from services.booking.care.tables import (
    consults,
    course_balances,
    course_extensions,
    courses,
    dismissals,
    earlier_consults,
    earlier_results_reviews,
    earlier_sessions,
    results_reviews,
    sessions,
    skipped_reviews,
)
from services.booking.people.tables import (
    care_relationships,
    emergency_accesses,
    guardians,
    import_lines,
    imported_records,
    merge_proposals,
    patient_notes,
    patients,
    possible_duplicates,
    processing_consents,
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
_FORGET_REASONS = Prepared(
    text(
        "UPDATE sessions SET details = jsonb_set(details, '{products}', (SELECT coalesce(jsonb_agg(each ||"
        " '{\"reason\": null}'), '[]') FROM jsonb_array_elements(details -> 'products') AS each))"
        " WHERE patient_id = :of AND details -> 'products' IS NOT NULL"
    )
)
"""What was used stays, for a recall of its lot; why it was infused goes."""


def _without(table: Table, *words: str) -> ColumnElement[Any]:
    """What versions said, without these."""
    return table.c.recorded.op("-")(cast(words, ARRAY(Text)))


async def last_facts(work: Work, patient_id: UUID) -> Row:
    """``booked_at``, ``consulted_at`` and ``treated_at``: the latest of each (UTC), or None."""
    latest = {
        "booked_at": select(func.max(appointments.c.starts_at)).where(is_booked(patient_id)),
        "consulted_at": select(func.max(consults.c.completed_at)).where(
            consults.c.patient_id == patient_id, consults.c.voided_at.is_(None)
        ),
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
    for table, words in _free_words(name).items():
        await work.execute(update(table).where(table.c.patient_id == patient_id).values(words))
    await work.execute(_FORGET_REASONS, {"of": patient_id})
    await work.execute(delete(imported_records).where(imported_records.c.patient_id == patient_id))
    await _erase_plans(work, patient_id, name)


def _free_words(name: str) -> dict[Table, dict[str, Any]]:
    """By table: the columns in which people wrote freely, emptied, or with ``name`` where something has to stay."""

    def if_said(column: Column[Any]) -> ColumnElement[Any]:
        return case((column.is_not(None), name))

    return {
        care_relationships: {"reason": name, "ended_because": if_said(care_relationships.c.ended_because)},
        emergency_accesses: {"reason": name, "note": if_said(emergency_accesses.c.note)},
        appointments: {
            "cancel_reason": None,
            "unreached_reason": None,
            "reinstated_because": None,
            "overlaps_because": if_said(appointments.c.overlaps_because),
        },
        attendance_facts: {"settled_because": None, "reference": None},
        visit_stations: {"reason": None, "withdrawn_because": if_said(visit_stations.c.withdrawn_because)},
        guardians: {"name": name, "phone": name, "ended_because": if_said(guardians.c.ended_because)},
        patient_notes: {"text": None},
        processing_consents: {"withdrawn_because": None, "settled_note": None},
        merge_proposals: {"reason": name, "settled_because": None},
        possible_duplicates: {"reason": name, "settled_because": None},
        courses: {"stopped_because": None},
        course_extensions: {"reason": name, "ended_because": if_said(course_extensions.c.ended_because)},
        skipped_reviews: {"reason": name, "withdrawn_because": if_said(skipped_reviews.c.withdrawn_because)},
        sessions: {
            "why_another_number": None,
            "late_because": if_said(sessions.c.late_because),
            "override_reason": if_said(sessions.c.override_reason),
        },
        results_reviews: {"note": None},
        course_balances: {"ended_because": if_said(course_balances.c.ended_because)},
        dismissals: {"reason": name, "withdrawn_because": if_said(dismissals.c.withdrawn_because)},
        import_lines: {"external_id": None, "cells": None, "found_by": None, "foreseen": None, "problems": []},
        earlier_consults: {"amended_because": name},
        earlier_sessions: {"amended_because": name, "recorded": _without(earlier_sessions, *_FREE_IN_SESSIONS)},
        earlier_results_reviews: {"amended_because": name, "recorded": _without(earlier_results_reviews, "note")},
    }


async def _erase_plans(work: Work, patient_id: UUID, name: str) -> None:
    """Why a product was to be infused, in plans as they are and as they were."""
    for table, column, path in (
        (consults, consults.c.plan_details, ("product", "reason")),
        (earlier_consults, earlier_consults.c.recorded, ("plan_details", "product", "reason")),
    ):
        given = (table.c.patient_id == patient_id) & column[path].astext.is_not(None)
        without = func.jsonb_set(column, cast(path, ARRAY(Text)), literal(name, JSONB))
        await work.execute(update(table).where(given).values({column: without}))
