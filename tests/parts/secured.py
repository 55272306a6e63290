"""Apache Kafka from Maven Central that also listens as managed clusters do: encrypted, and asking who one is."""

import asyncio
from enum import Enum
from pathlib import Path

from confluent_kafka.admin import (  # type: ignore[attr-defined]  # they are its own, only not said so
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from tests.parts.certificates import Authority
from tests.parts.maven import MavenKafka
from tests.parts.ports import free_ports

# Later lines of a properties file replace earlier ones; the open listener stays, for the broker itself and for us.
LISTENERS = """\
listeners=PLAINTEXT://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller},{ours}
advertised.listeners=PLAINTEXT://127.0.0.1:{broker},{ours}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,{protocols}
ssl.keystore.type=PEM
ssl.keystore.location={own}
ssl.truststore.type=PEM
ssl.truststore.location={authority}
listener.name.mutual.ssl.client.auth=required
sasl.enabled.mechanisms=SCRAM-SHA-512,SCRAM-SHA-256
listener.name.both.sasl.enabled.mechanisms=SCRAM-SHA-512,SCRAM-SHA-256,PLAIN
listener.name.both.plain.sasl.jaas.config={plain} required user_{user}="{password}";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS;User:CN=worker;User:{user}
"""
SCRAM = "listener.name.{listener}.scram-sha-{size}.sasl.jaas.config={module} required;\n"
PLAIN_MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule"
SCRAM_MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule"
PROTOCOLS = {"ENCRYPTED": "SSL", "MUTUAL": "SSL", "SCRAM": "SASL_PLAINTEXT", "BOTH": "SASL_SSL"}
USER, PASSWORD = "tally", "one two three"


class Right(Enum):
    """What docs/operations.md says that a service's user must be allowed: on which kind of thing, and to do what."""

    READ = (ResourceType.TOPIC, AclOperation.READ)
    WRITE = (ResourceType.TOPIC, AclOperation.WRITE)
    CREATE = (ResourceType.TOPIC, AclOperation.CREATE)
    ALTER = (ResourceType.TOPIC, AclOperation.ALTER)
    DESCRIBE_CONFIGS = (ResourceType.TOPIC, AclOperation.DESCRIBE_CONFIGS)
    JOIN = (ResourceType.GROUP, AclOperation.READ)


class SecuredKafka(MavenKafka):
    """``at`` has the address of each listener: ENCRYPTED, MUTUAL (wants the client's certificate), SCRAM (a user in the
    clear) and BOTH (encrypted and a user)."""

    def __init__(self, certificates: Path) -> None:
        self.authority = Authority(certificates)
        self._own = self.authority.sign("kafka")
        self.at = dict(zip(PROTOCOLS, [f"127.0.0.1:{port}" for port in free_ports(len(PROTOCOLS))], strict=True))

    async def start(self) -> None:
        await super().start()
        await self.let_in(USER, PASSWORD)

    async def let_in(self, user: str, password: str) -> None:
        """Know a user by this password from now on, whatever it was before."""
        admin = AdminClient({"bootstrap.servers": self.bootstrap})
        for mechanism in (ScramMechanism.SCRAM_SHA_512, ScramMechanism.SCRAM_SHA_256):  # one a request, says Kafka
            entry = UserScramCredentialUpsertion(user, ScramCredentialInfo(mechanism, 4096), password.encode())
            await asyncio.wrap_future(admin.alter_user_scram_credentials([entry])[user])

    async def allow(self, user: str, prefix: str, *rights: Right) -> None:
        """Let a user do this with all whose name begins so."""
        begins, yes = ResourcePatternType.PREFIXED, AclPermissionType.ALLOW
        given = [
            AclBinding(kind, prefix, begins, f"User:{user}", "*", act, yes) for kind, act in (r.value for r in rights)
        ]
        admin = AdminClient({"bootstrap.servers": self.bootstrap})
        for done in admin.create_acls(given).values():
            await asyncio.wrap_future(done)

    def _properties(self, broker: int, controller: int) -> str:
        listeners = LISTENERS.format(
            broker=broker,
            controller=controller,
            ours=",".join(f"{name}://{address}" for name, address in self.at.items()),
            protocols=",".join(f"{name}:{protocol}" for name, protocol in PROTOCOLS.items()),
            own=self._own,
            authority=self.authority.file,
            plain=PLAIN_MODULE,
            user=USER,
            password=PASSWORD,
        )
        scram = [
            SCRAM.format(listener=listener, size=size, module=SCRAM_MODULE)
            for listener in ("scram", "both")
            for size in (256, 512)
        ]
        return super()._properties(broker, controller) + listeners + "".join(scram)
