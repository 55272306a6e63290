"""One Kafka and one PostgreSQL for each worker of a run; the report says which."""

import os
import tempfile

from hypothesis import settings

from tests.support.logs import plain_logs

pytest_plugins = ["tests.parts.fixtures", "tests.support.fixtures"]

# What a machine is slow at is shown by benchmarks: no property fails because of the time that an example took.
settings.register_profile("needlepoint", deadline=None)
# On another date (tests/dates) properties are tried to see that the date is not what fails, so few examples do.
settings.register_profile("another date", deadline=None, max_examples=10)
settings.load_profile("another date" if "FAKETIME" in os.environ else "needlepoint")
plain_logs()
os.environ.setdefault("BOOKING_PHOTOS_FOLDER", tempfile.mkdtemp(prefix="needlepoint-photos-"))


def pytest_xdist_auto_num_workers() -> int:
    """How many ``make test`` runs: one more than processors, for tests often wait; 8 use some 5 GB of memory."""
    return min((os.cpu_count() or 1) + 1, 8)
