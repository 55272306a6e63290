"""Honest traffic: on every topic an event that its readers can handle, made from the contract's examples."""

import json
from pathlib import Path
from typing import Any

from chassis.ids import new_id
from contracts.booking.appointments import AppointmentBooked
from contracts.booking.cartridges import CartridgeUsed
from contracts.booking.clinics import ClinicOpened
from contracts.booking.consults import ConsultCompleted
from contracts.booking.courses import CoursePlanned
from contracts.booking.patients import PatientRegistered
from contracts.booking.sessions import SessionPerformed
from contracts.event import Event
from contracts.inventory.stock import LotRecalled
from contracts.notifications.messages import MessageSent
from contracts.screening.screenings import ScreeningDecided

TYPES: dict[str, type[Event]] = {
    event.topic: event
    for event in (
        ClinicOpened,
        PatientRegistered,
        AppointmentBooked,
        ConsultCompleted,
        CoursePlanned,
        SessionPerformed,
        CartridgeUsed,
        ScreeningDecided,
        LotRecalled,
        MessageSent,
    )
}
"""By topic."""
_EXAMPLES = Path(__file__).parents[3] / "contracts" / "examples"
_OWN = ("appointment_id", "consult_id", "message_id", "recall_id", "screening_id", "session_id")
"""What an event is about, new for each."""


def event(topic: str, known: dict[str, Any]) -> Event:
    """An event about the clinic, the patient and the course that ``known`` names; about a new one where it is new."""
    kind = TYPES[topic]
    facts: dict[str, Any] = json.loads((_EXAMPLES / f"{kind.type_name()}.json").read_bytes())
    facts |= {name: str(new_id()) for name in _OWN if name in facts}
    facts |= {name: value for name, value in known.items() if name in facts}
    match kind.__name__:
        case "ClinicOpened":
            facts["clinic_id"] = str(new_id())
        case "PatientRegistered":
            facts["patient_id"] = str(new_id())
            facts["details"]["home_clinic_id"] = known["clinic_id"]
        case "AppointmentBooked":
            facts |= {"cartridges": None, "course_id": None, "kind": "consult"}
        case "SessionPerformed":
            facts["number"] = 99  # not the course's next: nothing is to be held
        case "CartridgeUsed":
            facts["lot"] = f"L{new_id().hex[-8:]}"
            facts["lot_key"] = f"{facts['gtin']}/{facts['lot']}"
        case "MessageSent":
            facts["appointment_id"] = None
    return kind.model_validate_json(json.dumps(facts))
