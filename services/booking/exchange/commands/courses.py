"""A line of a file becomes the balance of a course that was begun elsewhere."""

from chassis.data.rows import Row
from chassis.local_time import local_day
from chassis.work import Work
from services.booking.care.commands.course_balances import keep_balance
from services.booking.care.commands.to_book import list_what_to_book
from services.booking.care.store.course_balances import change_balance, find_balance
from services.booking.exchange.commands.named_patients import require_named
from services.booking.exchange.domain.importing import Importing, Line, Taken
from services.booking.exchange.domain.kinds import LineOutcome
from services.booking.exchange.domain.refusals import LineRefused
from services.booking.exchange.forms.lines import balance_in


async def take_course(work: Work, importing: Importing, line: Line) -> Taken:
    """Keep or change the balance of a line. Nothing is cleared by it. Raises LineRefused."""
    form, last = balance_in(importing, line, local_day(work.now, importing.zone))
    patient = await require_named(work, importing, line.cells["patient"])
    facts = {**form.model_dump(mode="json"), "last_session_on": last}
    if line.known is None:
        balance_id = await keep_balance(work, patient, importing.clinic_id, importing.source, facts)
        return Taken(LineOutcome.CREATED, balance_id, patient.id, 1)
    balance = await find_balance(work, line.known.subject_id)
    _require_as_imported(balance, patient, line.known.version)
    await change_balance(work, balance, **facts)
    await list_what_to_book(work, patient.id)
    return Taken(LineOutcome.UPDATED, balance.id, patient.id, balance.version + 1)


def _require_as_imported(balance: Row, patient: Row, version: int) -> None:
    """Raises LineRefused when somebody has ended the balance, or a course here goes on with it."""
    if balance.patient_id != patient.id:
        raise LineRefused(("patient", "This course was imported for another patient: correct the id."), conflict=True)
    if balance.course_id is not None:
        raise LineRefused(("", "A course here goes on with this one: what it says now counts here."), conflict=True)
    if balance.version != version or balance.ended_at is not None:
        raise LineRefused(("", "This balance was changed here after it was imported: dismiss the line."), conflict=True)
