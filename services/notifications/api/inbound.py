"""What people write back, as the channel's gateway hands it in."""

from typing import Annotated

from fastapi import Depends

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from services.notifications.access import INBOUND_WRITE
from services.notifications.commands.inbound import take_inbound
from services.notifications.domain.opt_outs import MessageScope, OptOutPolicy
from services.notifications.domain.recipients import Route
from services.notifications.domain.refusals import SenderUnknown
from services.notifications.forms.inbound import InboundForm, InboundView
from services.notifications.settings import policy

router = api_router("inbound")

_SCOPES = {MessageScope.MARKETING: "marketing messages", MessageScope.ALL: "messages of any kind"}


async def _policy() -> OptOutPolicy:
    return policy()


@router.post("/inbound", dependencies=[allow(INBOUND_WRITE)])
@refuses(NotFound, NotJson, ReferenceAltered, SenderUnknown)
async def receive_message(
    form: InboundForm,
    work: Transaction,
    rules: Annotated[OptOutPolicy, Depends(_policy)],
) -> InboundView:
    """Obey a stop in any language that there are templates for: STOP, STOPALL, CANCEL, PARAR or clear wording."""
    understood = await take_inbound(work, Route(form.channel, form.sender), form.text, rules)
    if understood.scope is None:
        explanation = "This asks to stop nothing: the front desk should read it."
    elif understood.silenced:
        explanation = f"From now on no more {_SCOPES[understood.scope]}. One confirmation goes back."
    else:
        explanation = "They had asked for this before: nothing changed, and nothing is sent."
    return InboundView(scope=understood.scope, silenced=understood.silenced, explanation=explanation)
