"""Messages about one appointment: confirmed, held, moved, cancelled, soon."""

from contracts.vocabulary import AppointmentKind
from services.notifications.domain.template import Template
from services.notifications.domain.timing import AtOnce, BeforeAppointment, DaysBefore

VISIT = {
    AppointmentKind.CONSULT: "consultation",
    AppointmentKind.SESSION: "session",
    AppointmentKind.REVIEW: "review",
}
"""How a kind of appointment is said to a patient."""


def visit(kind: str) -> str:
    """How a kind of appointment is said to a patient; one that is not known here, in a word that fits them all."""
    return {known.value: said for known, said in VISIT.items()}.get(kind, "appointment")


_DIRECTIONS = "{clinic}, {address}. Directions: {map_link}"

CONFIRMED = Template(
    code="appointment_confirmed",
    subject="Your {visit} at {clinic} is booked",
    text="Hello {given_name}, your {visit} is booked: {when}, at "
    + _DIRECTIONS
    + " If you cannot come, please call {phone}.",
    source="S1 (patients ask for directions); policy: at once, of use until the appointment starts",
    send=AtOnce(),
    not_after=BeforeAppointment(),
)

FOLLOW_UP_HELD = Template(
    code="follow_up_held",
    subject="We are holding a time for your next {visit}",
    text="Hello {given_name}, we are holding a time for your next {visit}: {when}, at "
    + _DIRECTIONS
    + " If it does not suit you, please call {phone}.",
    source="S2, S4 (a series with weeks between the sessions, near the usual time of day); policy: at once",
    send=AtOnce(),
    not_after=BeforeAppointment(),
)

MOVED = Template(
    code="appointment_moved",
    subject="New time for your {visit} at {clinic}",
    text="Hello {given_name}, your {visit} has a new time: {when}, at "
    + _DIRECTIONS
    + " If you cannot come then, please call {phone}.",
    source="policy: at once; the old time is not repeated, so that nobody reads the wrong one",
    send=AtOnce(),
    not_after=BeforeAppointment(),
    call_when_silent=True,
)

CANCELLED = Template(
    code="appointment_cancelled",
    subject="Your {visit} at {clinic} is cancelled",
    text="Hello {given_name}, your {visit} on {when} at {clinic} is cancelled. For a new time, please call {phone}.",
    source="policy: at once; without the reason, which is for the front desk",
    send=AtOnce(),
    not_after=BeforeAppointment(),
    call_when_silent=True,
)

CONSULT_REMINDER = Template(
    code="consult_reminder",
    subject="Your consultation at {clinic}",
    text="Hello {given_name}, we look forward to your consultation: {when}, at "
    + _DIRECTIONS
    + " Please have your health form filled in by then. If you cannot come, please call {phone}.",
    source="policy: the day before at the same time; of use until the appointment starts",
    send=DaysBefore(1),
    not_after=BeforeAppointment(),
)

REMINDER = Template(
    code="appointment_reminder",
    subject="Your {visit} at {clinic}",
    text="Hello {given_name}, a reminder of your {visit}: {when}, at "
    + _DIRECTIONS
    + " If you cannot come, please call {phone}.",
    source="policy: the day before at the same time; of use until the appointment starts",
    send=DaysBefore(1),
    not_after=BeforeAppointment(),
)

TEMPLATES = (CONFIRMED, FOLLOW_UP_HELD, MOVED, CANCELLED, CONSULT_REMINDER, REMINDER)


def reminder_of(kind: str) -> Template:
    """A consult is reminded of with the health form; everything else plainly."""
    return CONSULT_REMINDER if kind == AppointmentKind.CONSULT else REMINDER
