"""When two records of one person are merged, every row about the one that ends has somewhere to go."""

import pytest
from sqlalchemy import MetaData, Table

from services.booking.calendar.tables import appointments
from services.booking.care.store import merges as booking
from services.booking.tables import metadata as of_booking
from services.console.store import people as of_people
from services.console.tables import metadata as of_console
from services.inventory.store import merged_patients as of_merged_patients
from services.inventory.tables import metadata as of_inventory
from services.inventory.tables import recall_letters, reservations, uses
from services.inventory.tables import worklist_items as items_of_inventory
from services.notifications.store import merges as of_messages
from services.notifications.tables import (
    bad_addresses,
    contact_confirmations,
    links,
    messages,
    opt_out_steps,
    opt_outs,
    reply_options,
    text_patients,
    threads,
    worklist_items,
)
from services.notifications.tables import metadata as of_notifications
from services.screening.store import merges as screening
from services.screening.tables import metadata as of_screening

FOLLOWED = {
    "console": (of_console, (of_console.tables["appointments"], of_console.tables["worklist_items"])),
    "booking": (of_booking, (appointments, *booking.ENDED, *booking.FOLLOW)),
    "inventory": (of_inventory, (recall_letters, reservations, uses, items_of_inventory)),  # no item names a patient
    "notifications": (
        of_notifications,
        (
            bad_addresses,
            contact_confirmations,
            links,
            messages,
            opt_out_steps,
            opt_outs,
            reply_options,
            text_patients,
            threads,
            worklist_items,
        ),
    ),
    "screening": (of_screening, (*screening.PUBLISHED, *screening.FOLLOW, *screening.BY_THEMSELVES)),
}
"""By service: its tables, and those whose rows follow to the record that goes on, or end."""


ORIGINS = {
    "booking": (of_booking, booking.ORIGINS),
    "console": (of_console, of_people.ORIGINS),
    "inventory": (of_inventory, of_merged_patients.ORIGINS),
    "notifications": (of_notifications, of_messages.ORIGINS),
    "screening": (of_screening, screening.ORIGINS),
}


@pytest.mark.parametrize("service", FOLLOWED)
def test_a_table_about_patients_says_what_a_merge_does_with_its_rows(service: str) -> None:
    metadata, followed = FOLLOWED[service]
    assert {each.name for each in about_patients(metadata)} == {each.name for each in followed}


def about_patients(metadata: MetaData) -> list[Table]:
    return [table for table in metadata.sorted_tables if "patient_id" in table.c]


@pytest.mark.parametrize("service", ORIGINS)
def test_what_a_merge_moves_in_a_table_about_patients_is_kept(service: str) -> None:
    metadata, origins = ORIGINS[service]
    kept = {each.table.name: each for each in origins.found_in}
    assert {each.name for each in about_patients(metadata)} | {origins.pointer.table.name} == set(kept) - MORE
    for each in kept.values():
        assert each.table.primary_key.columns, f"{each.table.name}: its rows cannot be found again"


MORE = {"occupations"}
"""Tables that name a patient in a column of another name."""
