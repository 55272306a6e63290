"""Which clinics a reader sees."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, true

from chassis.access.actors import Actor


def seen_by(actor: Actor, clinic_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that ``clinic_id`` is a clinic that this person works for."""
    clinics: Collection[UUID] | None = actor.clinics
    if clinics is None:
        return true()
    return clinic_id.in_(sorted(clinics)) if clinics else false()
