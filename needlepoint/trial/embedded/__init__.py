"""PostgreSQL and a Kafka broker from wheels, for one machine without Docker or Java.

`EmbeddedPostgres` is the real PostgreSQL 18; `EmbeddedKafka` is librdkafka's built-in broker: the real protocol, in
memory. Services see only addresses, so nothing in them knows whether it runs on these or on a cluster.
"""

from needlepoint.trial.embedded.kafka import EmbeddedKafka
from needlepoint.trial.embedded.leftovers import AlreadyInUse
from needlepoint.trial.embedded.postgres import EmbeddedPostgres, PostgresDidNotStart
from needlepoint.trial.embedded.prerequisites import MissingPrerequisite

__all__ = ["AlreadyInUse", "EmbeddedKafka", "EmbeddedPostgres", "MissingPrerequisite", "PostgresDidNotStart"]
