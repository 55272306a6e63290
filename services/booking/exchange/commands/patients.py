"""A line of a file becomes a patient, or is one who is registered here."""

from uuid import UUID

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.local_time import local_day
from chassis.work import Work
from services.booking.exchange.domain.importing import Importing, Known, Line, Taken
from services.booking.exchange.domain.kinds import LineOutcome
from services.booking.exchange.domain.refusals import LineRefused
from services.booking.exchange.forms.lines import registration_in, same_as
from services.booking.people.commands.patients import add_imported, change_imported
from services.booking.people.commands.possible_duplicates import ask_whether_one
from services.booking.people.commands.registrations import look_alikes
from services.booking.people.domain.patients import require_born, require_reachable
from services.booking.people.forms.patients import RegistrationForm
from services.booking.people.store.finding import lock_registrations
from services.booking.people.store.patients import lock_person
from services.booking.people.tables import patients


async def take_patient(work: Work, importing: Importing, line: Line) -> Taken:
    """Register, change or link the patient of a line. Raises LineRefused, PatientMayExist, Unreachable, Invalid."""
    here = same_as(line)
    if here is not None:
        return await _link(work, importing, here)
    form = registration_of(work, importing, line)
    if line.known is not None:
        return await _change(work, importing, line, line.known, form)
    patient_id = new_id()
    await lock_registrations(work, [form])
    alike = await look_alikes(work, form, importing.clinic_id)
    await add_imported(work, importing.clinic_id, {patient_id: form})
    await ask_whether_one(work, patient_id, form, alike)
    audit_imported(work, importing, line, patient_id, form)
    return Taken(LineOutcome.CREATED, patient_id, patient_id, 1)


def registration_of(work: Work, importing: Importing, line: Line) -> RegistrationForm:
    """What a line says of a patient. Raises LineRefused, Unreachable, Invalid."""
    form = registration_in(importing, line)
    require_born(form.date_of_birth, local_day(work.now, importing.zone))
    require_reachable(form.channel, form.phone, form.email)
    return form


async def _link(work: Work, importing: Importing, patient_id: UUID) -> Taken:
    patient = await require_here(work, importing, patient_id, "same_as")
    return Taken(LineOutcome.LINKED, patient.id, patient.id, patient.version)


async def _change(work: Work, importing: Importing, line: Line, known: Known, form: RegistrationForm) -> Taken:
    patient = await lock_person(work, known.patient_id)
    if patient.erased_at is not None or patient.home_clinic_id != importing.clinic_id:
        raise LineRefused(("", "This patient is no longer one of this clinic: take the line out."), conflict=True)
    if patient.version != known.version or patient.id != known.subject_id:
        raise LineRefused(
            ("", "The record was changed here after it was imported: change it at the desk, or dismiss this line."),
            conflict=True,
        )
    version = await change_imported(work, patient, form)
    _audit(work, importing, line, "patient.import_changed", patient.id)
    return Taken(LineOutcome.UPDATED, patient.id, patient.id, version)


async def require_here(work: Work, importing: Importing, patient_id: UUID, column: str) -> Row:
    """A patient of the clinic that imports, locked. Of other patients nothing is said. Raises LineRefused."""
    found = select(patients.c.id).where(patients.c.id == patient_id, patients.c.home_clinic_id == importing.clinic_id)
    if (await work.execute(found)).one_or_none() is None:
        raise LineRefused((column, "There is no such patient at this clinic: check it, or import the patients first."))
    patient = await lock_person(work, patient_id)
    if patient.erased_at is not None or patient.home_clinic_id != importing.clinic_id:
        raise LineRefused((column, "There is no such patient at this clinic: check it, or import the patients first."))
    return patient


def audit_imported(work: Work, importing: Importing, line: Line, patient_id: UUID, form: RegistrationForm) -> None:
    """Record that a patient was registered by a line."""
    _audit(work, importing, line, "patient.imported", patient_id, because=form.new_because)


def _audit(
    work: Work, importing: Importing, line: Line, action: str, patient_id: UUID, because: str | None = None
) -> None:
    """Whose import it was, and in ``reason``, which an erasure removes, what people wrote: why new, where agreed."""
    details = {"import_id": str(importing.id), "applied_by": importing.applied_by}
    agreed = line.cells.get("marketing_source")
    written = "; ".join(each for each in (because, agreed and f"marketing: {agreed}") if each)
    work.audit(action, f"patient/{patient_id}", **details, **({"reason": written} if written else {}))
