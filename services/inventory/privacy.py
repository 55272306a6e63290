"""Where inventory holds what about patients, whom it knows by id only."""

from sqlalchemy import select

from chassis.privacy.archive import PERSON, Held, Personal, held_in
from services.inventory.tables import held_cartridges, recall_letters, reservations, uses, worklist_items

_held = (
    select(held_cartridges)
    .join(reservations, reservations.c.appointment_id == held_cartridges.c.appointment_id)
    .where(reservations.c.patient_id == PERSON)
    .order_by(held_cartridges.c.appointment_id, held_cartridges.c.lot)
)

PERSONAL = Personal(
    held=(
        held_in(
            reservations,
            "Cartridges reserved for your appointments",
            reservations.c.session_at,
            clinic=reservations.c.clinic_id,
        ),
        Held("held_cartridges", "The lots that they are from", _held, held_cartridges.c.clinic_id),
        held_in(uses, "Cartridges used on you", uses.c.used_at, clinic=uses.c.clinic_id),
        held_in(
            recall_letters,
            "What you were told about recalls",
            recall_letters.c.released_at,
            clinic=recall_letters.c.clinic_id,
        ),
        held_in(
            worklist_items, "What somebody had to do for you", worklist_items.c.id, clinic=worklist_items.c.clinic_id
        ),
    ),
)
