"""A patient confirms, moves and cancels a visit on the pages behind its link."""

from datetime import timedelta

import pytest

from tests.integration.console.browser import Form
from tests.integration.console.conftest import Console
from tests.integration.console.links import Link, Phone, house, links
from tests.integration.console.visits_by_link import OFFER, PREVIEW, shown
from tests.support.links import LinksUnderTest
from tests.support.running import WORK_DAY

__all__ = ["house", "links"]
CHOSEN = "|".join(str(OFFER[name] or "") for name in ("starts_at", "practitioner_id", "room_id", "device_id"))


@pytest.fixture
def link(console: Console, links: LinksUnderTest) -> Link:
    made = Link(console, links)
    shown(console, made)
    return made


async def test_they_say_that_they_come_at_the_time_that_they_saw(console: Console, link: Link) -> None:
    phone = Phone(console)
    page = await phone.opens(link)

    done = await phone.sends(page, f"{link.home}/confirm")

    [(_, body)] = console.neighbours.posted(f"/notifications/v1/appointments/{link.subject_id}/confirm")
    assert body == {"starts_at": (WORK_DAY + timedelta(days=2)).isoformat()}
    assert "The clinic knows that you come." in done.text
    assert f"{link.home}/confirm" not in Form(done.text).fields


async def test_a_visit_moves_to_a_time_that_was_offered(console: Console, link: Link) -> None:
    phone = Phone(console)
    await phone.opens(link)
    page = await phone.client.get(f"{link.home}/move")
    assert "Thursday, 26 November 2026" in page.text

    done = await phone.sends(page, f"{link.home}/move", offer=CHOSEN)

    [(headers, body)] = console.neighbours.posted(f"/booking/v1/appointments/{link.subject_id}/move")
    assert body == {name: OFFER[name] for name in ("starts_at", "practitioner_id", "room_id")}
    assert headers["if-match"] == '"7"'
    assert "has its new time" in done.text


async def test_a_time_that_is_taken_and_none_at_all_are_refused_beside_new_offers(console: Console, link: Link) -> None:
    phone = Phone(console)
    await phone.opens(link)
    page = await phone.client.get(f"{link.home}/move")

    nothing = await phone.sends(page, f"{link.home}/move")
    at = f"POST /booking/v1/appointments/{link.subject_id}/move"
    console.neighbours.refuses(at, "slot-taken", "Somebody else has this time now.")
    taken = await phone.sends(page, f"{link.home}/move", offer=CHOSEN)
    console.neighbours.refuses(at, "stale", "Read it again.", 412)
    stale = await phone.sends(page, f"{link.home}/move", offer=CHOSEN)

    assert [each.status_code for each in (nothing, taken, stale)] == [422, 409, 412]
    assert "Choose one of the times first." in nothing.text
    assert "Somebody else has this time now." in taken.text
    assert "has changed since you opened this page" in stale.text
    assert all('name="offer"' in each.text for each in (nothing, taken, stale))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "without any consequence."),
        ({"late_from": (WORK_DAY + timedelta(days=1)).isoformat()}, "until Tuesday, 24 November 2026, 09:00"),
        ({"is_late": True}, "counts as a late cancellation"),
        ({"is_late": True, "spared": True}, "nothing follows from it"),
        ({"deposit": "open"}, "A deposit was asked"),
    ],
)
async def test_what_cancelling_means_is_said_before_it_is_done(
    console: Console, link: Link, changes: dict[str, object], says: str
) -> None:
    at = f"/booking/v1/appointments/{link.subject_id}"
    console.neighbours.says(f"GET {at}/cancellation", {**PREVIEW, **changes})
    phone = Phone(console)
    await phone.opens(link)
    page = await phone.client.get(f"{link.home}/cancel")
    assert says in page.text

    shown(console, link, status="cancelled")
    done = await phone.sends(page, f"{link.home}/cancel")

    assert console.neighbours.posted(f"{at}/cancel")[-1][1] == {
        "reason": "cancelled by the patient, by the link in a message"
    }
    assert "This visit is cancelled." in done.text
    assert "Choose another time" not in done.text


async def test_a_refusal_to_cancel_keeps_what_was_typed(console: Console, link: Link) -> None:
    at = f"POST /booking/v1/appointments/{link.subject_id}/cancel"
    console.neighbours.refuses(at, "ask-the-clinic", "It begins soon: call the clinic.")
    phone = Phone(console)
    await phone.opens(link)
    page = await phone.client.get(f"{link.home}/cancel")

    refused = await phone.sends(page, f"{link.home}/cancel", reason='My "train"')

    assert refused.status_code == 409
    assert "It begins soon: call the clinic." in refused.text
    assert "My &#34;train&#34;" in refused.text


async def test_nothing_is_offered_of_a_visit_that_is_over(console: Console, link: Link) -> None:
    shown(console, link, starts_at=(WORK_DAY - timedelta(hours=1)).isoformat())
    page = await Phone(console).opens(link)
    assert "has begun or is over" in page.text
    assert set(Form(page.text).fields) == set()


async def test_the_invitation_is_a_file_that_no_cache_keeps(console: Console, link: Link) -> None:
    console.neighbours.says(f"GET /booking/v1/appointments/{link.subject_id}/invitation.ics", {"BEGIN": "VCALENDAR"})
    phone = Phone(console)
    await phone.opens(link)
    answer = await phone.client.get(f"{link.home}/invitation")
    assert "VCALENDAR" in answer.text
    assert answer.headers["Content-Disposition"] == 'attachment; filename="invitation.ics"'
    assert answer.headers["Cache-Control"] == "no-store"
