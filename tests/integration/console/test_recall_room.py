"""The recall room: a notice is entered, each clinic confirms, patients are told, and the recall is closed."""

from typing import Any
from uuid import UUID, uuid4

from chassis.access.actors import Role
from needlepoint.trial.provider import Person
from tests.integration.console.browser import BY_ROLE, Browser
from tests.integration.console.conftest import Console
from tests.integration.console.inventory_says import PEN, letter, listed, recall, reconciliation
from tests.integration.console.test_stock import HOSTILE, KEEPER

DIRECTOR = BY_ROLE[Role.MEDICAL_DIRECTOR]
DESK = BY_ROLE[Role.FRONT_DESK]


def knows(console: Console, **changes: Any) -> dict[str, Any]:
    """A recall of which the console's clinic had some."""
    said = recall(**changes)
    console.neighbours.says(f"GET /inventory/v1/recalls/{said['id']}", said)
    sheet = reconciliation(said["id"], console.clinic)
    console.neighbours.says(f"GET /inventory/v1/recalls/{said['id']}/reconciliation", sheet)
    console.neighbours.says("GET /inventory/v1/recalls", listed(said))
    console.neighbours.says("GET /inventory/v1/recall-letters", listed())
    return said


async def enters(console: Console, **fields: str) -> tuple[Browser, Any]:
    browser = console.browser()
    page = await browser.signs_in(KEEPER, "/recalls/enter")
    return browser, await browser.sends(page, "/recalls/enter", reason="As the maker says.", **fields)


async def test_a_notice_is_recalled_in_all_clinics_at_once(console: Console) -> None:
    notice = str(uuid4())
    console.neighbours.says("POST /inventory/v1/recall-notices", {"id": notice}, 201)

    _, done = await enters(console, gtin=PEN, lots="NP24A\r\n\r\n NP24B,NP24A", number="Z-1")

    assert done.headers["Location"] == f"/recalls/notices/{notice}"
    [(_, body)] = console.neighbours.posted("/inventory/v1/recall-notices")
    assert (body["gtin"], body["lots"], body["codes"], body["number"]) == (PEN, ["NP24A", "NP24B"], [], "Z-1")


async def test_a_lot_that_never_came_is_asked_about_with_what_is_like_it_and_what_was_typed_stays(
    console: Console,
) -> None:
    asked = {"type": "urn:needlepoint:problem:lots-unconfirmed", "detail": "Lot NP24X never came."}
    strange = {**asked, "lots": [{"lot": "NP24X", "nearest": ["NP24A"]}]}
    console.neighbours.says("POST /inventory/v1/recall-notices", strange, 409)

    browser, page = await enters(console, gtin=PEN, lots="NP24X")

    assert page.status_code == 409
    assert 'role="alert">Lot NP24X never came.' in page.text
    assert "Like it: NP24A" in page.text
    assert ">NP24X</textarea>" in page.text
    console.neighbours.says("POST /inventory/v1/recall-notices", {"id": str(uuid4())}, 201)
    fields = {"gtin": PEN, "lots": "NP24X", "reason": "As the maker says.", "confirm-lot-1": "NP24X"}
    assert (await browser.sends(page, "/recalls/enter", **fields)).is_redirect
    assert console.neighbours.posted("/inventory/v1/recall-notices")[-1][1]["confirmed"] == ["NP24X"]


async def test_whether_a_notice_concerns_the_chain_is_seen_without_recalling_anything(console: Console) -> None:
    at = {"clinic": "Avenida", "on_shelf": 3, "used": 2, "in_transit": 0, "gone": 1}
    lot = {"gtin": PEN, "product": "Pen", "lot": "NP24A", "recall_id": None, "clinics": [at]}
    one = {"lots": [lot], "serials": [], "unknown": [{"lot": "NP24X", "nearest": ["NP24A"]}], "unknown_serials": []}
    console.neighbours.says("POST /inventory/v1/recall-checks", {"verdict": "yours", "notices": [one]})
    browser = console.browser()
    page = await browser.signs_in(KEEPER, "/recalls/enter")
    hidden = page.text.split('action="/recalls/enter"')[1]
    token, key = (hidden.split(f'name="{name}" value="')[1].split('"')[0] for name in ("form_token", "key"))

    found = await browser.client.post(
        "/recalls/enter/check", data={"form_token": token, "key": key, "codes": "(01)…(10)NP24A\r\n(01)…(10)NP24X"}
    )

    assert "It concerns us." in found.text
    assert "3 on the shelf, 2 used, 0 on their way, 1 gone" in found.text
    assert "Lot NP24X never came." in found.text
    [(_, body)] = console.neighbours.posted("/inventory/v1/recall-checks")
    assert body == {"codes": ["(01)…(10)NP24A", "(01)…(10)NP24X"]}
    assert console.neighbours.posted("/inventory/v1/recall-notices") == []


