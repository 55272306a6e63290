"""What a carrier says later about a message that it took. Receipts come in any order, twice, or not at all."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.commands.addresses import note_alive, note_bad
from services.notifications.commands.calendars import tell_calendars
from services.notifications.commands.deliveries import hand_over_kind
from services.notifications.commands.hand_overs import follow_failure, message_as_planned
from services.notifications.commands.messages import mark_doubtful, mark_sent, publish_arrived
from services.notifications.commands.whatsapp import template_refused
from services.notifications.domain.carrier_failures import failure_in
from services.notifications.domain.channels import AddressBad, ChannelFailed, TemplateRefused
from services.notifications.domain.hand_overs import ARRIVED, TAKEN, DeliveryState, Receipt, goes_on
from services.notifications.domain.messages import Status
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.whatsapp import SubmittedTemplate
from services.notifications.store.hand_overs import (
    change_delivery,
    find_delivery,
    last_delivery,
    last_mail_to,
    lock_delivery,
)
from services.notifications.store.messages import Found, lock_message
from services.notifications.store.receipts import keep_early, take_out_early

RETURNS_WITHIN = timedelta(days=5)
"""How long a mail server tries before it gives up (RFC 5321, 4.5.4.1)."""
UNREAD = "it may not have arrived: a mail server wrote about it, and no program can read what"
_FOLLOWED = (Status.SENDING, Status.SENT, Status.DOUBTFUL)
"""Also while the carrier is asked about a doubtful one: the receipt is the answer."""


async def take_receipt(work: Work, receipt: Receipt) -> None:
    """Note how far a hand-over has come.

    One that nobody knows is kept: the carrier may say it before it answers the hand-over. Else its message is deleted,
    or was never ours.
    """
    found = await find_delivery(work, receipt)
    if found is None and receipt.provider_id and receipt.delivery_id is None:
        await keep_early(work, receipt)
    row = await lock_message(work, found.message_id) if found else None
    if found is None or row is None:
        return
    delivery = await lock_delivery(work, found.id)
    if delivery is None or not _is_news(DeliveryState(delivery.state), receipt.state):
        return
    if receipt.state in (DeliveryState.FAILED, DeliveryState.DOUBTFUL) and _is_being_asked(row, delivery):
        await keep_early(work, receipt)
        return
    if receipt.state is DeliveryState.DOUBTFUL:
        await _doubt(work, row, delivery)
        return
    failure = failure_in(receipt) if receipt.state is DeliveryState.FAILED else None
    await change_delivery(
        work,
        delivery.id,
        state=receipt.state.value,
        reason=str(failure) if failure else None,
        provider_id=receipt.provider_id,
        changed_at=work.now,
    )
    route = Route(receipt.channel, delivery.address)
    if receipt.state in ARRIVED:
        await note_alive(work, route)
    if receipt.state in TAKEN:
        await _believe(work, row, receipt, route)
    elif failure:
        await _follow(work, row, delivery, route, failure)


async def doubt_last_mail(work: Work, addresses: Collection[str]) -> bool:
    """A mail server writes about a mail to one of these addresses, and not about which: the last one is in doubt.

    Nothing proves who wrote it, so that it closes no way: somebody calls. False when no mail went there lately.
    """
    found = await last_mail_to(work, addresses, work.now - RETURNS_WITHIN)
    row = await lock_message(work, found.message_id) if found else None
    if found is None or row is None:
        return False
    delivery = await lock_delivery(work, found.id)
    if delivery is not None:
        await _doubt(work, row, delivery)
    return True


async def take_early_receipts(work: Work, channel: Channel, provider_id: str | None, delivery_id: UUID) -> None:
    """The carrier has answered, or does not: take what it had said of the hand-over before."""
    for receipt in await take_out_early(work, channel, provider_id, delivery_id):
        await take_receipt(work, receipt)


async def _doubt(work: Work, row: Found, delivery: Row) -> None:
    """What was taken may not have arrived. Once, and only of the last way that it went."""
    last: Row | None = await last_delivery(work, row.id)
    taken = delivery.state in (DeliveryState.ACCEPTED, DeliveryState.SENT)
    if not taken or row.status != Status.SENT or last is None or last.id != delivery.id:
        return
    await change_delivery(work, delivery.id, state=DeliveryState.DOUBTFUL.value, reason=UNREAD, changed_at=work.now)
    await mark_doubtful(work, await message_as_planned(work, row), UNREAD)


def _is_being_asked(row: Found, delivery: Row) -> bool:
    """Whether the carrier still owes its answer, which says what it calls the message; it is about to be noted."""
    asked = delivery.state == DeliveryState.HANDING_OVER and not delivery.looks
    return asked and bool(row.status == Status.SENDING)


async def _believe(work: Work, row: Found, receipt: Receipt, route: Route) -> None:
    """It was taken after all, or has arrived: nobody need call, and it is not sent again."""
    arrived = receipt.state in ARRIVED
    unsure = row.status in (Status.SENDING, Status.DOUBTFUL)
    given_up = row.status in (Status.FAILED, Status.PLANNED) and arrived
    if unsure or given_up:
        await mark_sent(work, row, receipt.state)
        await tell_calendars(work, row, route)
    if arrived:
        publish_arrived(work, row, receipt.channel.value, receipt.state)


def _is_news(now: DeliveryState, said: DeliveryState) -> bool:
    """A failure that was followed by another attempt is told once: the same receipt may come twice.

    That it is in doubt is no step on the way: it is looked at by itself.
    """
    if said is DeliveryState.DOUBTFUL:
        return True
    return goes_on(now, said) and not (now is DeliveryState.NOT_TAKEN and said is DeliveryState.FAILED)


async def _follow(work: Work, row: Found, delivery: Row, route: Route, failure: ChannelFailed) -> None:
    """Only what the last hand-over said counts: a message that was sent another way has not failed."""
    if isinstance(failure, TemplateRefused) and delivery.template:
        await template_refused(work, SubmittedTemplate(delivery.template, delivery.template_language), str(failure))
    last: Row | None = await last_delivery(work, row.id)
    if last is not None and last.id == delivery.id and row.status in _FOLLOWED:
        message = await message_as_planned(work, row)
        if row.status == Status.SENDING:  # nobody need ask any longer
            await work.cancel_timer(hand_over_kind(route.channel, urgent=message.template.urgent), str(row.id))
        await follow_failure(work, message, delivery, route, failure, later=True)
    elif isinstance(failure, AddressBad):
        await note_bad(work, route, str(failure))
