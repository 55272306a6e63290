"""How the event catalogue reads."""

from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import Field

from contracts.event import Event, Fact, Language, UtcTime, Word
from contracts.registry import EVENTS
from tools.contracts import pages
from tools.contracts.event_catalogue import render
from tools.contracts.pages import PAGES, check, write


class Side(StrEnum):
    """Left or right."""

    LEFT = "left"
    RIGHT = "right"


class Spot(Fact):
    """A spot."""

    depth_mm: Decimal
    """Millimetres."""
    sides: tuple[Side, ...]
    """``left``|``right``."""


class SpotTreated(Event, topic="booking.spots", key="patient_id"):
    """A spot was treated."""

    patient_id: UUID
    """The patient."""
    spots: tuple[Spot, ...]
    """Where."""
    skin_type: int = Field(ge=1, le=6)
    """Fitzpatrick."""
    at: UtcTime
    """UTC."""
    area: Word
    """Where on the body."""
    language: Language
    """In which the patient was told."""
    remark: str | None = None
    """Anything else."""


class SpotForgotten(Event, topic="booking.spots", key="patient_id"):
    """A spot was forgotten."""

    patient_id: UUID
    """The patient."""


def rendered() -> str:
    return render({"inventory": (SpotTreated,), "notifications": (SpotTreated,)}, [SpotTreated, SpotForgotten])


@pytest.mark.parametrize(
    "row",
    [
        "| [booking.spots](#bookingspots) | booking | `patient_id` | [SpotTreated](#spottreated), "
        "[SpotForgotten](#spotforgotten) | inventory, notifications |",
        "| `patient_id` | uuid | The patient. |",
        "| `spots` | list of: Spot | Where. |",
        "| `spots.depth_mm` | decimal, as text | Millimetres. |",
        "| `spots.sides` | list of: `left` · `right` | `left`\\|`right`. |",
        "| `skin_type` | integer, from 1 to 6 | Fitzpatrick. |",
        "| `at` | moment | UTC. |",
        "| `area` | word | Where on the body. |",
        "| `language` | language tag | In which the patient was told. |",
        "| `remark` | text or null; None when left out | Anything else. |",
    ],
)
def test_a_reader_finds_key_types_and_meanings(row: str) -> None:
    assert row in rendered().splitlines()


def test_a_reader_finds_who_listens_to_an_event_and_its_schema() -> None:
    treated, forgotten = rendered().split("### Spot")[1:]
    assert "Consumed by inventory, notifications." in treated
    assert "Consumed by nobody yet." in forgotten
    assert "[schema](../contracts/schemas/needlepoint.booking.SpotTreated.v1.json)" in treated


def test_every_event_of_the_chain_has_its_place() -> None:
    page = render({"booking": EVENTS})
    assert [event.__name__ for event in EVENTS if f"\n### {event.__name__}\n" not in page] == []


def test_pages_that_were_written_are_true_until_somebody_listens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "listeners", lambda: {"booking": ()})
    assert check(tmp_path) == [f"{page} does not exist. Run `make contracts` and commit it." for page in PAGES]
    write(tmp_path)
    assert check(tmp_path) == []
    monkeypatch.setattr(pages, "listeners", lambda: {"booking": EVENTS})
    stale = "does not match the code. Run `make contracts` and commit it."
    assert check(tmp_path) == [f"{page} {stale}" for page in PAGES]
