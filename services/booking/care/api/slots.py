"""Slots are offered."""

from datetime import time
from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Day, Moment, Page, Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.reading import NothingInForce
from chassis.reference.store import ReferenceAltered
from chassis.refusals import Invalid, NotFound
from services.booking.access import SLOTS_READ
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.forms.slots import SlotView
from services.booking.care.domain.refusals import (
    CourseFinished,
    CourseRequired,
    Declined,
    Deferred,
    NoClearance,
    Suspended,
    UnderReview,
)
from services.booking.care.queries.slots import Question, offer
from services.booking.people.domain.refusals import RecordMerged

router = api_router("slots")

When = Moment | Day
"""A moment with its offset, or a local day of the clinic."""


@router.get("/slots", dependencies=[allow(SLOTS_READ)])
@refuses(
    CourseFinished,
    CourseRequired,
    Declined,
    Deferred,
    Invalid,
    NoClearance,
    NotFound,
    NotJson,
    NothingInForce,
    RecordMerged,
    ReferenceAltered,
    Suspended,
    UnderReview,
)
async def list_slots(
    work: Transaction,
    clinic_id: UUID,
    kind: AppointmentKind,
    course_id: UUID | None = None,
    patient_id: Annotated[UUID | None, Query(description="keeps clear of the patient's other appointments")] = None,
    practitioner_id: UUID | None = None,
    since: Annotated[When | None, Query(alias="from", description="a moment, or a local day")] = None,
    until: Annotated[When | None, Query(alias="to", description="a moment, or a local day, included")] = None,
    near: Annotated[time | None, Query(description="local time of day, e.g. 12:30, that is wanted most")] = None,
    moving: Annotated[
        UUID | None,
        Query(description="an appointment: what it occupies counts as free, and its patient and course count"),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Page[SlotView]:
    """Times that can be booked as they stand, the most wanted first."""
    question = Question(clinic_id, kind, course_id, patient_id, practitioner_id, since, until, near, limit, moving)
    return await offer(work, question)
