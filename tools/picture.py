"""``make picture``: docs/pictures/today.png, the board of a made-up day in a made-up clinic, as the front desk sees it.

A system of its own is started, people are registered and booked through the public APIs, and a morning passes.
"""

import asyncio
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.async_api import async_playwright

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import patient
from needlepoint.trial.demo.world import Caller, Json, World
from needlepoint.trial.system import EmbeddedSystem

PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "today.png"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), "/usr/bin/chromium")
MOST_BYTES = 200_000
SIZE = {"width": 1280, "height": 760}
LISBON = ZoneInfo("Europe/Lisbon")
SHOWN_AT = time(10, 55)
ROOMS = ("Blue room", "Green room", "Garden room")
STAFF = (("Ana", "Ribeiro", "nurse"), ("Tomás", "Leal", "dermatologist"), ("Inês", "Prado", "nurse"))
BOOKED = (
    ("Marta Sousa", "09:00"),
    ("Joana Lopes", "09:00"),
    ("Rita Campos", "09:30"),
    ("Sofia Brandão", "10:00"),
    ("Carla Mendes", "10:00"),
    ("Helena Dias", "10:30"),
    ("Teresa Gama", "10:30"),
    ("Vera Antunes", "10:30"),
    ("Lúcia Matos", "11:00"),
    ("Marina Reis", "11:00"),
    ("Paula Neves", "11:30"),
    ("Alice Torres", "12:00"),
    ("Diana Rocha", "12:00"),
    ("Laura Pires", "14:00"),
    ("Beatriz Faria", "14:30"),
    ("Nádia Costa", "14:30"),
    ("Olga Simões", "15:00"),
    ("Raquel Vaz", "15:00"),
    ("Filipa Moura", "15:30"),
    ("Graça Leite", "16:00"),
)
"""Who comes for a consult, and when: nobody real."""
NOT_YET = ("Vera Antunes",)
"""Who is late when the picture is taken."""
EARLY = timedelta(minutes=6)


async def main() -> int:
    """1 when the picture is larger than it may be."""
    with tempfile.TemporaryDirectory() as folder:
        async with EmbeddedSystem(Path(folder), durable=False) as system, World(system) as world:
            clinic = await _open(world)
            day = await _first_day(world, clinic)
            await world.travel(datetime.combine(day, time(7, 30), LISBON).astimezone(UTC))
            visits = await _book(world, clinic, day)
            await _pass_the_morning(world, clinic, visits, datetime.combine(day, SHOWN_AT, LISBON))
            await _take(system, clinic)
    size = PICTURE.stat().st_size
    print(f"{PICTURE}: {size / 1000:.0f} kB")
    return int(size > MOST_BYTES)


async def _open(world: World) -> Json:
    operator = world.caller(Role.OPERATOR)
    form = {
        "name": "Clínica do Chiado",
        "address": "Rua do Exemplo 12",
        "time_zone": LISBON.key,
        "map_link": "https://maps.example.org/chiado",
        "phone": "+351210000000",
        "stock_contact": "stock@example.org",
        "hours": [{"weekday": each, "opens": "09:00", "closes": "18:00"} for each in range(7)],
    }
    clinic: Json = await operator.post("booking", "/clinics", form)
    for room in ROOMS:
        await operator.post("booking", f"/clinics/{clinic['id']}/rooms", {"name": room})
    for given, family, profession in STAFF:
        able = [{"modality": "pen", "max_depth_mm": "2.0"}]
        person = {"given_name": given, "family_name": family, "profession": profession, "permissions": able}
        await operator.post("booking", f"/clinics/{clinic['id']}/practitioners", person)
    await world.settle()
    return clinic


async def _first_day(world: World, clinic: Json) -> date:
    """On which the clinic is open, from tomorrow: it may be a holiday."""
    desk = world.caller(Role.FRONT_DESK, clinics=[clinic["id"]])
    tomorrow = (world.now.astimezone(LISBON) + timedelta(days=1)).date()
    query = {
        "clinic_id": clinic["id"],
        "kind": "consult",
        "from": str(tomorrow),
        "to": str(tomorrow + timedelta(days=9)),
    }
    offered = (await desk.get("booking", "/slots", **query))["items"]
    return min(datetime.fromisoformat(each["starts_at"]) for each in offered).astimezone(LISBON).date()


async def _book(world: World, clinic: Json, day: date) -> Sequence[Json]:
    desk = world.caller(Role.FRONT_DESK, clinics=[clinic["id"]])
    visits = []
    for number, (name, at) in enumerate(BOOKED):
        born = day.replace(year=1970 + number)
        given, family = name.split()
        form = patient(given, family, born, clinic["id"], f"+3519100005{number:02}")
        registered = await desk.post("booking", "/patients", form)
        query = {"clinic_id": clinic["id"], "kind": "consult", "from": str(day), "to": str(day), "near": at}
        offered = (await desk.get("booking", "/slots", **query))["items"]
        slot = min(offered, key=lambda each: abs(datetime.fromisoformat(each["starts_at"]) - _moment(day, at)))
        taken = {each: slot[each] for each in ("clinic_id", "practitioner_id", "room_id", "device_id", "starts_at")}
        wanted = {"patient_id": registered["id"], "kind": "consult", **taken}
        visits.append({**await desk.post("booking", "/appointments", wanted), "of": name})
    await world.settle()
    return visits


async def _pass_the_morning(world: World, clinic: Json, visits: Sequence[Json], until: datetime) -> None:
    desk = world.caller(Role.FRONT_DESK, clinics=[clinic["id"]])
    notes: list[tuple[datetime, str, str]] = []
    for visit in visits:
        if visit["of"] in NOT_YET:
            continue
        starts, ends = (datetime.fromisoformat(visit[each]) for each in ("starts_at", "ends_at"))
        arrives = starts - EARLY
        notes += [(arrives, visit["id"], "arrived"), (starts + EARLY, visit["id"], "in_treatment")]
        notes += [(ends, visit["id"], "done"), (ends + EARLY, visit["id"], "left")]
    for moment, visit_id, station in sorted(notes):
        if moment < until:
            await world.travel(max(moment, world.now))
            await _note(desk, visit_id, station)
    await world.travel(until.astimezone(UTC))
    await world.settle()


async def _note(desk: Caller, visit_id: str, station: str) -> None:
    await desk.post("booking", f"/appointments/{visit_id}/stations", {"station": station})


async def _take(system: EmbeddedSystem, clinic: Json) -> None:
    PICTURE.parent.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page(base_url=system.url("console"), viewport=SIZE)  # type: ignore[arg-type]
        await page.goto("/")
        await page.get_by_role("link", name="Sign in").click()
        await page.get_by_role("button", name=f"{Role.FRONT_DESK}@example.org").click()
        await page.wait_for_url(re.compile(r"/c/|/clinics"))
        await page.goto(f"/c/{clinic['id']}/today")
        await page.screenshot(path=PICTURE)
        await browser.close()


def _moment(day: date, at: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(at), LISBON)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
