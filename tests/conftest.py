"""One Kafka and one PostgreSQL for the whole run; the report says which."""

pytest_plugins = ["tests.parts.fixtures", "tests.support.fixtures"]
