"""What somebody chooses when they are asked what they meant."""

from datetime import UTC, datetime, timedelta

import pytest

from chassis.ids import new_id
from services.notifications.domain.questions import (
    Ahead,
    Asked,
    appointments_to_choose,
    chosen,
    meant,
    people_to_choose,
)

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANA, RUI = new_id(), new_id()
SOON, LATER = (Ahead(new_id(), ANA, START + timedelta(days=days), lately=days == 1) for days in (1, 40))


@pytest.mark.parametrize("text", ["C1", "c 1", " C1. "])
def test_a_code_chooses_its_appointment_however_it_is_written(text: str) -> None:
    options = appointments_to_choose([SOON, LATER], "C")
    assert chosen(text, Asked.CANCEL_OR_STOP, options) == (options[0],)


@pytest.mark.parametrize("text", ["1", "C", "C3", "0", "C1 and C2", "cancel"])
def test_nothing_is_cancelled_that_was_not_named(text: str) -> None:
    assert chosen(text, Asked.CANCEL_OR_STOP, appointments_to_choose([SOON, LATER], "C")) == ()


def test_nought_means_everybody_where_that_can_be_meant() -> None:
    options = people_to_choose([ANA, RUI])
    assert chosen("0", Asked.WHOSE_STOP, options) == options
    assert [each.patient_id for each in chosen("2", Asked.WHOSE_STOP, options)] == [RUI]


def test_an_answer_is_about_what_was_written_about_lately() -> None:
    assert meant([SOON, LATER]) == [SOON]
    assert meant([LATER]) == [LATER]
