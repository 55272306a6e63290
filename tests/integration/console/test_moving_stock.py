"""Counting, sending, receiving what was sent, putting aside, and ordering: what each press does at inventory."""

import re
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.integration.console.browser import Browser
from tests.integration.console.conftest import Console
from tests.integration.console.inventory_says import (
    PEN,
    count,
    label,
    listed,
    order,
    proposed,
    sent_transfer,
)
from tests.integration.console.stories import opened
from tests.integration.console.test_stock import HOSTILE, KEEPER

TRY = "POST /inventory/v1/transfers/try"


def at(console: Console, page: str) -> str:
    return f"/c/{console.clinic}/stock/{page}"


async def opens(console: Console, page: str) -> tuple[Browser, httpx.Response]:
    browser = console.browser()
    return browser, await browser.signs_in(KEEPER, at(console, page))


async def test_a_count_is_begun_and_each_scan_is_written_down_at_once(console: Console) -> None:
    said = count(console.clinic)
    console.neighbours.says("GET /inventory/v1/counts", listed(said))
    console.neighbours.says("POST /inventory/v1/counts", said, 201)
    console.neighbours.says(f"GET /inventory/v1/counts/{said['id']}", said)
    browser, page = await opens(console, "counts")
    begun = await browser.sends(page, at(console, "counts"), gtin="", lot="")
    here = at(console, f"counts/{said['id']}")
    assert begun.headers["Location"] == here
    page = await browser.client.get(here)
    assert "By the books" not in page.text, "nobody sees what the books say"

    assert (await browser.sends(page, f"{here}/scan", scan="NP24A", quantity="3", again="1")).is_redirect

    lines = f"/inventory/v1/counts/{said['id']}/lines"
    assert [body for _, body in console.neighbours.posted(lines)] == [
        {"items": [{"scan": "NP24A", "quantity": 3}], "again": True}
    ]
    errors = [{"field": "items.0.scan", "problem": "Scan the label of the box.", "in": "body"}]
    refused = {"type": "x", "detail": "Nothing was moved.", "errors": errors}
    console.neighbours.says(f"POST {lines}", refused, 422)
    answer = await browser.sends(page, f"{here}/scan", scan=HOSTILE)
    assert 'role="alert">Scan the label of the box.' in answer.text
    assert "<img src=x" not in answer.text


async def test_a_difference_is_decided_by_somebody_who_did_not_count(console: Console) -> None:
    variances = [
        {"gtin": PEN, "lot": "NP24A", "counted": 2, "expected": 3, "difference": -1},
        {"gtin": PEN, "lot": "NP24B", "counted": 2, "expected": 2, "difference": 0},
    ]
    said = count(console.clinic, status="to_approve", variances=variances)
    console.neighbours.says(f"GET /inventory/v1/counts/{said['id']}", said)
    browser, page = await opens(console, f"counts/{said['id']}")
    assert "Differences</h2>" not in page.text
    assert "Differences (1)" in page.text
    approve = f"/inventory/v1/counts/{said['id']}/approve"
    console.neighbours.refuses(f"POST {approve}", "counted-by-you", "You counted: somebody else decides.")
    where = at(console, f"counts/{said['id']}/end/approve")

    answer = await browser.sends(page, where, reason="looked twice")

    assert answer.status_code == 409
    assert 'role="alert">You counted: somebody else decides.' in answer.text
    assert [body for _, body in console.neighbours.posted(approve)] == [{"reason": "looked twice"}]


