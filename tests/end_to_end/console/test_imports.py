"""A file from other software: tried, corrected, taken over, and a line settled at the desk."""

from pathlib import Path

from playwright.async_api import Browser, expect

from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.console.browsing import look_at, opened, signed_in
from tests.end_to_end.people import Json

HEADER = "external_id,given_name,family_name,date_of_birth,channel,phone\n"
GOOD = "4711,Rosa,Almeida,1990-05-04,sms,+351910000001\n"
WRONG = "4712,Duarte,Pinto,never,sms,+351910000002\n"


async def test_a_file_is_tried_taken_over_and_its_last_line_settled(
    browser: Browser, system: EmbeddedSystem, clinic: Json, tmp_path: Path
) -> None:
    file = tmp_path / "patients.csv"
    file.write_text(HEADER + GOOD + WRONG)
    director = await signed_in(browser, system, "medical_director@example.org")
    page, complaints = await opened(director, f"/c/{clinic['id']}/find")
    await page.get_by_role("link", name="Files from other software").click()
    await page.get_by_label("Software that it is from").fill("olddesk")
    await page.get_by_label("CSV file").set_input_files(file)
    await page.get_by_role("button", name="Send it and try each line").click()
    await expect(page.get_by_text("Tried: nothing has been taken over yet")).to_be_visible()
    await expect(page.locator("#line-3")).to_contain_text("date_of_birth")
    address = page.url.removeprefix(system.url("console"))
    await look_at(director, "import", address)
    await look_at(director, "imports", f"/c/{clinic['id']}/imports")
    await page.goto(address)
    await page.get_by_role("button", name="Take over what has no errors").click()
    await expect(page.get_by_text("Taken over", exact=True)).to_be_visible()
    await director.close()

    await system.settle()
    desk = await signed_in(browser, system)
    page, more = await opened(desk, f"/c/{clinic['id']}/worklists")
    await page.get_by_role("link", name="Settle the lines of an import").click()
    await page.get_by_label("What was done about it").fill("A test record of the old software")
    await page.get_by_role("button", name="Settle the line").click()
    await expect(page.get_by_text("No line is left to settle.")).to_be_visible()
    assert complaints == more == []
    await desk.close()
