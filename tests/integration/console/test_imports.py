"""Files from other software: what is sent to booking, what is refused, and who sees it."""

from typing import Any
from uuid import uuid4

import pytest

from chassis.access.actors import Role
from tests.integration.console.browser import BY_ROLE, HOSTILE, Form
from tests.integration.console.conftest import Console
from tests.integration.console.inventory_says import listed

DIRECTOR, DESK = BY_ROLE[Role.MEDICAL_DIRECTOR], BY_ROLE[Role.FRONT_DESK]
CSV = b"external_id,given_name\n1,Rosa\n"


def imported(state: str = "applied", **changes: Any) -> dict[str, Any]:
    said = {"id": str(uuid4()), "kind": "patients", "source": "olddesk", "encoding": "utf-8", "separator": "comma"}
    said |= {"dates": "iso", "state": state, "received_by": "maria", "received_at": "2026-11-20T09:00:00Z"}
    return {**said, "lines": 2, "lines_done": 2, "outcomes": {"created": 1, "refused": 1}, "unsettled": 1, **changes}


def line(**changes: Any) -> dict[str, Any]:
    problem = {"column": "phone", "sentence": "Give a number.", "candidates": []}
    return {"line": 3, "external_id": "7", "outcome": "refused", "problems": [problem], **changes}


def says(console: Console, found: dict[str, Any], *lines: dict[str, Any]) -> str:
    """Booking has this import; answers the address of its page."""
    console.neighbours.says("GET /booking/v1/imports", listed(found))
    console.neighbours.says(f"GET /booking/v1/imports/{found['id']}", found)
    console.neighbours.says(f"GET /booking/v1/imports/{found['id']}/lines", listed(*lines))
    return f"/c/{console.clinic}/imports/{found['id']}"


async def upload(console: Console, content: bytes = CSV) -> Any:
    browser, at = console.browser(), f"/c/{console.clinic}/imports"
    page = await browser.signs_in(DIRECTOR, at)
    fields = {**Form(page.text).fields[at], "kind": "patients", "source": "olddesk"}
    return await browser.client.post(at, data=fields, files={"file": ("a.csv", content, "text/csv")})


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.MEDICAL_DIRECTOR, Role.OWNER, Role.PRACTITIONER])
async def test_each_role_sees_what_it_may_do(console: Console, role: Role) -> None:
    at = says(console, imported(), line())
    browser = console.browser()
    page = await browser.signs_in(BY_ROLE[role], at)
    assert page.status_code == (403 if role is Role.PRACTITIONER else 200)
    assert ("Settle the line" in page.text) is (role in (Role.FRONT_DESK, Role.MEDICAL_DIRECTOR))
    assert ("Send the corrected file" in page.text) is (role is Role.MEDICAL_DIRECTOR)


async def test_a_file_is_begun_sent_in_parts_and_tried(console: Console) -> None:
    found = imported("checking")
    says(console, found)
    console.neighbours.says("POST /booking/v1/imports", found, 201)
    content = CSV + b"x" * (1024 * 1024)

    answer = await upload(console, content)

    assert answer.headers["Location"] == f"/c/{console.clinic}/imports/{found['id']}"
    at = f"/booking/v1/imports/{found['id']}"
    parts = [(path, body) for method, path, _, body in console.neighbours.asked if method == "PUT"]
    assert [path for path, _ in parts] == [f"{at}/parts/1", f"{at}/parts/2"]
    assert b"".join(body for _, body in parts) == content
    assert len(console.neighbours.posted(f"{at}/check")) == 1
    keys = [headers["idempotency-key"] for method, _, headers, _ in console.neighbours.asked if method != "GET"]
    assert len(keys) == len(set(keys)), "each call has a key of its own"


async def test_a_file_that_cannot_be_read_is_deleted_and_the_page_says_why(console: Console) -> None:
    found = imported("receiving")
    says(console, found)
    console.neighbours.says("POST /booking/v1/imports", found, 201)
    at = f"/booking/v1/imports/{found['id']}"
    console.neighbours.refuses(f"POST {at}/check", "file-not-read", "The header lacks phone.", 422)

    answer = await upload(console)

    assert answer.status_code == 422
    assert "The header lacks phone." in answer.text
    assert 'value="olddesk"' in answer.text, "what was typed is kept"
    assert len(console.neighbours.posted(f"{at}/discard")) == 1


async def test_without_a_file_nothing_is_begun(console: Console) -> None:
    says(console, imported())
    answer = await upload(console, b"")
    assert answer.status_code == 422
    assert "Choose the file first." in answer.text
    assert console.neighbours.posted("/booking/v1/imports") == []


async def test_a_line_is_settled_as_somebody_who_looks_alike(console: Console) -> None:
    patient = str(uuid4())
    alike = {"column": "", "sentence": HOSTILE, "candidates": [patient]}
    at = says(console, imported(source=HOSTILE), line(problems=[alike], external_id=HOSTILE))
    console.neighbours.says("GET /booking/v1/patients/names", listed({"patient_id": patient, "name": HOSTILE}))
    browser = console.browser()
    page = await browser.signs_in(DESK, at)
    assert "<img src=x" not in page.text

    await browser.sends(page, f"{at}/lines/3", patient_id=patient, reason="The same birthday")

    api = "/booking/v1" + at.removeprefix(f"/c/{console.clinic}")
    ((_, body),) = console.neighbours.posted(f"{api}/lines/3/settle")
    assert body == {"reason": "The same birthday", "patient_id": patient}


async def test_a_refused_settlement_stands_beside_its_line_with_what_was_typed(console: Console) -> None:
    at = says(console, imported(), line())
    api = "/booking/v1" + at.removeprefix(f"/c/{console.clinic}")
    console.neighbours.refuses(f"POST {api}/lines/3/settle", "line-settled", "Somebody settled it.")
    browser = console.browser()
    page = await browser.signs_in(DESK, at)
    answer = await browser.sends(page, f"{at}/lines/3", reason="A test record")
    assert answer.status_code == 409
    assert "Somebody settled it." in answer.text
    assert 'value="A test record"' in answer.text
