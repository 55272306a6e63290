"""A session's form is read as booking takes it, and a recorded session comes back as it was typed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.care.forms.sessions import SessionForm
from services.console.pages.chair import words
from services.console.pages.chair.check_form import answers_of
from services.console.pages.chair.consent import document_for
from services.console.pages.chair.given import moment
from services.console.pages.chair.numbing import numbing_of
from services.console.pages.chair.readiness import day_of
from services.console.pages.chair.session_form import (
    cartridges_of,
    rows_of,
    scans_of,
    session_body,
    typed_session,
    with_scans,
)
from services.console.pages.sources import by_title

LISBON = ZoneInfo("Europe/Lisbon")
DAY = date(2027, 7, 1)
DEVICE = "0197b3a0-0000-7000-8000-000000000001"
SCANS = st.lists(st.tuples(st.text("0123456789\x1d^]AB", min_size=1), st.sampled_from(["used", *words.CAUSES])))
WORDS = st.text("abc -'é", min_size=1, max_size=20).map(str.strip).filter(bool)
DEPTHS = st.decimals("0.1", "2", places=2).map(str)


@st.composite
def sessions(draw: st.DrawFn) -> dict[str, Any]:
    """What booking would answer."""
    zone = st.fixed_dictionaries(
        {
            "zone": st.sampled_from(list(words.TREATED)),
            "depth_mm": DEPTHS,
            "passes": st.none() | st.integers(1, 9),
            "speed": st.none() | WORDS,
            "rf_energy_mj": st.none() | st.just("12.50"),
            "rf_power_w": st.none() | st.just("20"),
            "pulses": st.none() | st.integers(1, 900),
        }
    )
    product = st.fixed_dictionaries(
        {
            "name": WORDS,
            "use": st.sampled_from(list(words.USES)),
            "lot": st.none() | WORDS,
            "expires_on": st.none() | st.just("2028-01-31"),
            "reason": st.none() | WORDS,
        }
    )
    details = {
        "zones": draw(st.lists(zone, max_size=6)),
        "cream": draw(st.none() | st.just({"applied_at": "2027-07-01T09:10:00Z", "removed_at": None, "name": "Emla"})),
        "endpoints": draw(st.lists(st.sampled_from(list(words.ENDPOINTS)), unique=True)),
        "products": draw(st.lists(product, max_size=10)),
        "immediate_reaction": draw(st.none() | st.sampled_from(list(words.REACTIONS))),
    }
    return {
        "device_id": DEVICE,
        "area": "face",
        "depth_mm": "2",
        "anaesthetic_used": draw(st.booleans()),
        "why_another_number": None,
        "override_reason": None,
        "details": details if any(details.values()) else None,
    }


@given(sessions())
def test_a_recorded_session_that_is_sent_again_unchanged_says_the_same(session: dict[str, Any]) -> None:
    sent = SessionForm.model_validate(session_body(typed_session(session, LISBON), LISBON, DAY))
    recorded = {name: value for name, value in session.items() if name != "override_reason"}
    was = SessionForm.model_validate(recorded)
    if was.details and sent.details:
        for each in (was.details, sent.details):
            each.endpoints.sort()
    assert sent == was


@given(SCANS)
def test_every_scan_goes_to_booking_once_used_or_with_what_became_of_it(scans: list[tuple[str, str]]) -> None:
    scans = scans[:19]
    typed = {f"scan-{n}": raw for n, (raw, _) in enumerate(scans)} | {
        f"fate-{n}": fate for n, (_, fate) in enumerate(scans)
    }
    typed["scan"] = "next"
    body = cartridges_of(with_scans(typed))
    wanted = [each for each in scans if each[0].strip()] + [("next", "used")]
    assert scans_of(with_scans(typed)) == wanted
    assert body["cartridges"] == [raw for raw, fate in wanted if fate == "used"]
    assert [(each["scan"], each["cause"]) for each in body["discarded_cartridges"]] == [
        each for each in wanted if each[1] != "used"
    ]


@pytest.mark.parametrize(("asked", "rows"), [("", 3), ("5", 5), ("-1", 3), ("9999", 3), ("99", 30), ("²", 3)])
def test_there_is_room_for_the_zones_that_are_asked_for_within_bounds(asked: str, rows: int) -> None:
    assert rows_of({"rows": asked}) == rows
    assert rows_of({"zone-7": "nose"}) == 8


def test_a_time_is_that_of_the_clinic_on_the_visits_day_and_what_is_none_is_left_to_booking_to_refuse() -> None:
    assert moment({"at": "10:05"}, "at", LISBON, DAY) == "2027-07-01T10:05:00+01:00"
    assert moment({"at": "2027-06-30T10:05"}, "at", LISBON, DAY) == "2027-06-30T10:05:00+01:00"
    assert moment({"at": "later"}, "at", LISBON, DAY) == "later"
    assert moment({}, "at", LISBON, DAY) is None


def station(name: str, minutes: int, *, withdrawn: str | None = None) -> dict[str, Any]:
    return {
        "station": name,
        "at": (datetime(2027, 7, 1, 9, tzinfo=UTC) + timedelta(minutes=minutes)).isoformat(),
        "withdrawn_at": withdrawn,
    }


PROTOCOL = {"numbing_minutes": 30, "numbing_source": "About half an hour"}


@given(st.integers(0, 90))
def test_the_cream_acts_from_when_it_was_noted_for_as_long_as_the_protocol_says(later: int) -> None:
    numbing = numbing_of([station("arrived", 0), station("numbing", 5)], PROTOCOL)
    assert numbing is not None
    assert numbing.left(numbing.since + timedelta(minutes=later)) == max(30 - later, 0)
    assert numbing.left(numbing.since + timedelta(minutes=later, seconds=1)) == max(30 - later, 0)


def test_a_cream_that_was_noted_by_mistake_does_not_act_and_the_treatment_ends_its_clock() -> None:
    assert numbing_of([station("arrived", 0), station("numbing", 5, withdrawn="x")], PROTOCOL) is None
    assert numbing_of([station("numbing", 5)], None) is None
    over = numbing_of([station("numbing", 5), station("in_treatment", 40)], PROTOCOL)
    assert over is not None
    assert over.ended == datetime(2027, 7, 1, 9, 40, tzinfo=UTC)


def test_the_check_that_counts_is_of_the_clinics_local_day() -> None:
    late, early = {"stage": "day_of", "decided_at": "2027-06-30T23:30:00+00:00"}, {"stage": "consult"}
    assert day_of([early, late], DAY, LISBON) == late, "after midnight in Lisbon"
    assert day_of([early, late], DAY, ZoneInfo("UTC")) is None


def test_a_document_that_names_the_area_comes_before_one_for_every_area() -> None:
    every, face = {"modality": "pen", "areas": []}, {"modality": "pen", "areas": ["face"]}
    assert document_for([every, face], "pen", "face") is face
    assert document_for([every, face], "pen", "neck") is every
    assert document_for([every, face], "rf", "face") is None


def test_what_nobody_answered_is_left_out_and_a_no_has_no_details() -> None:
    sores = {"code": "sores", "kind": "yes_no", "details": ["places", "on"], "choices": [{"code": "now"}]}
    words_ = {"code": "more"}
    asked = {"items": [sores], "numbers": [{"code": "kg"}], "texts": [words_], "places": [{"code": "lips"}]}
    assert answers_of({}, asked, "c-") == {}
    no = {"c-sores": "no", "c-sores-on": "2027-01-01", "c-kg": "not_sure", "c-more": "no"}
    assert answers_of(no, asked, "c-") == {"sores": False, "kg": "not_sure", "more": False}
    yes = {"c-sores": "yes", "c-sores-which-now": "1", "c-kg-figure": "61,5", "c-more-words": "As before"}
    assert answers_of(yes, asked, "c-") == {
        "sores": {"answer": True, "which": ["now"]},
        "kg": 61.5,
        "more": "As before",
    }


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Half an hour (s1)", "Half an hour (Seed article S1, on motorised pens with cartridges)"),
        ("Half an hour (s1, our-own)", "Half an hour (Seed article S1, on motorised pens with cartridges; our-own)"),
        ("Half an hour (or more, as it acts)", "Half an hour (or more, as it acts)"),
        ("Half an hour", "Half an hour"),
    ],
)
def test_a_figure_names_its_source_by_the_title(said: str, shown: str) -> None:
    assert by_title(said) == shown
