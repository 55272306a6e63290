"""What WhatsApp's limits hold back waits and says why, and somebody is told while it lasts."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.commands.every_clinic import ask_every_clinic, close_at_every_clinic
from services.notifications.commands.plans import put_off
from services.notifications.domain.channels import Busy, Of
from services.notifications.domain.messages import Message
from services.notifications.domain.portfolios import (
    ALL_NUMBERS,
    HELD_TOO_LONG,
    LOOK_AFTER,
    SHORT_WAIT,
    HeldBack,
    Portfolio,
    held_by_limit,
)
from services.notifications.domain.recipients import Channel, Route
from services.notifications.store.portfolios import (
    conversations_begun,
    held_back,
    keep_limit,
    limits_of,
    lock_portfolio,
)
from services.notifications.worklist import MESSAGES_HELD_BACK

LOOK_AT_LIMIT = "limit.look"
"""The timer that looks whether a limit still holds anything back; its key is the channel."""
LOOK_WITHIN = timedelta(hours=4)
"""How soon somebody looks why: a policy of the chain."""


def subject_of_limit(clinic_id: UUID) -> UUID:
    """The subject of a clinic's item about WhatsApp's limit."""
    return uuid5(NAMESPACE_URL, f"needlepoint:limit/{Channel.WHATSAPP.value}/{clinic_id}")


async def held_now(
    work: Work, portfolio: Portfolio, number_id: str, route: Route, *, begins: bool, urgent: bool, leaves: bool
) -> HeldBack | None:
    """Why a message may not leave from a number now. ``begins``: it begins a conversation.

    ``leaves``: its carrier is asked next, so it is counted with what others begin at this moment.
    """
    limits = await limits_of(work, number_id)
    held = _asked_to_wait(limits.get(number_id), work.now, begins=begins)
    known = limits.get(ALL_NUMBERS)
    if held or not begins or (known is None and portfolio.most(None) is None):
        return held
    return await _by_limit(work, portfolio, await lock_portfolio(work) if leaves else known, route, urgent=urgent)


async def _by_limit(
    work: Work, portfolio: Portfolio, known: Row | None, route: Route, *, urgent: bool
) -> HeldBack | None:
    said = known.new_per_day if known else None
    if portfolio.most(said) is None:
        return None
    begun = await conversations_begun(work, route.address)
    return held_by_limit(portfolio, said, begun, urgent=urgent, now=work.now)


def _asked_to_wait(known: Row | None, now: datetime, *, begins: bool) -> HeldBack | None:
    if known is None:
        return None
    until = max((each for each in (known.waits_until, known.new_wait_until if begins else None) if each), default=now)
    return HeldBack(until, known.reason or "WhatsApp asks to wait") if until > now else None


async def hold_back(work: Work, message: Message, held: HeldBack) -> None:
    """It waits, and is looked at again. What waits for longer is told to every clinic, once while it lasts."""
    until = min(held.until, message.not_after)
    await put_off(work, message, until, reason=held.reason, waits_for=Channel.WHATSAPP)
    if held.until - work.now < SHORT_WAIT:
        return
    if (await lock_portfolio(work)).held_since is None:
        await keep_limit(work, ALL_NUMBERS, held_since=work.now)
        await ask_every_clinic(work, MESSAGES_HELD_BACK, subject_of_limit, work.now + LOOK_WITHIN)
        await work.set_timer(LOOK_AT_LIMIT, Channel.WHATSAPP.value, work.now + LOOK_AFTER * 1.5)


async def put_off_as_before(work: Work, message: Message, until: datetime) -> None:
    """It may not go out before ``until``, such as at night. What a limit holds back is still held back then."""
    if message.waits_for == Channel.WHATSAPP.value:
        known = (await limits_of(work, ALL_NUMBERS)).get(ALL_NUMBERS)
        if known is not None and known.held_since is not None:
            await put_off(work, message, until, reason=HELD_TOO_LONG, waits_for=Channel.WHATSAPP)
            return
    await put_off(work, message, until)


async def look_at_limit(work: Work) -> None:
    """Whether anything is still held back; if nothing is, the items end. What is held back is looked at before."""
    if await held_back(work, Channel.WHATSAPP.value):
        await work.set_timer(LOOK_AT_LIMIT, Channel.WHATSAPP.value, work.now + LOOK_AFTER)
        return
    await lock_portfolio(work)
    await keep_limit(work, ALL_NUMBERS, held_since=None)
    await close_at_every_clinic(work, MESSAGES_HELD_BACK, subject_of_limit, "nothing_waits")


async def number_asks_to_wait(work: Work, number_id: str, busy: Busy) -> None:
    """WhatsApp asks to wait with one of our numbers, or with what it begins."""
    until = work.now + busy.wait
    which = {Of.NUMBER: "waits_until", Of.NEW: "new_wait_until"}[busy.of]
    await keep_limit(work, number_id, **{which: until}, reason=str(busy))


async def note_limit(work: Work, new_per_day: int | None) -> None:
    """WhatsApp says with how many people the portfolio may begin conversations in 24 hours; None: with any number."""
    await lock_portfolio(work)
    await keep_limit(work, ALL_NUMBERS, new_per_day=new_per_day)
