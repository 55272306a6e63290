"""``make bench-import``: how fast a file of patients is checked and applied, and how much memory that takes.

50,000 lines (``LINES``), the most that a file may have, are sent through booking's API and taken by its timers, API
and worker in this process. Every line is somebody else; then the same file is sent once more, and nothing is new.
Nothing is asserted: it is printed.
"""

import asyncio
import csv
import io
import os
import resource
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import date, timedelta
from pathlib import Path

from chassis.run.logs import configure_logs
from services.booking.app import service
from tests.integration.booking.chain import MONDAY, Chain
from tests.integration.booking.importing import Importer, patient_row
from tests.parts import parts, report_header
from tests.support.running import running_service
from tests.support.templates import Templates

LINES = int(os.environ.get("LINES", "50000"))
PART_BYTES = 900_000
"""Of each request: fewer than a body may have."""


async def main() -> None:
    """Print lines a second of checking and of applying, and the most memory that was taken."""
    configure_logs("ERROR", service="benchmarks")
    async with parts() as started, AsyncExitStack() as stack:
        print("\n".join(report_header(started)), flush=True)
        templates = Templates(started.postgres)
        stack.push_async_callback(templates.drop)
        template = await templates.of(service, MONDAY)
        await started.postgres.copy_database(template.name, "bench_import")
        stack.push_async_callback(started.postgres.drop_copy, "bench_import")
        url = template.url("bench_import", owner=False)
        keys = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        running = running_service(service, url, started.kafka.bootstrap, keys, start=MONDAY, topic_prefix="bench.")
        chain = Chain(await stack.enter_async_context(running))
        importer = Importer(chain, await chain.open())
        content = file_of(LINES)
        print(f"{LINES:,} lines, {len(content) / 1e6:.1f} MB; {_peak():.0f} MB of memory before", flush=True)
        for words in ("new", "known already"):
            await measure(importer, content, words)


async def measure(importer: Importer, content: bytes, words: str) -> None:
    """One import of the file, from its first part to its last line."""
    import_id = await importer.begun("patients")
    for number, begin in enumerate(range(0, len(content), PART_BYTES), start=1):
        answer = await importer.sent(import_id, content[begin : begin + PART_BYTES], number)
        answer.raise_for_status()
    for act, form in (("check", None), ("apply", {})):
        began = time.monotonic()
        answer = await importer.chain.director.post(f"/imports/{import_id}/{act}", json=form)
        answer.raise_for_status()
        while await importer.chain.booking.fire_timers():
            pass
        seconds = time.monotonic() - began
        print(f"{words}: {act} {LINES / seconds:,.0f} lines/s ({seconds:.1f} s), peak {_peak():.0f} MB", flush=True)
    print(f"{words}: {(await importer.read(import_id))['outcomes']}", flush=True)


BIRTHDAYS = 27_000
"""Days on which people of the file were born; after that many lines their first name is another one as well."""


def file_of(lines: int) -> bytes:
    """Patients who do not look like each other."""
    file = io.StringIO()
    rows = [
        patient_row(
            str(number),
            given_name=f"{'Rosa' if number < BIRTHDAYS else 'Duarte'}{_letters(number)}",
            family_name=f"Almeida{_letters(number)}",
            date_of_birth=(date(1930, 1, 1) + timedelta(days=number % BIRTHDAYS)).isoformat(),
            phone=f"+35191{number:07}",
        )
        for number in range(1, lines + 1)
    ]
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def _letters(number: int) -> str:
    """A number in a to j: a name of many digits is refused, as it reads like a telephone number."""
    return str(number).translate(str.maketrans("0123456789", "abcdefghij"))


def _peak() -> float:
    """Megabytes of resident memory that this process has taken at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    asyncio.run(main())
