"""What all workers know of each channel's carrier."""

from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import case, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.run.own_gauges import OwnGauge
from chassis.work import Work
from services.notifications.domain.carriers import CarrierState
from services.notifications.domain.recipients import Channel
from services.notifications.tables import carriers

GAUGES = (
    OwnGauge(
        "carrier_down",
        "1 while the carrier of a channel does not answer",
        "channel",
        select(carriers.c.channel, case((carriers.c.down_since.is_not(None), 1), else_=0).label("down")),
    ),
)


async def carriers_down(work: Work) -> frozenset[Channel]:
    """The channels whose carrier is down."""
    down = await work.execute(select(carriers.c.channel).where(carriers.c.down_since.is_not(None)))
    return frozenset(Channel(channel) for channel in down.scalars())


async def carrier_states(work: Work) -> dict[Channel, CarrierState]:
    """What is known of each carrier of which anything is known."""
    rows = await work.execute(select(carriers))
    return {Channel(row.channel): _state(row) for row in rows}


async def carrier_state(work: Work, channel: Channel) -> CarrierState:
    """What is known of one carrier."""
    row = (await work.execute(select(carriers).where(carriers.c.channel == channel.value))).first()
    return _state(row) if row else CarrierState()


async def lock_carrier(work: Work, channel: Channel) -> CarrierState:
    """The same, locked against others who have seen it fail."""
    await work.execute(insert(carriers).values(channel=channel.value, failures=0).on_conflict_do_nothing())
    found = select(carriers).where(carriers.c.channel == channel.value).with_for_update()
    return _state((await work.execute(found)).one())


def _state(row: Row) -> CarrierState:
    return CarrierState(row.failures, row.down_since, row.next_probe_at, row.reason)


async def keep_carrier(work: Work, channel: Channel, state: CarrierState) -> None:
    """Store what is known of a locked carrier."""
    await work.execute(update(carriers).where(carriers.c.channel == channel.value).values(**asdict(state)))


async def carrier_answered(work: Work, channel: Channel) -> bool:
    """Forget its failures; answers whether it was down. While nothing is known against it, nothing is written."""
    seen = carriers.alias("seen")
    before = select(seen.c.down_since).where(seen.c.channel == channel.value).scalar_subquery()
    known = (carriers.c.channel == channel.value) & ((carriers.c.failures > 0) | carriers.c.down_since.is_not(None))
    healthy = {"failures": 0, "down_since": None, "next_probe_at": None, "reason": None}
    changed = update(carriers).where(known).values(**healthy).returning(before)
    row = (await work.execute(changed)).first()
    return row is not None and row[0] is not None


async def may_probe(work: Work, channel: Channel, again_in: timedelta) -> bool:
    """Whether the caller is the one who tries a carrier that is down; the next may try it after ``again_in``."""
    due = (carriers.c.channel == channel.value) & (carriers.c.next_probe_at <= work.now)
    taken = update(carriers).where(due).values(next_probe_at=work.now + again_in).returning(carriers.c.channel)
    return (await work.execute(taken)).first() is not None


async def give_probe_back(work: Work, channel: Channel) -> None:
    """Whoever was to try a carrier that is down did not: the next may."""
    down = (carriers.c.channel == channel.value) & carriers.c.down_since.is_not(None)
    early = carriers.c.next_probe_at > work.now
    await work.execute(update(carriers).where(down, early).values(next_probe_at=work.now))
