"""Sending a link again, to where the patient is reached now."""

from uuid import UUID

from chassis.ids import new_id
from chassis.work import Work
from services.notifications.commands.links import end_link
from services.notifications.commands.plans import deliver_at
from services.notifications.domain.links import Ended
from services.notifications.domain.messages import Status
from services.notifications.domain.refusals import MessageUnknown
from services.notifications.domain.timing import Anchor
from services.notifications.store.messages import insert_messages, lock_message
from services.notifications.store.templates import edition_named

_SAID_AGAIN = (
    "template",
    "recipient",
    "patient_id",
    "clinic_id",
    "appointment_id",
    "about",
    "starts_at",
    "facts",
    "template_version",
    "template_digest",
)


async def replace_link(work: Work, link_id: UUID, note: str) -> UUID:
    """End it and plan its message again; answers the new message's id. What holds for a message holds for it.

    Raises LinkUnknown, LinkEnded, Forbidden, ClaimedByAnother, MessageUnknown.
    """
    link = await end_link(work, link_id, note, Ended.REPLACED)
    row = await lock_message(work, link.message_id)
    if row is None:
        raise MessageUnknown("The message of this link is no longer kept: call the patient.")
    template = (await edition_named(work, row.template_version)).templates.templates[row.template]
    again = {name: row._mapping[name] for name in _SAID_AGAIN}
    again |= {"id": new_id(), "cause_id": new_id(), "status": Status.PLANNED.value, "planned_for": work.now}
    again |= {"happened_at": work.now, "not_after": template.too_late.moment(Anchor(work.now, row.starts_at))}
    await insert_messages(work, [again])
    await deliver_at(work, again["id"], work.now, urgent=False)
    return UUID(str(again["id"]))
