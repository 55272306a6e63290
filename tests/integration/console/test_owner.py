"""The owner's page: who sees it, whether its figures are right, what it says when inventory is away."""

import csv
import html
import io
import random
import re
from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from chassis.access.actors import Role
from needlepoint.trial.provider import PEOPLE, Person
from services.console.pages.owner.shown import FIGURES
from services.console.pages.owner.table import USE
from services.console.queries.attendance import ENDS, Attendance, appointments_that, attendance_of
from services.console.queries.clinics import Clinic
from services.console.store.appointments import keep_appointment
from tests.integration.console.browser import BY_ROLE, HOSTILE
from tests.integration.console.conftest import Console
from tests.integration.console.inventory_says import in_overview, listed
from tests.integration.console.owner_says import (
    courses,
    ended_course,
    reacted,
    reactions,
    utilisation,
    wait,
    waits,
    waste,
    wasted,
)

OWNER = BY_ROLE[Role.OWNER]
FIRST, AFTER = date(2026, 10, 24), date(2026, 10, 27)
"""Over the night on which Lisbon's clocks go back."""
OF_ROWS = (
    *("stock", "courses-ended", "utilisation-each", "utilisation-weeks"),
    *("waits-each", "waste-entries", "reactions-sessions"),
)
PAGES = [f"/owner/{each}" for each in ("attendance", "courses", "utilisation", "waits", "waste", "reactions")]
FILES = [
    *(f"/owner/{name}.csv" for name in OF_ROWS),
    *(f"/owner/{each.key}.csv" for each in FIGURES),
]


def says(console: Console, name: str = "Avenida", key: str = "skinpen") -> None:
    """All services answer, with a clinic and a device of these names."""
    clinics = ((None, None), (console.clinic, name))
    neighbours = console.neighbours
    neighbours.says("GET /booking/v1/figures/utilisation", utilisation(*clinics, room=name))
    neighbours.says("GET /booking/v1/figures/courses/ended", listed(ended_course(console.clinic, name, because=name)))
    neighbours.says("GET /booking/v1/figures/waits", waits(*clinics))
    neighbours.says("GET /booking/v1/figures/waits/each", listed(wait(console.clinic, name)))
    neighbours.says("GET /inventory/v1/figures/waste/entries", listed(wasted(console.clinic, name)))
    neighbours.says("GET /screening/v1/figures/reactions/sessions", listed(reacted(console.clinic, key)))
    neighbours.says("GET /booking/v1/figures/courses", courses(*clinics))
    neighbours.says("GET /inventory/v1/figures/waste", waste(*clinics))
    neighbours.says("GET /screening/v1/figures/reactions", reactions(key))
    neighbours.says("GET /inventory/v1/overview", listed(in_overview(console.clinic, name)))


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: str(person.role))
async def test_owner_and_director_see_it(console: Console, person: Person) -> None:
    says(console)
    browser = console.browser()
    await browser.signs_in(person)
    seen = person.role in (Role.OWNER, Role.MEDICAL_DIRECTOR)
    for path in ("/owner", *FILES, *PAGES):
        assert (await browser.client.get(path)).status_code == (200 if seen else 403)


@pytest.mark.parametrize("seed", range(3))
async def test_the_figures_equal_a_slow_recount(console: Console, seed: int) -> None:
    dice, zone = random.Random(seed), ZoneInfo("Europe/Lisbon")
    clinics = [Clinic(uuid4(), name, zone, []) for name in "AB"]
    begins = datetime.combine(FIRST - timedelta(days=1), time(), UTC)
    counted: dict[object, Counter[str]] = {each.id: Counter() for each in clinics}
    async with console.running.work() as work:
        for _ in range(200):
            clinic = dice.choice(clinics)
            status = dice.choice(["booked", "booked", "missed", "cancelled"])
            station = dice.choice([None, "arrived", "done", "left"])
            at = begins + timedelta(minutes=dice.randrange(0, 5 * 24 * 60, 15))
            await keep_appointment(
                work,
                uuid4(),
                patient_id=uuid4(),
                clinic_id=clinic.id,
                kind="session",
                starts_at=at,
                status=status,
                station=station,
                held=False,
            )
            if FIRST <= at.astimezone(zone).date() < AFTER:
                fate = status if status != "booked" else "came" if station else "unsaid"
                counted[clinic.id][fate] += 1
    async with console.running.work() as work:
        found = await attendance_of(work, clinics, FIRST, AFTER)
        behind = {end: await appointments_that(work, end, clinics, FIRST, AFTER, 200) for end in ENDS}
    for each in clinics:
        assert found[each.id] == Attendance(**counted[each.id])
    sums = asdict(sum(found.values(), Attendance()))
    assert {end: len(rows) for end, rows in behind.items()} == sums, "what is behind a count is as many"
    assert all(rows == sorted(rows, key=lambda row: row.starts_at, reverse=True) for rows in behind.values())