async def test_a_parcel_is_scanned_tried_and_sent(console: Console) -> None:
    other = uuid4()
    await console.running.react(opened(other, "Chiado"))
    console.neighbours.says(f"GET /inventory/v1/clinics/{console.clinic}/labels", label())
    console.neighbours.says(TRY, {"cartridges": 2})
    browser, page = await opens(console, "send")
    assert "Scan each box" not in page.text, "first, where it goes"
    await browser.sends(page, at(console, "send/about"), to_clinic_id=str(other), expected_on="", note="blue box")
    page = await browser.client.get(at(console, "send"))
    await browser.sends(page, at(console, "send/scan"), scan="NP24A", quantity="2")
    page = await browser.client.get(at(console, "send"))
    assert "Send 2 cartridges" in page.text
    sent = str(uuid4())
    console.neighbours.says("POST /inventory/v1/transfers", {"id": sent}, 201)

    done = await browser.sends(page, at(console, "send/finish"))

    assert done.headers["Location"] == at(console, f"transfers/{sent}")
    [(_, body)] = console.neighbours.posted("/inventory/v1/transfers")
    assert body == {
        "from_clinic_id": str(console.clinic),
        "to_clinic_id": str(other),
        "items": [{"scan": "NP24A", "quantity": 2}],
        "note": "blue box",
        "even_if_short": False,
    }
    assert "Take it off the list" not in (await browser.client.get(at(console, "send"))).text


async def test_what_cannot_be_sent_is_not_put_into_the_parcel_and_what_falls_short_is_asked(console: Console) -> None:
    other = uuid4()
    await console.running.react(opened(other, "Chiado"))
    console.neighbours.says(f"GET /inventory/v1/clinics/{console.clinic}/labels", label())
    browser, page = await opens(console, "send")
    await browser.sends(page, at(console, "send/about"), to_clinic_id=str(other))
    page = await browser.client.get(at(console, "send"))
    errors = [{"field": "items.0.scan", "problem": "None of lot NP24A is on the shelf.", "in": "body"}]
    refused = {"type": "urn:needlepoint:problem:transfer-refused", "detail": "Nothing was moved.", "errors": errors}
    console.neighbours.says(TRY, refused, 422)
    answer = await browser.sends(page, at(console, "send/scan"), scan="NP24A")
    assert 'role="alert">None of lot NP24A is on the shelf.' in answer.text
    console.neighbours.refuses(TRY, "sessions-fall-short", "2 sessions would have no cartridges.")

    assert (await browser.sends(page, at(console, "send/scan"), scan="NP24A", key="again")).is_redirect

    page = await browser.client.get(at(console, "send"))
    assert "2 sessions would have no cartridges." in page.text
    assert 'name="even_if_short"' in page.text


async def test_what_was_sent_is_received_by_scanning_and_its_difference_is_settled(console: Console) -> None:
    said = sent_transfer(uuid4(), console.clinic)
    path = f"/inventory/v1/transfers/{said['id']}"
    console.neighbours.says(f"GET {path}", said)
    here = at(console, f"transfers/{said['id']}")
    browser, page = await opens(console, f"transfers/{said['id']}")
    await browser.sends(page, f"{here}/scan", scan="NP24A", damaged="wet", counted_again="1")
    await browser.sends(page, f"{here}/complete")
    items = [{"scan": "NP24A", "quantity": None, "damaged": "wet"}]
    assert [body for _, body in console.neighbours.posted(f"{path}/receive")] == [
        {"items": items, "counted_again": True},
        {"complete": True},
    ]
    line = said["lines"][0]["id"]
    console.neighbours.says(f"GET {path}", {**said, "status": "differs"})
    page = await browser.client.get(here)
    console.neighbours.refuses(f"POST {path}/settle", "nothing-to-settle", "Nothing of it is missing.")

    answer = await browser.sends(page, f"{here}/end/settle", outcome="lost", reason="looked for it", quantity="")

    assert 'role="alert">Nothing of it is missing.' in answer.text
    assert console.neighbours.posted(f"{path}/settle")[0][1] == {
        "line_id": line,
        "outcome": "lost",
        "quantity": None,
        "reason": "looked for it",
    }


async def test_a_transfer_is_cancelled_by_who_sent_it_alone(console: Console) -> None:
    said = sent_transfer(console.clinic, uuid4())
    console.neighbours.says(f"GET /inventory/v1/transfers/{said['id']}", said)
    here = at(console, f"transfers/{said['id']}")
    browser, page = await opens(console, f"transfers/{said['id']}")
    assert f"{here}/scan" not in page.text
    assert (await browser.sends(page, f"{here}/end/cancel", reason="it never left")).is_redirect
    assert (await browser.client.get(f"{here}/end/other")).status_code == 404


