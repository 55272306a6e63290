"""Say who is asked, in order, to acknowledge a serious reaction."""

from uuid import UUID

from chassis.http import require_version
from chassis.work import Work
from services.screening.domain.suspensions import Contact
from services.screening.forms.reaction_lines import LineForm
from services.screening.store.reaction_lines import CHAIN, keep_line, lock_line


async def set_line_of_clinic(work: Work, clinic_id: UUID, form: LineForm, version: int | None) -> None:
    """Set a clinic's line. It counts for whoever is asked from now on. Raises Stale, Forbidden."""
    work.access.authorize(where=clinic_id)
    await _set(work, clinic_id, form, version)


async def set_line_of_chain(work: Work, form: LineForm, version: int | None) -> None:
    """Set the chain's line, which follows every clinic's own. Raises Stale."""
    await _set(work, CHAIN, form, version)


async def _set(work: Work, place: UUID, form: LineForm, version: int | None) -> None:
    row = await lock_line(work, place)
    require_version(version or 0, row.version if row else 0)
    contacts = [Contact(each.name, each.email) for each in form.contacts]
    await keep_line(work, place, contacts, (row.version if row else 0) + 1)
    work.audit("reaction line set", f"reaction-line/{place}", people=len(contacts))
