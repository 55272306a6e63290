"""The board of the day and a visit: by mouse, by keyboard alone and without script."""

from datetime import datetime, timedelta

from playwright.async_api import Browser, expect

from chassis.access.actors import Role
from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.console.browsing import look_at, opened, signed_in, tab_to
from tests.end_to_end.people import Json, People


async def test_the_board_and_a_visit_are_accessible(browser: Browser, system: EmbeddedSystem, clinic: Json) -> None:
    context, here, visit = await signed_in(browser, system), f"/c/{clinic['id']}", clinic["visits"][0]
    await look_at(context, "today", f"{here}/today?day={visit['local_start'][:10]}")
    await look_at(context, "visit", f"{here}/visits/{visit['id']}")
    await context.close()


async def test_a_patient_arrives_by_keyboard_alone_and_another_open_page_shows_it_within_seconds(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    visit = clinic["visits"][0]
    here = f"/c/{clinic['id']}/today"
    await system.travel(datetime.fromisoformat(visit["starts_at"]) - timedelta(minutes=5))
    desk, other = await signed_in(browser, system), await signed_in(browser, system, "owner@example.org")
    page, complaints = await opened(desk, here)
    watching, _ = await opened(other, here)
    await expect(watching.locator(f"#visit-{visit['id']} .badge")).to_have_text("Expected")
    bar = watching.locator(f".board a[href='#visit-{clinic['visits'][2]['id']}']").first
    await bar.focus()

    await tab_to(page, f"arrived-{visit['id']}")
    await page.keyboard.press("Enter")

    await expect(page.locator(f"#visit-{visit['id']} .badge")).to_have_text("Waiting")
    await expect(watching.locator(f"#visit-{visit['id']} .badge")).to_have_text("Waiting")
    focus = await page.evaluate("document.activeElement.closest('article')?.id")
    assert focus == f"visit-{visit['id']}", "the focus stays at the patient"
    await expect(bar).to_be_focused()
    assert complaints == []
    await desk.close()
    await other.close()


async def test_the_desk_moves_a_patient_without_any_script(
    browser: Browser, system: EmbeddedSystem, clinic: Json, people: People
) -> None:
    visit = clinic["visits"][1]
    context = await signed_in(browser, system, java_script_enabled=False)
    page, _ = await opened(context, f"/c/{clinic['id']}/visits/{visit['id']}")

    await page.locator("input[name=offer]").nth(3).check()
    await page.get_by_role("button", name="Move it there").click()

    await expect(page.locator(f"#visit-{visit['id']}")).to_be_visible()
    moved = await people.ask(Role.FRONT_DESK, "booking", f"/appointments/{visit['id']}")
    assert moved["starts_at"] != visit["starts_at"]
    await context.close()


async def test_two_appointments_change_places_when_one_is_dragged_onto_the_other(
    browser: Browser, system: EmbeddedSystem, clinic: Json, people: People
) -> None:
    one, other = sorted(clinic["visits"][2:4], key=lambda visit: str(visit["starts_at"]))
    context = await signed_in(browser, system)
    page, complaints = await opened(context, f"/c/{clinic['id']}/today?day={one['local_start'][:10]}")

    await page.drag_and_drop(f".bar [data-visit='{one['id']}']", f".bar [data-visit='{other['id']}']")
    await page.wait_for_url("**/visits/*")
    await expect(page.locator("#with option:checked")).to_contain_text(other["patient_name"])
    await page.get_by_role("button", name="Change places").click()

    await page.wait_for_url(f"**/today?day=*#visit-{one['id']}")
    now = await people.ask(Role.FRONT_DESK, "booking", f"/appointments/{one['id']}")
    assert now["starts_at"] == other["starts_at"]
    assert complaints == []
    await context.close()
