"""`python -m tests.dates`: the suite on other days.

Unit and contract tests, some of each service's integration tests, and the demo's story.

`--on NAME` takes one day only (part of its name does), `--tests PATH ...` other tests than those of CI.

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
from datetime import UTC, datetime
from pathlib import Path

from tests.dates.calendar import Day, days

REPOSITORY = Path(__file__).parents[2]
LIBRARY = "faketime/libfaketimeMT.so.1"
FOLDERS = ("/usr/lib", "/usr/lib64", "/usr/local/lib")

TESTS = (
    "tests/unit",
    "tests/contracts",
    "tests/integration/booking/test_follow_ups.py",
    "tests/integration/inventory/test_reservations.py",
    "tests/integration/notifications/test_appointments.py",
    "tests/integration/screening/test_day_of_check.py",
    "tests/integration/chassis/test_timers.py",
    "tests/integration/chassis/test_partitions.py",
    "tests/integration/chassis/test_order.py",
    "tests/end_to_end/test_story.py::test_the_same_story_holds_over_a_real_kafka",
)


def main() -> int:
    """Run them; 0 when everything passed on every day."""
    parser = argparse.ArgumentParser(prog="python -m tests.dates")
    parser.add_argument("--on", default="", help="part of a day's name")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="other tests")
    asked = parser.parse_args()
    chosen = [day for day in days(datetime.now(UTC)) if asked.on.lower() in day.name.lower()]
    if not chosen:
        parser.error(f"no such day; there are: {', '.join(day.name for day in days(datetime.now(UTC)))}")
    library = find_library()
    if library is None:
        print("libfaketime is missing: apt-get install faketime", file=sys.stderr)
        return 1
    passed = [run(day, asked.tests, library) for day in chosen]
    return 0 if all(passed) else 1


def run(day: Day, tests: Sequence[str], library: Path) -> bool:
    """Several workers, as if started on that day. Says how it ended, and everything that was printed when it failed."""
    options = ("-q", "--no-header", "-p", "no:cacheprovider", "--numprocesses", "auto", "--dist", "loadgroup")
    command = [sys.executable, "-m", "pytest", *options, *tests]
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        environment = {**os.environ, **shifted(day.start, day.zone, library)}
        done = subprocess.run(
            command, cwd=REPOSITORY, env=environment, stdout=output, stderr=subprocess.STDOUT, check=False
        )
        output.seek(0)
        lines = output.read().splitlines()
    if done.returncode != 0:
        print("\n".join(lines))
    end = next((line for line in reversed(lines) if line.strip()), "it printed nothing").strip("= ")
    verdict = "" if done.returncode == 0 else f"FAILED ({done.returncode}): "
    when = f"{day.start:%d %b %Y %H:%M} UTC"
    print(f"{day.name} ({when}): {verdict}{end} [{time.monotonic() - began:.0f} s]", flush=True)
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
