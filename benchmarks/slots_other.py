"""django-appointment beside us, with our calendar in its tables."""

import json
from typing import Any

import asyncpg

from benchmarks.other import answer_of_other
from benchmarks.slots_calendar import DAYS, Calendar

PACKAGES = ("django-appointment>=3.12,<4", "psycopg[binary]>=3.3,<4")
_BOOKED = """
SELECT practitioners.id, coalesce(json_agg(json_build_array(
    to_char(lower(during) AT TIME ZONE 'Europe/Lisbon', 'YYYY-MM-DD'),
    to_char(lower(during) AT TIME ZONE 'Europe/Lisbon', 'HH24:MI'),
    to_char(upper(during) AT TIME ZONE 'Europe/Lisbon', 'HH24:MI')
)) FILTER (WHERE during IS NOT NULL), '[]')::text AS booked
FROM practitioners LEFT JOIN occupations ON resource_id = practitioners.id
    AND lower(during) >= $1::date AND lower(during) < $2::date + 1
GROUP BY practitioners.id ORDER BY practitioners.id
"""


async def measure_other(ours: str, theirs: str, calendar: Calendar) -> dict[str, float]:
    """Milliseconds that django-appointment takes, on the calendar that is in ``ours``, with its tables in ``theirs``.

    Raises RuntimeError with what its process said.
    """
    connection = await asyncpg.connect(ours)
    try:
        rows = await connection.fetch(_BOOKED, calendar.first_day, calendar.last_day)
    finally:
        await connection.close()
    staff = [json.loads(row["booked"]) for row in rows]
    written = json.dumps({"first_day": calendar.first_day.isoformat(), "days": DAYS, "staff": staff})
    took: dict[str, Any] = await answer_of_other(PACKAGES, "slots_django.py", theirs, given=written)
    return {name: float(value) for name, value in took.items()}
