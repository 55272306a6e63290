"""A cluster's users and access control lists, through Kafka's admin interface."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from needlepoint.operate.kafka_rights import Permission

if TYPE_CHECKING:
    from chassis.run.settings import Settings

SECONDS = 15.0
ITERATIONS = 8192
"""Rounds of SCRAM-SHA-512: what a stolen copy of Kafka's metadata costs to search for a password."""


class AccessRefused(Exception):
    """The cluster did not do it; the text is the cluster's."""


class ClusterAccess:
    """The users and permissions on the cluster that these settings reach. Every method raises AccessRefused."""

    def __init__(self, settings: "Settings") -> None:
        settings.require_encrypted_kafka()
        self._admin: Any = _kafka().AdminClient(_client_settings(settings))

    def permissions(self, users: Collection[str]) -> frozenset[Permission]:
        """What these users are allowed by name; what is written for everybody is not among it."""
        found = _answer(self._admin.describe_acls(_filter(), request_timeout=SECONDS))
        names = {f"User:{user}": user for user in users}
        return frozenset(
            _permission(each, names[each.principal])
            for each in found
            if each.principal in names and each.permission_type.name == "ALLOW"
        )

    def set_password(self, user: str, password: str) -> None:
        """Create a user, or change its password."""
        kafka = _kafka()
        how = kafka.ScramCredentialInfo(kafka.ScramMechanism.SCRAM_SHA_512, ITERATIONS)
        entry = kafka.UserScramCredentialUpsertion(user, how, password.encode())
        _answer(self._admin.alter_user_scram_credentials([entry], request_timeout=SECONDS)[user])

    def allow(self, permissions: Collection[Permission]) -> None:
        """Add permissions."""
        given = [_binding(each) for each in permissions]
        for done in self._admin.create_acls(given, request_timeout=SECONDS).values() if given else ():
            _answer(done)

    def take_back(self, permissions: Collection[Permission]) -> None:
        """Remove permissions, whatever host they were written for."""
        taken = [_filter(each) for each in permissions]
        for done in self._admin.delete_acls(taken, request_timeout=SECONDS).values() if taken else ():
            _answer(done)


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
        "error_cb": lambda _: None,
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


def _answer(future: Any) -> Any:
    from confluent_kafka import KafkaException

    try:
        return future.result(timeout=SECONDS)
    except KafkaException as error:
        raise AccessRefused(error.args[0].str()) from error
    except TimeoutError as error:
        raise AccessRefused(f"no answer within {SECONDS:.0f} s") from error
