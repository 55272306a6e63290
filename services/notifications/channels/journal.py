"""A channel that only records what it was given: a rehearsal's stand-in for carriers that are not set up."""

from sqlalchemy.dialects.postgresql import insert

from chassis.data.database import Database
from services.notifications.domain.channels import Accepted, Envelope, InDoubt
from services.notifications.tables import channel_journal


class Journal:
    """Behaves like a provider outside: takes a message in a transaction of its own, once per message id."""

    repeatable = True
    can_be_asked = False

    def __init__(self, engine: Database) -> None:
        self._engine = engine

    async def hand_over(self, envelope: Envelope) -> Accepted:
        """Write it down. A second record of the same message changes nothing."""
        async with self._engine.begin() as connection:
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
        return Accepted()

    async def look_up(self, doubt: InDoubt) -> Accepted | None:
        """Nothing of it is ever in doubt."""
        raise NotImplementedError
