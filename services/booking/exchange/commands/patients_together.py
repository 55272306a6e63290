"""Lines of patients that raise no question are taken together: a statement for each step, not for each line.

That is most of a file that is taken over, and the reason that 50,000 lines take minutes. Any other line is left out and
taken alone, by the rules of `take_patient`: so what becomes of a line does not depend on the lines around it.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.refusals import Refusal
from chassis.work import Work
from services.booking.exchange.commands.patients import audit_imported, registration_of
from services.booking.exchange.domain.importing import Importing, Line, Taken, unchanged
from services.booking.exchange.domain.kinds import LineOutcome
from services.booking.exchange.forms.lines import same_as
from services.booking.exchange.store.imported_records import all_known_as, keep_all_known
from services.booking.people.commands.patients import add_imported
from services.booking.people.commands.registrations import are_unknown
from services.booking.people.forms.patients import RegistrationForm
from services.booking.people.store.finding import lock_registrations, registration_keys


class _New(NamedTuple):
    """A line that looks like a new patient."""

    line: Line
    form: RegistrationForm


async def take_patients(work: Work, importing: Importing, rows: Sequence[Row]) -> dict[int, Taken]:
    """What became of the lines that were taken, by number: new patients, and what was imported before as it is."""
    known = await all_known_as(work, importing, importing.kind, [row.external_id for row in rows])
    lines = [Line(row.line, row.cells, known.get(row.external_id)) for row in rows]
    taken = {line.number: same for line in lines if (same := unchanged(line))}
    others = [line for line in lines if line.number not in taken]
    return taken | await _register(work, importing, list(_unlike_lines_before(work, importing, others)))


def _unlike_lines_before(work: Work, importing: Importing, lines: Sequence[Line]) -> Iterator[_New]:
    """Lines of new patients, but for those whom a line before them may have made known."""
    before: set[str] = set()
    for line in lines:
        try:
            if same_as(line) is not None:
                continue
            form = registration_of(work, importing, line)
        except Refusal:
            continue
        keys = registration_keys(form)
        if line.known is None and before.isdisjoint(keys):
            yield _New(line, form)
        before.update(keys)


async def _register(work: Work, importing: Importing, people: Sequence[_New]) -> dict[int, Taken]:
    if not people:
        return {}
    await lock_registrations(work, [each.form for each in people])
    unknown = await are_unknown(work, [each.form for each in people], importing.clinic_id)
    new = {new_id(): each for each, is_new in zip(people, unknown, strict=True) if is_new}
    await add_imported(work, importing.clinic_id, {patient_id: each.form for patient_id, each in new.items()})
    taken = {}
    for patient_id, (line, form) in new.items():
        audit_imported(work, importing, line, patient_id, form)
        taken[line.number] = Taken(LineOutcome.CREATED, patient_id, patient_id, 1)
    digests = {line.external_id: (taken[line.number], line.digest) for line, _ in new.values()}
    await keep_all_known(work, importing, digests)
    return taken
