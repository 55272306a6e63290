"""What happens later: each planned message has a timer, and an errand once it may leave."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog

from chassis.data.database import Database
from chassis.events.errands import Errand, Trip
from chassis.events.timers import Lane, Timers
from chassis.work import Transactions, Work
from services.notifications.channels.gates import CarrierGate, Pace
from services.notifications.commands import hand_overs
from services.notifications.commands.carriers import LOOK_ELSEWHERE, look_elsewhere, nothing_was_asked
from services.notifications.commands.deliveries import deliver, hand_over_kind
from services.notifications.commands.digests import DIGEST_DUE, make_digest
from services.notifications.commands.escalations import ASK_NEXT, go_on
from services.notifications.commands.plans import DELIVER, DELIVER_URGENT
from services.notifications.commands.portfolios import LOOK_AT_LIMIT, look_at_limit
from services.notifications.commands.questions import LAPSES, lapse
from services.notifications.commands.receipts import take_early_receipts
from services.notifications.commands.thread_states import NO_REPLY, UNKNOWN_OVERDUE, ask_every_desk
from services.notifications.commands.threads import stop_waiting
from services.notifications.domain.channels import (
    Accepted,
    Carriers,
    ChannelFailed,
    Doubtful,
    Envelope,
    InDoubt,
    MessageChannel,
)
from services.notifications.domain.digests import DigestRole
from services.notifications.domain.recipients import Channel
from services.notifications.settings.carriers import carrier_limits
from services.notifications.settings.policies import daily_limits

log = structlog.get_logger()

OpenCarriers = Callable[[Database, bool], Carriers]
"""From the service's database, and whether this is a rehearsal."""
LEASE = timedelta(minutes=5)
"""After which a hand-over is believed to have died with its worker: longer than any carrier may take."""
DECIDED_AT_ONCE = 2
"""Messages that one worker looks at at the same time; an urgent one beside them."""


without_carrier = Timers()
"""What asks no carrier for anything."""


@without_carrier(LAPSES)
async def end_question(work: Work, key: str, _: dict[str, Any]) -> None:
    """Nobody answered the question whose id is ``key``."""
    await lapse(work, UUID(key))


@without_carrier(ASK_NEXT)
async def ask_next_in_line(work: Work, key: str, _: dict[str, Any]) -> None:
    """Nobody acknowledged the escalation whose id is ``key`` in time."""
    await go_on(work, UUID(key))


@without_carrier(NO_REPLY)
async def end_waiting(work: Work, key: str, _: dict[str, Any]) -> None:
    """The patient of the thread whose id is ``key`` did not write again."""
    await stop_waiting(work, UUID(key))


@without_carrier(LOOK_ELSEWHERE)
async def leave_queue(work: Work, key: str, _: dict[str, Any]) -> None:
    """The carrier of the channel ``key`` was found down."""
    await look_elsewhere(work, Channel(key))


@without_carrier(LOOK_AT_LIMIT)
async def look_at_what_is_held_back(work: Work, key: str, _: dict[str, Any]) -> None:
    """A limit of the channel ``key`` held messages back."""
    await look_at_limit(work)


@without_carrier(DIGEST_DUE)
async def mail_digest(work: Work, key: str, payload: dict[str, Any]) -> None:
    """The daily mail of a clinic and a role is due, the key is both."""
    clinic_id, _, role = key.partition("/")
    await make_digest(work, UUID(clinic_id), DigestRole(role))


@without_carrier(UNKNOWN_OVERDUE)
async def ask_desks(work: Work, key: str, payload: dict[str, Any]) -> None:
    """What somebody unknown wrote in the thread whose id is ``key`` is overdue."""
    await ask_every_desk(work, UUID(key))


def timers_through(open_carriers: OpenCarriers) -> Timers:
    """The service's timers, whose messages leave through what ``open_carriers`` answers."""
    timer = Timers()
    opened: WeakKeyDictionary[Database, Carriers] = WeakKeyDictionary()

    def carriers_of(at: Work | Transactions) -> Carriers:
        if at.database not in opened:
            opened[at.database] = open_carriers(at.database, at.rehearsal)
        return opened[at.database]

    async def deliver_message(work: Work, key: str, payload: dict[str, Any]) -> None:
        """Look whether the message whose id is ``key`` may leave."""
        waited = {name: payload.get(name, 0) for name in ("looks", "behind")}
        await deliver(work, UUID(key), carriers_of(work), daily_limits(), **waited)

    for kind, at_once in ((DELIVER, DECIDED_AT_ONCE), (DELIVER_URGENT, 1)):
        timer(kind)(deliver_message)
        timer.lanes.append(Lane(kind, at_once))
    for channel in Channel:
        timer.errands += _errands_of(channel, carriers_of)
    return without_carrier.joined(timer)


def _errands_of(channel: Channel, carriers_of: Callable[[Transactions], Carriers]) -> list[Errand]:
    """Two lanes to one carrier, so that what is urgent does not wait behind the rest; they share its pace."""
    limits = carrier_limits(channel)
    pace = Pace(limits.per_second) if limits.per_second else None
    run = partial(_hand_over, channel, carriers_of)
    lanes = ((True, max(limits.at_once // 2, 1)), (False, limits.at_once))
    return [
        Errand(hand_over_kind(channel, urgent=urgent), run, at_once, LEASE, CarrierGate(channel, pace, urgent=urgent))
        for urgent, at_once in lanes
    ]


async def _hand_over(channel: Channel, carriers_of: Callable[[Transactions], Carriers], trip: Trip) -> None:
    """Note it, ask the carrier, and note what it answers: two transactions, and none while the carrier thinks."""
    carriers = carriers_of(trip.transactions)
    carrier = carriers.by_channel.get(channel)
    async with trip.transactions.begin(cause=trip.cause) as work:
        claimed = await hand_overs.claim(work, UUID(trip.key), channel, carriers, daily_limits())
        if claimed is None:
            await nothing_was_asked(work, channel)
    if claimed is None:
        return
    can_ask = carrier is not None and carrier.can_be_asked
    answer = await _ask(carrier, claimed) if carrier else Doubtful("it may have arrived: its carrier was taken away")
    async with trip.transactions.begin(cause=trip.cause) as work:
        if answer is None and isinstance(claimed, InDoubt):
            await hand_overs.not_there(work, claimed)
        elif isinstance(answer, Accepted):
            await hand_overs.accepted(work, claimed, answer)
            if answer.provider_id is not None:  # who names no message says nothing later of one
                await take_early_receipts(work, channel, answer.provider_id, claimed.delivery_id)
        elif isinstance(answer, ChannelFailed):
            await hand_overs.not_accepted(work, claimed, answer, can_ask=can_ask)
            await take_early_receipts(work, channel, None, claimed.delivery_id)


async def _ask(carrier: MessageChannel, claimed: Envelope | InDoubt) -> Accepted | ChannelFailed | None:
    """What the carrier answers. A question about a doubtful message that fails leaves it doubtful."""
    try:
        return await (carrier.hand_over(claimed) if isinstance(claimed, Envelope) else carrier.look_up(claimed))
    except ChannelFailed as failure:
        log.warning(
            "not_handed_over", channel=claimed.route.channel.value, id=str(claimed.delivery_id), why=str(failure)
        )
        return failure if isinstance(claimed, Envelope) else Doubtful(str(failure))
