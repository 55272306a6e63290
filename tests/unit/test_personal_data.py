"""Every table that has rows about a patient is in the archive of its service."""

import pytest
from sqlalchemy.sql.visitors import iterate

from chassis.service import Service
from needlepoint.services import SERVICE_NAMES, load


def tables_about_patients(service: Service) -> set[str]:
    about = {table.name for table in service.metadata.sorted_tables if "patient_id" in table.c}
    return about | ({"patients"} & set(service.metadata.tables))


WITH_PATIENTS = [service for service in map(load, SERVICE_NAMES) if tables_about_patients(service)]


def tables_in_archive(service: Service) -> set[str]:
    assert service.personal is not None, "it has rows about patients: write its privacy.py"
    return {
        table.name  # type: ignore[attr-defined]  # FROM has tables only
        for held in service.personal.held
        for from_ in held.statement.get_final_froms()
        for table in iterate(from_)
        if getattr(table, "name", None) in service.metadata.tables
    }


def test_booking_screening_notifications_and_inventory_know_patients() -> None:
    assert {service.name for service in WITH_PATIENTS} >= {"booking", "inventory", "notifications", "screening"}


@pytest.mark.parametrize("service", WITH_PATIENTS, ids=lambda service: str(service.name))
def test_no_table_about_patients_is_left_out(service: Service) -> None:
    assert tables_about_patients(service) - tables_in_archive(service) == set()


@pytest.mark.parametrize("service", WITH_PATIENTS, ids=lambda service: str(service.name))
def test_each_part_is_about_one_person_and_has_a_title(service: Service) -> None:
    personal = service.personal
    assert personal is not None
    for held in personal.held:
        assert "person" in held.statement.compile().params, held.name
        assert held.title[0].isupper()
        assert personal.home is not None or held.clinic is not None, f"{held.name}: who may see it?"
