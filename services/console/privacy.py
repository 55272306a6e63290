"""Where the console holds what about patients, whom it knows by id only."""

from chassis.privacy.archive import Personal, held_in
from services.console.tables import appointments, worklist_items

PERSONAL = Personal(
    held=(
        held_in(
            appointments,
            "Your appointments, as pages show them",
            appointments.c.starts_at,
            clinic=appointments.c.clinic_id,
        ),
        held_in(
            worklist_items, "What somebody has to do for you", worklist_items.c.id, clinic=worklist_items.c.clinic_id
        ),
    ),
)
