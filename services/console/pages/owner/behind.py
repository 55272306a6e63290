"""What is behind two of the figures: which courses ended, and which weeks, rooms and devices are busy."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from chassis.local_time import local_day
from services.console.access import FIGURES_SEE
from services.console.pages.lists import PAGE, Said
from services.console.pages.names import names_of
from services.console.pages.owner.figures import csv_of
from services.console.pages.owner.files import csv_file
from services.console.pages.owner.reading import UTC, Wanted, asked_for, path_of, query_of, read_rows
from services.console.pages.owner.shown import COURSES, UTILISATION
from services.console.pages.owner.table import USE
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import CONCERNS
from services.console.pages.words import word

ENDED = f"{path_of(COURSES)}/ended"
ENDS = {"completed": word("Completed"), "stopped": word("Stopped"), "lapsed": word("Lapsed")}
KINDS = {"practitioner": word("Practitioner"), "room": word("Room"), "device": word("Device")}

WEEKLY = ("practitioners", "rooms", "devices")


@page("/owner/courses", FIGURES_SEE)
async def courses(asked: Asked) -> Response:
    """The courses that ended, the last first; ``how`` shows one kind of end."""
    wanted = await asked_for(asked)
    how = _how(asked)
    said = await asked.read_from("booking", ENDED, **_ended(wanted, how))
    return asked.draw(
        "owner/courses",
        zone=UTC,
        wanted=wanted,
        how=how,
        ends=ENDS,
        concerns=CONCERNS,
        courses=[{**each, "on": _day_of(each, wanted)} for each in said["items"]],
        more=said["next"] is not None,
        names=await names_of(asked, (each["patient_id"] for each in said["items"])),
        query=urlencode(wanted.query),
    )


@page("/owner/courses-ended.csv", FIGURES_SEE)
async def courses_csv(asked: Asked) -> Response:
    """The same without who the patients are."""
    found = await read_rows(asked, "booking", ENDED, **_ended(await asked_for(asked), _how(asked)))
    titles = ["course_id", "clinic", "concern", "device_model", "how", "ended_at"]
    titles += ["sessions_planned", "sessions_performed", "because"]
    return csv_file("courses-ended", csv_of(titles, [[each[title] for title in titles] for each in found]))


@page("/owner/utilisation", FIGURES_SEE)
async def utilisation(asked: Asked) -> Response:
    """By week, and each practitioner, room and device, the least booked first."""
    wanted = await asked_for(asked)
    return asked.draw(
        "owner/utilisation",
        zone=UTC,
        wanted=wanted,
        kinds=KINDS,
        clinics=await _utilisation(asked, wanted),
        query=urlencode(wanted.query),
    )


@page("/owner/utilisation-each.csv", FIGURES_SEE)
async def utilisation_csv(asked: Asked) -> Response:
    """Each practitioner, room and device of the period."""
    titles = ["kind", "name", "booked_minutes", "open_minutes", "percent"]
    rows = [
        [clinic["clinic"], *(each[title] for title in titles)]
        for clinic in await _utilisation(asked, await asked_for(asked))
        for each in clinic["now"]["each"]
    ]
    return csv_file("utilisation-each", csv_of(["clinic", *titles], rows))


@page("/owner/utilisation-weeks.csv", FIGURES_SEE)
async def weeks_csv(asked: Asked) -> Response:
    """Each week of the period at each clinic; what could not be booked at all in a week is empty."""
    titles = [f"{kind}_{part}" for kind in WEEKLY for part in USE.parts]
    rows = [
        [clinic["clinic"] or ("all" if clinic["clinic_id"] is None else ""), monday]
        + [(use or {}).get(part) for use in uses for part in USE.parts]
        for clinic in await _utilisation(asked, await asked_for(asked))
        for monday, uses in clinic["weeks"]
    ]
    return csv_file("utilisation-weeks", csv_of(["clinic", "week_from", *titles], rows))


def weeks_of(now: Said) -> list[tuple[str, list[Said | None]]]:
    """By Monday, how busy practitioners, rooms and devices were; None where nobody or nothing could be booked."""
    of = [{week["begins_on"]: week for week in now[kind]["weeks"]} for kind in WEEKLY]
    return [(monday, [weeks.get(monday) for weeks in of]) for monday in sorted({day for weeks in of for day in weeks})]


async def _utilisation(asked: Asked, wanted: Wanted) -> list[dict[str, Any]]:
    said = await asked.read_from("booking", path_of(UTILISATION), **query_of(UTILISATION, wanted))
    return [{**each, "weeks": weeks_of(each["now"])} for each in said["clinics"]]


def _ended(wanted: Wanted, how: str | None) -> dict[str, Any]:
    return {**query_of(COURSES, wanted), "how": how, "limit": PAGE}


def _day_of(course: Said, wanted: Wanted) -> date:
    """Local to its clinic."""
    zone = next((each.zone for each in wanted.clinics if str(each.id) == course["clinic_id"]), UTC)
    return local_day(datetime.fromisoformat(course["ended_at"]), zone)


def _how(asked: Asked) -> str | None:
    return asked.given.one_of("how", ENDS)
