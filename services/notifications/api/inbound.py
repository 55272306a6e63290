"""What people write back, as the channel's gateway hands it in."""

from typing import Annotated

from fastapi import Depends

from chassis.access.actors import Actor, Role
from chassis.access.tokens import allow
from chassis.http import Transaction, api_router
from services.notifications.commands.opt_out import take_inbound
from services.notifications.domain.opt_out import SCOPE_IN_WORDS, OptOutPolicy
from services.notifications.domain.reach import Route
from services.notifications.forms import InboundForm, InboundView
from services.notifications.settings import policy

router = api_router("inbound")


@router.post("/inbound")
async def receive(
    form: InboundForm,
    actor: Annotated[Actor, allow(Role.OPERATOR)],
    work: Transaction,
    rules: Annotated[OptOutPolicy, Depends(policy)],
) -> InboundView:
    """Obey a stop (STOP, STOPALL, QUIT, END, REVOKE, OPT OUT, CANCEL, UNSUBSCRIBE or clear wording), confirmed once."""
    said = await take_inbound(work, Route(form.channel, form.sender), form.text, rules)
    if said.scope is None:
        explanation = "This asks to stop nothing: the front desk should read it."
    elif said.silenced:
        explanation = f"From now on no more {SCOPE_IN_WORDS[said.scope]}. One confirmation goes back."
    else:
        explanation = "They had said so before: nothing changed, and nothing is sent."
    return InboundView(scope=said.scope, silenced=said.silenced, explanation=explanation)
