"""/stock-movements: what a person does with cartridges, and takes back."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from services.inventory.access import STOCK_WRITE
from services.inventory.commands import movements as commands
from services.inventory.domain.refusals import (
    AlreadyCorrected,
    ClinicUnknown,
    CorrectedElsewhere,
    GtinInvalid,
    LotNotUsable,
    LotUnknown,
    MoreThanEverCame,
    MovementUnknown,
    NotAtThatPlace,
    ScanUnreadable,
    SerialElsewhere,
    SerialsNamed,
)
from services.inventory.forms.movements import CorrectionForm, MovementForm, MovementView

router = api_router("movements")


@router.post("/stock-movements", status_code=201, dependencies=[allow(STOCK_WRITE)])
@refuses(
    ClinicUnknown,
    GtinInvalid,
    LotNotUsable,
    LotUnknown,
    MoreThanEverCame,
    NotAtThatPlace,
    ScanUnreadable,
    SerialElsewhere,
    SerialsNamed,
)
async def move_stock(work: Transaction, form: MovementForm) -> MovementView:
    """Hold cartridges in quarantine, release, return or discard them from there, declare them lost or found.

    One with a number by its number. A lot of which cartridges have numbers moves as a count only as a whole.
    """
    work.access.authorize(where=form.clinic_id)
    return await commands.move(work, form)


@router.post("/stock-movements/{entry_id}/correct", status_code=201, dependencies=[allow(STOCK_WRITE)])
@refuses(
    ClinicUnknown,
    AlreadyCorrected,
    CorrectedElsewhere,
    MovementUnknown,
    NotAtThatPlace,
    SerialElsewhere,
    SerialsNamed,
)
async def correct_movement(work: Transaction, entry_id: UUID, form: CorrectionForm) -> MovementView:
    """Take back a receipt, a discard or another movement of a person that was entered in error."""
    return await commands.correct(work, entry_id, form)
