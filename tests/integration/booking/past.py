"""A clinic's past, written straight into the tables: hundreds of visits are too many to be played."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import Range

from chassis.ids import new_id
from chassis.work import Work
from services.booking.calendar.tables import appointments, occupations, visit_stations
from services.booking.care.tables import consults, courses, sessions
from tests.integration.booking.chain import House

TABLES = (appointments, consults, courses, sessions, visit_stations, occupations)


@dataclass
class Past:
    """Rows to be written, of one patient at one clinic."""

    house: House
    patient: str
    of_courses: list[dict[str, Any]] = field(default_factory=list)
    """Appointments of courses, which are written after them."""
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {each.name: [] for each in TABLES})

    async def write(self, work: Work) -> None:
        for table in TABLES:
            if self.rows[table.name]:
                await work.execute(insert(table), self.rows[table.name])
        if self.of_courses:
            await work.execute(insert(appointments), self.of_courses)

    def appointment(self, starts_at: datetime, **changes: Any) -> UUID:
        row: dict[str, Any] = {
            "id": new_id(),
            "patient_id": UUID(self.patient),
            "clinic_id": UUID(self.house.clinic_id),
            "kind": "consult",
            "origin": "requested",
            "status": "booked",
            "starts_at": starts_at,
            "treatment_starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=30),
            "practitioner_id": UUID(self.house.nurses[0]),
            "room_id": UUID(self.house.rooms[0]),
            "device_id": None,
            "course_id": None,
            "cartridges": 0,
            "time_set_at": starts_at,
            "not_closed_since": starts_at,
            "version": 1,
        } | changes
        (self.of_courses if row["course_id"] else self.rows["appointments"]).append(row)
        id: UUID = row["id"]
        return id

    def occupies(self, appointment: UUID, kind: str, resource: str, since: datetime, until: datetime) -> None:
        row = {"appointment_id": appointment, "resource_kind": kind, "resource_id": UUID(resource)}
        self.rows["occupations"].append(row | {"during": Range(since, until), "lane": 0})

    def station(self, appointment: UUID, station: str, at: datetime, *, withdrawn: bool = False) -> None:
        row = {
            "id": new_id(),
            "appointment_id": appointment,
            "patient_id": UUID(self.patient),
            "clinic_id": UUID(self.house.clinic_id),
            "station": station,
            "at": at,
            "reason": None,
            "noted_by": "maria",
            "noted_at": at,
            "withdrawn_at": at if withdrawn else None,
            "withdrawn_by": "maria" if withdrawn else None,
            "withdrawn_because": "by mistake" if withdrawn else None,
        }
        self.rows["visit_stations"].append(row)

    def course(self, consulted_at: datetime, **changes: Any) -> UUID:
        appointment, consult, course = self.appointment(consulted_at, status="performed"), new_id(), new_id()
        about = {"patient_id": UUID(self.patient), "clinic_id": UUID(self.house.clinic_id)}
        plan = {"concern": "acne_scars", "area": "face", "modality": "pen", "device_model": "skinpen", "depth_mm": 1}
        self.rows["consults"].append(
            {
                "id": consult,
                "appointment_id": appointment,
                "practitioner_id": UUID(self.house.nurses[0]),
                "skin_type": 3,
                "suitable": True,
                "completed_at": consulted_at,
                **about,
                **plan,
            }
        )
        row = {
            "id": course,
            "consult_id": consult,
            "protocol": "acne_scars_pen",
            "sessions": 3,
            "performed": 0,
            "last_session_at": None,
            "last_session_on": None,
            "spacing_weeks_min": 4,
            "spacing_weeks_max": 6,
            "review_weeks_min": 4,
            "review_weeks_max": 8,
            "session_minutes": 45,
            "numbing_minutes": 30,
            "planned_at": consulted_at,
            "stopped_at": None,
            "stopped_by": None,
            "stopped_because": None,
            "maintenance": 0,
            "replaced": False,
            **about,
            **plan,
        }
        self.rows["courses"].append(row | changes)
        return course

    def session(self, course: UUID, number: int, at: datetime, *, void: bool = False) -> None:
        self.rows["sessions"].append(
            {
                "id": new_id(),
                "appointment_id": self.appointment(at, kind="session", status="performed", course_id=None),
                "course_id": course,
                "number": number,
                "patient_id": UUID(self.patient),
                "clinic_id": UUID(self.house.clinic_id),
                "practitioner_id": UUID(self.house.nurses[0]),
                "device_id": UUID(self.house.pens[0]),
                "area": "face",
                "depth_mm": 1,
                "product": None,
                "anaesthetic_used": False,
                "override_reason": None,
                "consult_screening_id": new_id(),
                "day_of_screening_id": None,
                "recorded_by": "ana",
                "performed_at": at,
                "voided_at": at if void else None,
            }
        )
