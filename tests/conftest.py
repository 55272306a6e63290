"""One Kafka and one PostgreSQL for the whole run; the report says which."""

from hypothesis import settings

from tests.support.logs import plain_logs

pytest_plugins = ["tests.parts.fixtures", "tests.support.fixtures"]

# What a machine is slow at is shown by benchmarks: no property fails because of the time that an example took.
settings.register_profile("needlepoint", deadline=None)
settings.load_profile("needlepoint")
plain_logs()
