"""What each service's Kafka user may do, derived from what the service publishes and consumes; nothing more."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chassis.service import Service

OPERATOR = "operator"
"""The user of the operator's commands: in docker-compose.yml a super user."""


TOPIC, GROUP = "topic", "group"
LITERAL = "literal"


@dataclass(frozen=True, order=True)
class Permission:
    """One permission of one user, in the words of Kafka's admin interface. Kafka adds DESCRIBE to each that we give."""

    user: str
    kind: str
    """TOPIC or GROUP; what somebody else gave may be on other kinds."""
    name: str
    """With prefix."""
    operation: str
    pattern: str = LITERAL
    """That name alone, which is all that we give, or ``prefixed``."""

    def __str__(self) -> str:
        every = "" if self.pattern == LITERAL else f", {self.pattern}"
        return f"{self.user} may {self.operation} on {self.kind} {self.name}{every}"


def user_of(service: str, prefix: str) -> str:
    """A service's user is named as its consumer group."""
    return f"{prefix}{service}"


def permissions_of(service: "Service", prefix: str) -> frozenset[Permission]:
    """Write to its own topics and create them, read those that it consumes, and join its own group."""
    user = user_of(service.name, prefix)
    own = [(prefix + topic, operation) for topic in service.publishes for operation in ("WRITE", "CREATE")]
    consumed = [(prefix + topic, "READ") for topic in service.reactions.topics]
    return frozenset(
        {Permission(user, TOPIC, name, operation) for name, operation in [*own, *consumed]}
        | ({Permission(user, GROUP, user, "READ")} if consumed else set())
    )
