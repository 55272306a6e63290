"""What people wrote back, as far as the caller may read it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from chassis.data.rows import Row
from chassis.http import Page, Paging, Period, equal_to, page
from chassis.work import Work
from services.notifications.access import reaches, require_reach
from services.notifications.domain.refusals import TextUnknown
from services.notifications.domain.texts import TextState
from services.notifications.forms.texts import TextPatientView, TextStepView, TextView
from services.notifications.store.texts import find_text, reached_by
from services.notifications.tables import patients, text_patients, texts


async def list_texts(
    work: Work,
    paging: Paging,
    period: Period,
    *,
    patient_id: UUID | None,
    clinic_id: UUID | None,
    state: TextState | None,
    known: bool | None,
) -> Page[TextView]:
    """Texts, the newest first. Raises Forbidden."""
    visible = reaches(work.access.reach(whose=patient_id, where=clinic_id))
    theirs = _reaching(visible, patient_id, clinic_id)
    seen = theirs if patient_id or clinic_id else or_(theirs, ~texts.c.known)
    wanted = equal_to({texts.c.state: state, texts.c.known: known})
    statement = select(texts).where(*wanted, seen, *period.of(texts.c.received_at))
    found = await page(work, statement, [texts.c.id.desc()], paging, lambda row: view_of(row, ()))
    reached = await _patients_of(work, visible, [text.id for text in found.items])
    found.items = [text.model_copy(update={"patients": reached.get(text.id, [])}) for text in found.items]
    for text in found.items:
        work.access.show(text.patients)
    return found


def _reaching(visible: ColumnElement[bool], patient_id: UUID | None, clinic_id: UUID | None) -> ColumnElement[bool]:
    asked = equal_to({text_patients.c.patient_id: patient_id, text_patients.c.clinic_id: clinic_id})
    joined = text_patients.outerjoin(patients, patients.c.id == text_patients.c.patient_id)
    one = select(text_patients.c.text_id).select_from(joined).where(text_patients.c.text_id == texts.c.id)
    return one.where(visible, *asked).correlate(texts).exists()


async def _patients_of(
    work: Work, visible: ColumnElement[bool], ids: Sequence[UUID]
) -> dict[UUID, list[TextPatientView]]:
    """By text, who is reached there of those whom the caller may see."""
    joined = text_patients.outerjoin(patients, patients.c.id == text_patients.c.patient_id)
    statement = select(*text_patients.columns, patients.c.given_name).select_from(joined)
    rows = await work.execute(
        statement.where(text_patients.c.text_id.in_(ids), visible).order_by(text_patients.c.patient_id)
    )
    found: dict[UUID, list[TextPatientView]] = {}
    for row in rows:
        found.setdefault(row.text_id, []).append(TextPatientView.model_validate(row))
    return found


async def read_text(work: Work, text_id: UUID) -> TextView:
    """One text. Raises TextUnknown, Forbidden."""
    text = await find_text(work, text_id)
    if text is None:
        raise TextUnknown("There is no such text among those that you may see.")
    reached = await reached_by(work, text_id)
    return shown_text(work, text, require_reach(work.access, reached))


def shown_text(work: Work, text: Row, reached: Sequence[Row]) -> TextView:
    """A text with those whom the caller may see."""
    view = view_of(text, reached)
    work.access.show(view.patients)
    return view


def view_of(text: Row, reached: Sequence[Row]) -> TextView:
    """A text as it is shown, with those of its patients who are shown."""
    named = {name: value for name, value in text._mapping.items() if name in TextView.model_fields}
    people = [TextPatientView.model_validate(each) for each in reached]
    steps = [TextStepView.model_validate(step) for step in text.steps]
    return TextView.model_validate({**named, "patients": people, "steps": steps})
