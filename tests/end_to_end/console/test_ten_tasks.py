"""The ten tasks of a front desk's day: by keyboard alone, with and without script, and by touch on a telephone without.

Each begins at the top of the board, as somebody does who uses it for the first time and knows no short cut; the keys of
what is written count as well. The numbers are those of docs/console-tasks.md: a page that needs more of them fails
here. Seconds are printed, not asserted: they are this machine's. With NEEDLEPOINT_COUNT_TASKS=1 they are written there,
of the run with script and of the one without the larger.
"""

import os
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from chassis.access.actors import Role
from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.console.browsing import signed_in
from tests.end_to_end.people import NURSE, Json, People, clinic_form, patient_form
from tests.support.waiting import eventually

FILE = Path(__file__).parents[3] / "docs" / "console-tasks.md"
ROW = re.compile(r"^\| (.+?) \| (\d+) \| ([\d.]+) \|$", re.MULTILINE)
MOST_TABS = 150


@dataclass
class Clerk:
    """Somebody at the keyboard, and how many keys each task took; or who points instead."""

    page: Page
    board: str
    points: bool = False
    took: dict[str, tuple[int, float]] = field(default_factory=dict)
    _keys: int = 0

    @asynccontextmanager
    async def does(self, task: str) -> AsyncIterator[None]:
        """One task, from the top of the board."""
        await self.page.goto(self.board)
        began, self._keys = time.perf_counter(), 0
        yield
        self.took[task] = self._keys, time.perf_counter() - began

    async def presses(self, key: str) -> None:
        """One key."""
        self._keys += 1
        await self.page.keyboard.press(key)

    async def goes_to(self, wanted: Locator) -> None:
        """By Tab. Raises AssertionError where it does not come there."""
        for _ in range(MOST_TABS):
            if await wanted.evaluate("each => each === document.activeElement"):
                return
            await self.presses("Tab")
        raise AssertionError(f"{wanted} is not reached with Tab")

    async def activates(self, wanted: Locator) -> None:
        """A button or a link; on a telephone those of the header are behind its menu."""
        if self.points:
            if not await wanted.is_visible():
                await self.page.locator(".menu summary").click()
            await wanted.click()
            return
        await self.goes_to(wanted)
        await self.presses("Enter")

    async def chooses(self, wanted: Locator) -> None:
        """One of several."""
        if self.points:
            await wanted.check()
            return
        await self.goes_to(wanted)
        await self.presses("Space")

    async def writes(self, wanted: Locator, words: str) -> None:
        """Into a field."""
        if self.points:
            await wanted.click()
        else:
            await self.goes_to(wanted)
        self._keys += len(words)
        await self.page.keyboard.type(words)


async def a_clinic(people: People, system: EmbeddedSystem, number: int) -> Json:
    """With two patients who come today: one is treated, the other moves."""
    clinic = await people.post(Role.OPERATOR, "booking", "/clinics", clinic_form(f"Desk {number}", "Europe/Lisbon"))
    for what, form in (("practitioners", NURSE), ("rooms", {"name": "Room 1"})):
        await people.post(Role.OPERATOR, "booking", f"/clinics/{clinic['id']}/{what}", form)
    day = system.now.date().isoformat()
    visits = []
    for each in range(2):
        form = {**patient_form(clinic["id"], 80 + 2 * number + each), "given_name": ("Clara", "Dina")[each]}
        patient = await people.post(Role.FRONT_DESK, "booking", "/patients", form)
        visits.append(await people.book_consult(clinic, patient, day, day))
    await system.settle()
    return {**clinic, "visits": [visit["id"] for visit in visits]}


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
async def test_the_ten_tasks_of_a_day_take_so_many_keys(
    browser: Browser, system: EmbeddedSystem, people: People, script: bool
) -> None:
    clinic = await a_clinic(people, system, int(script))
    context = await signed_in(browser, system, java_script_enabled=script)
    clerk = Clerk(context.pages[0], f"/c/{clinic['id']}/today")

    await a_day(clerk, clinic, ("Zita", "Lobo", "02031990") if script else ("Olga", "Brás", "07111984"), script=script)

    for task, (keys, seconds) in clerk.took.items():
        print(f"{task:30s} {keys:4d} keys {seconds:6.1f} s {'' if script else 'without script'}")
    if os.environ.get("NEEDLEPOINT_COUNT_TASKS") == "1":
        write_down(clerk.took, anew=script)
    written = {task: int(keys) for task, keys, _ in ROW.findall(FILE.read_text(encoding="utf-8"))}
    assert clerk.took.keys() == written.keys()
    assert {task: keys for task, (keys, _) in clerk.took.items() if keys > written[task]} == {}
    await context.close()


