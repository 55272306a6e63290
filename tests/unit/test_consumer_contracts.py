"""The check of consumer contracts notices each way in which one can be broken."""

import json
from pathlib import Path
from typing import Any

import pytest

from contracts.booking.appointments import AppointmentBooked, AppointmentMissed
from tests.support import consumer_contracts
from tests.support.consumer_contracts import _watched, assert_keeps_its_contracts, assert_needs_what_it_reads

BOOKED, MISSED = AppointmentBooked.type_name(), AppointmentMissed.type_name()


def past(event: type[Any]) -> Any:
    return event.model_validate_json(Path(f"contracts/examples/{event.type_name()}.json").read_bytes())


@pytest.fixture
def stated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inventory states that it needs three fields."""
    monkeypatch.setattr(consumer_contracts, "SERVICES", tmp_path)
    (tmp_path / "inventory").mkdir()
    needs = {BOOKED: ["appointment_id", "time.starts_at"], MISSED: ["appointment_id"]}
    (tmp_path / "inventory" / "needs.json").write_text(json.dumps(needs))


def test_what_is_read_is_noted_by_its_path_however_it_is_read() -> None:
    reads: set[str] = set()
    event = _watched(past(AppointmentBooked), "", reads)
    assert isinstance(event, AppointmentBooked)
    assert (event.time.starts_at, event.key) == (past(AppointmentBooked).time.starts_at, str(event.patient_id))
    assert event.cartridges
    event.cartridges.model_dump(include={"gtin", "no such field"})
    assert reads == {"time", "time.starts_at", "patient_id", "cartridges", "cartridges.gtin"}


@pytest.mark.usefixtures("stated")
@pytest.mark.parametrize(
    ("booked", "problem"),
    [
        ({"appointment_id", "time", "time.starts_at", "origin"}, f"inventory reads origin of {BOOKED} and does not"),
        ({"appointment_id"}, f"inventory states time.starts_at of {BOOKED} and does not read it"),
    ],
)
def test_a_listener_that_reads_more_or_less_than_it_states_is_named(booked: set[str], problem: str) -> None:
    with pytest.raises(AssertionError, match=problem):
        assert_needs_what_it_reads("inventory", {BOOKED: booked, MISSED: {"appointment_id"}})
    assert_needs_what_it_reads(
        "inventory", {BOOKED: {"appointment_id", "time", "time.starts_at"}, MISSED: {"appointment_id"}}
    )


@pytest.mark.usefixtures("stated")
def test_a_publisher_that_leaves_out_an_event_or_a_field_is_named_with_who_needs_it() -> None:
    booked, missed = past(AppointmentBooked), past(AppointmentMissed)
    assert_keeps_its_contracts("booking", [booked, missed])
    assert_keeps_its_contracts("screening", [])
    with pytest.raises(AssertionError, match=f"inventory needs {MISSED}, and booking published none"):
        assert_keeps_its_contracts("booking", [booked])
    object.__setattr__(booked, "time", None)
    with pytest.raises(
        AssertionError, match=rf"inventory needs {BOOKED}, and booking published it without time\.starts"
    ):
        assert_keeps_its_contracts("booking", [booked, missed])
