"""Whose rows a caller sees."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select

from chassis.access.actors import Actor


def within_reach(statement: Select[Any], table: Any, actor: Actor, patient_id: UUID | None) -> Select[Any]:
    """Only the caller's own, or only of the caller's clinics. Raises Forbidden for somebody else's."""
    if patient_id is not None:
        actor.require_patient(patient_id)
        statement = statement.where(table.c.patient_id == patient_id)
    elif actor.is_patient:
        statement = statement.where(table.c.patient_id == UUID(actor.subject))
    if actor.clinics is not None and not actor.is_patient:
        statement = statement.where(table.c.clinic_id.in_(actor.clinics))
    return statement
