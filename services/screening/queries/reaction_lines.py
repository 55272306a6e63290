"""Who is asked to acknowledge a serious reaction."""

from uuid import UUID

from chassis.work import Work
from services.screening.forms.reaction_lines import ContactView, LineView
from services.screening.store.reaction_lines import CHAIN, contacts_of, find_line, whole_line


async def line_of_clinic(work: Work, clinic_id: UUID) -> LineView:
    """A clinic's own line, and everybody who is asked. Raises Forbidden."""
    work.access.authorize(where=clinic_id)
    return await shown_line(work, clinic_id)


async def shown_line(work: Work, place: UUID) -> LineView:
    """A line as it is now."""
    row = await find_line(work, place)
    return LineView(
        contacts=[ContactView.model_validate(each) for each in (contacts_of(row) if row else ())],
        whole=[ContactView.model_validate(each) for each in await whole_line(work, place)],
        version=row.version if row else 0,
        set_at=row.set_at if row else None,
        set_by=row.set_by if row else None,
    )


async def line_of_chain(work: Work) -> LineView:
    """The chain's own line."""
    return await shown_line(work, CHAIN)