async def test_a_period_stands_beside_the_one_before_and_inventory_may_be_away(console: Console) -> None:
    says(console)
    console.neighbours.says("GET /inventory/v1/overview", {}, 503)
    console.neighbours.says("GET /booking/v1/figures/waits", {}, 503)
    page = await console.browser().signs_in(OWNER, "/owner?from=2026-11-09&to=2026-11-22")
    assert page.status_code == 200
    assert "Inventory does not answer at the moment" in page.text
    assert "Booking does not answer at the moment" in page.text
    assert 'value="2026-11-09"' in page.text
    assert "Mon 26 Oct 2026" in page.text, "the period before begins there"


async def test_each_figure_is_shown_with_its_counts_and_how_sure_it_is(console: Console) -> None:
    says(console)
    console.neighbours.queries.clear()
    page = await console.browser().signs_in(OWNER, "/owner?from=2026-11-09&to=2026-11-22&by=lot")
    words = " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
    for said in (
        "50.0 % (10 of 20 h)",
        "12.5 min (31.0; of 40)",
        "80.0 % (65.2–89.5; 32 of 40)",
        "3.8 % (1.5–9.5; 4 of 104)",
        "€18.00",
        "skinpen 1 of 2",
        "How is this counted?",
        "With a reaction, share",
    ):
        assert said in words, said
    asked = {path: query for path, query in console.neighbours.queries if "/figures/" in path}
    assert len(asked) == 5
    assert {(query["first"], query["last"]) for query in asked.values()} == {("2026-11-09", "2026-11-22")}
    assert asked["/screening/v1/figures/reactions"]["by"] == "lot"


async def test_one_clinic_is_asked_for_alone(console: Console) -> None:
    says(console)
    browser = console.browser()
    console.neighbours.queries.clear()
    await browser.signs_in(OWNER, f"/owner?clinic={console.clinic}")
    asked = [query for path, query in console.neighbours.queries if "/figures/" in path or "/overview" in path]
    assert {query.get("clinic_id") for query in asked} == {str(console.clinic)}
    answer = await browser.client.get(f"/owner/waits.csv?clinic={console.clinic}&from=2026-11-09&to=2026-11-22")
    titles, *rows = csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))
    assert titles[:4] == ["clinic", "first_day", "last_day", "waiting_minutes_number"]
    assert rows[0][:5] == ["all", "2026-11-09", "2026-11-22", "40", "12.5"]
    assert rows[1][:3] == ["all", "2026-10-26", "2026-11-08"]


async def test_hostile_words_break_out_nowhere(console: Console) -> None:
    says(console, HOSTILE + "x" * 4000, HOSTILE)
    browser = console.browser()
    page = await browser.signs_in(OWNER, f"/owner?from={HOSTILE}&clinic={HOSTILE}&by={HOSTILE}")
    assert page.status_code == 200
    assert "81.00" in page.text
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    for path in PAGES:
        behind = await browser.client.get(path)
        assert behind.status_code == 200
        assert "<script>alert" not in behind.text
        assert "<img src=x" not in behind.text
    for name in ("stock", "waste", "reactions", "courses-ended", "utilisation-each", "utilisation-weeks"):
        answer = await browser.client.get(f"/owner/{name}.csv")
        assert answer.headers["Content-Type"].startswith("text/csv")
        assert "alert(1)" in answer.text


async def test_no_name_is_a_formula_in_a_spreadsheet(console: Console) -> None:
    says(console, "=1+1", "@SUM(A1)")
    browser = console.browser()
    await browser.signs_in(OWNER)
    for path, cell in ((each, "'@SUM(A1)" if "reactions" in each else "'=1+1") for each in FILES[1:]):
        answer = await browser.client.get(path)
        assert "attendance" in path or cell in {value for row in csv.reader(io.StringIO(answer.text)) for value in row}


async def test_a_file_has_all_rows_or_says_that_they_are_too_many(console: Console) -> None:
    says(console)
    endless = {**reactions(), "next": "more"}
    console.neighbours.says("GET /screening/v1/figures/reactions", endless)
    browser = console.browser()
    page = await browser.signs_in(OWNER, "/owner")
    assert "There are more rows than are shown here" in page.text
    refused = await browser.client.get("/owner/reactions.csv")
    assert refused.status_code == 503
    assert "choose a clinic, or fewer days" in refused.text


async def test_behind_the_courses_is_who_they_are_of_and_why_they_were_stopped(console: Console) -> None:
    says(console)
    row = ended_course(console.clinic, because="She moves to another town.")
    console.neighbours.says("GET /booking/v1/figures/courses/ended", listed(row))
    name = {"patient_id": row["patient_id"], "name": "Inês Sousa"}
    console.neighbours.says("GET /booking/v1/patients/names", {"items": [name]})
    console.neighbours.queries.clear()
    page = await console.browser().signs_in(OWNER, f"/owner/courses?how=stopped&clinic={console.clinic}")
    for said in ("Inês Sousa", "She moves to another town.", "1 of 4", "Acne scars", "15 Nov"):
        assert said in page.text, said
    assert f'href="/c/{console.clinic}/patients/{row["patient_id"]}"' in page.text
    (asked,) = [query for path, query in console.neighbours.queries if path.endswith("/courses/ended")]
    assert (asked["how"], asked["clinic_id"]) == ("stopped", str(console.clinic))


