"""A cluster's users and access control lists, through Kafka's admin interface."""

import time
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from needlepoint.operate.kafka_rights import Permission

if TYPE_CHECKING:
    from chassis.run.settings import Settings

SECONDS = 15.0
REFUSED_SECONDS = 2.0
"""How long it goes on after a refused password or certificate: a new user may be unknown to a broker for a moment."""
ITERATIONS = 8192
"""Rounds of SCRAM-SHA-512: what a stolen copy of Kafka's metadata costs to search for a password."""


class AccessRefused(Exception):
    """The cluster did not do it; the text is the cluster's."""


class ClusterAccess:
    """The users and permissions on the cluster that these settings reach. Every method raises AccessRefused."""

    def __init__(self, settings: "Settings") -> None:
        settings.require_encrypted_kafka()
        self._trouble = ""
        self._refused_at: float | None = None
        self._admin: Any = _kafka().AdminClient({**_client_settings(settings), "error_cb": self._note})

    def permissions(self, users: Collection[str]) -> frozenset[Permission]:
        """What these users are allowed by name; what is written for everybody is not among it."""
        self._require_sight()
        found = self._answer(self._admin.describe_acls(_filter(), request_timeout=SECONDS))
        names = {f"User:{user}": user for user in users}
        return frozenset(
            _permission(each, names[each.principal])
            for each in found
            if each.principal in names and each.permission_type.name == "ALLOW"
        )

    def _require_sight(self) -> None:
        """To a user who may not look, librdkafka answers that there are no permissions."""
        asked = self._admin.describe_cluster(include_authorized_operations=True, request_timeout=SECONDS)
        allowed = self._answer(asked).authorized_operations or ()
        if "DESCRIBE" not in {each.name for each in allowed}:
            raise AccessRefused("our user may not look at permissions: it needs Describe and Alter on the cluster")

    def set_password(self, user: str, password: str) -> None:
        """Create a user, or change its password."""
        kafka = _kafka()
        how = kafka.ScramCredentialInfo(kafka.ScramMechanism.SCRAM_SHA_512, ITERATIONS)
        entry = kafka.UserScramCredentialUpsertion(user, how, password.encode())
        self._answer(self._admin.alter_user_scram_credentials([entry], request_timeout=SECONDS)[user])

    def allow(self, permissions: Collection[Permission]) -> None:
        """Add permissions."""
        given = [_binding(each) for each in permissions]
        for done in self._admin.create_acls(given, request_timeout=SECONDS).values() if given else ():
            self._answer(done)

    def take_back(self, permissions: Collection[Permission]) -> None:
        """Remove permissions, whatever host they were written for."""
        taken = [_filter(each) for each in permissions]
        for done in self._admin.delete_acls(taken, request_timeout=SECONDS).values() if taken else ():
            self._answer(done)

    def _note(self, error: Any) -> None:
        """librdkafka tries again for ever, also after a refusal; what kept it is said when time is up."""
        from confluent_kafka import KafkaError

        if error.code() in (KafkaError._AUTHENTICATION, KafkaError._SSL):
            self._refused_at, self._trouble = self._refused_at or time.monotonic(), error.str()
        elif self._refused_at is None:  # else it only adds that no broker is left
            self._trouble = error.str()

    def _has_time(self, since: float) -> bool:
        """Whether to wait for an answer any longer."""
        ends = since + SECONDS
        if self._refused_at is not None:
            ends = min(ends, self._refused_at + REFUSED_SECONDS)
        return time.monotonic() < ends

    def _answer(self, future: Any) -> Any:
        from confluent_kafka import KafkaException

        since = time.monotonic()
        while not future.done() and self._has_time(since):
            self._admin.poll(0.05)  # this thread calls _note
        try:
            return future.result(timeout=0)
        except KafkaException as error:
            [reason] = error.args
            of_broker = reason.code() > 0  # whose own words may be a dump of the request
            raise AccessRefused(reason.name() if of_broker else self._trouble or reason.str()) from error
        except TimeoutError as error:
            raise AccessRefused(self._trouble or f"no answer within {SECONDS:.0f} s") from error


def _binding(permission: Permission) -> Any:
    return _kafka().AclBinding(*_what(permission), f"User:{permission.user}", "*", *_how(permission))


def _filter(permission: Permission | None = None) -> Any:
    """This permission from any host; without one, everything that is allowed or denied to anybody."""
    kafka = _kafka()
    if permission is None:
        on_anything = (kafka.ResourceType.ANY, None, kafka.ResourcePatternType.ANY)
        return kafka.AclBindingFilter(*on_anything, None, None, kafka.AclOperation.ANY, kafka.AclPermissionType.ANY)
    return kafka.AclBindingFilter(*_what(permission), f"User:{permission.user}", None, *_how(permission))


def _what(permission: Permission) -> tuple[Any, str, Any]:
    kinds, patterns = _kafka().ResourceType, _kafka().ResourcePatternType
    return kinds[permission.kind.upper()], permission.name, patterns[permission.pattern.upper()]


def _how(permission: Permission) -> tuple[Any, Any]:
    return _kafka().AclOperation[permission.operation], _kafka().AclPermissionType.ALLOW


def _permission(acl: Any, user: str) -> Permission:
    return Permission(
        user, acl.restype.name.lower(), acl.name, acl.operation.name, acl.resource_pattern_type.name.lower()
    )


def _kafka() -> Any:
    """librdkafka's admin interface, whose types are incomplete; loaded when it is needed."""
    from confluent_kafka import admin

    return admin


def _client_settings(settings: "Settings") -> Mapping[str, object]:
    chosen: dict[str, object] = {
        "bootstrap.servers": settings.kafka_bootstrap,
        "security.protocol": settings.kafka_security,
        "log_level": 0,  # what fails is raised
    }
    if settings.kafka_user and settings.kafka_password:
        chosen |= {
            "sasl.mechanisms": settings.kafka_sasl_mechanism,
            "sasl.username": settings.kafka_user,
            "sasl.password": settings.kafka_password.get_secret_value(),
        }
    if settings.kafka_ca_file:
        chosen["ssl.ca.location"] = str(settings.kafka_ca_file)
    if settings.kafka_client_certificate:
        chosen["ssl.certificate.location"] = str(settings.kafka_client_certificate)
        chosen["ssl.key.location"] = str(settings.kafka_client_key or settings.kafka_client_certificate)
    return chosen
