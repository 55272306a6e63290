"""The pages of reactions: what was reported, and what a director does about it."""

from typing import Any
from uuid import uuid4

import pytest

from chassis.access.actors import Role
from tests.integration.console.browser import BY_ROLE
from tests.integration.console.conftest import Console
from tests.integration.console.directors import REASON, report_of, shown
from tests.integration.console.patients import Known, opened
from tests.support.running import WORK_DAY

SIGNS = {"signs": [{"code": "not_sure", "name": "Not sure"}, {"code": "redness", "name": "Redness"}]}


@pytest.mark.parametrize(
    ("act", "typed", "body"),
    [
        ("acknowledge", {}, None),
        ("decide", {"decision": "lift", "reason": REASON}, {"decision": "lift", "reason": REASON}),
        ("outcome", {"ended_on": "2026-11-23", "scarring": "1"}, {"ended_on": "2026-11-23", "scarring": True}),
        ("withdraw", {"reason": REASON}, {"reason": REASON}),
    ],
)
async def test_a_director_acts_on_a_reaction_and_a_refusal_keeps_what_was_typed(
    console: Console, act: str, typed: dict[str, str], body: Any
) -> None:
    report = report_of(console)
    path, api = f"/c/{console.clinic}/reactions/{report['id']}", f"/screening/v1/reactions/{report['id']}/{act}"
    browser, page = await shown(console, path)

    done = await browser.sends(page, f"{path}/{act}", **typed)
    console.neighbours.refuses(f"POST {api}", "report-closed", "This report was withdrawn.")
    refused = await browser.sends(page, f"{path}/{act}", **typed)

    assert done.headers["Location"] == path
    assert console.neighbours.posted(api)[0][1] == body
    assert refused.status_code == 409
    assert "This report was withdrawn." in refused.text
    assert typed.get("reason", "") in refused.text


async def test_reactions_of_a_clinic_are_listed_as_chosen(console: Console) -> None:
    report = report_of(console)
    console.neighbours.says("GET /screening/v1/reactions", {"items": [report], "next": "more"})

    _, page = await shown(console, f"/c/{console.clinic}/reactions?status=open&grade=serious&x=1")

    assert f"/c/{console.clinic}/reactions/{report['id']}" in page.text
    assert "status=open&amp;grade=serious&amp;after=more" in page.text


async def test_a_reaction_says_places_and_the_device_in_words(console: Console) -> None:
    of = {"performed_at": WORK_DAY.isoformat(), "modality": "pen", "area": "periorbital", "number": 1}
    report = report_of(console, places=["perioral", "ears"], session={**of, "equipment": None})

    _, page = await shown(console, f"/c/{console.clinic}/reactions/{report['id']}")

    assert "Around the mouth, Ears<" in page.text
    assert "Pen · Around the eyes · number 1" in page.text


async def test_photos_that_came_with_a_report_lead_whoever_may_see_them_to_them(console: Console) -> None:
    photo, at = str(uuid4()), WORK_DAY.isoformat()
    reported = {"what": "reported", "by": "the patient", "at": at, "details": {"photo_ids": [photo]}}
    report = report_of(console, steps=[reported])
    path = f"/c/{console.clinic}/reactions/{report['id']}"

    _, directors = await shown(console, path)
    _, owners = await shown(console, path, BY_ROLE[Role.OWNER])

    assert f'href="/c/{console.clinic}/patients/{report["patient_id"]}/photos/{photo}">Photo 1</a>' in directors.text
    assert photo not in owners.text


async def test_the_desk_reports_what_a_patient_tells_on_the_telephone(console: Console) -> None:
    known, report = Known(console), report_of(console)
    console.neighbours.says("GET /screening/v1/reaction-signs", SIGNS)
    console.neighbours.says("POST /screening/v1/reactions", report, 201)
    path = f"{known.page}/reactions"
    browser, page = await opened(path, console)
    assert page.text.index("Redness") < page.text.index("Not sure")  # what is nowhere else comes last

    nothing = await browser.sends(page, path, words="My face burns")
    told = {
        "sign-redness": "1",
        "place-cheeks": "1",
        "began_on": "2026-11-20",
        "ended_on": "",
        "words": "My face burns",
    }
    done = await browser.sends(page, path, **told)

    assert nothing.status_code == 422
    assert "Choose at least one sign" in nothing.text
    assert "My face burns" in nothing.text
    assert done.headers["Location"] == f"{path}/{report['id']}"
    [(_, body)] = console.neighbours.posted("/screening/v1/reactions")
    assert body == {
        "patient_id": known.id,
        "signs": ["redness"],
        "places": ["cheeks"],
        "began_on": "2026-11-20",
        "ended_on": None,
        "words": "My face burns",
    }


@pytest.mark.parametrize(("act", "typed"), [("amend", {"sign-redness": "1", "words": "Red"}), ("withdraw", {})])
async def test_the_desk_says_what_a_report_means_or_that_it_is_no_reaction(
    console: Console, act: str, typed: dict[str, str]
) -> None:
    known = Known(console)
    report = report_of(console, status="to_look_at", grade=None, signs=[], suspension=None, patient_id=known.id)
    console.neighbours.says("GET /screening/v1/reaction-signs", SIGNS)
    path, api = f"{known.page}/reactions/{report['id']}", f"/screening/v1/reactions/{report['id']}/{act}"
    browser, page = await opened(path, console)
    assert "Nobody has said what the signs are." in page.text
    assert "Say what the signs are</summary>" in page.text

    done = await browser.sends(page, f"{path}/{act}", reason=REASON, **typed)
    console.neighbours.refuses(f"POST {api}", "report-closed", "This report was withdrawn.")
    refused = await browser.sends(page, f"{path}/{act}", reason=REASON, **typed)

    assert done.headers["Location"] == path
    sent = console.neighbours.posted(api)[0][1]
    assert sent["reason"] == REASON
    assert sent.get("signs") == (["redness"] if act == "amend" else None)
    assert refused.status_code == 409
    assert "This report was withdrawn." in refused.text
    assert REASON in refused.text


async def test_who_may_not_report_reads_a_reaction_and_a_director_is_led_to_deciding(console: Console) -> None:
    known = Known(console)
    report = report_of(console, patient_id=known.id)
    path = f"{known.page}/reactions/{report['id']}"

    _, owners = await opened(path, console, Role.OWNER)
    _, directors = await opened(path, console, Role.MEDICAL_DIRECTOR)

    assert "No session may take place until a director decides." in owners.text
    assert "/amend" not in owners.text
    assert f'href="/c/{console.clinic}/reactions/{report["id"]}"' in directors.text


async def test_how_a_reaction_ended_is_put_right_and_withdrawn_afterwards(console: Console) -> None:
    ended = {"ended_on": "2026-11-22", "scarring": True, "words": "Healed."}
    report = report_of(console, status="over", outcome=ended, suspension=None)

    _, page = await shown(console, f"/c/{console.clinic}/reactions/{report['id']}")

    assert "Put right how it ended" in page.text
    assert 'name="ended_on" required value="2026-11-22"' in page.text
    assert 'name="scarring" value="1" checked' in page.text
    assert "Healed.</textarea>" in page.text
    assert f"/reactions/{report['id']}/withdraw" in page.text
