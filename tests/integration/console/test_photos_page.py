"""The page of a visit's photos: added with what they show, looked at, used for what was agreed to, withdrawn."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
import pytest

from tests.integration.console.browser import ADDRESS, HOSTILE, Form
from tests.integration.console.chair import ChairVisit
from tests.integration.console.conftest import Console
from tests.support.running import WORK_DAY

PICTURE = b"\x89PNG\r\n\x1a\n\r\n--not-the-end\r\n\x00\xff" * 1000


class Photographed(ChairVisit):
    """A recorded consult with its photos."""

    def __init__(self, console: Console, *photos: dict[str, Any], **words: Any) -> None:
        super().__init__(console, status="performed", **words)
        self.consult_id = str(uuid4())
        self.lists("/booking/v1/consults", {"id": self.consult_id, "appointment_id": self.id})
        self.lists("/booking/v1/photos", *photos)


def photo(**changes: Any) -> dict[str, Any]:
    """One, as booking shows it."""
    at = {"taken_at": WORK_DAY.isoformat(), "withdrawn_at": None, "withdrawn_because": None}
    plain = {"id": str(uuid4()), "stage": "before", "area": "face", "angle": "front", "use": "care", "agreed_by": None}
    return {**plain, **at, "width": 3000, "height": 4000, **changes}


async def test_a_photo_goes_to_booking_as_it_is_with_what_it_shows(console: Console) -> None:
    visit = Photographed(console)
    visit.says("POST", "/booking/v1/photos", {}, 201)
    browser, page = await visit.opened("photos")
    fields = {**Form(page.text).fields[f"{visit.page}/photos"], "stage": "before", "area": "face", "angle": "front"}
    files = {"file": ("skin.png", PICTURE, "image/png")}

    done = await browser.client.post(f"{visit.page}/photos", data={**fields, "taken_at": "08:15"}, files=files)

    assert (done.status_code, done.headers["Location"]) == (303, f"{visit.page}/photos")
    [(headers, body)] = console.neighbours.posted("/booking/v1/photos")
    assert body == PICTURE
    assert headers["idempotency-key"] == fields["key"]


async def test_a_form_with_a_file_that_is_not_ours_does_nothing(console: Console) -> None:
    visit = Photographed(console)
    browser, _ = await visit.opened("photos")
    files = {"file": ("skin.png", PICTURE, "image/png")}
    for fields in ({}, {"form_token": "made-up"}):
        assert (await browser.client.post(f"{visit.page}/photos", data=fields, files=files)).status_code == 403
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    assert (await browser.client.post(f"{visit.page}/photos", content=b"--x", headers=kind)).status_code == 403
    assert console.neighbours.posted("/booking/v1/photos") == []


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "choose a file of at most 15 MB"), ("pt-PT", "com 15 MB no máximo")]
)
async def test_a_photo_that_is_too_large_is_refused_in_words_with_the_way_back(
    console: Console, language: str, sentence: str
) -> None:
    visit = Photographed(console)
    browser, _ = await visit.opened("photos")
    sent = {"Content-Type": "multipart/form-data; boundary=x", "Accept-Language": language}

    refused = await browser.client.post(
        f"{visit.page}/photos",
        content=b"x" * 15_728_641,
        headers={**sent, "Referer": f"{ADDRESS}{visit.page}/photos"},
    )

    assert (refused.status_code, refused.headers["Content-Type"]) == (413, "text/html; charset=utf-8")
    assert sentence in refused.text
    assert f'href="{visit.page}/photos"' in refused.text
    assert refused.headers["Content-Security-Policy"]


async def test_what_is_no_photo_is_refused_beside_its_field(console: Console) -> None:
    visit = Photographed(console)
    visit.refuses("/booking/v1/photos", "not-a-photo", "Send a JPEG, PNG or WebP image.", 422)
    browser, page = await visit.opened("photos")
    fields = {**Form(page.text).fields[f"{visit.page}/photos"], "area": "neck"}

    refused = await browser.client.post(
        f"{visit.page}/photos", data=fields, files={"file": ("x", b"text", "text/plain")}
    )

    assert refused.status_code == 422
    assert 'id="file-wrong">Send a JPEG, PNG or WebP image.' in refused.text
    assert 'value="neck" selected' in refused.text


async def test_pictures_are_shown_to_who_may_see_them_and_kept_nowhere(console: Console) -> None:
    one = photo()
    visit = Photographed(console, one, photo(withdrawn_at=WORK_DAY.isoformat(), withdrawn_because="Blurred"))
    visit.says("GET", f"/booking/v1/photos/{one['id']}/file", PICTURE)
    browser, page = await visit.opened("photos")
    assert page.text.count("<img ") == 1
    assert "withdrawn on" in page.text

    shown = await browser.client.get(f"{visit.page}/photos/{one['id']}")

    assert (shown.content, shown.headers["Content-Type"]) == (PICTURE, "image/png")
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    visit.says("GET", f"/booking/v1/photos/{one['id']}/file", {"detail": "Withdrawn.", "type": "x"}, 409)
    assert (await browser.client.get(f"{visit.page}/photos/{one['id']}")).status_code == 409


@pytest.mark.parametrize(
    ("act", "typed", "sent"),
    [
        ("use", {"use": "teaching", "agreed_by": "Ana Reis"}, {"use": "teaching", "agreed_by": "Ana Reis"}),
        ("withdraw", {"photo_reason": "Another patient"}, {"reason": "Another patient"}),
    ],
)
async def test_a_photo_is_used_or_withdrawn_and_a_refusal_stands_beside_it(
    console: Console, act: str, typed: dict[str, str], sent: dict[str, str]
) -> None:
    one = photo()
    visit = Photographed(console, one)
    path = f"/booking/v1/photos/{one['id']}/{act}"
    visit.refuses(path, "photo-withdrawn", "It was withdrawn already.")
    browser, page = await visit.opened("photos")
    form = f"{visit.page}/photos/{one['id']}/{act}"

    refused = await browser.sends(page, form, **typed)
    visit.says("POST", path, one)
    done = await browser.sends(page, form, **typed)

    assert "It was withdrawn already." in refused.text
    assert done.headers["Location"] == f"{visit.page}/photos#photo-{one['id']}"
    assert visit.sent(path) == [sent] * 2


async def test_before_anything_is_recorded_there_is_nothing_to_keep_a_photo_with(console: Console) -> None:
    visit = ChairVisit(console)
    _, page = await visit.opened("photos")
    assert "record it first" in page.text
    assert set(Form(page.text).fields) == {"/sign-out"}


async def test_who_sends_a_form_after_their_session_ended_comes_back_to_its_page(console: Console) -> None:
    visit = Photographed(console)
    browser, page = await visit.opened("photos")
    browser.client.cookies.clear()

    async def sent(referer: str) -> httpx.Response:
        headers = {"Referer": referer, "Content-Type": "application/x-www-form-urlencoded"}
        return await browser.client.post(f"{visit.page}/session/scan", content="scan=1", headers=headers)

    back = await sent(f"http://console{visit.page}/session")
    assert back.headers["Location"] == f"/sign-in?{urlencode({'next': f'{visit.page}/session'})}"
    elsewhere = await sent("http://evil.example/session")
    assert elsewhere.headers["Location"] == f"/sign-in?{urlencode({'next': f'{visit.page}/session'})}"
    assert page.status_code == 200


async def test_hostile_words_about_a_photo_break_out_nowhere(console: Console) -> None:
    one = photo(area=HOSTILE, angle=HOSTILE, agreed_by=HOSTILE, use=HOSTILE)
    visit = Photographed(console, one, patient_name=HOSTILE)
    _, page = await visit.opened("photos")
    assert page.text.count("&lt;img src=x") >= 6
    assert page.text.count("<img") == 1
    assert page.text.count("<script") == 3, "our own"
