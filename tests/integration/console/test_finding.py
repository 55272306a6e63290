"""Find a patient, and register somebody new."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest

from chassis.access.actors import Role
from tests.integration.console.browser import BY_ROLE, HOSTILE, Browser
from tests.integration.console.conftest import Console
from tests.integration.console.patients import found, hold, listed

SOMEBODY = {
    "given_name": "Ana",
    "family_name": "Reis",
    "date_of_birth": "1990-03-02",
    "phone": "+351912345678",
    "email": "",
    "channel": "sms",
    "language": "pt",
    "consent_wording": "",
}


async def opened(console: Console, page: str, role: Role = Role.FRONT_DESK) -> tuple[Browser, httpx.Response]:
    browser = console.browser()
    return browser, await browser.signs_in(BY_ROLE[role], f"/c/{console.clinic}/{page}")


def candidate(**changes: Any) -> dict[str, Any]:
    """Somebody whom booking takes for the same person."""
    said = {
        "patient_id": str(uuid4()),
        "home_clinic_id": str(uuid4()),
        "home_clinic_name": "Baixa",
        "of_your_clinic": True,
        "same": ["birthday_and_name"],
        "name": "Anna Reis",
        "date_of_birth": "1990-03-02",
    }
    return {**said, **changes}


def alike(console: Console, *candidates: dict[str, Any]) -> None:
    """Booking refuses to register somebody who looks like these."""
    problem = {
        "type": "urn:needlepoint:problem:patient-may-exist",
        "detail": "Somebody who looks like the same person is a patient.",
        "candidates": list(candidates),
    }
    console.neighbours.says("POST /booking/v1/patients", problem, 409)


async def test_somebody_is_found_by_what_is_known_of_them(console: Console) -> None:
    ana = found(console.clinic)
    console.neighbours.says("GET /booking/v1/patients", listed(ana))

    _, page = await opened(console, "find?q=reis+2.3.1990")

    assert "Ana Reis" in page.text
    assert f"/c/{console.clinic}/patients/{ana['id']}/book" in page.text
    assert "born on 2 Mar 1990" in page.text


async def test_of_a_visitor_nothing_but_the_name_is_shown(console: Console) -> None:
    visitor = found(console.clinic, visiting=True, date_of_birth=None, phone=None, email=None)
    console.neighbours.says("GET /booking/v1/patients", listed(visitor))

    _, page = await opened(console, "find?q=reis")

    assert "Of another clinic, and visits yours." in page.text
    assert "None" not in page.text


async def test_where_nobody_is_found_the_way_to_register_them_takes_along_what_was_typed(console: Console) -> None:
    console.neighbours.says("GET /booking/v1/patients", listed())
    _, page = await opened(console, "find?q=Ana+Reis+%2B351912345678")
    assert "Nobody of your clinics fits that." in page.text

    _, form = await opened(console, "patients/new?q=Ana+Reis+%2B351912345678")

    for value in ("Ana", "Reis", "+351912345678"):
        assert f'value="{value}"' in form.text


async def test_too_little_to_find_anybody_by_is_said_in_bookings_words(console: Console) -> None:
    console.neighbours.refuses("GET /booking/v1/patients", "nothing-to-find", "Give at least two letters.", 422)

    _, page = await opened(console, "find?q=a")

    assert page.status_code == 422
    assert 'role="alert">Give at least two letters.' in page.text


async def test_a_birthday_without_its_century_is_asked_for_whole(console: Console) -> None:
    _, page = await opened(console, "find?q=reis+2.4.70")

    assert page.status_code == 422
    assert 'role="alert">Write the year of the birthday with four digits' in page.text
    assert 'value="reis 2.4.70"' in page.text, "what was typed is there to be mended"
    assert not [at for _, at, _, _ in console.neighbours.asked if at == "/booking/v1/patients"]


async def test_times_that_are_held_at_the_clinic_are_found_again(console: Console) -> None:
    held = hold(str(uuid4()), console.clinic)
    console.neighbours.says("GET /booking/v1/holds", listed(held))

    _, page = await opened(console, "find")

    assert f"/patients/{held['patient_id']}/book" in page.text
    assert "for Ana Reis, until" in page.text


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.MEDICAL_DIRECTOR, Role.OWNER, Role.STOCK_MANAGER])
async def test_who_may_not_register_is_not_offered_it(console: Console, role: Role) -> None:
    browser, page = await opened(console, "find", role)

    assert page.status_code == (403 if role is Role.STOCK_MANAGER else 200)
    assert "Register somebody new" not in page.text
    assert (await browser.client.get(f"/c/{console.clinic}/patients/new")).status_code == 403


async def test_somebody_new_is_registered_and_then_booked_for(console: Console) -> None:
    patient_id = str(uuid4())
    console.neighbours.says("POST /booking/v1/patients", {"id": patient_id}, 201)
    browser, page = await opened(console, "patients/new")

    done = await browser.sends(page, f"/c/{console.clinic}/patients/new", **SOMEBODY)

    where = urlsplit(done.headers["Location"])
    assert (where.path, parse_qs(where.query)) == (
        f"/c/{console.clinic}/patients/{patient_id}/book",
        {"registered": ["1"]},
    )
    [(_, body)] = console.neighbours.posted("/booking/v1/patients")
    filled = {name: value for name, value in SOMEBODY.items() if value}
    assert body == {**filled, "home_clinic_id": str(console.clinic), "marketing": False, "confirm_new": False}


async def test_who_looks_like_a_patient_is_shown_before_anybody_is_registered(console: Console) -> None:
    known, elsewhere = candidate(), candidate(of_your_clinic=False, name=None, date_of_birth=None)
    alike(console, known, elsewhere)
    browser, page = await opened(console, "patients/new")
    action = f"/c/{console.clinic}/patients/new"

    asked = await browser.sends(page, action, **SOMEBODY)

    assert asked.status_code == 409
    assert f"/c/{console.clinic}/patients/{known['patient_id']}/book" in asked.text
    assert f'name="reason-{elsewhere["patient_id"]}"' in asked.text
    assert 'value="Reis"' in asked.text, "what was typed stays"
    await browser.sends(asked, action, **SOMEBODY, new_because="Twins, both were here")
    assert console.neighbours.posted("/booking/v1/patients")[-1][1]["confirm_new"] is True


async def test_another_clinics_patient_visits_for_a_reason(console: Console) -> None:
    elsewhere = candidate(of_your_clinic=False)
    alike(console, elsewhere)
    browser, page = await opened(console, "patients/new")
    asked = await browser.sends(page, f"/c/{console.clinic}/patients/new", **SOMEBODY)
    console.neighbours.says(f"POST /booking/v1/patients/{elsewhere['patient_id']}/care-relationships", {}, 201)

    reason = {f"reason-{elsewhere['patient_id']}": "On holiday here"}
    done = await browser.sends(asked, f"/c/{console.clinic}/patients/{elsewhere['patient_id']}/visit", **reason)

    assert done.headers["Location"] == f"/c/{console.clinic}/patients/{elsewhere['patient_id']}/book"
    [(_, sent)] = console.neighbours.posted(f"/booking/v1/patients/{elsewhere['patient_id']}/care-relationships")
    assert sent == {"clinic_id": str(console.clinic), "reason": "On holiday here"}


async def test_each_field_that_is_wrong_says_so_beside_it(console: Console) -> None:
    errors = [{"field": "phone", "in": "body", "problem": "Give the number with its country code."}]
    problem = {"type": "urn:needlepoint:problem:not-understood", "detail": "phone: …", "errors": errors}
    console.neighbours.says("POST /booking/v1/patients", problem, 422)
    browser, page = await opened(console, "patients/new")

    answer = await browser.sends(page, f"/c/{console.clinic}/patients/new", **SOMEBODY)

    assert answer.status_code == 422
    assert 'id="error-phone" role="alert">Give the number with its country code.' in answer.text
    assert 'aria-invalid="true"' in answer.text


async def test_hostile_words_break_out_nowhere(console: Console) -> None:
    words = dict.fromkeys(("given_name", "family_name", "home_clinic_name", "phone", "email"), HOSTILE)
    console.neighbours.says("GET /booking/v1/patients", listed(found(console.clinic, **words)))
    browser, page = await opened(console, "find?q=reis")
    alike(console, candidate(name=HOSTILE, home_clinic_name=HOSTILE, same=[HOSTILE]))
    form = await browser.client.get(f"/c/{console.clinic}/patients/new", params={"q": HOSTILE})
    asked = await browser.sends(form, f"/c/{console.clinic}/patients/new", **dict.fromkeys(SOMEBODY, HOSTILE))

    for each, most in ((page, 5), (form, 1), (asked, 3)):
        assert each.text.count("&lt;img src=x") >= most
        assert "<img" not in each.text
        assert each.text.count("<script") == 2, "our own"
