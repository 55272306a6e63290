"""What was sent lately, to whom and where."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from chassis.work import Work
from services.notifications.domain.limits import SentLately
from services.notifications.domain.messages import Status
from services.notifications.tables import channel_journal, messages

_journal = channel_journal.c


async def sent_since(
    work: Work, patient_id: UUID | None, address: str, since: datetime, codes: Collection[str]
) -> SentLately:
    """Since then (UTC). ``codes`` are the templates that carry a code.

    What another worker sends at this moment is not seen: as many messages more can go out as there are workers.
    """
    there = (_journal.address == address) & (_journal.handed_over_at > since)
    to_patient = select(func.count()).where(
        messages.c.patient_id == patient_id,
        messages.c.status == Status.SENT.value,
        messages.c.settled_at > since,
    )
    to_address = select(func.count()).select_from(channel_journal).where(there)
    with_code = (
        select(func.count())
        .select_from(channel_journal.join(messages, messages.c.id == _journal.message_id))
        .where(there, messages.c.template.in_(codes))
    )
    counts = (to_patient, to_address, with_code)
    row = (await work.execute(select(*(each.scalar_subquery() for each in counts)))).one()
    return SentLately(*row)
