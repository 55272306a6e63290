"""What the tests of booking's rules start from; each test says only what matters to it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from contracts.vocabulary import Modality, Outcome, ScreeningStage
from services.booking.calendar.domain.devices import Device
from services.booking.care.domain.cartridges import Cartridge, Opened
from services.booking.care.domain.clearances import Clearance, Limits
from services.booking.care.domain.courses import Course
from services.booking.care.domain.sessions import Treatment
from services.booking.care.domain.words import Area
from services.booking.people.domain.practitioners import Permission, Practitioner

LISBON = ZoneInfo("Europe/Lisbon")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
"""Its clocks change by half an hour."""
CONSULT = UUID("01940000-0000-7000-8000-000000000001")
CLINIC = UUID("01940000-0000-7000-8000-000000000002")
GTIN = "00812345000016"
TODAY = date(2027, 3, 2)


def limits(**changes: Any) -> Limits:
    facts: dict[str, Any] = {
        "modality": Modality.PEN,
        "device_model": "skinpen",
        "area": Area.FACE,
        "max_depth_mm": Decimal("1.5"),
        "anaesthetic_allowed": True,
        "excluded_areas": frozenset({Area.INSIDE_ORBITAL_RIM}),
    }
    return Limits(**facts | changes)


def decision(stage: ScreeningStage = ScreeningStage.CONSULT, **changes: Any) -> Clearance:
    day_of = stage is ScreeningStage.DAY_OF
    facts: dict[str, Any] = {
        "screening_id": uuid4(),
        "consult_id": CONSULT,
        "stage": stage,
        "outcome": Outcome.CLEARED,
        "limits": limits(),
        "eligible_from": TODAY if day_of else date(2027, 3, 1),
        "valid_until": TODAY if day_of else date(2027, 9, 1),
        "decided_at": datetime(2027, 3, 2, 9, tzinfo=UTC) if day_of else datetime(2027, 3, 1, 9, tzinfo=UTC),
        "decided_on": TODAY if day_of else date(2027, 3, 1),
    }
    return Clearance(**facts | changes)


def day_of(**changes: Any) -> Clearance:
    return decision(ScreeningStage.DAY_OF, **changes)


def course(**changes: Any) -> Course:
    facts: dict[str, Any] = {
        "course_id": uuid4(),
        "consult_id": CONSULT,
        "patient_id": uuid4(),
        "area": "face",
        "depth_mm": Decimal("1.5"),
        "sessions": 3,
        "performed": 0,
        "spacing_weeks": (4, 6),
        "review_weeks": (13, 26),
        "session_minutes": 45,
        "numbing_minutes": 30,
        "talk_minutes": 30,
    }
    return Course(**facts | changes)


def nurse(**permissions: str) -> Practitioner:
    may = [Permission(Modality(name), Decimal(depth)) for name, depth in (permissions or {"pen": "2.0"}).items()]
    return Practitioner(uuid4(), CLINIC, "Ana Reis", may)


def pen(**changes: Any) -> Device:
    facts: dict[str, Any] = {
        "device_id": uuid4(),
        "clinic_id": CLINIC,
        "model": "skinpen",
        "modality": Modality.PEN,
        "cartridge_gtin": GTIN,
        "cartridges_per_session": 1,
        "serial": "SP-1",
    }
    return Device(**facts | changes)


def cartridge(**changes: Any) -> Cartridge:
    facts: dict[str, Any] = {"gtin": GTIN, "lot": "L1", "expires_on": date(2028, 1, 31), "serial": "0001"}
    return Cartridge(**facts | changes)


def treatment(**changes: Any) -> Treatment:
    facts: dict[str, Any] = {
        "area": Area.FACE,
        "depth_mm": Decimal("1.5"),
        "anaesthetic_used": True,
        "cartridges": Opened([cartridge()]),
    }
    return Treatment(**facts | changes)
