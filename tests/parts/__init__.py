"""The Kafka and the PostgreSQL that tests and benchmarks run on.

The first of these that is there, and it is said which: addresses given in the environment (NEEDLEPOINT_TEST_KAFKA,
NEEDLEPOINT_TEST_POSTGRES); containers, when a Docker engine answers; Apache Kafka from Maven Central on the machine's
Java and PostgreSQL from its wheel; the embedded Kafka broker. NEEDLEPOINT_REQUIRE_REAL_KAFKA=1 refuses the last.
"""

from tests.parts.choose import NoRealKafka, Parts, expected, parts, report_header
from tests.parts.kafka import CannotDoThat, Kafka
from tests.parts.postgres import Postgres

__all__ = ["CannotDoThat", "Kafka", "NoRealKafka", "Parts", "Postgres", "expected", "parts", "report_header"]
