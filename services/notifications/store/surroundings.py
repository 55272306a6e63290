"""What is known, at this moment, of everything that a message depends on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ARRAY, Text, Uuid, bindparam, func, literal, select

from chassis.data.rows import Row
from chassis.local_time import local_day
from chassis.work import Work
from services.notifications.domain.appointments import Appointment, still_true, waits
from services.notifications.domain.deliveries import Circumstances
from services.notifications.domain.links import Act
from services.notifications.domain.messages import LANGUAGE, Message
from services.notifications.domain.offers import can_be_accepted
from services.notifications.domain.opt_outs import MessageScope
from services.notifications.domain.quiet_hours import MessageHours
from services.notifications.domain.recipients import Channel, Closed, Contact, Route
from services.notifications.domain.several import SEVERAL, OneOfSeveral, any_held, several_in, still_as_listed
from services.notifications.domain.whatsapp import UNASKED, WhatsAppView
from services.notifications.domain.wording import Clinic
from services.notifications.store.addresses import routes_in
from services.notifications.store.appointments import appointment_of, known_appointments
from services.notifications.tables import appointments, clinics, opt_outs, patients, staff_languages

STOCK_MANAGER = "stock manager"


@dataclass(frozen=True)
class Surroundings:
    """Of a clinic, a patient if there is one, and an appointment if there is one; None: its event has not arrived."""

    now: datetime
    clinic: Clinic | None
    contact: Contact | None
    hours: MessageHours | None
    """Those of the patient's home clinic, or of the clinic itself for its stock contact."""
    appointment: Appointment | None
    several: Mapping[UUID, Appointment]
    """Of the appointments that the message lists, those that are known."""
    opted_out: frozenset[MessageScope]
    agreed_to_marketing: bool
    birth_known: bool
    """True when whoever opens a link can be asked for the patient's date of birth."""
    patient_id: UUID | None
    """The patient whose record goes on: another one than was asked for, after two were merged."""

    @property
    def day(self) -> date:
        """The clinic's calendar day; while the clinic is unknown, the day in UTC."""
        return local_day(self.now, self.clinic.zone) if self.clinic else self.now.astimezone(UTC).date()

    def of(
        self,
        message: Message,
        *,
        signed: bool,
        closed: Closed | None = None,
        down: Collection[Channel] = frozenset(),
        whatsapp: WhatsAppView = UNASKED,
    ) -> Circumstances:
        """As far as they matter to ``message``; ``signed`` says whether its templates may be sent.

        ``closed``: where it cannot go at all; ``down``: the channels by which it cannot go now.
        """
        return Circumstances(
            now=self.now,
            not_after=message.not_after,
            cause_holds=self._holds(message),
            contact=self.contact,
            hours=self.hours if self.clinic else None,
            opted_out=self.opted_out,
            agreed_to_marketing=self.agreed_to_marketing,
            signed=signed,
            held=self._held(message),
            first_start=min((each.starts_at for each in self.still_listed(message)), default=None),
            reply_to=_route_in(message, "reply"),
            sent_to=_route_in(message, "sent"),
            closed=closed or {},
            down=down,
            waits_for_carrier=message.waits_for is not None,
            whatsapp_open=whatsapp.open,
            whatsapp_refused=whatsapp.refused,
        )

    def still_listed(self, message: Message) -> tuple[OneOfSeveral, ...]:
        """Of the appointments that it lists, those that are still as it says."""
        return still_as_listed(several_in(message.facts), self.several, self.now)

    def _held(self, message: Message) -> bool:
        if SEVERAL in message.facts:
            return any_held(self.still_listed(message), self.several)
        return waits(message.template.only_while, self.appointment)

    def _holds(self, message: Message) -> bool | None:
        if SEVERAL in message.facts:
            return bool(self.still_listed(message))
        asks_in_vain = self.is_answered(message) and not message.template.stands_alone
        if not can_be_accepted(message, self.now) or asks_in_vain:
            return False
        return still_true(message.template.only_while, message.anchor.starts_at, self.appointment)

    def is_answered(self, message: Message) -> bool:
        """Whether its link is for the form of a day that the patient has handed in."""
        starts_at, known = message.anchor.starts_at, self.appointment
        if message.template.opens is not Act.DAY or not (starts_at and known and self.clinic):
            return False
        return known.day_form_on == local_day(starts_at, self.clinic.zone)


