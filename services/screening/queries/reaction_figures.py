"""Reactions by device model, device and lot: sessions come from booking's events, reports are screening's own."""

from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, DateTime, Integer, Text, Uuid, column, select, text

from chassis.data.rows import Row
from chassis.figures import ASKED, Days, asked_of, places_of, share_of
from chassis.http import Page, Paging, page
from chassis.work import Work
from services.screening.access import FIGURES_READ
from services.screening.forms.reaction_figures import By, ReactedSessionView, ReactionFigureView
from services.screening.tables import clinics

_WITH = {
    By.MODEL: "SELECT equipment ->> 'device_model' AS key, equipment ->> 'device_model' AS device_model,"
    " NULL AS device_serial, NULL AS gtin, NULL AS lot",
    By.DEVICE: "SELECT coalesce(equipment ->> 'device_id',"
    " concat_ws(' ', equipment ->> 'device_model', equipment ->> 'device_serial')) AS key,"
    " equipment ->> 'device_model' AS device_model, equipment ->> 'device_serial' AS device_serial,"
    " NULL AS gtin, NULL AS lot",
    By.LOT: "SELECT DISTINCT concat_ws(' ', each ->> 'gtin', each ->> 'lot') AS key, NULL AS device_model,"
    " NULL AS device_serial, each ->> 'gtin' AS gtin, each ->> 'lot' AS lot"
    " FROM jsonb_array_elements(equipment -> 'cartridges') AS each",
}
"""What a session was done with; one of two cartridges of one lot counts once for that lot.

A device is known by its id, for its serial number may have been corrected: it has the one that its last session said.
Of events from before devices had ids in them, the number says which it was.
"""
_SESSIONS = (
    f" FROM {ASKED} JOIN treated_sessions AS session ON session.clinic_id = asked.clinic_id"
    "  AND session.performed_at >= asked.since AND session.performed_at < asked.until"
)
"""The sessions that figure and rows are about."""
_COUNTS = "NOT session.void AND jsonb_typeof(session.equipment) = 'object'"
"""Which of these count."""
_OF_SESSION = (
    "report.session_id = session.id AND report.patient_id = session.patient_id AND report.status <> 'withdrawn'"
)
"""Which reports count for one."""
_COLUMNS: list[ColumnElement[Any]] = [
    *(column(name, Text) for name in ("key", "device_model", "device_serial", "gtin", "lot")),
    *(column(name, Integer) for name in ("sessions", "reacted", "serious")),
    *(column(name, Integer) for name in ("before_sessions", "before_reacted", "before_serious")),
]


def _counted(by: By) -> str:
    return (
        "WITH treated AS ("  # noqa: S608  # constants
        " SELECT asked.earlier, session.equipment, session.performed_at, count(report.id) > 0 AS reacted,"
        "  count(report.id) FILTER (WHERE report.grade = 'serious') > 0 AS serious"
        f" {_SESSIONS} LEFT JOIN reaction_reports AS report ON {_OF_SESSION}"
        f" WHERE {_COUNTS} GROUP BY asked.earlier, session.id"
        ") SELECT key, device_model,"
        " (array_agg(device_serial ORDER BY performed_at DESC))[1] AS device_serial, gtin, lot,"
        " count(*) FILTER (WHERE NOT earlier)::integer AS sessions,"
        " count(*) FILTER (WHERE NOT earlier AND reacted)::integer AS reacted,"
        " count(*) FILTER (WHERE NOT earlier AND serious)::integer AS serious,"
        " count(*) FILTER (WHERE earlier)::integer AS before_sessions,"
        " count(*) FILTER (WHERE earlier AND reacted)::integer AS before_reacted,"
        " count(*) FILTER (WHERE earlier AND serious)::integer AS before_serious"
        f" FROM treated CROSS JOIN LATERAL ({_WITH[by]}) AS used"
        " GROUP BY key, device_model, gtin, lot"
    )


_REPORTED = (
    "SELECT asked.clinic_id, session.id AS session_id, session.patient_id,"  # noqa: S608  # constants
    " session.performed_at, session.area, session.equipment ->> 'device_model' AS device_model,"
    " session.equipment ->> 'device_serial' AS device_serial, reported.report_id, reported.reported_at,"
    " reported.serious"
    f" {_SESSIONS} CROSS JOIN LATERAL (SELECT bool_or(coalesce(report.grade = 'serious', false)) AS serious,"
    "  min(report.reported_at) AS reported_at, (array_agg(report.id"
    "  ORDER BY coalesce(report.grade = 'serious', false) DESC, report.reported_at, report.id))[1] AS report_id"
    f"  FROM reaction_reports AS report WHERE {_OF_SESSION} HAVING count(*) > 0) AS reported"
    f" WHERE NOT asked.earlier AND {_COUNTS}"
)
_DONE_WITH = {
    by: f" AND EXISTS (SELECT FROM ({select_with}) AS used WHERE used.key = :key)"  # constants
    for by, select_with in _WITH.items()
}
_REPORTED_COLUMNS: list[ColumnElement[Any]] = [
    *(column(name, Uuid) for name in ("clinic_id", "session_id", "patient_id", "report_id")),
    *(column(name, Text) for name in ("area", "device_model", "device_serial")),
    *(column(name, DateTime(timezone=True)) for name in ("performed_at", "reported_at")),
    column("serious", Boolean),
]
_COUNTED = {by: _counted(by) for by in By}


async def list_reaction_figures(
    work: Work, paging: Paging, days: Days, *, by: By, clinic_id: UUID | None
) -> Page[ReactionFigureView]:
    """The most sessions with a reaction first, then the most sessions. Raises Forbidden."""
    places = await places_of(work, clinics, FIGURES_READ, clinic_id)
    found = text(_COUNTED[by]).bindparams(**asked_of(places, days)).columns(*_COLUMNS).subquery("found")
    order = [found.c.reacted.desc(), found.c.sessions.desc(), found.c.key]
    return await page(work, select(found), order, paging, _view)


async def list_reacted_sessions(
    work: Work, paging: Paging, days: Days, *, by: By, key: str | None, clinic_id: UUID | None
) -> Page[ReactedSessionView]:
    """The sessions behind the figure after which a reaction was reported, the last first. Raises Forbidden."""
    places = await places_of(work, clinics, FIGURES_READ, clinic_id)
    given = {**asked_of(places, days), **({"key": key} if key is not None else {})}
    said = _REPORTED + (_DONE_WITH[by] if key is not None else "")
    of = text(said).bindparams(**given).columns(*_REPORTED_COLUMNS).subquery("found").c
    order = [of.performed_at.desc(), of.session_id]
    return await page(work, select(*of), order, paging, ReactedSessionView.model_validate)


def _view(row: Row) -> ReactionFigureView:
    return ReactionFigureView(
        key=row.key,
        device_model=row.device_model,
        device_serial=row.device_serial,
        gtin=row.gtin,
        lot=row.lot,
        reacted=share_of(row.reacted, row.sessions),
        serious=row.serious,
        before_reacted=share_of(row.before_reacted, row.before_sessions),
        before_serious=row.before_serious,
    )
