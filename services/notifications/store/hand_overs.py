"""Hand-overs of messages to carriers, as rows."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.domain.channels import OthersThere
from services.notifications.domain.hand_overs import TAKEN, DeliveryState, Receipt
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.several import SEVERAL, several_in
from services.notifications.domain.whatsapp import SubmittedTemplate
from services.notifications.tables import deliveries, messages

NEAR = timedelta(hours=1)
"""A carrier's list is searched for a shorter time than this."""


async def insert_delivery(
    work: Work,
    delivery_id: UUID,
    message_id: UUID,
    route: Route,
    number_id: str | None,
    *,
    begins: bool,
    template: SubmittedTemplate | None = None,
) -> None:
    """A hand-over begins. Begun again under the same id, it is the same hand-over, to where the patient is now.

    ``number_id``: WhatsApp's id of the number that it leaves from; ``begins``: it begins a conversation there;
    ``template``: WhatsApp's, where it leaves as one.
    """
    values = {
        "channel": route.channel.value,
        "address": route.address,
        "state": DeliveryState.HANDING_OVER.value,
        "handed_over_at": work.now,
        "changed_at": work.now,
        "number_id": number_id,
        "begins": begins,
        "template": template.name if template else None,
        "template_language": template.language if template else None,
    }
    statement = insert(deliveries).values(id=delivery_id, message_id=message_id, **values)
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def lock_under_way(work: Work, message_id: UUID) -> Row | None:
    """The hand-over of a message that has begun and not ended, locked."""
    which = (deliveries.c.message_id == message_id) & (deliveries.c.state == DeliveryState.HANDING_OVER.value)
    found = select(deliveries).where(which).order_by(deliveries.c.id.desc()).limit(1)
    return (await work.execute(found.with_for_update())).first()


async def others_there(work: Work, begun: Row) -> OthersThere:
    """Hand-overs to the same address of the same channel from an hour before a doubtful one until now."""
    near = (deliveries.c.address == begun.address) & (deliveries.c.handed_over_at > begun.handed_over_at - NEAR)
    theirs = near & (deliveries.c.channel == begun.channel) & (deliveries.c.id != begun.id)
    rows = (await work.execute(select(deliveries.c.provider_id, deliveries.c.state).where(theirs))).all()
    doubtful = {DeliveryState.HANDING_OVER, DeliveryState.DOUBTFUL}
    ids = frozenset(row.provider_id for row in rows if row.provider_id)
    return OthersThere(ids, sum(1 for row in rows if row.state in doubtful and not row.provider_id))


async def mails_about(work: Work, row: Row, templates: Collection[str]) -> set[str]:
    """Where e-mails went that told the patient of the appointments of a message, by these templates."""
    ids = [row.appointment_id] if row.appointment_id else [each.appointment_id for each in several_in(row.facts)]
    listed = [messages.c.facts.contains({SEVERAL: [{"appointment_id": str(id)}]}) for id in ids]
    about = messages.c.appointment_id.in_(ids) | or_(*listed)
    theirs = (messages.c.patient_id == row.patient_id) & messages.c.template.in_(templates) & about
    left = deliveries.c.state.in_([each.value for each in (*TAKEN, DeliveryState.DOUBTFUL)])
    found = select(deliveries.c.address).join(messages, messages.c.id == deliveries.c.message_id)
    mailed = found.where(theirs, left, deliveries.c.channel == Channel.EMAIL.value)
    return set((await work.execute(mailed.distinct())).scalars())


async def lock_delivery(work: Work, delivery_id: UUID) -> Row | None:
    """One hand-over, locked."""
    return (await work.execute(select(deliveries).where(deliveries.c.id == delivery_id).with_for_update())).first()


async def change_delivery(work: Work, delivery_id: UUID, **values: Any) -> None:
    """Change columns of one hand-over."""
    await work.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(**values))


async def closed_ways(work: Work, message_id: UUID) -> dict[Channel | Route, str]:
    """Where a message has failed for good, each with the reason."""
    failed = (deliveries.c.message_id == message_id) & (deliveries.c.state == DeliveryState.FAILED.value)
    rows = await work.execute(select(deliveries.c.channel, deliveries.c.address, deliveries.c.reason).where(failed))
    return {Route(Channel(row.channel), row.address): row.reason or "" for row in rows}


async def find_delivery(work: Work, receipt: Receipt) -> Row | None:
    """The hand-over that a receipt is about: by our own id, or else by the carrier's.

    A mail has the same id wherever it goes: the hand-over to the address that is named, or else the last.
    """
    if receipt.delivery_id is not None:
        which = deliveries.c.id == receipt.delivery_id
    elif receipt.provider_id is not None:
        which = deliveries.c.provider_id == receipt.provider_id
    else:
        return None
    found = select(deliveries).where(which, deliveries.c.channel == receipt.channel.value)
    there = func.lower(deliveries.c.address) == (receipt.address or "").lower()
    return (await work.execute(found.order_by(there.desc(), deliveries.c.id.desc()).limit(1))).first()


async def last_mail_to(work: Work, addresses: Collection[str], since: datetime) -> Row | None:
    """The last hand-over of a mail to one of these addresses since then (UTC), as they or in small letters."""
    written = {form for each in addresses for form in (each, each.lower())}
    there = deliveries.c.address.in_(written) & (deliveries.c.handed_over_at > since)
    mails = select(deliveries).where(there, deliveries.c.channel == Channel.EMAIL.value)
    return (await work.execute(mails.order_by(deliveries.c.id.desc()).limit(1))).first()


async def last_delivery(work: Work, message_id: UUID) -> Row | None:
    """The last hand-over of a message."""
    theirs = select(deliveries).where(deliveries.c.message_id == message_id).order_by(deliveries.c.id.desc()).limit(1)
    return (await work.execute(theirs)).first()
