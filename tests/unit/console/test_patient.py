"""The page of a patient: what happened in order, photos side by side, what of the contact was changed."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.console.pages.parts import Part
from services.console.pages.patient.contact import FIELDS, changed_in
from services.console.pages.patient.looks import looks_of
from services.console.pages.patient.older import FIRST, MOST, Call, ask_all, shown_in, with_older
from services.console.pages.patient.photos import side_by_side
from services.console.pages.patient.timeline import CARE, MESSAGING, timeline_of

DAY = datetime(2027, 3, 2, 9, tzinfo=UTC)


def text(minutes: int) -> dict[str, Any]:
    return {"received_at": (DAY + timedelta(minutes=minutes)).isoformat(), "text": f"text {minutes}"}


def course(**changes: Any) -> dict[str, Any]:
    said = {"area": "face", "concern": "acne_scars", "planned_at": DAY.isoformat(), "sessions": 4}
    return {**said, "stopped_at": None, "stopped_because": None, **changes}


@given(st.lists(st.integers(0, 10_000), max_size=30))
def test_all_that_happened_is_there_the_newest_first(minutes: list[int]) -> None:
    entries = timeline_of({"texts": [text(each) for each in minutes], "courses": [course()]})
    assert len(entries) == len(minutes) + 1
    assert [each.at for each in entries] == sorted((each.at for each in entries), reverse=True)
    assert len(timeline_of({"texts": [text(each) for each in minutes], "courses": [course()]}, CARE)) == 1


def test_a_course_that_was_stopped_happened_twice_and_says_why() -> None:
    stopped = course(stopped_at=(DAY + timedelta(days=1)).isoformat(), stopped_because="Moves away")
    last, first = timeline_of({"courses": [stopped]})
    assert (last.title, first.title) == ("Course stopped", "Course planned")
    assert list(last.details) == ["Moves away"]


def test_words_that_are_newer_than_the_page_are_shown_as_they_are() -> None:
    [entry] = timeline_of({"courses": [course(area="scalp_line", concern="new_word")]})
    assert list(entry.said) == ["Scalp line", "New word"]


def test_a_message_that_was_never_planned_nor_sent_is_not_there() -> None:
    said: dict[str, Any] = {
        "settled_at": None,
        "planned_for": None,
        "status": "planned",
        "channel": "sms",
        "id": "m1",
        "called": [],
    }
    message = {**said, "reason": None, "subject": None, "text": None, "language": None}
    assert timeline_of({"messages": [message]}) == []
    [failed] = timeline_of({"messages": [{**message, "planned_for": DAY.isoformat(), "status": "failed"}]}, MESSAGING)
    assert failed.alarm


def test_photos_of_one_place_stand_side_by_side_from_the_oldest_on() -> None:
    def photo(day: int, angle: str = "front", withdrawn: str | None = None) -> dict[str, Any]:
        return {"area": "face", "angle": angle, "taken_at": f"2027-03-{day:02}", "withdrawn_at": withdrawn}

    shown = side_by_side([photo(9), photo(8, "left_side"), photo(2), photo(1, withdrawn="2027-03-02")])
    assert [(angle, [each["taken_at"] for each in taken]) for _, angle, taken in shown] == [
        ("front", ["2027-03-02", "2027-03-09"]),
        ("left_side", ["2027-03-08"]),
    ]


def test_what_one_person_did_within_a_minute_is_one_look_and_what_was_refused_another() -> None:
    def look(seconds: int, **said: str) -> dict[str, Any]:
        at = (DAY + timedelta(seconds=seconds)).isoformat()
        return {"at": at, "actor": "ana", "outcome": "read", "operation": "read_patient", "reason": "staff", **said}

    booking = [look(70), look(5, operation="list_notes"), look(4), look(4, outcome="refused")]
    looks = looks_of({"booking": booking, "screening": [look(6, operation="list_screenings"), look(3, actor="rui")]})
    assert [(each.actor, each.outcome, list(each.services)) for each in looks] == [
        ("ana", "read", ["booking"]),
        ("ana", "read", ["screening", "booking"]),
        ("ana", "refused", ["booking"]),
        ("rui", "read", ["screening"]),
    ]
    assert list(looks[1].operations) == ["list_screenings", "list_notes", "read_patient"]


def test_only_what_was_typed_otherwise_is_changed_and_what_was_emptied_is_taken_away() -> None:
    was = {f"was-{name}": f"old {name}" for name in FIELDS}
    same = {name: f"old {name}" for name in FIELDS}
    assert changed_in({**was, **same, "reason": "Said so"}) == {}
    changed = changed_in({**was, **same, "family_name": "Lima", "phone": " ", "reason": "Said so"})
    assert changed == {"family_name": "Lima", "phone": None, "reason": "Said so"}
    assert changed_in({**was, **same, "given_name": ""}) == {"given_name": ""}, "which booking refuses in words"


class Lists:
    """Services whose lists have pages of ten."""

    def __init__(self, **lists: list[dict[str, Any]]) -> None:
        self.lists, self.asked = lists, list[str]()

    async def part(self, service: str, path: str, after: str = "0", **_query: Any) -> Part:
        """One page."""
        self.asked.append(f"{path} {after}")
        since = int(after)
        found, rest = self.lists[path][since : since + 10], self.lists[path][since + 10 :]
        return Part({"items": found, "next": str(since + 10) if rest else None})

    async def shows(self, shown: int, group: str | None = None) -> list[str | None]:
        """What the newest entries say."""
        calls: dict[str, Call] = {name: ("notifications", name, {}) for name in self.lists}
        parts = await with_older(self, calls, await ask_all(self, calls), group, shown)  # type: ignore[arg-type]
        return [each.text for each in timeline_of({name: part.items for name, part in parts.items()}, group)][:shown]


async def test_each_list_is_read_as_far_back_as_what_is_shown_and_no_further() -> None:
    often = [text(1000 - minute) for minute in range(100)]
    rare = [text(950), text(100)]
    lists = Lists(texts=often, courses=[])
    lists.lists["texts"] = sorted([*often, *rare], key=lambda each: str(each["received_at"]), reverse=True)

    assert await lists.shows(30) == [each["text"] for each in lists.lists["texts"]][:30]
    assert lists.asked == ["texts 0", "courses 0", "texts 10", "texts 20", "texts 30"]
    assert len(await lists.shows(200)) == 102


async def test_a_list_of_another_group_is_not_read_on() -> None:
    lists = Lists(texts=[text(minute) for minute in range(30, 0, -1)], courses=[course()])
    assert await lists.shows(50, CARE) == [None]
    assert lists.asked == ["texts 0", "courses 0"]


def test_an_address_asks_for_no_more_than_a_page_holds() -> None:
    assert [shown_in(each) for each in ("7", "150", "9999")] == [FIRST, 150, MOST]
    assert [shown_in(each) for each in ("", "x", "-1", "٣", "99999")] == [None] * 5
