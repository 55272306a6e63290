"""One look at the calendar: who and what there is at some clinics, and when each of them is busy in some days."""

from sqlalchemy import DateTime, Interval, Numeric, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.data.statements import Prepared

LOOK = Prepared(
    text(
        "WITH free AS ("
        " SELECT coalesce(array_agg(id), '{}') AS over FROM ("
        "  SELECT id FROM holds WHERE expires_at <= :now UNION ALL SELECT :moving WHERE :moving IS NOT NULL) AS each"
        "), resource AS ("
        " SELECT at, 0 AS kind, practitioners.id, clinic_id <> at OR coalesce(elsewhere, false) AS travels,"
        "  false AS shared,"
        "  json_build_array(0, practitioners.id, given_name || ' ' || family_name, clinic_id, permitted, stints)"
        "  AS stored FROM (SELECT clinic_id AS at, id AS who FROM practitioners WHERE clinic_id = ANY(:clinics) UNION"
        "  SELECT clinic_id, practitioner_id FROM shifts WHERE clinic_id = ANY(:clinics) AND withdrawn_at IS NULL)"
        "  AS here JOIN practitioners ON id = who CROSS JOIN LATERAL ("
        "   SELECT json_agg(json_build_array(first_day, last_day)) AS permitted"
        "   FROM permissions WHERE practitioner_id = who"
        "   AND (:modality IS NULL OR (modality = :modality AND max_depth_mm >= :depth))"
        "  ) AS permission CROSS JOIN LATERAL ("
        "   SELECT json_agg(json_build_array(shifts.clinic_id, time_zone, first_day, last_day, weekdays, starts, ends))"
        "   ::text AS stints, bool_or(shifts.clinic_id <> at) AS elsewhere"
        "   FROM shifts JOIN clinics ON clinics.id = shifts.clinic_id"
        "   WHERE practitioner_id = who AND withdrawn_at IS NULL"
        "  ) AS rota WHERE permitted IS NOT NULL AND (:only IS NULL OR who = :only)"
        " UNION ALL SELECT clinic_id, 1, id, false, chairs > 1, json_build_array(1, id, name, CASE WHEN chairs > 1 THEN"
        "  (SELECT json_agg(json_build_array(nullif(begins_on, '-infinity'), at_once))"
        "   FROM room_capacities WHERE room_id = rooms.id) END)"
        "  FROM rooms WHERE clinic_id = ANY(:clinics)"
        " UNION ALL SELECT clinic_id, 2, id, false, false, json_build_array(2, id, model)"
        "  FROM devices WHERE clinic_id = ANY(:clinics) AND model = :model AND modality = :modality"
        " UNION ALL SELECT :patient, 3, :patient, false, false, NULL WHERE :patient IS NOT NULL"
        ") SELECT at, json_agg(stored ORDER BY kind, id)::text AS stored, array_agg(taken ORDER BY kind, id) AS taken,"
        " array_agg(away ORDER BY kind, id) AS away FROM resource CROSS JOIN free CROSS JOIN LATERAL ("
        "  SELECT CASE WHEN shared THEN ("
        "   SELECT string_agg(timestamptz_send(lower(during)) || timestamptz_send(upper(during))"
        "   || int8send(lane), '') FROM occupations"
        "   WHERE resource_id = id AND lower(during) > :since - :longest AND lower(during) < :until"
        "   AND upper(during) > :since AND appointment_id <> ALL(over)"
        "  ) WHEN NOT travels THEN ("
        "   SELECT string_agg(timestamptz_send(lower(during)) || timestamptz_send(upper(during)), '') FROM occupations"
        "   WHERE resource_id = id AND lower(during) > :since - :longest AND lower(during) < :until"
        "   AND upper(during) > :since AND appointment_id <> ALL(over)"
        "  ) ELSE ("
        "   SELECT string_agg(timestamptz_send(lower(during) - kept) || timestamptz_send(upper(during) + kept), '')"
        "   FROM occupations LEFT JOIN appointments ON appointments.id = appointment_id"
        "   LEFT JOIN holds ON holds.id = appointment_id CROSS JOIN LATERAL ("
        "    SELECT CASE WHEN coalesce(appointments.clinic_id, holds.clinic_id) <> at THEN :journey"
        "    ELSE interval '0' END AS kept"
        "   ) AS journey WHERE resource_id = resource.id AND lower(during) > :since - :longest - :journey"
        "   AND lower(during) < :until + :journey AND upper(during) > :since - :journey"
        "   AND appointment_id <> ALL(over)"
        "  ) END AS taken, ("
        "   SELECT string_agg(timestamptz_send(starts_at) || timestamptz_send(coalesce(ends_at, 'infinity')), '')"
        "   FROM unavailabilities WHERE resource_id = resource.id AND withdrawn_at IS NULL"
        "   AND starts_at < :until AND (ends_at IS NULL OR ends_at > :since)"
        "  ) AS away"
        " ) AS busy GROUP BY at"
    ).bindparams(
        *(bindparam(name, type_=Uuid) for name in ("only", "patient", "moving")),
        *(bindparam(name, type_=Text) for name in ("modality", "model")),
        *(bindparam(name, type_=DateTime(timezone=True)) for name in ("since", "until", "now")),
        *(bindparam(name, type_=Interval) for name in ("journey", "longest")),
        bindparam("clinics", type_=ARRAY(Uuid)),
        bindparam("depth", type_=Numeric),
    )
)
"""Who and what there is at each clinic, and when each of them is busy from ``since`` to ``until``; and the patient.

What is taken is read from an index alone, but for those who travel between clinics and for rooms that take several
appointments at once, of which the lanes are read too. Holds that have expired take
nothing, and neither does the appointment that is to move.
"""
