"""Photos before and after: what is kept of them, who sees them, and what becomes of their files."""

import os
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from PIL import Image

from chassis.access.actors import Role
from chassis.files import FilesOnDisk
from chassis.ids import new_id
from services.booking.photo_settings import photo_policy
from services.booking.settings import record_retention
from tests.integration.booking.chain import Chain, House, made, refused
from tests.integration.booking.photos import GPS, MODEL, photo, send, sent

WHY = {"reason": "taken of another patient"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("BOOKING_PHOTOS_FOLDER", str(tmp_path))
    photo_policy.cache_clear()
    yield tmp_path
    photo_policy.cache_clear()


@pytest_asyncio.fixture(loop_scope="session")
async def session(chain: Chain, lisbon: House, folder: Path) -> dict[str, Any]:
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    booked = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    return await chain.treated(consult, booked)


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*/*"))


def place_of(folder: Path, key: object) -> Path:
    (path,) = folder.glob(f"*/{key}")
    return path


async def picture(chain: Chain, kept: dict[str, Any]) -> Image.Image:
    answer = await chain.practitioner.get(f"/photos/{kept['id']}/file")
    assert answer.status_code == 200, answer.text
    return Image.open(BytesIO(answer.content))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
async def test_the_picture_is_kept_and_what_the_camera_wrote_is_not(
    chain: Chain, session: dict[str, Any], folder: Path, form: str
) -> None:
    kept = await sent(chain, session, photo(form))
    assert (kept["use"], kept["media_type"], kept["session_id"]) == ("care", f"image/{form.lower()}", session["id"])
    shown = await picture(chain, kept)
    assert (shown.format, shown.size) == (form, (40, 30))
    assert (dict(shown.getexif()), dict(shown.getexif().get_ifd(GPS))) == ({}, {})
    assert b"Secret camera" not in place_of(folder, kept["id"]).read_bytes()
    assert MODEL in Image.open(BytesIO(photo(form))).getexif(), "it was in what was sent"
    assert made(await chain.practitioner.get("/photos", params={"patient_id": session["patient_id"]}))["items"] == [
        kept
    ]


async def test_a_photo_that_was_taken_upright_stays_upright(chain: Chain, session: dict[str, Any]) -> None:
    shown = await picture(chain, await sent(chain, session, photo(turned=True)))
    assert shown.size == (30, 40)
    top = shown.convert("RGB").getpixel((15, 2))
    assert isinstance(top, tuple)
    assert top[2] > top[0], "its left side is up"


async def test_it_is_answered_so_that_no_browser_runs_or_keeps_it(chain: Chain, session: dict[str, Any]) -> None:
    kept = await sent(chain, session)
    answer = await chain.practitioner.get(f"/photos/{kept['id']}/file")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert len(answer.content) == kept["size"]


async def test_only_what_is_a_photo_is_kept(
    chain: Chain, session: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = b"<html><script>alert(1)</script></html>"
    refused(await send(chain, session, page), "not-a-photo", "no JPEG, PNG or WebP", 422)
    refused(await send(chain, session, photo()[:300]), "not-a-photo", status=422)
    gif = BytesIO()
    Image.new("P", (4, 4)).save(gif, "GIF")
    refused(await send(chain, session, gif.getvalue()), "not-a-photo", status=422)
    refused(await send(chain, session, b""), "no-file", status=422)
    refused(await send(chain, session, b"0" * (15 * 2**20 + 1)), "body-too-large", status=413)
    monkeypatch.setenv("BOOKING_PHOTOS_MOST_PIXELS", "1000")
    photo_policy.cache_clear()
    refused(await send(chain, session, photo()), "not-a-photo", "more than 1000 pixels", 422)
    assert files_in(folder) == []


async def test_a_photo_is_of_one_visit_and_not_from_the_future(chain: Chain, session: dict[str, Any]) -> None:
    refused(await send(chain, session, photo(), session_id=None), "one-visit", status=422)
    refused(await send(chain, session, photo(), consult_id=str(new_id())), "one-visit", status=422)
    refused(await send(chain, session, photo(), session_id=str(new_id())), "not-found", status=404)
    ahead = (chain.booking.clock.now() + timedelta(hours=1)).isoformat()
    refused(await send(chain, session, photo(), taken_at=ahead), "taken-ahead", status=422)
    (consult,) = made(await chain.practitioner.get("/consults", params={"patient_id": session["patient_id"]}))["items"]
    kept = await sent(chain, session, session_id=None, consult_id=consult["id"], stage="before")
    assert (kept["consult_id"], kept["session_id"], kept["stage"]) == (consult["id"], None, "before")


async def test_sent_twice_it_is_kept_once(chain: Chain, session: dict[str, Any], folder: Path) -> None:
    key = {"Idempotency-Key": "photo-1"}
    chain.practitioner.headers.update(key)
    at = chain.booking.clock.now().isoformat()
    first, again = [await send(chain, session, photo(), taken_at=at) for _ in range(2)]
    assert first.json() == again.json()
    other = await send(chain, session, photo(size=(50, 30)), taken_at=at)
    refused(other, "key-reused", status=422)
    del chain.practitioner.headers["Idempotency-Key"]
    listed = made(await chain.practitioner.get("/photos", params={"patient_id": session["patient_id"]}))
    assert [each["id"] for each in listed["items"]] == [first.json()["id"]]


async def test_who_sees_it(chain: Chain, session: dict[str, Any], lisbon: House) -> None:
    at = f"/photos/{(await sent(chain, session))['id']}/file"
    own = chain.booking.client(Role.PATIENT, subject=session["patient_id"])
    assert (await own.get(at)).status_code == 200
    stranger = chain.booking.client(Role.PATIENT, subject=await chain.register(lisbon))
    elsewhere = chain.booking.client(Role.PRACTITIONER, clinics=[new_id()])
    for nobody in (stranger, elsewhere, chain.desk, chain.booking.client(Role.OWNER)):
        refused(await nobody.get(at), "forbidden", status=403)
    refused(await send(chain, session, photo(), by=elsewhere), "forbidden", status=403)


async def test_a_patient_sends_a_photo_of_their_own_session_and_of_nobody_elses(
    chain: Chain, session: dict[str, Any], lisbon: House
) -> None:
    own = chain.booking.client(Role.PATIENT, subject=session["patient_id"])
    kept = made(await send(chain, session, photo(), by=own))
    assert (kept["use"], kept["uploaded_by"]) == ("care", str(session["patient_id"]))
    assert made(await chain.practitioner.get(f"/photos/{kept['id']}"))["session_id"] == session["id"]
    stranger = chain.booking.client(Role.PATIENT, subject=await chain.register(lisbon))
    refused(await send(chain, session, photo(), by=stranger), "forbidden", status=403)
    for what, body in (("withdraw", {"reason": "not mine"}), ("use", {"use": "care"})):
        refused(await own.post(f"/photos/{kept['id']}/{what}", json=body), "forbidden", status=403)


async def test_more_than_care_takes_somebody_who_agreed_and_is_taken_back(
    chain: Chain, session: dict[str, Any]
) -> None:
    at = f"/photos/{(await sent(chain, session))['id']}/use"
    refused(await chain.practitioner.post(at, json={"use": "teaching"}), "nobody-agreed", "Say who agreed", 422)
    agreed = made(await chain.practitioner.post(at, json={"use": "teaching", "agreed_by": "The patient, in writing"}))
    assert (agreed["use"], agreed["agreed_by"]) == ("teaching", "The patient, in writing")
    back = made(await chain.practitioner.post(at, json={"use": "care"}))
    assert (back["use"], back["agreed_by"], back["agreed_at"]) == ("care", None, None)


async def test_a_withdrawn_photo_is_shown_again_within_days_and_its_file_goes_after_them(
    chain: Chain, session: dict[str, Any], folder: Path
) -> None:
    kept = await sent(chain, session)
    at = f"/photos/{kept['id']}"
    gone = made(await chain.practitioner.post(f"{at}/withdraw", json=WHY))
    assert gone["withdrawn_because"] == WHY["reason"]
    refused(await chain.practitioner.get(f"{at}/file"), "photo-withdrawn")
    refused(await chain.practitioner.post(f"{at}/withdraw", json=WHY), "photo-withdrawn")
    assert made(await chain.practitioner.post(f"{at}/reinstate")) == kept
    chain.booking.clock.advance(timedelta(days=31))
    await chain.booking.fire_timers()
    assert files_in(folder) == [kept["id"]]
    made(await chain.practitioner.post(f"{at}/withdraw", json=WHY))
    chain.booking.clock.advance(timedelta(days=31))
    await chain.booking.fire_timers()
    assert files_in(folder) == []
    refused(await chain.practitioner.post(f"{at}/reinstate"), "photo-withdrawn", "send the photo again")


async def test_what_a_crash_left_behind_is_swept_and_what_is_listed_stays(
    chain: Chain, session: dict[str, Any], folder: Path
) -> None:
    kept = await sent(chain, session)
    left, fresh = new_id(), new_id()
    for key in (left, fresh):
        await FilesOnDisk(folder).keep(key, BytesIO(b"left behind"))
    long_ago = chain.booking.clock.now().timestamp() - 10**9
    for key in (left, UUID(kept["id"])):
        os.utime(place_of(folder, key), (long_ago, long_ago))
    chain.booking.clock.advance(timedelta(hours=7))
    await chain.booking.fire_timers()
    assert files_in(folder) == sorted([kept["id"], str(fresh)])


async def test_the_photos_of_a_merged_patient_follow_and_those_of_an_erased_one_are_deleted(
    chain: Chain, session: dict[str, Any], lisbon: House, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, stays = await sent(chain, session), await chain.register_alike(lisbon)
    merge = {"into": stays, "reason": "registered twice"}
    made(await chain.director.post(f"/patients/{session['patient_id']}/merge", json=merge))
    assert made(await chain.practitioner.get(f"/photos/{kept['id']}"))["patient_id"] == stays
    archive = made(await chain.director.get(f"/patients/{stays}/archive"))
    (part,) = [each for each in archive["parts"] if each["name"] == "photos"]
    assert [row["id"] for row in part["rows"]] == [kept["id"]]
    for held in await chain.ahead(stays):
        made(await chain.desk.post(f"/appointments/{held['id']}/cancel", json=WHY))
    monkeypatch.setenv("BOOKING_KEEP_TREATMENT_RECORDS_DAYS", "0")
    record_retention.cache_clear()
    chain.booking.clock.advance(timedelta(days=1))
    made(await chain.director.post(f"/patients/{stays}/erase", json=WHY))
    record_retention.cache_clear()
    assert files_in(folder) == [kept["id"]]
    await chain.booking.fire_timers()
    assert files_in(folder) == []
    refused(await chain.practitioner.get(f"/photos/{kept['id']}"), "not-found", status=404)


async def test_a_system_without_a_folder_says_so(
    chain: Chain, session: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BOOKING_PHOTOS_FOLDER")
    photo_policy.cache_clear()
    refused(await send(chain, session, photo()), "photos-not-kept", "BOOKING_PHOTOS_FOLDER")
