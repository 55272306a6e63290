"""What was written both ways between a patient and the clinics, in order."""

from uuid import UUID

from sqlalchemy import Text, cast, func, literal, null, select, union_all

from chassis.http import Page, Paging, Period, page
from chassis.work import Work
from services.notifications.access import require_patient
from services.notifications.domain.messages import LEFT
from services.notifications.forms.conversations import LineView
from services.notifications.store.patients import find_patient
from services.notifications.tables import messages, text_patients, texts


async def list_conversation(work: Work, paging: Paging, period: Period, patient_id: UUID) -> Page[LineView]:
    """Everything that they wrote and that left for them, the newest first.

    Raises RecipientUnknown, Forbidden, RecordMerged.
    """
    require_patient(work.access, await find_patient(work, patient_id))
    others = text_patients.alias()
    shared = select(func.count() > 1).where(others.c.text_id == texts.c.id).scalar_subquery()
    theirs = (
        select(
            texts.c.id,
            texts.c.received_at.label("at"),
            literal("patient").label("by"),
            texts.c.channel,
            texts.c.text,
            texts.c.state,
            cast(null(), Text).label("template"),
            shared.label("shared"),
        )
        .join(text_patients, text_patients.c.text_id == texts.c.id)
        .where(text_patients.c.patient_id == patient_id)
    )
    ours = select(
        messages.c.id,
        func.coalesce(messages.c.settled_at, messages.c.happened_at),
        literal("clinic"),
        messages.c.channel,
        messages.c.text,
        messages.c.status,
        messages.c.template,
        literal(False),
    ).where(
        messages.c.patient_id == patient_id,
        messages.c.text.is_not(None),
        messages.c.status.in_([each.value for each in LEFT]),
    )
    lines = union_all(theirs, ours).subquery()
    statement = select(lines).where(*period.of(lines.c.at))
    return await page(work, statement, [lines.c.at.desc(), lines.c.id.desc()], paging, LineView.model_validate)
