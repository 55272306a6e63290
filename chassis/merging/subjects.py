"""What went back to a patient, though its events name the other one: order is kept by the key that it began with."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.data.statements import Prepared
from chassis.events.event import Event
from chassis.merging.tables import given_back
from chassis.work import Work

NAMES = ("appointment_id", "consult_id", "course_id", "session_id")
"""Fields of events, and columns of tables, that name what may have gone back."""
_OWNERS = Prepared(text("SELECT subject_id, owner_id FROM given_back WHERE subject_id = ANY(CAST(:of AS uuid[]))"))


async def give_subjects(work: Work, patient_id: UUID, subjects: Collection[UUID]) -> None:
    """From now on these are this patient's, whatever their events say, also those of the same batch."""
    if not subjects:
        return
    new = upsert(given_back).values([{"subject_id": each, "owner_id": patient_id} for each in sorted(subjects)])
    own = {"owner_id": new.excluded.owner_id}
    await work.execute(new.on_conflict_do_update(index_elements=["subject_id"], set_=own))
    work.owners.update(dict.fromkeys(subjects, patient_id))


class GivenBack:
    """For the reactions of a service that has rows about patients. While no merge was undone, it asks nothing."""

    table = given_back.name

    async def look_up(self, work: Work, events: Sequence[object]) -> None:
        """One statement for the batch; none where no event names what may have gone back."""
        named = {each for event in events for each in _subjects(event)}
        if named:
            rows = await work.execute(_OWNERS, {"of": list(named)})
            work.owners.update({row.subject_id: row.owner_id for row in rows})

    def as_owned(self, work: Work, event: Event) -> Event:
        """The event, about the patient whose it is."""
        if not work.owners:
            return event
        said = vars(event).get("patient_id")
        owner = next((work.owners[each] for each in _subjects(event) if each in work.owners), said)
        return event if owner == said else event.model_copy(update={"patient_id": owner})


GIVEN_BACK = GivenBack()


def _subjects(event: object) -> list[UUID]:
    """Empty for an event that names no patient, and for what could not be read."""
    said: Mapping[str, Any] = getattr(event, "__dict__", {})  # no reaction reads these fields for it
    if said.get("patient_id") is None:
        return []
    return [said[name] for name in NAMES if said.get(name) is not None]
