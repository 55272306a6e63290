"""Who comes from other software is asked for the declaration when something lies ahead that needs it."""

import pytest

from tests.integration.screening.patients import Patient, clinic_opened, registered
from tests.integration.screening.stories import Story


@pytest.fixture
async def story(patient: Patient) -> Story:
    await patient.screening.react(clinic_opened(patient.clinic_id))
    return Story(patient)


async def is_imported(patient: Patient) -> None:
    event = registered(patient.patient_id, patient.clinic_id)
    await patient.screening.react(event.model_copy(update={"imported": True}))


async def test_nobody_is_asked_because_of_an_import(story: Story) -> None:
    await is_imported(story.patient)
    assert await story.patient.intakes() == []
    await story.books("review")
    assert await story.patient.intakes() == []


async def test_the_first_consult_ahead_asks_once(story: Story) -> None:
    await is_imported(story.patient)
    await story.books()
    await story.books()
    assert len(await story.patient.intakes()) == 1


async def test_a_consult_that_arrives_before_the_registration_is_asked_for_as_well(story: Story) -> None:
    await story.books()
    await is_imported(story.patient)
    assert len(await story.patient.intakes()) == 1
