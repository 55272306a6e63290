"""How far imports are, and what became of their lines."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis.access.rows import within
from chassis.data.rows import Row
from chassis.http import Page, Paging, equal_to, page
from chassis.work import Work
from services.booking.exchange.domain.kinds import ImportKind, ImportState, LineOutcome
from services.booking.exchange.forms.imports import ImportLineView, ImportView
from services.booking.exchange.store.imports import (
    IS_UNSETTLED,
    count_handled,
    count_outcomes,
    count_unsettled,
    find_import,
    part_sizes,
)
from services.booking.people.import_tables import import_lines, imports


async def read_import(work: Work, import_id: UUID) -> ImportView:
    """Raises NotFound, Forbidden."""
    row = await find_import(work, import_id)
    work.access.authorize(where=row.clinic_id)
    return await import_view(work, row)


async def import_view(work: Work, row: Row) -> ImportView:
    """An import with its progress."""
    phase = ImportState.APPLYING if row.applied_by else ImportState.CHECKING
    applied = row.state == ImportState.APPLIED.value
    return ImportView.model_validate(
        {
            **row._mapping,
            "parts": len(await part_sizes(work, row.id)),
            "lines_done": await count_handled(work, row.id, phase.value),
            "outcomes": await count_outcomes(work, row.id),
            "unsettled": await count_unsettled(work, row.id) if applied else 0,
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
    return rows.showing([await import_view(work, row) for row in rows.items])


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
