"""Stock pages: who sees them, what cures do, and what a scan is answered with."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.access.actors import Role
from contracts.inventory.worklist import WorklistItemOpened
from needlepoint.trial.provider import Person
from tests.integration.console.browser import BY_ROLE
from tests.integration.console.conftest import Console
from tests.integration.console.inventory_says import (
    PEN,
    day_by_day,
    expiring,
    in_overview,
    label,
    lacking,
    listed,
    on_shelf,
    proposed,
    transfer,
)
from tests.integration.console.stories import item, opened
from tests.integration.console.test_pages import first_event
from tests.support.running import WORK_DAY

KEEPER = BY_ROLE[Role.STOCK_MANAGER]
HOSTILE = """"><img src=x onerror=alert(1)></script>{{7*7}}'\u202e""" + "x" * 4000


def has(console: Console, **said: list[dict[str, Any]]) -> None:
    """What inventory answers to lists; those that are not named are empty."""
    for name in ("overview", "stock", "shortages", "expiring-stock", "reorder-proposals", "transfers"):
        console.neighbours.says(f"GET /inventory/v1/{name}", listed(*said.get(name.replace("-", "_"), [])))


async def test_what_is_lacking_is_sent_with_one_press_by_the_clinic_that_can_spare_it(console: Console) -> None:
    other = uuid4()
    await console.running.react(opened(other, "Chiado"))
    need = lacking(console.clinic, (other, "Chiado", 9))
    has(console, overview=[in_overview(console.clinic)], shortages=[need])
    browser = console.browser()
    page = await browser.signs_in(KEEPER, "/stock")
    assert "4 lacking, first needed on Mon 30 Nov 2026" in page.text
    assert "An order of today arrives on Fri 4 Dec 2026: too late." in page.text
    action = f"/c/{other}/stock/shortages/{need['id']}/send"

    sent = str(uuid4())
    console.neighbours.says(f"POST /inventory/v1/shortages/{need['id']}/accept", {"id": sent}, 201)

    done = await browser.sends(page, action)

    assert done.headers["Location"] == f"/c/{other}/stock/transfers/{sent}"
    [(_, body)] = console.neighbours.posted(f"/inventory/v1/shortages/{need['id']}/accept")
    assert body == {"from_clinic_id": str(other), "quantity": 4}


async def test_what_has_changed_meanwhile_is_said_beside_the_press_with_the_page_as_it_is_now(console: Console) -> None:
    other = uuid4()
    need = expiring(console.clinic, (other, "Chiado", 3))
    has(console, overview=[in_overview(console.clinic)], expiring_stock=[need])
    accept = f"POST /inventory/v1/expiring-stock/{need['id']}/accept"
    console.neighbours.refuses(accept, "proposal-changed", "Nothing was sent: that clinic can use 2 of it in time now.")
    browser = console.browser()
    for where in ("/stock", f"/c/{console.clinic}/stock"):
        page = await browser.signs_in(KEEPER, where)
        answer = await browser.sends(page, f"/c/{console.clinic}/stock/expiring/{need['id']}/send")
        assert answer.status_code == 409
        assert 'role="alert">Nothing was sent: that clinic can use 2 of it' in answer.text
        assert ("Stock of all clinics</h1>" in answer.text) is (where == "/stock"), "the page that was pressed on"


async def test_a_refusal_of_a_press_that_is_no_longer_offered_is_said_all_the_same(console: Console) -> None:
    need = lacking(console.clinic)
    has(console, shortages=[need], reorder_proposals=[proposed(console.clinic)])
    browser = console.browser()
    page = await browser.signs_in(KEEPER, f"/c/{console.clinic}/stock")
    console.neighbours.refuses("POST /inventory/v1/reorder-proposals/accept", "proposal-changed", "It has changed.")
    has(console)

    answer = await browser.sends(page, f"/c/{console.clinic}/stock/shortages/{need['id']}/order")

    assert 'role="alert">It has changed.' in answer.text
    [(_, body)] = console.neighbours.posted("/inventory/v1/reorder-proposals/accept")
    assert body == {"clinic_id": str(console.clinic), "lines": [{"gtin": PEN, "packages": 2}]}


async def test_who_counts_nothing_is_told_whom_to_ask_and_has_no_button(console: Console) -> None:
    has(console, shortages=[lacking(console.clinic, (uuid4(), "Chiado", 9))])
    browser = console.browser()

    page = await browser.signs_in(BY_ROLE[Role.FRONT_DESK], f"/c/{console.clinic}/stock")

    assert "Chiado can spare 9: ask them to send." in page.text
    assert "/send" not in page.text
    paths = {path for method, path, *_ in console.neighbours.asked if method == "GET"}
    assert "/inventory/v1/reorder-proposals" not in paths, "the desk may not read orders"


