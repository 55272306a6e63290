"""Sessions as they were recorded."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from chassis.data.rows import Row
from chassis.http import Page, Paging, Period, equal_to, page
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.tables import devices
from services.booking.care.forms.corrections import EarlierRecordView
from services.booking.care.forms.sessions import (
    DiscardedCartridgeView,
    SessionView,
    UsedCartridgeView,
    WholeSessionView,
)
from services.booking.care.tables import earlier_sessions, session_cartridges, sessions
from services.booking.people.access import authorize_row, seen_in_record
from services.booking.people.queries.patients import patient_row
from services.booking.people.tables import practitioners


def _sessions() -> Select[Any]:
    practitioner_name = (practitioners.c.given_name + " " + practitioners.c.family_name).label("practitioner_name")
    return select(sessions, practitioner_name, devices.c.model.label("device_name"), devices.c.modality).select_from(
        sessions.join(practitioners, practitioners.c.id == sessions.c.practitioner_id).join(
            devices, devices.c.id == sessions.c.device_id
        )
    )


async def session(work: Work, session_id: UUID) -> WholeSessionView:
    """A session with every version before. Raises NotFound, Forbidden."""
    row = (await work.execute(_sessions().where(sessions.c.id == session_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such session.")
    await authorize_row(work, row.patient_id, row.clinic_id)
    of = earlier_sessions.c
    statement = select(earlier_sessions).where(of.session_id == session_id).order_by(of.version.desc())
    earlier = [EarlierRecordView.model_validate(each) for each in await work.execute(statement)]
    (shown,) = await _views(work, [row])
    return WholeSessionView(**shown.model_dump(), earlier=earlier)


async def list_sessions(
    work: Work, patient_id: UUID, paging: Paging, period: Period, *, course_id: UUID | None
) -> Page[SessionView]:
    """A patient's sessions, the newest first, of the clinics that the actor may see. Raises NotFound, Forbidden."""
    await patient_row(work, patient_id)
    wanted = equal_to({sessions.c.patient_id: patient_id, sessions.c.course_id: course_id})
    seen = await seen_in_record(work, patient_id, sessions)
    statement = _sessions().where(*wanted, seen, *period.of(sessions.c.performed_at))
    newest_first = [sessions.c.performed_at.desc(), sessions.c.id.desc()]
    rows: Page[Any] = await page(work, statement, newest_first, paging, lambda row: row)
    return rows.showing(await _views(work, rows.items))


async def _views(work: Work, rows: list[Row]) -> list[SessionView]:
    statement = (
        select(session_cartridges)
        .where(session_cartridges.c.session_id.in_([row.id for row in rows]))
        .order_by(session_cartridges.c.session_id, session_cartridges.c.position)
    )
    used: dict[UUID, list[UsedCartridgeView]] = {row.id: [] for row in rows}
    discarded: dict[UUID, list[DiscardedCartridgeView]] = {row.id: [] for row in rows}
    for one in await work.execute(statement):
        label = {"gtin": one.gtin, "lot": one.lot, "serial": one.serial, "expires_on": one.expires_on}
        if one.discarded_because is None:
            used[one.session_id].append(UsedCartridgeView.model_validate(label))
        else:
            thrown_away = label | {"cause": one.discarded_because}
            discarded[one.session_id].append(DiscardedCartridgeView.model_validate(thrown_away))
    return [
        SessionView(
            **{name: value for name, value in row._mapping.items() if name in SessionView.model_fields},
            overridden=row.override_reason is not None,
            cartridges=used[row.id],
            discarded_cartridges=discarded[row.id],
        )
        for row in rows
    ]
