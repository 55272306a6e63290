"""When what identifies a patient may be removed, and what stays without it."""

from datetime import date, timedelta

from chassis.refusals import Refusal

KEPT = (
    "Appointments, consults, clearances, courses and sessions, under an id that names nobody: which cartridge was used"
    " in which session is the trace that a recall needs.",
    "Entries of the audit log, without their reasons: they account for what staff did, for as long as it is kept.",
    "Events on Kafka until its retention has passed; backups until they are overwritten.",
)
"""What stays after an erasure, and on what ground."""


class AppointmentsAhead(Refusal):
    """The patient has an appointment that is booked."""


class MustBeKept(Refusal):
    """The chain's retention period for treatment records has not passed, or nobody has set one."""


def require_erasable(booked_on: date | None, treated_on: date | None, keep_days: int | None, today: date) -> None:
    """Raises AppointmentsAhead, MustBeKept. Days are local to the home clinic.

    ``treated_on`` is the day of the last consult or session; a patient who had none has no treatment record.
    """
    if booked_on is not None:
        raise AppointmentsAhead(
            "An appointment is booked on {day}: cancel it, or record what came of it, and erase then.", day=booked_on
        )
    if treated_on is None:
        return
    if keep_days is None:
        raise MustBeKept(
            "This patient was treated, and nobody has set how long the law has treatment records kept:"
            " ask the operator to set BOOKING_KEEP_TREATMENT_RECORDS_DAYS."
        )
    last_day = treated_on + timedelta(days=keep_days)
    if today <= last_day:
        raise MustBeKept(
            "The treatment record has to be kept until {day}: erase after that day.",
            day=last_day,
            until=last_day.isoformat(),
        )