_home = clinics.alias("home")
_silenced = (
    select(func.array_agg(opt_outs.c.scope, type_=ARRAY(Text)))
    .where(opt_outs.c.patient_id == patients.c.id)
    .scalar_subquery()
)
_one = select(literal(1)).subquery("one")
_asked = patients.alias("asked")
_goes_on = select(_asked.c.merged_into).where(_asked.c.id == bindparam("patient", type_=Uuid)).scalar_subquery()
_person = func.coalesce(_goes_on, bindparam("patient", type_=Uuid))
"""The patient whose record goes on, where two records of one person were merged."""
_QUERY = (
    select(
        *(column.label(f"clinic_{column.name}") for column in clinics.c),
        *(column.label(f"patient_{column.name}") for column in patients.c),
        *(_home.c[name].label(f"home_{name}") for name in ("time_zone", "messages_from", "messages_until")),
        appointments.c.standing,
        appointments.c.starts_at,
        appointments.c.ends_at,
        appointments.c.change,
        appointments.c.day_form_on,
        _silenced.label("silenced"),
        staff_languages.c.language.label("staff_language"),
    )
    .select_from(_one)
    .outerjoin(clinics, clinics.c.id == bindparam("clinic", type_=Uuid))
    .outerjoin(staff_languages, staff_languages.c.clinic_id == bindparam("clinic", type_=Uuid))
    .outerjoin(patients, patients.c.id == _person)
    .outerjoin(_home, _home.c.id == patients.c.home_clinic_id)
    .outerjoin(appointments, appointments.c.id == bindparam("appointment", type_=Uuid))
)
"""One row, whatever of it is known: planning asks once per event, delivery once per message."""


async def surroundings_of(
    work: Work, clinic_id: UUID, patient_id: UUID | None, appointment_id: UUID | None, facts: Mapping[str, Any]
) -> Surroundings:
    """Everything that a decision about a message with these facts needs, read now."""
    several = [each.appointment_id for each in several_in(facts)]
    asked = {"clinic": clinic_id, "patient": patient_id, "appointment": appointment_id}
    row = (await work.execute(_QUERY, asked)).one()
    to_patient = patient_id is not None
    return Surroundings(
        now=work.now,
        clinic=_clinic(row),
        contact=_patient(row) if to_patient else _staff(row, facts.get(LANGUAGE)),
        hours=_hours(row, "home") if to_patient else _hours(row, "clinic"),
        appointment=appointment_of(row) if row.standing else None,
        several=await known_appointments(work, several) if several else {},
        opted_out=frozenset(MessageScope(scope) for scope in row.silenced or ()),
        agreed_to_marketing=bool(row.patient_marketing),
        birth_known=row.patient_birth_digest is not None,
        patient_id=row.patient_id or patient_id,
    )


def _clinic(row: Row) -> Clinic | None:
    if row.clinic_id is None:
        return None
    zone = ZoneInfo(row.clinic_time_zone)
    return Clinic(row.clinic_name, row.clinic_address, zone, row.clinic_map_link, row.clinic_phone)


def _patient(row: Row) -> Contact | None:
    if row.patient_id is None:
        return None
    return Contact(
        row.patient_given_name,
        row.patient_channel,
        row.patient_phone,
        row.patient_email,
        row.patient_language,
        routes_in(row.patient_addresses),
    )


def _staff(row: Row, language: str | None) -> Contact | None:
    """Whoever else is written to at the clinic; ``language`` is the person's own, if it is known."""
    if row.clinic_id is None:
        return None
    wanted = language or row.staff_language
    return Contact(STOCK_MANAGER, Channel.EMAIL, phone=None, email=row.clinic_stock_contact, language=wanted)


def _hours(row: Row, whose: str) -> MessageHours | None:
    zone, opens, closes = (row._mapping[f"{whose}_{name}"] for name in ("time_zone", "messages_from", "messages_until"))
    return MessageHours(opens, closes, ZoneInfo(zone)) if zone else None


def _route_in(message: Message, which: str) -> Route | None:
    address = message.facts.get(f"{which}_to")
    return Route(Channel(message.facts[f"{which}_by"]), address) if address else None
