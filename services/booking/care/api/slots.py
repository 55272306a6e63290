"""Slots are offered."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Day, Moment, ReadBy, TimeOfDay, Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.reading import NothingInForce
from chassis.reference.store import ReferenceAltered
from chassis.refusals import Invalid, NotFound
from services.booking.access import SLOTS_READ
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.forms.slots import SlotsView
from services.booking.care.domain.refusals import (
    CourseFinished,
    CourseRequired,
    Declined,
    Deferred,
    NoClearance,
    Suspended,
    UnderReview,
)
from services.booking.care.queries.slots import Question, ids_in, offer
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
    reader: ReadBy,
    kind: AppointmentKind,
    clinic_id: UUID | None = None,
    clinic_ids: Annotated[
        str,
        Query(
            max_length=4000,
            description="Ids of clinics, separated by commas, the most wanted first; 100 at most. Without any, and "
            "without clinic_id: all that you may see.",
        ),
    ] = "",
    course_id: UUID | None = None,
    patient_id: Annotated[UUID | None, Query(description="keeps clear of the patient's other appointments")] = None,
    practitioner_id: UUID | None = None,
    since: Annotated[When | None, Query(alias="from", description="a moment, or a local day")] = None,
    until: Annotated[When | None, Query(alias="to", description="a moment, or a local day, included")] = None,
    near: Annotated[TimeOfDay | None, Query(description="local time of day, e.g. 12:30, that is wanted most")] = None,
    earliest: Annotated[TimeOfDay | None, Query(description="local time of day: no start before it")] = None,
    latest: Annotated[TimeOfDay | None, Query(description="local time of day: no start after it")] = None,
    moving: Annotated[
        UUID | None,
        Query(description="an appointment: what it occupies counts as free, and its patient and course count"),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> SlotsView:
    """Times that can be booked as they stand, at one clinic or many, the most wanted first."""
    clinics = [*([clinic_id] if clinic_id else ()), *ids_in(clinic_ids)]
    question = Question(
        clinic_ids=list(dict.fromkeys(clinics)),
        kind=kind,
        course_id=course_id,
        patient_id=patient_id,
        practitioner_id=practitioner_id,
        since=since,
        until=until,
        near=near,
        earliest=earliest,
        latest=latest,
        limit=limit,
        moving=moving,
    )
    return await offer(work, question, reader)
