"""One Kafka and one PostgreSQL for each worker of a run; the report says which."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.logs import plain_logs, undo_logs_of_a_process

HERE = Path(__file__).parent

pytest_plugins = ["tests.parts.fixtures", "tests.support.fixtures"]

# What a machine is slow at is shown by benchmarks: no property fails because of the time that an example took.
ANY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("needlepoint", ANY)
# On another date (tests/dates) properties are tried to see that the date is not what fails, so few examples do.
settings.register_profile("another date", ANY, max_examples=10)
# Where the question is whether a change may land, it is asked of the same examples each time; people search for others.
settings.register_profile("same examples", ANY, derandomize=True)
SAME = os.environ.get("NEEDLEPOINT_SAME_EXAMPLES") == "1"
settings.load_profile("another date" if "FAKETIME" in os.environ else "same examples" if SAME else "needlepoint")
plain_logs()
os.environ.setdefault("BOOKING_PHOTOS_FOLDER", tempfile.mkdtemp(prefix="needlepoint-photos-"))


def pytest_xdist_auto_num_workers() -> int:
    """How many ``make test`` runs: one more than processors, for tests often wait; 8 use some 5 GB of memory."""
    return min((os.cpu_count() or 1) + 1, 8)


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file is one worker's, as it is when it runs alone (decision 0192): its service starts once, and which of its
    tests ran before, and moved its clock, is not left to chance."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.relative_to(HERE).as_posix()))


@pytest.fixture(autouse=True)
def _logs_stay_plain() -> Iterator[None]:
    """What a test did to the logs of its process ends with it."""
    yield
    undo_logs_of_a_process()
