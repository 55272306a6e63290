"""Messages, planned and past, and why each was sent as it was."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from chassis.data.rows import Row
from chassis.http import Page, Paging, Period, equal_to, page
from chassis.work import Work
from services.notifications.access import MESSAGES_READ, listed, readable
from services.notifications.domain.links import HIDDEN_SECRET
from services.notifications.domain.messages import Status, without_code
from services.notifications.domain.refusals import MessageUnknown
from services.notifications.domain.wording import Clinic, Wording, fill_in
from services.notifications.forms.messages import CallView, DeliveryView, MessageView, TemplateSourceView
from services.notifications.queries.local import on_clock_or_none
from services.notifications.settings.links import links
from services.notifications.store.surroundings import STOCK_MANAGER
from services.notifications.store.templates import Edition, edition_named, published_editions
from services.notifications.tables import clinics, deliveries, messages, patients

_SHOWN = ("channel", "state", "reason", "handed_over_at", "changed_at")
_of = deliveries.c
_PAIRS: list[ColumnElement[Any]] = []
for _name in _SHOWN:
    _PAIRS += [literal_column(f"'{_name}'"), _of[_name]]
_EACH = func.jsonb_build_object(*_PAIRS)
_DELIVERIES = (
    select(func.jsonb_agg(aggregate_order_by(_EACH, _of.id)))
    .where(_of.message_id == messages.c.id)
    .correlate(messages)
    .scalar_subquery()
)


async def list_messages(
    work: Work,
    paging: Paging,
    period: Period,
    *,
    patient_id: UUID | None,
    clinic_id: UUID | None,
    appointment_id: UUID | None,
    status: str | None,
    template: str | None,
) -> Page[MessageView]:
    """Messages that the caller may see, the newest first. Raises Forbidden.

    Who may not read whom a message is for may not ask for one patient's either.
    """
    if patient_id:
        work.access.reach(MESSAGES_READ, whose=patient_id)
    work.access.reach(whose=patient_id, where=clinic_id)
    of = messages.c
    wanted = {
        of.patient_id: patient_id,
        of.clinic_id: clinic_id,
        of.appointment_id: appointment_id,
        of.status: status,
        of.template: template,
    }
    statement = _listed(work).where(*equal_to(wanted), *period.of(of.planned_for))
    editions = await published_editions(work)
    return await page(work, statement, [of.id.desc()], paging, lambda row: _view(row, editions))


async def read_message(work: Work, message_id: UUID) -> MessageView:
    """One message. Raises MessageUnknown."""
    row = (await work.execute(_listed(work).where(messages.c.id == message_id))).first()
    if row is None:
        raise MessageUnknown("There is no such message among those that you may see.")
    found = _view(row, {row.template_version: await edition_named(work, row.template_version)})
    work.access.show([found])
    return found


def _listed(work: Work) -> Select[Any]:
    """The messages on the caller's list, each with whether its words are for them."""
    statement = select(
        messages,
        readable(work.access).label("readable"),
        _DELIVERIES.label("deliveries"),
        patients.c.given_name,
        patients.c.language.label("patient_language"),
        *(column.label(f"clinic_{column.name}") for column in clinics.c if column.name != "id"),
    ).select_from(
        messages.outerjoin(patients, patients.c.id == messages.c.patient_id).outerjoin(
            clinics, clinics.c.id == messages.c.clinic_id
        )
    )
    return statement.where(listed(work.access))


def _view(row: Row, editions: Mapping[str, Edition]) -> MessageView:
    edition = editions[row.template_version]
    template = edition.templates.templates[row.template]
    wording = (_as_sent(row) or _preview(row, edition)) if row.readable else None
    return MessageView(
        id=row.id,
        patient_id=row.patient_id if row.readable else None,
        clinic_id=row.clinic_id,
        appointment_id=row.appointment_id if row.readable else None,
        template=row.template,
        template_version=row.template_version,
        template_digest=row.template_digest,
        template_signature=row.template_signature or edition.signature,
        purpose=template.purpose,
        sources=[TemplateSourceView(key=key, says=says) for key, says in template.sources.items()],
        status=row.status,
        reason=row.reason,
        planned_for=on_clock_or_none(row.planned_for, row.clinic_time_zone),
        settled_at=on_clock_or_none(row.settled_at, row.clinic_time_zone),
        time_zone=row.clinic_time_zone,
        channel=row.channel,
        language=wording.language if wording else None,
        language_wanted=_wanted(row) if row.readable else None,
        subject=wording.subject if wording else None,
        text=wording.text if wording else None,
        deliveries=[DeliveryView.model_validate(each) for each in row.deliveries or ()],
        called=[CallView.model_validate(each) for each in row.called] if row.readable else [],
    )


def _wanted(row: Row) -> str | None:
    language: str | None = row.language_wanted if row.language else row.patient_language
    return language


def _as_sent(row: Row) -> Wording | None:
    """As a carrier got it. One that was not taken is planned again, and may say something else then."""
    as_sent = row.text is not None and row.status != Status.PLANNED
    return Wording(row.subject, row.text, row.language) if as_sent else None


def _preview(row: Row, edition: Edition) -> Wording | None:
    """What it would say now; None while the patient or the clinic is unknown."""
    given_name = row.given_name if row.patient_id else STOCK_MANAGER
    if row.clinic_name is None or given_name is None:
        return None
    clinic = Clinic(
        row.clinic_name, row.clinic_address, ZoneInfo(row.clinic_time_zone), row.clinic_map_link, row.clinic_phone
    )
    language, words = edition.words_for(row.patient_language)
    given, template = links(), edition.templates.templates[row.template]
    return fill_in(
        row.template,
        words,
        language,
        clinic=clinic,
        given_name=given_name,
        starts_at=row.starts_at,
        facts=without_code(row.facts),
        link=f"{given.page}#{HIDDEN_SECRET}" if given and template.opens else None,
    )