@pytest.mark.parametrize(("act", "path"), [("hold", "stock-movements"), ("shelf-discard", "discards")])
async def test_a_cartridge_is_put_aside_with_one_scan_and_taken_back(console: Console, act: str, path: str) -> None:
    console.neighbours.says(f"GET /inventory/v1/clinics/{console.clinic}/labels", label())
    entry: dict[str, Any] = {"id": str(uuid4()), "at": "2026-11-20T09:00:00Z", "kind": "hold", "quantity": 2}
    entry |= dict.fromkeys(("product", "lot", "actor", "note"), HOSTILE) | {"corrects": None, "serials": [HOSTILE]}
    console.neighbours.says("GET /inventory/v1/stock-movements", listed(entry))
    browser, page = await opens(console, "aside")
    assert "<img src=x" not in page.text

    done = await browser.sends(page, at(console, "aside"), act=act, scan="x", quantity="2", reason="dropped")

    assert 'role="status"' in done.text
    [(_, body)] = console.neighbours.posted(f"/inventory/v1/{path}")
    assert (body["gtin"], body["lot"], body["quantity"], body["reason"]) == (PEN, "NP24A", 2, "dropped")
    assert ("act" in body) is (act == "hold")
    back = await browser.sends(page, at(console, f"aside/{entry['id']}/take-back"), reason="wrong lot")
    assert back.is_redirect
    corrected = f"/inventory/v1/stock-movements/{entry['id']}/correct"
    assert [body for _, body in console.neighbours.posted(corrected)] == [{"reason": "wrong lot"}]


async def test_an_act_that_does_not_exist_is_refused_by_inventory_not_by_a_failure(console: Console) -> None:
    console.neighbours.says(f"GET /inventory/v1/clinics/{console.clinic}/labels", label())
    console.neighbours.refuses("POST /inventory/v1/stock-movements", "not-understood", "act: choose one.", 422)
    browser, page = await opens(console, "aside")
    answer = await browser.sends(page, at(console, "aside"), act="eat", scan="x", reason="hungry")
    assert answer.status_code == 422
    assert "act: choose one." in answer.text


async def test_proposals_become_a_draft_which_is_changed_and_sent(console: Console) -> None:
    said = order(console.clinic)
    path = f"/inventory/v1/purchase-orders/{said['id']}"
    console.neighbours.says("GET /inventory/v1/reorder-proposals", listed(proposed(console.clinic)))
    console.neighbours.says("GET /inventory/v1/purchase-orders", listed(said))
    console.neighbours.says(f"GET {path}", said)
    console.neighbours.says("POST /inventory/v1/reorder-proposals/accept", {"orders": [said]}, 201)
    browser, page = await opens(console, "orders")
    assert "12 free and 10 on order are fewer" in page.text
    done = await browser.sends(page, at(console, "orders"), **{f"take-{PEN}": "1"})
    here = at(console, f"orders/{said['id']}")
    assert done.headers["Location"] == here
    accepted = {"clinic_id": str(console.clinic), "lines": [{"gtin": PEN, "packages": 2}]}
    assert console.neighbours.posted("/inventory/v1/reorder-proposals/accept")[0][1] == accepted
    page = await browser.client.get(here)

    await browser.sends(page, f"{here}/change", **{f"packages-{PEN}": "3"}, note="By the back door")
    await browser.sends(page, f"{here}/send", due_on="2026-12-01")

    changed = next(each for each in console.neighbours.asked if each[0] == "PATCH")
    assert changed[3]["lines"] == [{"gtin": PEN, "packages": 3}]
    assert changed[2]["if-match"] == '"4"'
    assert console.neighbours.posted(f"{path}/send")[0][1] == {"due_on": "2026-12-01"}