async def test_a_clinic_confirms_what_it_counted_and_a_refusal_stands_beside_it(console: Console) -> None:
    said = knows(console)
    browser = console.browser()
    page = await browser.signs_in(KEEPER, f"/recalls/{said['id']}")
    assert "Have each clinic count what lies apart" in page.text
    action = f"/c/{console.clinic}/recalls/{said['id']}/confirm"
    path = f"/inventory/v1/recalls/{said['id']}/clinics/{console.clinic}/confirm"

    done = await browser.sends(page, action, counted="2", note="In the drawer")

    assert done.is_redirect
    assert [body for _, body in console.neighbours.posted(path)] == [{"counted": 2, "note": "In the drawer"}]
    console.neighbours.refuses(f"POST {path}", "recall-closed", "This recall is closed.")
    refused = await browser.sends(page, action, counted="2")
    assert 'role="alert">This recall is closed.' in refused.text


async def test_a_director_releases_letters_checks_and_closes_and_nobody_else_may(console: Console) -> None:
    said = knows(console)
    where = f"/recalls/{said['id']}"
    browser = console.browser()
    page = await browser.signs_in(DIRECTOR, where)
    for act, fields in (
        ("letters", {}),
        ("effect-checked", {"words": "Every clinic answered."}),
        ("close", {"words": "One was lost in the post."}),
        ("withdraw", {"words": "Another maker's lot."}),
    ):
        assert (await browser.sends(page, f"{where}/lead/{act}", **fields)).is_redirect
    path = f"/inventory/v1/recalls/{said['id']}"
    assert [body for _, body in console.neighbours.posted(f"{path}/close")] == [{"reason": "One was lost in the post."}]
    assert [body for _, body in console.neighbours.posted(f"{path}/letters")] == [None]
    assert [body for _, body in console.neighbours.posted(f"{path}/effect-checked")] == [
        {"found": "Every clinic answered."}
    ]
    keeper = await console.browser().signs_in(KEEPER, where)
    assert "/lead/" not in keeper.text
    assert "A medical director releases the letters." in keeper.text


async def test_a_recall_with_open_steps_is_closed_with_a_reason_only_and_says_so(console: Console) -> None:
    said = knows(console)
    where = f"/recalls/{said['id']}"
    close = f"POST /inventory/v1/recalls/{said['id']}/close"
    console.neighbours.refuses(close, "recall-steps-open", "This recall still has open steps.")
    browser = console.browser()
    page = await browser.signs_in(DIRECTOR, where)

    refused = await browser.sends(page, f"{where}/lead/close", words="")

    assert refused.status_code == 409
    assert 'role="alert">This recall still has open steps.' in refused.text
    assert console.neighbours.posted(close.removeprefix("POST "))[0][1] == {"reason": None}


async def test_the_sheet_is_saved_as_inventory_writes_it(console: Console) -> None:
    said = knows(console)
    path = f"GET /inventory/v1/recalls/{said['id']}/reconciliation/csv"
    console.neighbours.says(path, "clinic,came")
    browser = console.browser()
    await browser.signs_in(KEEPER)
    answer = await browser.client.get(f"/recalls/{said['id']}/csv")
    assert (answer.status_code, answer.json()) == (200, "clinic,came")
    console.neighbours.refuses(path, "recall-unknown", "There is no such recall.", 404)
    assert "There is no such recall." in (await browser.client.get(f"/recalls/{said['id']}/csv")).text


