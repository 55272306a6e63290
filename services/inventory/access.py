"""Who may call what, and which clinics a reader sees. Staff act at the clinics that they work for."""

from collections.abc import Collection
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, true

from chassis.access.actors import Actor, Role
from chassis.access.tokens import allow

StockKeeper = Annotated[Actor, allow(Role.STOCK_MANAGER, Role.OPERATOR)]
"""Moves stock at the clinics they work for."""
Staff = Annotated[
    Actor,
    allow(Role.FRONT_DESK, Role.PRACTITIONER, Role.MEDICAL_DIRECTOR, Role.STOCK_MANAGER, Role.OPERATOR),
]
"""Reads the stock of the clinics they work for."""
Recaller = Annotated[Actor, allow(Role.STOCK_MANAGER, Role.MEDICAL_DIRECTOR)]
"""Recalls a lot in the whole chain and can read who was treated with it."""
Investigator = Annotated[Actor, allow(Role.STOCK_MANAGER, Role.MEDICAL_DIRECTOR, Role.OPERATOR)]
"""Investigates incidents at the clinics they work for."""


def seen_by(actor: Actor, clinic_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that ``clinic_id`` is a clinic that this person works for."""
    clinics: Collection[UUID] | None = actor.clinics
    if clinics is None:
        return true()
    return clinic_id.in_(sorted(clinics)) if clinics else false()
