"""What people look up: messages, and how a patient is reached."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, Text, cast, or_, select

from chassis.access.actors import Actor, Role
from chassis.http import Page, Paging, Period, equal_to, page
from chassis.work import Work
from contracts.vocabulary import Channel, MessageScope
from services.notifications.domain.catalogue import template_named
from services.notifications.domain.refusals import MessageUnknown, RecipientUnknown
from services.notifications.domain.wording import Clinic, Wording, fill_in
from services.notifications.forms import MessageView, OptOutView, PreferencesView
from services.notifications.store.surroundings import STOCK_MANAGER
from services.notifications.tables import clinics, messages, opt_outs, patients


async def list_messages(
    work: Work,
    actor: Actor,
    paging: Paging,
    period: Period,
    *,
    patient_id: UUID | None,
    clinic_id: UUID | None,
    appointment_id: UUID | None,
    status: str | None,
    template: str | None,
) -> Page[MessageView]:
    """Messages that ``actor`` may see, the newest first. Raises Forbidden."""
    if patient_id:
        actor.require_patient(patient_id)
    if clinic_id:
        actor.require_clinic(clinic_id)
    of = messages.c
    wanted = {
        of.patient_id: patient_id,
        of.clinic_id: clinic_id,
        of.appointment_id: appointment_id,
        of.status: status,
        of.template: template,
    }
    statement = _visible_to(actor).where(*equal_to(wanted), *period.of(of.planned_for))
    return await page(work, statement, [of.id.desc()], paging, _view)


async def read_message(work: Work, actor: Actor, message_id: UUID) -> MessageView:
    """One message. Raises MessageUnknown."""
    row = (await work.execute(_visible_to(actor).where(messages.c.id == message_id))).first()
    if row is None:
        raise MessageUnknown("There is no such message among those that you may see.")
    return _view(row)


def _visible_to(actor: Actor) -> Select[Any]:
    """Patients see their own; staff those of their clinics; who only manages stock, those to stock contacts."""
    statement = select(
        messages,
        patients.c.given_name,
        *(column.label(f"clinic_{column.name}") for column in clinics.c if column.name != "id"),
    ).select_from(
        messages.outerjoin(patients, patients.c.id == messages.c.patient_id).outerjoin(
            clinics, clinics.c.id == messages.c.clinic_id
        )
    )
    if actor.is_patient:
        return statement.where(cast(messages.c.patient_id, Text) == actor.subject)
    if actor.roles == {Role.STOCK_MANAGER}:
        statement = statement.where(messages.c.patient_id.is_(None))
    if actor.clinics is not None:
        statement = statement.where(
            or_(messages.c.clinic_id.in_(actor.clinics), patients.c.home_clinic_id.in_(actor.clinics))
        )
    return statement


def _view(row: Row[Any]) -> MessageView:
    template = template_named(row.template)
    wording = _as_sent(row) or _preview(row)
    zone = ZoneInfo(row.clinic_time_zone) if row.clinic_time_zone else None
    return MessageView(
        id=row.id,
        patient_id=row.patient_id,
        clinic_id=row.clinic_id,
        appointment_id=row.appointment_id,
        template=row.template,
        purpose=template.purpose,
        source=template.source,
        status=row.status,
        reason=row.reason,
        planned_for=_local(row.planned_for, zone),
        settled_at=_local(row.settled_at, zone),
        time_zone=row.clinic_time_zone,
        channel=Channel(row.channel) if row.channel else None,
        subject=wording.subject if wording else None,
        text=wording.text if wording else None,
    )


def _as_sent(row: Row[Any]) -> Wording | None:
    return Wording(row.subject, row.text) if row.text is not None else None


def _preview(row: Row[Any]) -> Wording | None:
    """What it would say now; None while the patient or the clinic is unknown."""
    given_name = row.given_name if row.patient_id else STOCK_MANAGER
    if row.clinic_name is None or given_name is None:
        return None
    clinic = Clinic(
        row.clinic_name, row.clinic_address, ZoneInfo(row.clinic_time_zone), row.clinic_map_link, row.clinic_phone
    )
    template = template_named(row.template)
    return fill_in(template, clinic=clinic, given_name=given_name, starts_at=row.starts_at, facts=row.facts)


def _local(moment: datetime | None, zone: ZoneInfo | None) -> datetime | None:
    return moment.astimezone(zone) if moment and zone else moment


async def read_preferences(work: Work, actor: Actor, patient_id: UUID) -> PreferencesView:
    """How a patient is reached. Raises Forbidden, RecipientUnknown."""
    actor.require_patient(patient_id)
    row = (
        await work.execute(
            select(patients, clinics.c.time_zone)
            .outerjoin(clinics, clinics.c.id == patients.c.home_clinic_id)
            .where(patients.c.id == patient_id)
        )
    ).first()
    if row is None:
        raise RecipientUnknown("This patient has not been heard of here: look again in a moment.")
    actor.require_clinic(row.home_clinic_id)
    silenced = await work.execute(select(opt_outs).where(opt_outs.c.patient_id == patient_id).order_by(opt_outs.c.id))
    zone = ZoneInfo(row.time_zone) if row.time_zone else None
    return PreferencesView(
        patient_id=patient_id,
        channel=row.channel,
        agreed_to_marketing=row.marketing,
        opted_out=[
            OptOutView(
                scope=MessageScope(each.scope), opted_out_at=_local(each.opted_out_at, zone) or each.opted_out_at
            )
            for each in silenced
        ],
        has_phone=row.phone is not None,
        has_email=row.email is not None,
    )
