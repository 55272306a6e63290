"""A carrier that does not answer is left alone for a while, and somebody is told; what it takes ends that."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5

from chassis.work import Work
from services.notifications.commands.every_clinic import ask_every_clinic, close_at_every_clinic
from services.notifications.commands.plans import DELIVER, DELIVER_URGENT
from services.notifications.domain.carriers import after_silence
from services.notifications.domain.recipients import Channel
from services.notifications.store.carriers import (
    carrier_answered,
    give_probe_back,
    keep_carrier,
    lock_carrier,
)
from services.notifications.store.messages import waiting_with_another_way
from services.notifications.worklist import CARRIER_DOWN

LOOK_ELSEWHERE = "carrier.look_elsewhere"
"""The timer that has messages leave the queue of a carrier that was found down; its key is the channel. It has a
transaction of its own, so that what the carrier answered is noted whatever becomes of it."""
MEND_WITHIN = timedelta(minutes=30)
"""How soon somebody looks why a carrier is down: a policy of the chain."""


def subject_of_carrier(channel: Channel, clinic_id: UUID) -> UUID:
    """The subject of a clinic's item about a carrier."""
    return uuid5(NAMESPACE_URL, f"needlepoint:carrier/{channel.value}/{clinic_id}")


async def carrier_is_silent(work: Work, channel: Channel, reason: str) -> None:
    """It did not answer once more. After some times in a row it is down, and every clinic is told."""
    before = await lock_carrier(work, channel)
    after = after_silence(before, work.now, reason)
    await keep_carrier(work, channel, after)
    if before.down_since is None and after.down_since is not None:
        await ask_every_clinic(work, CARRIER_DOWN, partial(subject_of_carrier, channel), work.now + MEND_WITHIN)
        await work.set_timer(LOOK_ELSEWHERE, channel.value, work.now)


async def look_elsewhere(work: Work, channel: Channel) -> None:
    """A carrier is down: whoever waits for it and has another way is reached by that now, and not at the next look."""
    waiting = [str(id) for id in await waiting_with_another_way(work, channel)]
    for kind in (DELIVER, DELIVER_URGENT):
        await work.bring_forward(kind, waiting)


async def nothing_was_asked(work: Work, channel: Channel) -> None:
    """What was admitted had nothing to hand over any longer: a carrier that is down is tried with the next message."""
    await give_probe_back(work, channel)


async def carrier_is_back(work: Work, channel: Channel) -> None:
    """It answered, whatever it said."""
    if await carrier_answered(work, channel):
        await close_at_every_clinic(work, CARRIER_DOWN, partial(subject_of_carrier, channel), "answers_again")


async def carrier_asks_to_wait(work: Work, channel: Channel, until: datetime) -> None:
    """Nothing is handed to it before ``until`` (UTC)."""
    state = await lock_carrier(work, channel)
    await keep_carrier(work, channel, replace(state, next_probe_at=until))
