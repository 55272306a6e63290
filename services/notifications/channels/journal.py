"""A channel that only records what it was given: a rehearsal's stand-in for carriers that are not set up."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert

from chassis.data.database import Connection, Database
from chassis.work import Work
from services.notifications.domain.channels import Envelope
from services.notifications.tables import channel_journal


class Journal:
    """Behaves like a provider outside: takes a message in a transaction of its own, once per message id.

    So a worker that dies after the hand-over and before its commit hands over again, and nothing is delivered twice.
    """

    def __init__(self, engine: Database) -> None:
        self._engine = engine

    async def hand_over(self, envelope: Envelope) -> None:
        """Write it down. Raises what the database raises: that is waited out, not a failure of the channel."""
        async with self._engine.begin() as connection:
            await write_down(connection, envelope)


def journal_of(work: Work) -> Journal:
    """The journal in the service's own database: it takes a second connection of the pool while a timer holds one."""
    return Journal(work.database)


async def write_down(connection: Connection, envelope: Envelope) -> None:
    """Record that a message left, and its text. A second record of the same message changes nothing."""
    await connection.execute(
        insert(channel_journal)
        .values(
            message_id=envelope.message_id,
            channel=envelope.route.channel.value,
            address=envelope.route.address,
            subject=envelope.wording.subject,
            text=envelope.wording.text,
            handed_over_at=envelope.handed_over_at,
        )
        .on_conflict_do_nothing()
    )


async def is_written_down(connection: Connection, message_id: UUID) -> bool:
    """True when the message has been recorded before."""
    found = await connection.scalar(select(exists().where(channel_journal.c.message_id == message_id)))
    return bool(found)
