"""What is known of the carriers of messages."""

from collections.abc import Mapping

from sqlalchemy import func, select

from chassis.work import Work
from services.notifications.domain.carriers import CarrierState
from services.notifications.domain.messages import Status
from services.notifications.domain.portfolios import ALL_NUMBERS
from services.notifications.domain.recipients import Channel
from services.notifications.forms.carriers import CarriersView, CarrierView
from services.notifications.settings.mail import mail_server
from services.notifications.settings.sms import sms_gateway
from services.notifications.settings.whatsapp import whatsapp_account
from services.notifications.store.carriers import carrier_states
from services.notifications.store.portfolios import conversations_begun, held_back, limits_of
from services.notifications.tables import messages


async def read_carriers(work: Work) -> CarriersView:
    """Every channel, in the order of their names."""
    states, waiting = await carrier_states(work), await _waiting(work)
    return CarriersView(items=[await _view(work, each, states, waiting) for each in sorted(Channel)])


async def _view(
    work: Work, channel: Channel, states: Mapping[Channel, CarrierState], waiting: Mapping[str, int]
) -> CarrierView:
    state = states.get(channel, CarrierState())
    begun, most = await _conversations(work) if channel is Channel.WHATSAPP else (None, None)
    return CarrierView(
        channel=channel,
        set_up=_set_up(channel),
        down_since=state.down_since,
        next_try_at=state.next_probe_at,
        failures=state.failures,
        reason=state.reason,
        waiting=waiting.get(channel.value, 0),
        held_back=await held_back(work, channel.value),
        new_conversations=begun,
        new_conversations_most=most,
    )


async def _conversations(work: Work) -> tuple[int | None, int | None]:
    account = whatsapp_account()
    if account is None:
        return None, None
    known = (await limits_of(work, account.number_id)).get(ALL_NUMBERS)
    most = account.portfolio.most(known.new_per_day if known else None)
    return (await conversations_begun(work)).people, most


def _set_up(channel: Channel) -> bool:
    found = {Channel.EMAIL: mail_server, Channel.SMS: sms_gateway, Channel.WHATSAPP: whatsapp_account}[channel]
    return found() is not None


async def _waiting(work: Work) -> dict[str, int]:
    of = messages.c
    due = (of.status == Status.PLANNED.value) & of.waits_for.is_not(None)
    rows = await work.execute(select(of.waits_for, func.count().label("number")).where(due).group_by(of.waits_for))
    return {row.waits_for: row.number for row in rows}
