"""Appointments of lines that were only tried: read before they are undone, and stored again beside a later line."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from chassis.data.statements import Prepared
from chassis.work import Work

_READ = Prepared(
    text(
        "SELECT jsonb_build_object('appointments', (SELECT jsonb_agg(to_jsonb(one)) FROM appointments AS one"
        " WHERE one.id = :of), 'occupations', (SELECT jsonb_agg(to_jsonb(one)) FROM occupations AS one"
        " WHERE one.appointment_id = :of))::text"
    )
)
_STORE = Prepared(
    text(
        "WITH stored AS (INSERT INTO appointments SELECT one.*"
        " FROM jsonb_populate_recordset(NULL::appointments, CAST(:appointments AS jsonb)) AS one)"
        " INSERT INTO occupations SELECT one.*"
        " FROM jsonb_populate_recordset(NULL::occupations, CAST(:occupations AS jsonb)) AS one ON CONFLICT DO NOTHING"
    )
)
"""What somebody has booked meanwhile is left as it is."""
_MET = Prepared(
    text(
        "SELECT EXISTS (SELECT FROM jsonb_populate_recordset(NULL::occupations, CAST(:ours AS jsonb) -> 'occupations')"
        " AS our JOIN jsonb_populate_recordset(NULL::occupations, CAST(:theirs AS jsonb) -> 'occupations') AS their"
        " ON our.resource_id = their.resource_id AND our.during && their.during)"
        " OR EXISTS (SELECT FROM jsonb_populate_recordset(NULL::appointments, CAST(:ours AS jsonb) -> 'appointments')"
        " AS our JOIN jsonb_populate_recordset(NULL::appointments, CAST(:theirs AS jsonb) -> 'appointments') AS their"
        " ON our.course_id = their.course_id)"
    )
)

Rows = Mapping[str, Any]
"""An appointment and what it occupies, as JSON by table."""


async def rows_of_appointment(work: Work, appointment_id: UUID) -> Rows:
    """What is stored of an appointment that was booked in this transaction."""
    rows: Rows = json.loads(await work.scalar(_READ, {"of": appointment_id}))
    return rows


async def store_rows(work: Work, foreseen: Sequence[Rows]) -> None:
    """Store them again, until the transaction or the savepoint is undone."""
    every = {table: [row for rows in foreseen for row in rows[table]] for table in ("appointments", "occupations")}
    await work.execute(_STORE, {table: json.dumps(rows) for table, rows in every.items()})


async def are_in_each_others_way(work: Work, one: Rows, other: Rows) -> bool:
    """Whether two appointments take one resource at one time, or are of one course."""
    met: bool = await work.scalar(_MET, {"ours": json.dumps(one), "theirs": json.dumps(other)})
    return met
