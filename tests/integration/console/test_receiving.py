"""A delivery is scanned box by box: each is answered at once, what was scanned is kept, and all of it is received."""

from typing import Any
from uuid import uuid4

import httpx

from chassis.access.actors import Role
from tests.integration.console.browser import BY_ROLE, Browser
from tests.integration.console.conftest import Console
from tests.integration.console.inventory_says import tried, tried_item
from tests.integration.console.test_stock import HOSTILE, KEEPER

TRY = "POST /inventory/v1/receipts/try"
NOT_ORDERED = {"doubt": "not_ordered", "item": 0, "sentence": "It is not on PO-00012."}


async def opens(console: Console) -> tuple[Browser, httpx.Response]:
    browser = console.browser()
    return browser, await browser.signs_in(KEEPER, here(console))


def here(console: Console, act: str = "") -> str:
    return f"/c/{console.clinic}/stock/receive{act}"


async def scans(console: Console, browser: Browser, text: str, **more: str) -> httpx.Response:
    """As a person does: the page that is open, a scan, and the page after it."""
    page = await browser.client.get(here(console))
    answer = await browser.sends(page, here(console, "/scan"), scan=text, **more)
    return await browser.client.get(answer.headers["Location"]) if answer.is_redirect else answer


async def test_what_was_scanned_is_answered_and_kept_until_it_is_on_the_shelf(console: Console) -> None:
    browser, _ = await opens(console)
    console.neighbours.says(TRY, tried(tried_item()))
    page = await scans(console, browser, "(01)…(10)NP24A", quantity="10")
    assert "10 × Pen cartridge" in page.text
    assert "Put 10 on the shelf" in page.text
    other_tablet = await console.browser().signs_in(KEEPER, here(console))
    assert "Put 10 on the shelf" in other_tablet.text, "it goes on with it"
    receipt = str(uuid4())
    console.neighbours.says("POST /inventory/v1/receipts", {"id": receipt}, 201)

    done = await browser.sends(page, here(console, "/finish"))

    assert done.headers["Location"] == f"/c/{console.clinic}/stock/receipts/{receipt}"
    [(_, body)] = console.neighbours.posted("/inventory/v1/receipts")
    item = {"scan": "(01)…(10)NP24A", "quantity": 10}
    assert body == {"clinic_id": str(console.clinic), "items": [item], "accepts": []}
    assert "Nothing is scanned yet" in (await browser.client.get(here(console))).text


async def test_a_box_that_cannot_be_received_is_not_put_on_the_list(console: Console) -> None:
    browser, _ = await opens(console)
    console.neighbours.says(TRY, tried(tried_item("Lot NP24A is recalled: return it.")))

    page = await scans(console, browser, "recalled")

    assert page.status_code == 422
    assert 'role="alert">Lot NP24A is recalled: return it.' in page.text
    assert "<code>recalled</code>" in page.text
    assert "Nothing is scanned yet" in (await browser.client.get(here(console))).text


async def test_a_scan_that_is_sent_twice_is_on_the_list_once(console: Console) -> None:
    browser, page = await opens(console)
    console.neighbours.says(TRY, tried(tried_item()))

    for _ in range(2):
        answer = await browser.sends(page, here(console, "/scan"), scan="A")
        assert answer.is_redirect

    assert (await browser.client.get(here(console))).text.count("Take it off the list") == 1


async def test_what_is_unusual_is_received_once_it_is_accepted(console: Console) -> None:
    browser, page = await opens(console)
    order = str(uuid4())
    await browser.sends(page, here(console, "/about"), order_id=order, delivery_note=" DN 7 ")
    console.neighbours.says(TRY, tried(tried_item(), questions=(NOT_ORDERED,)))
    page = await scans(console, browser, "A")
    assert page.text.count("It is not on PO-00012.") == 2, "at the box, and to be accepted"
    console.neighbours.refuses("POST /inventory/v1/receipts", "receipt-questioned", "Nothing was received yet: asked.")
    refused = await browser.sends(page, here(console, "/finish"))
    assert 'role="alert">Nothing was received yet: asked.' in refused.text
    console.neighbours.says("POST /inventory/v1/receipts", {"id": str(uuid4())}, 201)

    await browser.sends(page, here(console, "/finish"), **{"accept-not_ordered": "1"})

    body = console.neighbours.posted("/inventory/v1/receipts")[-1][1]
    assert (body["order_id"], body["delivery_note"], body["accepts"]) == (order, "DN 7", ["not_ordered"])


async def test_a_box_is_taken_off_and_all_of_them_are(console: Console) -> None:
    browser, _ = await opens(console)
    console.neighbours.says(TRY, tried(tried_item()))
    page = await scans(console, browser, "A")
    console.neighbours.says(TRY, tried(tried_item(), tried_item()))
    await browser.sends(page, here(console, "/scan"), scan="B", key="B")
    page = await browser.client.get(here(console))
    line = page.text.split('name="line" value="')[1].split('"')[0]
    console.neighbours.says(TRY, tried(tried_item()))
    await browser.sends(page, here(console, "/take-off"), line=line)
    page = await browser.client.get(here(console))
    assert page.text.count("Take it off the list") == 1
    await browser.sends(page, here(console, "/take-off"), line="")
    assert "Nothing is scanned yet" in (await browser.client.get(here(console))).text


async def test_an_order_that_was_cancelled_meanwhile_is_said_and_nothing_scanned_is_lost(console: Console) -> None:
    browser, _ = await opens(console)
    console.neighbours.says(TRY, tried(tried_item()))
    await scans(console, browser, "A")
    console.neighbours.refuses(TRY, "order-over", "PO-00012 is cancelled.")

    page = await browser.client.get(here(console))

    assert page.status_code == 200
    assert "PO-00012 is cancelled." in page.text
    assert "<code>A</code>" in page.text


async def test_a_delivery_is_read_put_right_and_taken_back(console: Console) -> None:
    receipt, at = str(uuid4()), "2026-11-20T09:00:00Z"
    entry = {"gtin": HOSTILE, "lot": "NP24A", "expires_on": "2027-04-08", "quantity": 3, "taken_back": 0, "serials": []}
    said: dict[str, Any] = {"id": receipt, "received_at": at, "received_by": HOSTILE, "order_id": None}
    said |= {"order_number": None, "delivery_note": HOSTILE, "entries": [entry]}
    console.neighbours.says(f"GET /inventory/v1/receipts/{receipt}", said)
    browser = console.browser()
    where = f"/c/{console.clinic}/stock/receipts/{receipt}"
    page = await browser.signs_in(KEEPER, where)
    assert "<img src=x" not in page.text
    withdraw = f"/inventory/v1/receipts/{receipt}/withdraw"
    console.neighbours.says(f"POST {withdraw}", {"taken_back": 2, "stays": 1})
    answer = await browser.sends(page, f"{where}/withdraw", reason="scanned twice")
    assert "2 were taken back, 1 stay" in answer.text
    assert [body for _, body in console.neighbours.posted(withdraw)] == [{"reason": "scanned twice"}]
    assign = f"/inventory/v1/receipts/{receipt}/assign"
    console.neighbours.refuses(f"POST {assign}", "order-over", "PO-00012 is received.")
    answer = await browser.sends(page, f"{where}/assign", reason="wrong order", delivery_note="DN 8")
    assert 'role="alert">PO-00012 is received.' in answer.text


async def test_the_desk_receives_nothing(console: Console) -> None:
    browser = console.browser()
    page = await browser.signs_in(BY_ROLE[Role.FRONT_DESK], here(console))
    assert page.status_code == 403
