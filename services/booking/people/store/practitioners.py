"""Practitioners, loaded with what they may do."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text

from chassis.data.statements import Prepared
from chassis.work import Work
from contracts.vocabulary import Modality
from services.booking.people.domain.practitioners import Permission, Practitioner
from services.booking.people.store.shifts import shifts_of
from services.booking.people.tables import practitioners

PRACTITIONER_NAME = (practitioners.c.given_name + " " + practitioners.c.family_name).label("practitioner_name")
"""A practitioner's full name, as a column of a list."""


_WITH_PERMISSIONS = Prepared(
    text(
        "SELECT id, clinic_id, given_name || ' ' || family_name AS practitioner_name, modalities, depths,"
        " firsts, lasts,"
        " (SELECT starts_at FROM unavailabilities WHERE resource_id = practitioners.id AND cause = 'ended'"
        " AND withdrawn_at IS NULL) AS ends_at,"
        " (SELECT json_agg(json_build_array(shifts.clinic_id, time_zone, first_day, last_day, weekdays, starts, ends))"
        " FROM shifts JOIN clinics ON clinics.id = shifts.clinic_id"
        " WHERE practitioner_id = practitioners.id AND withdrawn_at IS NULL) AS shifts"
        " FROM practitioners CROSS JOIN LATERAL (SELECT array_agg(modality) AS modalities,"
        " array_agg(max_depth_mm) AS depths, array_agg(first_day) AS firsts, array_agg(last_day) AS lasts"
        " FROM permissions WHERE practitioner_id = practitioners.id) AS granted"
        " WHERE id = ANY(CAST(:ids AS uuid[]))"
    )
)


async def practitioners_of(work: Work, ids: Collection[UUID]) -> dict[UUID, Practitioner]:
    """Practitioners with what they may do, by id."""
    found = {}
    for row in await work.execute(_WITH_PERMISSIONS, {"ids": list(ids)}):
        granted = zip(row.modalities or (), row.depths or (), row.firsts or (), row.lasts or (), strict=True)
        may = tuple(Permission(Modality(modality), *rest) for modality, *rest in granted)
        found[row.id] = Practitioner(
            row.id, row.clinic_id, row.practitioner_name, may, row.ends_at, shifts_of(row.shifts)
        )
    return found
