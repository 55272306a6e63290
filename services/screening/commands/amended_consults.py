"""A consult was recorded wrongly and is put right: its plan is decided once more."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.screening.commands.consults import decide_plan_again
from services.screening.commands.rulings import decided_without, end_lasting
from services.screening.commands.upcoming import list_upcoming
from services.screening.domain.outcomes import CLEARANCES, ScreeningStage
from services.screening.store.rulings import standing_ruling


async def decide_amended(work: Work, patient: Row, consult_id: UUID) -> None:
    """Decide by what the consult says now. The patient's row is locked.

    A director cleared the plan that was recorded, not this one: that ruling ends. One that refuses goes on until a
    clinician ends it.
    """
    ruling = await standing_ruling(work, consult_id, ScreeningStage.CONSULT)
    if ruling is not None and ruling.outcome in CLEARANCES:
        await end_lasting(work, ruling, "The consult was amended.")
        await decided_without(work, ruling)
    else:
        await decide_plan_again(work, patient, consult_id)
    await list_upcoming(work, patient.id)
