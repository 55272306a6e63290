"""The patient whom a line of courses or appointments names."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.booking.exchange.commands.patients import require_here
from services.booking.exchange.domain.importing import Importing
from services.booking.exchange.domain.kinds import ImportKind
from services.booking.exchange.store.imported_records import subject_of


async def require_named(work: Work, importing: Importing, name: str) -> Row:
    """By the id of the other software, or the id here; locked. Raises LineRefused."""
    known = await subject_of(work, importing, ImportKind.PATIENTS, name)
    return await require_here(work, importing, known or _id_of(name), "patient")


def _id_of(name: str) -> UUID:
    try:
        return UUID(name)
    except ValueError:
        return UUID(int=0)  # nobody's
