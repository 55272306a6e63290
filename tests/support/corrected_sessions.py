"""What booking publishes when a session that was performed is put right."""

from datetime import timedelta
from typing import Any

from contracts.booking.sessions import (
    SessionAmended,
    SessionEquipment,
    SessionFacts,
    SessionPerformed,
    SessionVoided,
)


def _facts(performed: SessionPerformed, **changes: Any) -> SessionFacts:
    made_with = performed.equipment or SessionEquipment(
        device_model="skinpen", device_serial="1", depth_mm="1.0", anaesthetic_used=False, cartridges=()
    )
    said = performed.model_dump(include=set(SessionFacts.model_fields)) | {"equipment": made_with}
    return SessionFacts.model_validate(said | changes)


def _who(performed: SessionPerformed) -> dict[str, Any]:
    return performed.model_dump(
        include={"session_id", "appointment_id", "course_id", "number", "patient_id", "clinic_id"}
    )


def amended(performed: SessionPerformed, **changes: Any) -> SessionAmended:
    """The session was another than was said."""
    return SessionAmended(
        **_who(performed),
        session_version=2,
        before=_facts(performed),
        after=_facts(performed, **changes),
        changed=tuple(changes),
        amended_at=performed.performed_at + timedelta(hours=1),
    )


def voided(performed: SessionPerformed) -> SessionVoided:
    """The session did not take place."""
    return SessionVoided(
        **_who(performed),
        session_version=3,
        said=_facts(performed),
        becomes="missed",
        voided_at=performed.performed_at + timedelta(hours=2),
    )
