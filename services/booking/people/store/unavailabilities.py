"""When practitioners, rooms and devices end for good."""

from sqlalchemy import Column, Label, select

from services.booking.people.tables import unavailabilities


def end_of(resource: Column[object]) -> Label[object]:
    """From when on the practitioner, room or device with this id is not there any longer (UTC), as ``ends_at``."""
    of = unavailabilities.c
    ended = (of.resource_id == resource) & (of.cause == "ended") & of.withdrawn_at.is_(None)
    return select(of.starts_at).where(ended).scalar_subquery().label("ends_at")
