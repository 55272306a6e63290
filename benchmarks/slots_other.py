"""django-appointment beside us: an environment of its own for the time of a run, and our calendar in its tables."""

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import asyncpg

from benchmarks.slots_calendar import DAYS, Calendar

PACKAGES = ("django-appointment>=3.12,<4", "psycopg[binary]>=3.3,<4")
_PIPE = asyncio.subprocess.PIPE
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
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder) / "bin" / "python"
        await _run(sys.executable, "-m", "venv", folder)
        await _run(str(python), "-m", "pip", "install", "--quiet", *PACKAGES)
        said = await _run(str(python), str(Path(__file__).with_name("slots_django.py")), theirs, given=written)
    took: dict[str, Any] = json.loads(said)
    return {name: float(value) for name, value in took.items()}


async def _run(*command: str, given: str = "") -> str:
    process = await asyncio.create_subprocess_exec(*command, stdin=_PIPE, stdout=_PIPE, stderr=_PIPE)
    said, wrong = await process.communicate(given.encode())
    if process.returncode:
        raise RuntimeError(f"{command[0]}: {wrong.decode()[-2000:]}")
    return said.decode()