async def test_behind_the_no_shows_are_the_appointments_of_the_same_days_and_clinic(console: Console) -> None:
    says(console)
    ids = {end: uuid4() for end in ("missed", "cancelled", "booked")}
    patient, at = uuid4(), datetime(2026, 11, 10, 9, 30, tzinfo=UTC)
    async with console.running.work() as work:
        for status, id in ids.items():
            said = {"clinic_id": console.clinic, "kind": "session", "status": status, "station": None, "held": False}
            await keep_appointment(work, id, patient_id=patient, starts_at=at, **said)
    names = listed({"patient_id": str(patient), "name": HOSTILE})
    console.neighbours.says("GET /booking/v1/patients/names", names)
    browser = console.browser()
    page = await browser.signs_in(OWNER, f"/owner?from=2026-11-09&to=2026-11-22&clinic={console.clinic}")
    [address] = re.findall(r'href="(/owner/attendance\?[^"]*)"', page.text)
    assert str(console.clinic) in address

    for how, end in (("missed", "missed"), ("cancelled", "cancelled"), ("unsaid", "booked"), ("nonsense", "missed")):
        page = await browser.client.get(f"{html.unescape(address)}&how={how}")
        assert "<img" not in page.text
        assert "Tue 10 Nov 2026, 09:30" in page.text
        [file] = re.findall(r'href="(/owner/attendance-appointments.csv\?[^"]*)"', page.text)
        [titles, row] = csv.reader(io.StringIO((await browser.client.get(html.unescape(file))).text.lstrip("\ufeff")))
        assert titles == ["appointment_id", "clinic", "kind", "starts_at", "how"]
        assert row[0] == str(ids[end])
        assert str(patient) not in row
        assert [each for each, id in ids.items() if f"/visits/{id}" in page.text] == [end]
    other = await browser.client.get("/owner/attendance?from=2026-11-11&to=2026-11-22")
    assert "No appointment of these days ended so." in other.text


async def test_behind_the_utilisation_are_weeks_and_rooms(console: Console) -> None:
    says(console)
    browser = console.browser()
    page = await browser.signs_in(OWNER, f"/owner/utilisation?clinic={console.clinic}")
    words = " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
    for said in ("9 Nov", "16 Nov", "Avenida Room 50.0 % (10 of 20 h)"):
        assert said in words, said
    assert "utilisation-weeks.csv" in page.text
    weeks = await browser.client.get(f"/owner/utilisation-weeks.csv?clinic={console.clinic}")
    titles, *rows = csv.reader(io.StringIO(weeks.text.removeprefix("\ufeff")))
    assert titles[:5] == ["clinic", "week_from", *(f"practitioners_{each}" for each in USE.parts)]
    assert [*rows[0][:2], *rows[-1][:5]] == ["all", "2026-11-09", "Avenida", "2026-11-16", "600", "1200", "50.0"]


async def test_behind_waits_waste_and_reactions_are_what_they_count(console: Console) -> None:
    says(console)
    browser = console.browser()
    whole = await browser.signs_in(OWNER, f"/owner?from=2026-11-09&to=2026-11-22&clinic={console.clinic}")
    addresses = {
        each: re.findall(rf'href="(/owner/{each}\?[^"]*)"', whole.text) for each in ("waits", "waste", "reactions")
    }
    said = {
        "waits": ("1 minute<", "Sun 15 Nov"),
        "waste": ("Thrown away", "box torn", "€4.50", "Lot A"),
        "reactions": ("skinpen", "Serious", "Sun 15 Nov"),
    }
    console.neighbours.says("GET /inventory/v1/figures/waste/entries", listed(wasted(console.clinic)))
    for name, (address, *_) in addresses.items():
        page = await browser.client.get(html.unescape(address))
        assert page.status_code == 200
        for each in said[name]:
            assert each in page.text, (name, each)
    console.neighbours.queries.clear()
    await browser.client.get(html.unescape(addresses["reactions"][0]))
    await browser.client.get("/owner/waits?what=consult")
    await browser.client.get("/owner/waste?reason=lost")
    asked = {path.rsplit("/", 1)[-1]: query for path, query in console.neighbours.queries if "/figures/" in path}
    assert asked["sessions"]["key"] == "skinpen", "the row that led there"
    assert asked["sessions"]["clinic_id"] == str(console.clinic)
    assert (asked["each"]["what"], asked["entries"]["reason"]) == ("consult", "lost")


async def test_rows_that_a_service_does_not_give_are_refused_in_words(console: Console) -> None:
    says(console)
    console.neighbours.says("GET /inventory/v1/figures/waste/entries", {}, 503)
    page = await console.browser().signs_in(OWNER, "/owner/waste")
    assert page.status_code == 503
    assert "Inventory does not answer at the moment" in page.text
