"""Offers of freed times that can still be answered: a projection of booking's events. A replay writes it again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, cast, delete, select
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.domain.messages import LEFT, OFFER
from services.notifications.tables import messages, waitlist_offers


async def keep_offer(work: Work, offer_id: UUID, until: datetime) -> None:
    """An offer that can be answered until then (UTC)."""
    await work.execute(insert(waitlist_offers).values(id=offer_id, until=until).on_conflict_do_nothing())


async def end_offer(work: Work, offer_id: UUID) -> None:
    """It cannot be answered any more."""
    await work.execute(delete(waitlist_offers).where(waitlist_offers.c.id == offer_id))


async def open_offers_to(work: Work, patient_ids: Sequence[UUID]) -> Sequence[Row]:
    """The offers that these patients were written about and can still answer: ``id`` and ``patient_id``.

    Whose an offer is, is known from the message that asks about it.
    """
    asked = cast(messages.c.facts[OFFER].astext, Uuid)
    statement = (
        select(waitlist_offers.c.id, messages.c.patient_id)
        .join(messages, asked == waitlist_offers.c.id)
        .where(
            messages.c.patient_id.in_(patient_ids),
            messages.c.facts.has_key(OFFER),
            messages.c.status.in_([each.value for each in LEFT]),
            waitlist_offers.c.until > work.now,
        )
    )
    return (await work.execute(statement)).all()