async def test_a_clinics_shelf_shows_its_lots_what_it_is_worth_and_what_is_under_way(console: Console) -> None:
    late = transfer(uuid4(), console.clinic, overdue=True)
    has(console, stock=[on_shelf(console.clinic)], overview=[in_overview(console.clinic)], transfers=[late])
    browser = console.browser()

    page = await browser.signs_in(KEEPER, f"/c/{console.clinic}/stock")

    for words in ("NP24A", "Thu 8 Apr 2027", "€81.00", "From Chiado", "3 cartridges, expected on"):
        assert words in page.text
    assert 'class="need late"' in page.text


async def test_the_board_is_read_whole_and_says_when_there_is_more(console: Console) -> None:
    has(console)
    endless = {**listed(in_overview(console.clinic)), "next": "more"}
    console.neighbours.says("GET /inventory/v1/overview", endless)
    browser = console.browser()

    page = await browser.signs_in(KEEPER, "/stock")

    assert "There is more than this page shows" in page.text


async def test_a_scan_says_what_it_is_where_it_is_and_its_life(console: Console) -> None:
    read = label(serial="S1", place="on_hand", place_clinic_id=str(console.clinic))
    step: dict[str, Any] = {"what": "received", "at": "2026-11-20T09:00:00Z", "by": "rosa"}
    step |= {"clinic_id": str(console.clinic)} | dict.fromkeys(("how", "patient_id", "note", "withdrawn_at"))
    life = {"gtin": PEN, "serial": "S1", "lot": "NP24A", "status": "on_shelf", "place": "on_hand", "like": ["s1"]}
    console.neighbours.says(f"GET /inventory/v1/clinics/{console.clinic}/labels", read)
    console.neighbours.says(f"GET /inventory/v1/serials/{PEN}/S1", {**life, "clinic_id": None, "steps": [step]})
    console.neighbours.refuses(f"GET /inventory/v1/lots/{PEN}/NP24A", "lot-unknown", "Never.", 404)
    browser = console.browser()
    here = f"/c/{console.clinic}/stock/what"
    page = await browser.signs_in(KEEPER, here)

    said = await browser.sends(page, here, scan="010950600013435210NP24A")

    for words in ("Pen cartridge", "On the shelf · Avenida", "Numbers that look like it: s1", "Received", "rosa"):
        assert words in said.text
    named = await browser.client.get(here, params={"gtin": PEN, "serial": "S1"})
    assert "Its life" in named.text


async def test_what_a_product_cost_and_when_is_listed_and_put_right(console: Console) -> None:
    first = {"from_at": "1900-01-01T00:00:00Z", "price_minor": 250, "currency": "EUR", "actor": "", "note": ""}
    dear = {"from_at": "2026-11-20T09:00:00Z", "price_minor": 2500, "currency": "EUR", "actor": "rosa", "note": HOSTILE}
    console.neighbours.says("GET /inventory/v1/products", listed({"gtin": PEN, "name": "Pen cartridge"}))
    console.neighbours.says(f"GET /inventory/v1/products/{PEN}/prices", listed(dear, first))
    correct = f"/inventory/v1/products/{PEN}/prices/correct"
    console.neighbours.says(f"POST {correct}", dear)
    browser = console.browser()
    here = f"/c/{console.clinic}/stock/products/{PEN}/prices"
    page = await browser.signs_in(KEEPER, here)
    for words in ("Prices of Pen cartridge", "€25.00", "from the beginning", "rosa", 'value="25.00"'):
        assert words in page.text
    assert "<img src=x" not in page.text

    typed = {"from_at": str(dear["from_at"]), "reason": "a point in the wrong place"}
    done = await browser.sends(page, f"{here}/correct", **typed, amount="2,75", currency="eur")

    assert done.headers["Location"] == here
    [(_, body)] = console.neighbours.posted(correct)
    assert body == {**typed, "price_minor": 275, "currency": "EUR"}
    for amount, currency in (("2.755", "EUR"), ("two", "EUR"), ("-1", "EUR"), ("NaN", "EUR"), ("2", ""), ("", "EUR")):
        refused = await browser.sends(page, f"{here}/correct", **typed, amount=amount, currency=currency)
        assert refused.status_code == 422
        assert "Give the price as an amount, such as 2.50" in refused.text
    assert (await browser.sends(page, f"{here}/correct", **typed, amount="", currency="")).is_redirect
    console.neighbours.refuses(f"POST {correct}", "price-unknown", "No price begins then.", 404)
    refused = await browser.sends(page, f"{here}/correct", **typed, amount="3", currency="EUR")
    assert 'role="alert">No price begins then.' in refused.text


