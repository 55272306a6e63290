"""One look at the calendar: when some resources are busy in some weeks."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import IntEnum
from typing import NamedTuple, Self
from uuid import UUID

from sqlalchemy import DateTime, Interval, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.data.statements import Prepared

FIRST_WEEK = datetime(2000, 1, 1, tzinfo=UTC)
"""Weeks are counted from here."""
A_WEEK = 7 * 24 * 3600 * 1_000_000
"""Microseconds."""


class Manner(IntEnum):
    """How the busy times of a resource are read."""

    PLAIN = 0
    WITH_LANES = 1
    """Of a room that takes several appointments at once."""
    WITH_JOURNEYS = 2
    """Of a practitioner of several clinics: with the journey to and from the others."""


LOOK = Prepared(
    text(
        "WITH free AS MATERIALIZED ("
        " SELECT coalesce(array_agg(id), '{}') AS over FROM ("
        "  SELECT id FROM holds WHERE expires_at <= :now UNION ALL SELECT :moving WHERE :moving IS NOT NULL) AS each"
        "), resource AS MATERIALIZED ("
        " SELECT id, place, manner, :first + week * interval '7 days' AS since,"
        "  :first + (week + 1) * interval '7 days' AS until, number FROM unnest("
        "  CAST(:ids AS uuid[]), CAST(:places AS int[]), CAST(:manners AS int[]), CAST(:weeks AS int[])"
        " ) WITH ORDINALITY AS each (id, place, manner, week, number)"
        "), absent AS MATERIALIZED ("
        " SELECT number,"
        "  string_agg(timestamptz_send(starts_at) || timestamptz_send(coalesce(ends_at, 'infinity')), '') AS away"
        " FROM unavailabilities JOIN resource ON resource.id = resource_id"
        " WHERE withdrawn_at IS NULL AND starts_at < until AND (ends_at IS NULL OR ends_at > since)"
        " GROUP BY number"
        "), held AS MATERIALIZED ("
        " SELECT each.id, expires_at FROM holds"
        " CROSS JOIN LATERAL unnest(ARRAY[practitioner_id, room_id, device_id]) AS each (id)"
        " WHERE each.id IN (SELECT id FROM resource)"
        ") SELECT ARRAY(SELECT coalesce(CASE manner WHEN 0 THEN ("
        "  SELECT string_agg(timestamptz_send(lower(during)) || timestamptz_send(upper(during)), '') FROM occupations"
        "  WHERE resource_id = id AND lower(during) >= since AND lower(during) < until AND appointment_id <> ALL(over)"
        " ) WHEN 1 THEN ("
        "  SELECT string_agg(timestamptz_send(lower(during)) || timestamptz_send(upper(during))"
        "  || int8send(lane), '') FROM occupations"
        "  WHERE resource_id = id AND lower(during) >= since AND lower(during) < until AND appointment_id <> ALL(over)"
        " ) ELSE ("
        "  SELECT string_agg(timestamptz_send(lower(during) - kept) || timestamptz_send(upper(during) + kept), '')"
        "  FROM occupations LEFT JOIN appointments ON appointments.id = appointment_id"
        "  LEFT JOIN holds ON holds.id = appointment_id CROSS JOIN LATERAL ("
        "   SELECT CASE WHEN coalesce(appointments.clinic_id, holds.clinic_id) <> (:clinics)[place] THEN :journey"
        "   ELSE interval '0' END AS kept"
        "  ) AS journey WHERE resource_id = resource.id AND lower(during) >= since AND lower(during) < until"
        "  AND appointment_id <> ALL(over)"
        " ) END, '') FROM resource CROSS JOIN free ORDER BY number) AS taken,"
        " CASE WHEN EXISTS (SELECT FROM absent) THEN ARRAY("
        "  SELECT coalesce(away, '') FROM resource LEFT JOIN absent USING (number) ORDER BY number"
        " ) END AS away, ARRAY(SELECT id FROM held) AS held, ARRAY(SELECT expires_at FROM held) AS expiring"
    ).bindparams(
        bindparam("moving", type_=Uuid),
        *(bindparam(name, type_=DateTime(timezone=True)) for name in ("first", "now")),
        bindparam("journey", type_=Interval),
        *(bindparam(name, type_=Text) for name in ("ids", "places", "manners", "weeks")),
        bindparam("clinics", type_=ARRAY(Uuid)),
    )
)
"""When each of ``ids`` is busy, for an appointment at its clinic, of which ``places`` says where among ``clinics`` it
stands, from 1 on: by what begins in the week of ``weeks`` at the same place in the list, counted from ``first`` on.

One row, of arrays in the order of ``ids``: what is ``taken``, and when they are ``away``, or NULL where nobody is. And
which of them holds keep, or kept, and until when.

What is taken is read from an index alone, but for those who travel between clinics and for rooms that take several
appointments at once, of which the lanes are read too. Holds that have expired take nothing, and neither does the
appointment that is to move. The long lists are written as PostgreSQL writes arrays, since the driver takes a text at
once, and looks at each element of a list.
"""


class Listed(NamedTuple):
    """Resources in an order, and the manner in which each is read."""

    ids: tuple[UUID, ...]
    manners: tuple[Manner, ...]

    @classmethod
    def of(cls, resources: Iterable[tuple[UUID, Manner]]) -> Self:
        """These, in this order."""
        ids, manners = [], []
        for id, manner in resources:
            ids.append(id)
            manners.append(manner)
        return cls(tuple(ids), tuple(manners))


def as_array(parts: Iterable[object]) -> str:
    """Parts of a list, one after the other, as PostgreSQL writes an array."""
    return "{" + ",".join(map(str, parts)) + "}"
