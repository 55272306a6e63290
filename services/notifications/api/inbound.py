"""What people write back, as the channel's gateway hands it in."""

from typing import Annotated

from fastapi import Depends

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from services.notifications.access import INBOUND_WRITE
from services.notifications.commands.inbound import Inbound, Policies, Understood, take_inbound
from services.notifications.domain.opt_outs import MessageScope
from services.notifications.domain.recipients import Route
from services.notifications.domain.texts import TakenFor
from services.notifications.forms.inbound import InboundForm, InboundView
from services.notifications.settings.policies import policy, text_policy

router = api_router("inbound")

_SCOPES = {MessageScope.MARKETING: "marketing messages", MessageScope.ALL: "messages of any kind"}

_SENTENCES = {
    TakenFor.ASKED: "This can mean several things: whoever wrote it is asked which.",
    TakenFor.START: "They want messages again: what they had stopped is lifted.",
    TakenFor.OFFER_ANSWER: "This answers the offer of a freed time: the time is booked, or the next patient is asked.",
    TakenFor.CONFIRMATION: "They confirm the appointment that they were written to about.",
    TakenFor.CANCELLATION: "They cancel the appointment that they chose: it is cancelled.",
    TakenFor.TOO_LATE: "The appointment does not take place at that time any more: they are told so.",
}


async def _policies() -> Policies:
    return Policies(policy(), text_policy())


@router.post("/inbound", dependencies=[allow(INBOUND_WRITE)])
@refuses(NotFound, NotJson, ReferenceAltered)
async def receive_message(
    form: InboundForm,
    work: Transaction,
    policies: Annotated[Policies, Depends(_policies)],
) -> InboundView:
    """Keep what came, do what it clearly asks for, in any language that there are words for, and have the rest read.

    Words that may mean several things are asked about: CANCEL while an appointment lies ahead, a stop from a number
    that several people share, a yes to more than one appointment.
    """
    inbound = Inbound(Route(form.channel, form.sender), form.text, form.id)
    made = await take_inbound(work, inbound, policies)
    return InboundView(
        text_id=made.text_id,
        known=made.known,
        scope=made.scope,
        silenced=made.silenced,
        waits=made.waits,
        taken_for=made.taken_for,
        explanation=_explanation(made),
    )


def _explanation(made: Understood) -> str:
    if made.text_id is None:
        return "No patient has this number or address, and too many such texts came within a day: it was not kept."
    if not made.known:
        return "No patient has this number or address: the front desk should find out who wrote."
    if made.taken_for in _SENTENCES:
        return _SENTENCES[made.taken_for]
    if made.scope is None:
        return "A person has to understand this: the front desk should read it."
    obeyed = "They had asked for this before: nothing changed, and nothing is sent."
    if made.silenced:
        obeyed = f"From now on no more {_SCOPES[made.scope]}. One confirmation goes back."
    return f"{obeyed} It may mean an appointment, or say more: the front desk should read it." if made.waits else obeyed
