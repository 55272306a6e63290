"""One look at the calendar: when some resources are busy in some days."""

from enum import IntEnum

from sqlalchemy import DateTime, Integer, Interval, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.data.statements import Prepared


class Manner(IntEnum):
    """How the busy times of a resource are read."""

    PLAIN = 0
    WITH_LANES = 1
    """Of a room that takes several appointments at once."""
    WITH_JOURNEYS = 2
    """Of a practitioner of several clinics: with the journey to and from the others."""


LOOK = Prepared(
    text(
        "WITH free AS ("
        " SELECT coalesce(array_agg(id), '{}') AS over FROM ("
        "  SELECT id FROM holds WHERE expires_at <= :now UNION ALL SELECT :moving WHERE :moving IS NOT NULL) AS each"
        ") SELECT CASE manner WHEN 0 THEN ("
        "  SELECT string_agg(timestamptz_send(lower(during)) || timestamptz_send(upper(during)), '') FROM occupations"
        "  WHERE resource_id = id AND lower(during) > :since - :longest AND lower(during) < :until"
        "  AND upper(during) > :since AND appointment_id <> ALL(over)"
        " ) WHEN 1 THEN ("
        "  SELECT string_agg(timestamptz_send(lower(during)) || timestamptz_send(upper(during))"
        "  || int8send(lane), '') FROM occupations"
        "  WHERE resource_id = id AND lower(during) > :since - :longest AND lower(during) < :until"
        "  AND upper(during) > :since AND appointment_id <> ALL(over)"
        " ) ELSE ("
        "  SELECT string_agg(timestamptz_send(lower(during) - kept) || timestamptz_send(upper(during) + kept), '')"
        "  FROM occupations LEFT JOIN appointments ON appointments.id = appointment_id"
        "  LEFT JOIN holds ON holds.id = appointment_id CROSS JOIN LATERAL ("
        "   SELECT CASE WHEN coalesce(appointments.clinic_id, holds.clinic_id) <> (:clinics)[place] THEN :journey"
        "   ELSE interval '0' END AS kept"
        "  ) AS journey WHERE resource_id = resource.id AND lower(during) > :since - :longest - :journey"
        "  AND lower(during) < :until + :journey AND upper(during) > :since - :journey"
        "  AND appointment_id <> ALL(over)"
        " ) END AS taken, ("
        "  SELECT string_agg(timestamptz_send(starts_at) || timestamptz_send(coalesce(ends_at, 'infinity')), '')"
        "  FROM unavailabilities WHERE resource_id = resource.id AND withdrawn_at IS NULL"
        "  AND starts_at < :until AND (ends_at IS NULL OR ends_at > :since)"
        " ) AS away"
        " FROM unnest(:ids, :places, :manners) WITH ORDINALITY AS resource (id, place, manner, number) CROSS JOIN free"
        " ORDER BY number"
    ).bindparams(
        bindparam("moving", type_=Uuid),
        *(bindparam(name, type_=DateTime(timezone=True)) for name in ("since", "until", "now")),
        *(bindparam(name, type_=Interval) for name in ("journey", "longest")),
        *(bindparam(name, type_=ARRAY(Uuid)) for name in ("clinics", "ids")),
        *(bindparam(name, type_=ARRAY(Integer)) for name in ("places", "manners")),
    )
)
"""When each of ``ids`` is busy from ``since`` to ``until`` for an appointment at its clinic, of which
``places`` says where among ``clinics`` it stands, from 1 on.

What is taken is read from an index alone, but for those who travel between clinics and for rooms that take several
appointments at once, of which the lanes are read too. Holds that have expired take nothing, and neither does the
appointment that is to move.
"""
