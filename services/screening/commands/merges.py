"""Two records of one person become one, and the stricter of them counts."""

from chassis.merging.recording import is_undone, recorded
from chassis.work import Work
from contracts.booking.patients import PatientMerged
from services.screening.commands.consults import decide_again, decide_new
from services.screening.commands.upcoming import DECLARATIONS
from services.screening.store.declarations import latest_declaration
from services.screening.store.intakes import waiting_intake
from services.screening.store.merges import ORIGINS, drop_intake, end_record, has_history, move_rows
from services.screening.store.patients import lock_patient, lock_person
from services.screening.worklist import DECLARATION_UNSIGNED, WORKLIST


async def merge_records(work: Work, event: PatientMerged) -> None:
    """Everything of one record follows to the other one; of two merges either may come first.

    When both records have a history, the clearances of both are decided again with all of it: what is milder than the
    other record says waits for a medical director.
    """
    ends, into = event.patient_id, event.into
    if await is_undone(work, event.merge_id):
        return
    await lock_patient(work, ends)
    stays = await lock_person(work, into)
    stays_known = await has_history(work, stays.id)
    both = stays_known and await has_history(work, ends)
    async with recorded(work, ORIGINS, event.merge_id, ends, into, stays.id, event.merged_at):
        if stays_known or await waiting_intake(work, stays.id):
            await drop_intake(work, ends)
        await WORKLIST.close_any(work, (*DECLARATIONS.values(), DECLARATION_UNSIGNED), ends, "merged")
        await move_rows(work, ends, stays)
        person = await end_record(work, ends, stays.id)
    if both:
        await decide_again(work, person, await latest_declaration(work, person.id))
    else:
        await decide_new(work, person)
