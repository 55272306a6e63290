"""What was sent lately, to whom and where."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from chassis.work import Work
from services.notifications.domain.hand_overs import DeliveryState
from services.notifications.domain.limits import SentLately
from services.notifications.tables import deliveries, messages

_NEVER_LEFT = [DeliveryState.NOT_TAKEN.value, DeliveryState.FAILED.value]


async def sent_since(
    work: Work, patient_id: UUID | None, address: str, since: datetime, codes: Collection[str]
) -> SentLately:
    """Since then (UTC). ``codes`` are the templates that carry a code. What may have left counts as sent.

    What others claim at this moment is not seen: as many messages more can go out as are handed over at once.
    """
    lately = (deliveries.c.handed_over_at > since) & deliveries.c.state.not_in(_NEVER_LEFT)
    of_messages = deliveries.join(messages, messages.c.id == deliveries.c.message_id)
    there = lately & (deliveries.c.address == address)
    to_patient = (
        select(func.count(func.distinct(messages.c.id)))
        .select_from(of_messages)
        .where(lately, messages.c.patient_id == patient_id)
    )
    to_address = select(func.count()).select_from(deliveries).where(there)
    with_code = select(func.count()).select_from(of_messages).where(there, messages.c.template.in_(codes))
    counts = (to_patient, to_address, with_code)
    row = (await work.execute(select(*(each.scalar_subquery() for each in counts)))).one()
    return SentLately(*row)