def write_down(took: dict[str, tuple[int, float]], *, anew: bool) -> None:
    """Each task's numbers in the table; unless ``anew``, where they are larger than what stands there."""

    def row(found: re.Match[str]) -> str:
        task, keys, seconds = found.groups()
        now = (took[task][0], round(took[task][1], 1))
        stands = (0, 0.0) if anew else (int(keys), float(seconds))
        return f"| {task} | {max(now[0], stands[0])} | {max(now[1], stands[1])} |"

    FILE.write_text(ROW.sub(row, FILE.read_text(encoding="utf-8")), encoding="utf-8")


async def test_the_ten_tasks_are_done_on_a_telephone_by_pointing_and_without_script(
    browser: Browser, system: EmbeddedSystem, people: People
) -> None:
    clinic = await a_clinic(people, system, 2)
    telephone = {"width": 360, "height": 740}
    context = await signed_in(browser, system, java_script_enabled=False, viewport=telephone)

    await a_day(
        Clerk(context.pages[0], f"/c/{clinic['id']}/today", points=True),
        clinic,
        ("Nuno", "Faria", "05061971"),
        script=False,
    )

    await context.close()


async def a_day(clerk: Clerk, clinic: Json, new: tuple[str, str, str], *, script: bool) -> None:
    """All ten; ``new`` is somebody who was never here: names, and when they were born."""
    await at_the_board(clerk, *clinic["visits"])
    await with_patients(clerk, *new)
    await with_work(clerk, script)


async def at_the_board(clerk: Clerk, comes: str, moves: str) -> None:
    """A visit from its arrival to its end, a mistake taken back, another visit moved."""
    page = clerk.page
    badge = page.locator(f"#visit-{comes} .badge")
    steps = (("Note an arrival", "arrived", "Waiting"), ("Start a treatment", "in_treatment", "In treatment"))
    for task, act, shows in (*steps, ("Note that it is done", "done", "Done"), ("Note that they left", "left", "Left")):
        async with clerk.does(task):
            await clerk.activates(page.locator(f"#{act}-{comes}"))
            await expect(badge).to_have_text(shows)
    async with clerk.does("Take a note back"):
        await clerk.activates(page.locator(f"#more-{comes}"))
        await page.wait_for_url("**/visits/*")
        await clerk.writes(page.locator("#why-not"), "Wrong patient")
        await clerk.presses("Enter")
        await expect(page.locator(".noted li").last).to_contain_text("Done")
    async with clerk.does("Move an appointment"):
        await clerk.activates(page.locator(f"#more-{moves}"))
        await page.wait_for_url("**/visits/*")
        await clerk.chooses(page.locator("input[name=offer]").first)
        await clerk.activates(page.get_by_role("button", name="Move it there"))
        await page.wait_for_url("**/today*")


async def with_patients(clerk: Clerk, given: str, family: str, born: str) -> None:
    """Found; somebody new, for whom a time is booked."""
    page = clerk.page
    async with clerk.does("Find a patient"):
        await clerk.activates(page.get_by_role("link", name="Find and book"))
        await page.wait_for_url("**/find")
        await clerk.writes(page.locator("#q"), "dina sousa")
        await clerk.presses("Enter")
        await expect(page.get_by_role("heading", name="Dina Sousa").first).to_be_visible()
    async with clerk.does("Register somebody new"):
        await clerk.activates(page.get_by_role("link", name="Find and book"))
        await page.wait_for_url("**/find")
        await clerk.activates(page.get_by_role("link", name="Register somebody new"))
        await page.wait_for_url("**/patients/new*")
        for name, words in (("given_name", given), ("family_name", family), ("date_of_birth", born)):
            await clerk.writes(page.locator(f"#{name}"), words)
        await clerk.writes(page.locator("#phone"), f"+3512100{born[:5]}")
        await clerk.presses("Enter")
        await expect(page.get_by_role("heading", name=f"Book for {given} {family}")).to_be_visible()
    async with clerk.does("Book a consult"):
        await clerk.activates(page.get_by_role("link", name="Find and book"))
        await page.wait_for_url("**/find")
        await clerk.writes(page.locator("#q"), f"{given} {family}")
        await clerk.presses("Enter")
        await clerk.activates(page.get_by_role("link", name=f"Book – {given} {family}").first)
        await page.wait_for_url("**/book*")
        await clerk.chooses(page.locator("input[name=offer]").first)
        await clerk.activates(page.locator("#offers").get_by_role("button", name="Book it"))
        await expect(page.get_by_text("Booked: Consult on")).to_be_visible()


async def with_work(clerk: Clerk, script: bool) -> None:
    """An item of the worklists."""
    page = clerk.page
    async with clerk.does("Take the next item of work"):
        await clerk.activates(page.get_by_role("link", name="Worklists"))
        await page.wait_for_url("**/worklists")
        await clerk.activates(page.locator("#next"))
        if not script:
            await page.wait_for_url(re.compile("#item-"))

        async def says_so() -> None:
            if not script:  # the board of work is fed by events: without script, they load it again
                await page.reload()
            assert await page.get_by_text("You work on it").count()

        await eventually(says_so)
