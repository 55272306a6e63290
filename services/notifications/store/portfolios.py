"""What WhatsApp lets the chain's numbers send, and what counts towards it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import case, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.run.own_gauges import OwnGauge
from chassis.work import Work
from services.notifications.domain.hand_overs import DeliveryState
from services.notifications.domain.messages import Status
from services.notifications.domain.portfolios import ALL_NUMBERS, DAY, Begun
from services.notifications.domain.recipients import Channel
from services.notifications.tables import deliveries, messages, whatsapp_limits

of = whatsapp_limits.c
_NEVER_LEFT = [DeliveryState.NOT_TAKEN.value, DeliveryState.FAILED.value]
_REACHED = select(
    literal(Channel.WHATSAPP.value).label("channel"), case((of.held_since.is_not(None), 1), else_=0).label("reached")
).where(of.name == ALL_NUMBERS)

GAUGES = (OwnGauge("limit_reached", "1 while a limit of a carrier holds messages back", "channel", _REACHED),)


async def limits_of(work: Work, number_id: str) -> Mapping[str, Row]:
    """What is known of a number and of the portfolio, by name."""
    found = select(whatsapp_limits).where(of.name.in_([ALL_NUMBERS, number_id]))
    return {row.name: row for row in await work.execute(found)}


async def lock_portfolio(work: Work) -> Row:
    """What is known of the portfolio, locked: whoever begins a conversation counts, and adds one, alone."""
    await work.execute(insert(whatsapp_limits).values(name=ALL_NUMBERS).on_conflict_do_nothing())
    found = select(whatsapp_limits).where(of.name == ALL_NUMBERS).with_for_update()
    return (await work.execute(found)).one()


async def keep_limit(work: Work, name: str, **values: Any) -> None:
    """Note what is known of a number, or of the portfolio."""
    statement = insert(whatsapp_limits).values(name=name, **values)
    await work.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))


async def conversations_begun(work: Work, with_address: str | None = None) -> Begun:
    """Those of the last 24 hours; what did not leave is not among them."""
    since = work.now - DAY
    lately = deliveries.c.begins & (deliveries.c.handed_over_at > since) & deliveries.c.state.not_in(_NEVER_LEFT)
    last = select(func.max(deliveries.c.handed_over_at).label("at"), deliveries.c.address)
    people = last.where(lately).group_by(deliveries.c.address).subquery()
    counted = select(
        func.count(), func.min(people.c.at), func.coalesce(func.bool_or(people.c.address == with_address), False)
    )
    number, first, theirs = (await work.execute(counted)).one()
    return Begun(number, theirs, first + DAY if first else None)


async def held_back(work: Work, channel: str) -> int:
    """How many messages of a channel a limit holds back now."""
    held = (messages.c.status == Status.PLANNED.value) & (messages.c.waits_for == channel)
    counted = select(func.count()).where(held, messages.c.planned_for > work.now)
    return int(await work.scalar(counted) or 0)
