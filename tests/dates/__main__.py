"""`python -m tests.dates`: the suite on other days.

The unit tests that ask for the date, some of each service's integration tests, and the demo's story; two days at once.

It takes three days, `--days turn` the one of them whose turn it is, `--days all` every one in the calendar, and
`--days PART` those with PART in their name.
`--tests PATH ...` takes other tests than those of CI.

libfaketime shifts the date of our own Python processes, and only that: monotonic clocks run as they are, so that waits
take as long as they should. Kafka and PostgreSQL stay on the machine's date. Neither is asked for it: ids, partitions
and the times in events are made in Python; leases are compared within the database. The story is told over a real
Kafka: the embedded one does not end under libfaketime (librdkafka waits for a moment in the time that is not shifted).
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from tests.dates.calendar import Day, days

REPOSITORY = Path(__file__).parents[2]
LIBRARY = "faketime/libfaketimeMT.so.1"
FOLDERS = ("/usr/lib", "/usr/lib64", "/usr/local/lib")

AT_ONCE = 2
"""Days. Each has processes, servers, ports and temporary folders of its own; alone, one leaves a processor idle."""
WORKERS = 2
"""For each day; one more where a day runs alone, for its tests often wait."""

UNIT_TESTS = (
    "tests/unit/cartridge_codes",
    "tests/unit/chassis",
    "tests/unit/inventory/test_recall_checks.py",
    "tests/unit/needlepoint",
    "tests/unit/test_operations_doc.py",
)
"""Those that ask which day it is, of the machine or through a library: others are given the day that they are about.
``tests/unit/test_asked_dates.py`` finds who asks and is not here."""

TESTS = (
    *UNIT_TESTS,
    "tests/integration/booking/test_follow_ups.py",
    "tests/integration/console/test_read_models.py",
    "tests/integration/inventory/test_reservations.py",
    "tests/integration/notifications/test_appointments.py",
    "tests/integration/screening/test_day_of_check.py",
    "tests/integration/chassis/test_timers.py",
    "tests/integration/chassis/test_partitions.py",
    "tests/integration/chassis/test_order.py",
    "tests/end_to_end/test_story.py::test_the_same_story_holds_over_a_real_kafka",
)
LEFT_OUT = (
    "tests/unit/chassis/test_connections.py",
    "tests/unit/chassis/test_languages.py",
    "tests/unit/chassis/test_openapi.py",
    "tests/unit/chassis/test_stands_alone.py",
    "tests/unit/needlepoint/test_command_line.py",
)
"""Sockets, descriptions, sentences, imports: what asks for no date, in tests that take long."""


def main() -> int:
    """Run them; 0 when everything passed on every day."""
    parser = argparse.ArgumentParser(prog="python -m tests.dates")
    parser.add_argument("--days", default="", help="turn, all, or part of a day's name; three without it")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="other tests")
    asked = parser.parse_args()
    now = datetime.now(UTC)
    chosen = chosen_days(days(now), asked.days, now)
    if not chosen:
        parser.error(f"no such day; there are: {', '.join(day.name for day in days(now))}")
    library = find_library()
    if library is None:
        print("libfaketime is missing: apt-get install faketime", file=sys.stderr)
        return 1
    with ThreadPoolExecutor(AT_ONCE) as pool:
        workers = WORKERS if len(chosen) > 1 else WORKERS + 1
        passed = list(pool.map(lambda day: run(day, asked.tests, library, workers), chosen))
    return 0 if all(passed) else 1


def chosen_days(known: Sequence[Day], asked: str, now: datetime) -> list[Day]:
    """Those that the calendar marks, the one of them whose turn it is, all, or those with ``asked`` in their names."""
    if asked == "all":
        return list(known)
    if asked in ("", "turn"):
        marked = [day for day in known if day.in_ci]
        return marked if not asked else [marked[now.toordinal() % len(marked)]]
    return [day for day in known if asked.lower() in day.name.lower()]


def run(day: Day, tests: Sequence[str], library: Path, workers: int) -> bool:
    """Several workers, as if started on that day. Says how it ended, and everything that was printed when it failed."""
    options = ("-q", "--no-header", "-p", "no:cacheprovider", "--numprocesses", str(workers), "--dist", "loadgroup")
    left_out = [f"--ignore={path}" for path in LEFT_OUT]
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="needlepoint-day-") as folder:
        command = [sys.executable, "-m", "pytest", *options, *left_out, f"--basetemp={folder}/tests", *tests]
        environment = {**os.environ, **shifted(day.start, day.zone, library)}
        done = subprocess.run(
            command,
            cwd=REPOSITORY,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    lines = done.stdout.splitlines()
    end = next((line for line in reversed(lines) if line.strip()), "it printed nothing").strip("= ")
    verdict = "" if done.returncode == 0 else f"FAILED ({done.returncode}): "
    when = f"{day.start:%d %b %Y %H:%M} UTC"
    report = [] if done.returncode == 0 else lines
    report.append(f"{day.name} ({when}): {verdict}{end} [{time.monotonic() - began:.0f} s]")
    print("\n".join(report), flush=True)
    return done.returncode == 0


def shifted(start: datetime, zone: str, library: Path) -> Mapping[str, str]:
    """What makes Python processes believe that it is ``start`` now. One started later is as far ahead, not at start."""
    seconds = (start - datetime.now(UTC)).total_seconds()
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME": f"{seconds:+.0f}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
        "PYTHONPATH": str(REPOSITORY / "tests" / "dates" / "preload"),
        "TZ": zone,
    }


def find_library() -> Path | None:
    """Debian's package puts it in a folder named for the processor."""
    for folder in map(Path, FOLDERS):
        for found in (*folder.glob(LIBRARY), *folder.glob(f"*/{LIBRARY}")):
            return found
    return None


if __name__ == "__main__":
    sys.exit(main())
