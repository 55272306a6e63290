"""Uses of cartridges that stand: they were not withdrawn."""

from uuid import UUID

from sqlalchemy import Select, func, select

from services.inventory.tables import uses

_of = uses.c
_LIVE = _of.withdrawn_at.is_(None)


def count_live(appointment_id: UUID) -> Select[int]:
    """How many cartridges the session at an appointment has used."""
    return select(func.count()).where(_of.appointment_id == appointment_id, _LIVE)
