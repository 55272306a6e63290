"""What the cells of a line must hold: the same forms as those of people who sit at a desk."""

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from pydantic import Field, ValidationError

from chassis.http import Cells, Form
from chassis.http.field_errors import field_errors
from contracts.vocabulary import Modality
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.care.domain.words import Area, Concern
from services.booking.exchange.domain.cells import day_in, id_in, required_day, yes_or_no
from services.booking.exchange.domain.importing import Importing, Line
from services.booking.exchange.domain.refusals import LineRefused
from services.booking.people.forms.fields import Line as Words
from services.booking.people.forms.patients import RegistrationForm

F = TypeVar("F", bound=Form)

MOST_SESSIONS = 50
"""Of a course. Policy: more is a typing error."""


class BalanceLine(Cells):
    """A course that was planned elsewhere."""

    concern: Concern
    area: Area
    modality: Modality
    sessions: int = Field(ge=1, le=MOST_SESSIONS)
    performed: int = Field(ge=0, le=MOST_SESSIONS)


class AppointmentLine(Cells):
    """An appointment that lies ahead, but for its time and its names."""

    kind: AppointmentKind
    reason: Words | None = None


def registration_in(importing: Importing, line: Line) -> RegistrationForm:
    """The patient of a line. Raises LineRefused."""
    cells = line.cells
    marketing = yes_or_no(cells, "marketing")
    if marketing and "marketing_source" not in cells:
        raise LineRefused(("marketing_source", "Say where and when the patient agreed to marketing, or say no to it."))
    names = ("given_name", "family_name", "phone", "email", "language", "channel", "consent_wording", "new_because")
    form = {name: cells[name] for name in names if name in cells} | {
        "date_of_birth": required_day(cells, "date_of_birth", importing.dates).isoformat(),
        "home_clinic_id": importing.clinic_id,
        "marketing": marketing,
        "confirm_new": "new_because" in cells,
    }
    return validated(RegistrationForm, form)


def same_as(line: Line) -> UUID | None:
    """The patient here who is the same person, as the file says. Raises LineRefused."""
    return id_in(line.cells, "same_as")


def balance_in(importing: Importing, line: Line, today: date) -> tuple[BalanceLine, date | None]:
    """The course of a line, and the day of its last session. Raises LineRefused."""
    names = ("concern", "area", "modality", "sessions", "performed")
    form = validated(BalanceLine, {name: line.cells.get(name) for name in names})
    last = day_in(line.cells, "last_session_on", importing.dates)
    if form.performed > form.sessions:
        raise LineRefused(("performed", "More sessions were performed than are planned: correct one of the numbers."))
    if (form.performed > 0) != (last is not None):
        raise LineRefused(
            ("last_session_on", "Give the day of the last session where one was performed, and leave it empty else.")
        )
    if last is not None and last > today:
        raise LineRefused(("last_session_on", "The last session lies in the future: check the day."))
    return form, last


def appointment_in(line: Line) -> AppointmentLine:
    """Kind and reason of a line. Raises LineRefused."""
    return validated(AppointmentLine, {name: line.cells[name] for name in ("kind", "reason") if name in line.cells})


def validated(form: type[F], cells: dict[str, Any]) -> F:
    """The form, with pydantic's errors by column. Raises LineRefused."""
    try:
        return form.model_validate(cells)
    except ValidationError as error:
        found = [dict(each) | {"loc": ("body", *each["loc"])} for each in error.errors()]
        raise LineRefused(*((each.field, each.problem) for each in field_errors(found, cells))) from error