async def test_who_may_not_change_the_catalogue_reads_prices_and_corrects_none(console: Console) -> None:
    dear = {"from_at": "2026-11-20T09:00:00Z", "price_minor": 2500, "currency": "JPY", "actor": "rosa", "note": ""}
    console.neighbours.says("GET /inventory/v1/products", listed())
    console.neighbours.says(f"GET /inventory/v1/products/{PEN}/prices", listed(dear))
    browser = console.browser()
    here = f"/c/{console.clinic}/stock/products/{PEN}/prices"
    page = await browser.signs_in(BY_ROLE[Role.OWNER], here)
    assert "¥2,500" in page.text
    assert "It was stated wrongly" not in page.text


async def test_a_wrong_scan_is_refused_with_what_was_scanned_kept(console: Console) -> None:
    console.neighbours.refuses(
        f"GET /inventory/v1/clinics/{console.clinic}/labels", "scan-unreadable", "Scan the label of the box.", 422
    )
    browser = console.browser()
    here = f"/c/{console.clinic}/stock/what"
    page = await browser.signs_in(KEEPER, here)

    said = await browser.sends(page, here, scan='hel"lo')

    assert said.status_code == 422
    assert 'role="alert">Scan the label of the box.' in said.text
    assert 'value="hel&#34;lo"' in said.text


async def test_a_scanner_is_tried_with_a_symbol_of_this_host(console: Console) -> None:
    finding = {"setting": "caps_lock", "sentence": "Turn Caps Lock off.", "works": False}
    said = {"symbol": "<svg/>", "printed": "(01)…", "ready": False, "findings": [finding]}
    console.neighbours.says("GET /inventory/v1/scan-check", said)
    browser = console.browser()
    page = await browser.signs_in(KEEPER, "/scan-check")

    checked = await browser.sends(page, "/scan-check", scan="ABC")
    image = await browser.client.get("/scan-check/symbol")

    assert "Turn Caps Lock off." in checked.text
    assert (image.headers["Content-Type"], image.text) == ("image/svg+xml", "<svg/>")
    assert image.headers["Content-Security-Policy"] == "default-src 'none'"


async def test_hostile_words_break_out_of_no_stock_page(console: Console) -> None:
    here, there = console.clinic, uuid4()
    words = {"product": HOSTILE, "clinic": HOSTILE}
    has(
        console,
        overview=[in_overview(here, **words)],
        stock=[on_shelf(here, **words)],
        shortages=[lacking(here, (there, HOSTILE, 9), **words)],
        expiring_stock=[expiring(here, (there, HOSTILE, 3), **words, lot=HOSTILE)],
        reorder_proposals=[proposed(here, supplier=HOSTILE, sentence=HOSTILE)],
        transfers=[transfer(there, here, note=HOSTILE, from_clinic=HOSTILE)],
    )
    console.neighbours.says(f"GET /inventory/v1/clinics/{here}/labels", label(product=HOSTILE, level=HOSTILE))
    step = dict.fromkeys(("what", "by", "note", "how"), HOSTILE) | {"clinic_id": None, "patient_id": None}
    step |= {"at": "2026-11-20T09:00:00Z", "withdrawn_at": None}
    life = dict.fromkeys(("serial", "status", "place"), HOSTILE) | {"gtin": PEN, "lot": "L", "clinic_id": None}
    console.neighbours.says(f"GET /inventory/v1/serials/{PEN}/S1", {**life, "like": [HOSTILE], "steps": [step]})
    for lot in ("NP24A", "L"):
        at_clinics = {"lot": HOSTILE, "clinics": []}
        console.neighbours.says(f"GET /inventory/v1/lots/{PEN}/{lot}", at_clinics)
    browser = console.browser()
    page = await browser.signs_in(KEEPER, f"/c/{here}/stock/what")
    pages = [await browser.sends(page, f"/c/{here}/stock/what", scan="x")]
    named = f"/c/{here}/stock/what?gtin={PEN}&serial=S1"
    pages += [await browser.client.get(path) for path in ("/stock", f"/c/{here}/stock", named)]
    for each in pages:
        assert "&lt;img src=x" in each.text
        assert "<img src=x" not in each.text
        assert "{{7*7}}" in each.text


async def test_another_clinics_stock_is_not_moved_by_who_works_here(console: Console) -> None:
    mine = Person("mine@example.org", Role.STOCK_MANAGER, clinics=(console.clinic,))
    other = UUID(int=7)
    has(console, shortages=[lacking(console.clinic, (other, "Chiado", 9))])
    browser = console.browser()

    page = await browser.signs_in(mine, "/stock")

    assert "Chiado can spare 9: ask them to send." in page.text
    assert f"/c/{other}/stock/shortages" not in page.text
    assert (await browser.client.get(f"/c/{other}/stock")).status_code == 403