async def test_the_sheet_of_a_notice_adds_its_lots_up(console: Console) -> None:
    lots = [knows(console, lot="NP24A"), knows(console, lot="NP24B")]
    notice = {"id": str(uuid4()), "gtin": PEN, "number": "Z-1", "reason": "As the maker says.", "open": 2}
    notice |= {"entered_at": "2026-11-20T09:00:00Z", "entered_by": "rosa", "recalls": lots}
    console.neighbours.says(f"GET /inventory/v1/recall-notices/{notice['id']}", notice)
    console.neighbours.says("GET /inventory/v1/products", listed({"gtin": PEN, "name": "SkinPen tip"}))
    browser = console.browser()
    where = f"/recalls/notices/{notice['id']}"

    page = await browser.signs_in(DIRECTOR, where)

    console.neighbours.answers.pop("GET /inventory/v1/products")
    assert f'SkinPen tip <span class="soft">{PEN}</span>' in page.text
    total = page.text.split("All lots</th>")[1]
    assert [each.split("</td>")[0] for each in total.split('<td class="number">')[1:4]] == ["20", "0", "8"]
    assert (await browser.sends(page, f"{where}/letters")).is_redirect
    assert len(console.neighbours.posted(f"/inventory/v1/recall-notices/{notice['id']}/letters")) == 1


async def test_the_desk_sees_whom_to_call_first_and_writes_down_that_they_know(console: Console) -> None:
    call, known = letter(console.clinic, status="unreached"), letter(console.clinic, status="answered")
    console.neighbours.says("GET /inventory/v1/recall-letters", listed(known, call))
    names = {"items": [{"patient_id": call["patient_id"], "name": "Ana Reis"}]}
    console.neighbours.says("GET /booking/v1/patients/names", names)
    browser = console.browser()
    here = f"/c/{console.clinic}/recall-letters"
    page = await browser.signs_in(DESK, here)
    assert page.text.index("Ana Reis") < page.text.index("Settled")
    assert "No message reaches them: call" in page.text
    assert f'href="/c/{console.clinic}/patients/{call["patient_id"]}">Ana Reis</a>' in page.text, "with their number"

    done = await browser.sends(page, f"{here}/{call['id']}/informed", how="phone")

    assert done.headers["Location"] == f"{here}#letter-{call['id']}"
    path = f"/inventory/v1/recall-letters/{call['id']}/informed"
    assert [body for _, body in console.neighbours.posted(path)] == [{"how": "phone"}]
    console.neighbours.refuses(f"POST {path}", "letter-over", "It concerns them no longer.")
    refused = await browser.sends(page, f"{here}/{call['id']}/informed", how="phone")
    assert 'role="alert">It concerns them no longer.' in refused.text


async def test_who_heard_of_a_recall_by_mistake_is_called_and_not_counted_as_settled(console: Console) -> None:
    misled = letter(console.clinic, status="informed", mistaken_at="2026-11-20T09:00:00Z")
    known = letter(console.clinic, status="answered")
    console.neighbours.says("GET /inventory/v1/recall-letters", listed(misled, known))
    page = await console.browser().signs_in(DESK, f"/c/{console.clinic}/recall-letters")
    to_call, settled = page.text.split('id="known-title"')
    assert "Not confirmed yet that they know (1)" in to_call
    assert "Heard of a recall that was a mistake: call, and say so." in to_call
    assert settled.startswith(">Settled (1)<")


async def test_hostile_words_break_out_of_no_page_of_a_recall(console: Console) -> None:
    words = dict.fromkeys(("gtin", "lot", "reason", "recalled_by", "supplier_informed_note"), HOSTILE)
    said = knows(console, **words, supplier_informed_at="2026-11-20T09:00:00Z", supplier_informed_by=HOSTILE)
    console.neighbours.says("GET /inventory/v1/recall-letters", listed(letter(console.clinic, informed_by=HOSTILE)))
    browser = console.browser()
    await browser.signs_in(DIRECTOR)
    for path in ("/recalls", f"/recalls/{said['id']}", f"/c/{console.clinic}/recall-letters"):
        page = await browser.client.get(path)
        assert page.status_code == 200
        assert "&lt;img src=x" in page.text
        assert "<img src=x" not in page.text


async def test_only_the_clinics_of_the_person_are_confirmed(console: Console) -> None:
    said = knows(console)
    elsewhere = Person("elsewhere@example.org", Role.STOCK_MANAGER, clinics=(UUID(int=7),))
    page = await console.browser().signs_in(elsewhere, f"/recalls/{said['id']}")
    assert "/confirm" not in page.text
    assert "The stock managers of the clinics confirm this." in page.text