async def test_an_order_is_saved_as_a_document_in_the_supplier_s_language(console: Console) -> None:
    said = order(console.clinic)
    console.neighbours.says(f"GET /inventory/v1/purchase-orders/{said['id']}", said)
    console.neighbours.says(f"GET /inventory/v1/purchase-orders/{said['id']}/document", "%PDF")
    browser, page = await opens(console, f"orders/{said['id']}")
    links = re.findall(r'href="([^"]+/pdf[^"]*)"', page.text)
    assert [each.rpartition("=")[2] for each in links] == ["en", "pt-PT"]
    answer = await browser.client.get(links[1])
    assert answer.json() == "%PDF"
    assert f"order-{said['id']}.pdf" in answer.headers["Content-Disposition"]


async def test_nothing_is_ordered_when_nothing_was_chosen_and_an_old_page_says_so(console: Console) -> None:
    said = order(console.clinic, status="sent", sent_at="2026-11-20T09:00:00Z", sent_by="rosa", due_on="2026-11-25")
    console.neighbours.says("GET /inventory/v1/reorder-proposals", listed(proposed(console.clinic)))
    console.neighbours.says(f"GET /inventory/v1/purchase-orders/{said['id']}", said)
    browser, page = await opens(console, "orders")
    answer = await browser.sends(page, at(console, "orders"))
    assert "Choose what to order first." in answer.text
    close = f"POST /inventory/v1/purchase-orders/{said['id']}/close"
    console.neighbours.refuses(close, "precondition-failed", "Somebody has changed it.", 412)
    here = at(console, f"orders/{said['id']}")
    page = await browser.client.get(here)
    answer = await browser.sends(page, f"{here}/end/close", reason="not coming")
    assert 'role="alert">Somebody has changed it.' in answer.text


async def test_stock_of_another_clinic_is_moved_by_nobody_of_this_one(console: Console) -> None:
    browser, _ = await opens(console, "aside")
    for page in ("send", "aside", "receive"):
        answer = await browser.client.get(f"/c/{UUID(int=7)}/stock/{page}")
        assert answer.status_code == 404, "a clinic that the console does not know"


async def test_the_lot_of_one_number_is_put_right_where_its_life_is_read(console: Console) -> None:
    life = {"gtin": PEN, "serial": "S1", "lot": "NP24A", "status": "on_shelf", "place": "on_hand", "like": []}
    console.neighbours.says(f"GET /inventory/v1/serials/{PEN}/S1", {**life, "clinic_id": None, "steps": []})
    console.neighbours.refuses(f"GET /inventory/v1/lots/{PEN}/NP24A", "lot-unknown", "Never.", 404)
    console.neighbours.says("POST /inventory/v1/number-corrections", {"id": str(uuid4())}, 201)
    browser = console.browser()
    here = f"/c/{console.clinic}/stock/what"
    page = await browser.signs_in(KEEPER, f"{here}?gtin={PEN}&serial=S1")
    assert "By the books number S1 is of lot NP24A." in page.text

    done = await browser.sends(page, f"{here}/lot", lot="NP24B", expires_on="2027-04-08", reason="misread")

    assert done.headers["Location"] == f"{here}?gtin={PEN}&serial=S1#life-title"
    corrections = "/inventory/v1/number-corrections"
    named = {"gtin": PEN, "serial": "S1", "stated_lot": "NP24A", "lot": "NP24B", "reason": "misread"}
    assert [body for _, body in console.neighbours.posted(corrections)] == [{**named, "expires_on": "2027-04-08"}]

    console.neighbours.refuses(f"POST {corrections}", "lot-stands", "The books say that already.", 409)
    refused = await browser.sends(page, f"{here}/lot", lot=HOSTILE[:40], expires_on="", reason="misread")
    assert refused.status_code == 409
    assert 'role="alert">The books say that already.' in refused.text
    assert "<img src=x" not in refused.text
    assert 'value="misread"' in refused.text, "what was typed stays"
    portuguese = await browser.client.get(here, params={"gtin": PEN, "serial": "S1"}, headers={"Accept-Language": "pt"})
    assert "A etiqueta diz outro lote" in portuguese.text

    console.neighbours.says(
        f"GET /inventory/v1/serials/{PEN}/S1", {**life, "status": "used", "clinic_id": None, "steps": []}
    )
    assert "other-lot" not in (await browser.client.get(here, params={"gtin": PEN, "serial": "S1"})).text