async def test_an_open_page_of_a_shelf_is_read_again_when_something_is_to_be_done_there(console: Console) -> None:
    has(console)
    browser = console.browser()
    page = await browser.signs_in(KEEPER, f"/c/{console.clinic}/stock")
    since = page.text.split('data-since="')[1].split('"')[0]
    said = item(console.clinic, WORK_DAY, kind="stock_short").model_dump()

    await console.running.react(WorklistItemOpened.model_validate({**said, "patient_id": None}))

    assert await first_event(browser.client, f"/c/{console.clinic}/live", page="stock", since=since) == "changed"
    has(console, shortages=[lacking(console.clinic)])
    changed = await browser.client.get(f"/c/{console.clinic}/stock", headers={"Live": "1"})
    assert "4 lacking" in changed.text
    assert "<!DOCTYPE" not in changed.text


async def test_the_stock_of_all_clinics_is_saved_as_files(console: Console) -> None:
    has(console)
    for path in ("overview", "expiring-stock", "stock-movements"):
        console.neighbours.says(f"GET /inventory/v1/{path}/csv", {"of": path})
    browser = console.browser()
    page = await browser.signs_in(KEEPER, "/stock")
    for address in ("/stock/overview.csv", "/stock/overview.csv?slow=1", "/stock/expiring.csv"):
        assert f'href="{address}"' in page.text
        saved = await browser.client.get(address)
        assert saved.status_code == 200, saved.text
        assert saved.headers["content-disposition"].startswith("attachment; filename=")
    period = {"from": "2026-11-01", "to": "2026-11-02", "clinic": str(console.clinic)}
    assert (await browser.client.get("/stock/movements.csv", params=period)).status_code == 200
    asked = dict(console.neighbours.queries[-1:])["/inventory/v1/stock-movements/csv"]
    assert asked == {
        "clinic_id": str(console.clinic),
        "from": "2026-11-01T00:00:00+00:00",
        "to": "2026-11-03T00:00:00+00:00",
    }


async def test_a_product_is_shown_day_by_day_with_what_sessions_will_lack(console: Console) -> None:
    today = WORK_DAY.date()
    has(console, overview=[in_overview(console.clinic)])
    said = day_by_day(console.clinic, today - timedelta(days=1), 3, 1, 0, -1, today=today)
    path = f"/clinics/{console.clinic}/stock-series/{PEN}"
    console.neighbours.says(f"GET /inventory/v1{path}", said)
    console.neighbours.says(f"GET /inventory/v1{path}/csv", {"of": "days"})
    browser = console.browser()
    page = await browser.signs_in(KEEPER, f"/c/{console.clinic}/stock/products/{PEN}")
    assert "Pen cartridge" in page.text
    assert "booked sessions lack some" in page.text
    assert 'points="0,0 1,0 1,2 2,2 2,3 3,3 3,4 4,4"' in page.text
    assert page.text.count("need-bar") == 3
    saved = await browser.client.get(f"/c/{console.clinic}/stock/products/{PEN}/csv")
    assert saved.headers["content-disposition"] == f'attachment; filename="stock-{PEN}.csv"'


async def test_the_open_page_of_all_clinics_hears_of_those_of_the_person_and_of_no_other(console: Console) -> None:
    has(console)
    elsewhere = Person("away.keeper@example.org", Role.STOCK_MANAGER, clinics=(UUID(int=7),))
    all_of_them, away = console.browser(), console.browser()
    page = await all_of_them.signs_in(KEEPER, "/stock")
    await away.signs_in(elsewhere, "/stock")
    since = page.text.split('data-since="')[1].split('"')[0]
    said = item(console.clinic, WORK_DAY, kind="stock_short").model_dump()

    await console.running.react(WorklistItemOpened.model_validate({**said, "patient_id": None}))

    assert 'data-live="/live?page=stock"' in page.text
    assert await first_event(all_of_them.client, "/live", page="stock", since=since) == "changed"
    assert await first_event(away.client, "/live", page="stock", since=since) == "here"
    has(console, shortages=[lacking(console.clinic)])
    changed = await all_of_them.client.get("/stock", headers={"Live": "1"})
    assert "4 lacking" in changed.text
    assert "<!DOCTYPE" not in changed.text


@pytest.mark.parametrize(("name", "status"), [("stock", 403), ("today", 404), ("owner", 404), ("", 404)])
async def test_no_stream_of_all_clinics_is_open_to_who_may_not_see_its_page_or_of_no_page(
    console: Console, name: str, status: int
) -> None:
    browser = console.browser()
    await browser.signs_in(BY_ROLE[Role.AUDITOR])

    answer = await browser.client.get("/live", params={"page": name})

    assert answer.status_code == status
