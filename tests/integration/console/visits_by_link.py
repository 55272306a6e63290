"""A visit as booking would show it to whoever opened its link."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.integration.console.conftest import Console
from tests.integration.console.links import Link
from tests.support.running import WORK_DAY

OFFER = {
    "starts_at": (WORK_DAY + timedelta(days=3)).isoformat(),
    "practitioner_id": str(uuid4()),
    "practitioner_name": "Rita Nunes",
    "room_id": str(uuid4()),
    "room_name": "Room 2",
    "device_id": None,
}
PREVIEW = {"is_late": False, "late_from": None, "move_is_late": False, "spared": False, "deposit": None}


def shown(console: Console, link: Link, **changes: Any) -> dict[str, Any]:
    """What booking answers from now on; answers the appointment."""
    starts = WORK_DAY + timedelta(days=2)
    visit: dict[str, Any] = {
        "id": link.subject_id,
        "patient_name": "Marta Reis",
        "clinic_id": str(console.clinic),
        "clinic_name": "Clínica da Avenida",
        "practitioner_name": "Rita Nunes",
        "kind": "consult",
        "status": "booked",
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=1)).isoformat(),
        "confirmed_at": None,
        "held_since": None,
        "version": 7,
        **changes,
    }
    says, at = console.neighbours.says, f"/booking/v1/appointments/{link.subject_id}"
    says(f"GET {at}", visit)
    says(f"GET {at}/cancellation", PREVIEW)
    says("GET /booking/v1/slots", {"items": [OFFER], "nothing_found": None})
    says(f"POST {at}/cancel", {**visit, "status": "cancelled"})
    says(f"POST {at}/move", {**visit, "starts_at": OFFER["starts_at"]})
    says(f"POST /notifications/v1/appointments/{link.subject_id}/confirm", {})
    return visit
