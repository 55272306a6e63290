"""How far imports are, and what became of their lines."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis.access.rows import within
from chassis.data.rows import Row
from chassis.http import Page, Paging, equal_to, page
from chassis.work import Work
from services.booking.exchange.domain.kinds import ImportKind, ImportState, LineOutcome
from services.booking.exchange.forms.imports import ImportLineView, ImportView
from services.booking.exchange.store.import_lines import IS_UNSETTLED, count_lines
from services.booking.exchange.store.imports import count_parts, find_import
from services.booking.people.tables import import_lines, imports


async def read_import(work: Work, import_id: UUID) -> ImportView:
    """Raises NotFound, Forbidden."""
    row = await find_import(work, import_id)
    work.access.authorize(where=row.clinic_id)
    (view,) = await _views(work, [row])
    return view


async def _views(work: Work, rows: Sequence[Row]) -> list[ImportView]:
    """Imports with their progress."""
    ids = [row.id for row in rows]
    parts, lines = await count_parts(work, ids), await count_lines(work, ids)
    return [_view(row, parts.get(row.id, 0), lines[row.id]) for row in rows]


def _view(row: Row, parts: int, counted: Sequence[Row]) -> ImportView:
    phase = ImportState.APPLYING if row.applied_by else ImportState.CHECKING
    applied = row.state == ImportState.APPLIED.value
    outcomes: Counter[LineOutcome] = Counter()
    for each in counted:
        if each.outcome is not None:
            outcomes[LineOutcome(each.outcome)] += each.lines
    return ImportView.model_validate(
        {
            **row._mapping,
            "parts": parts,
            "lines_done": sum(each.lines for each in counted if each.phase == phase.value),
            "outcomes": outcomes,
            "unsettled": sum(each.unsettled for each in counted) if applied else 0,
        }
    )


async def list_imports(
    work: Work, paging: Paging, clinic_id: UUID | None, kind: ImportKind | None, state: ImportState | None
) -> Page[ImportView]:
    """The imports of the caller's clinics, the newest first. Raises Forbidden."""
    reach = work.access.reach(where=clinic_id)
    given = {imports.c.clinic_id: clinic_id, imports.c.kind: kind, imports.c.state: state}
    statement = select(imports).where(within(reach, clinics=[imports.c.clinic_id]), *equal_to(given))
    rows: Page[Any] = await page(work, statement, [imports.c.id.desc()], paging, lambda row: row)
    return rows.showing(await _views(work, rows.items))


async def list_lines(
    work: Work, import_id: UUID, paging: Paging, outcome: LineOutcome | None, unsettled: bool
) -> Page[ImportLineView]:
    """The lines of an import, in the order of the file. Raises NotFound, Forbidden."""
    row = await find_import(work, import_id)
    work.access.authorize(where=row.clinic_id)
    statement = select(import_lines).where(
        import_lines.c.import_id == import_id, *equal_to({import_lines.c.outcome: outcome})
    )
    if unsettled:
        statement = statement.where(IS_UNSETTLED)
    shown = await page(work, statement, [import_lines.c.line], paging, ImportLineView.model_validate)
    for line in shown.items:
        for candidate in {each for problem in line.problems for each in problem.candidates}:
            work.access.concerns(candidate, row.clinic_id)
    return shown
