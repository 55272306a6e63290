"""``needlepoint privacy``: where a person still is, and everything about them as one archive."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from needlepoint.operate import privacy_archive
from needlepoint.operate.places import (
    FOLDER,
    Folder,
    database_troubles_as_words,
    kafka_troubles_as_words,
    operators_transactions,
    out,
    service_named,
    services_named,
    settings_for,
    show_table,
)

if TYPE_CHECKING:
    from chassis.privacy.scanning import Found
    from chassis.privacy.terms import Person, Term
    from chassis.service import Service

app = typer.Typer(name="privacy", help="What the system holds of a person.", no_args_is_help=True)
app.command()(privacy_archive.archive)

_READ_AT_ONCE = 16 * 1024 * 1024
_OVERLAP = 4096
"""Bytes that two readings of a file have in common, so that nothing is missed where they meet."""


@app.command()
def scan(
    patient: Annotated[UUID, typer.Option(help="Whose traces.")],
    given_name: Annotated[str | None, typer.Option(help="As it was.")] = None,
    family_name: Annotated[str | None, typer.Option(help="As it was.")] = None,
    phone: Annotated[str | None, typer.Option(help="E.164, as it was.")] = None,
    email: Annotated[str | None, typer.Option(help="As it was.")] = None,
    birthday: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As it was.")] = None,
    files: Annotated[
        list[Path] | None, typer.Option(exists=True, help="A folder or file to look through as well, such as logs.")
    ] = None,
    folder: Folder = FOLDER,
) -> None:
    """Look for a person in every text of every service's database, on every topic, and in files.

    Exits with 1 when anything is found. Who is not erased yet is looked for by what booking knows, so the list says
    where they are; for who is erased, give what they were called. A common given name is found of others, too.

    Example: needlepoint privacy scan --patient 0197b3c1-0000-7000-8000-000000000001 --family-name Quaresma
    """
    from chassis.privacy.scanning import NotReadable
    from chassis.privacy.terms import Person

    given = Person(given_name, family_name, phone, email, birthday.date() if birthday else None)
    person = given if given.terms() else _known_to_booking(patient, folder)
    try:
        found = [*_in_databases(person, patient, folder), *_on_topics(person, folder)]
    except NotReadable as why:
        out.print(f"This scan proves nothing: {why}.", style="red", markup=False)
        raise typer.Exit(1) from why
    found += [each for place in files or () for each in _in_files(place, person.terms())]
    show_table(("place", "what", "times"), [(each.place, each.what, str(each.times)) for each in found])
    if found:
        raise typer.Exit(1)
    out.print("Nothing found.")


def _known_to_booking(patient: UUID, folder: Path) -> "Person":
    """Raises typer.BadParameter when booking does not know the patient, or not any more."""
    booking = service_named("booking")
    with database_troubles_as_words(booking.name):
        person = asyncio.run(_read_person(booking, patient, folder))
    if person is None:
        raise typer.BadParameter(
            "Booking does not know who this patient is: give what they were called, such as --family-name and --phone."
        )
    return person


async def _read_person(booking: "Service", patient: UUID, folder: Path) -> "Person | None":
    from sqlalchemy import text

    from chassis.privacy.terms import Person

    query = text(
        "SELECT given_name, family_name, phone, email, date_of_birth FROM patients"
        " WHERE id = CAST(:patient AS uuid) AND erased_at IS NULL"
    )
    async with (
        operators_transactions(settings_for(booking, folder), booking) as transactions,
        transactions.database.connect() as connection,
    ):
        row = (await connection.execute(query, {"patient": patient})).one_or_none()
    return Person(*row) if row else None


def _in_databases(person: "Person", patient: UUID, folder: Path) -> "list[Found]":
    found: list[Found] = []
    for service in services_named(None):
        with database_troubles_as_words(service.name):
            found += asyncio.run(_in_database(service, person, patient, folder))
    return found


async def _in_database(service: "Service", person: "Person", patient: UUID, folder: Path) -> "list[Found]":
    from chassis.privacy.scanning import scan_database

    async with (
        operators_transactions(settings_for(service, folder), service) as transactions,
        transactions.database.connect() as connection,
    ):
        found = await scan_database(connection, person, patient)
    return [each._replace(place=f"{service.name}: {each.place}") for each in found]


def _on_topics(person: "Person", folder: Path) -> "list[Found]":
    """Each topic once, read by the first service that may: one that consumes it."""
    from chassis.privacy.scanning import scan_topics

    seen: set[str] = set()
    found: list[Found] = []
    for service in services_named(None):
        settings = settings_for(service, folder)
        topics = set(service.reactions.topics) - seen
        seen |= topics
        with kafka_troubles_as_words(settings):
            found += asyncio.run(scan_topics(settings, topics, person))
    return found


def _in_files(place: Path, terms: "tuple[Term, ...]") -> "list[Found]":
    from chassis.privacy.scanning import Found

    paths = sorted(each for each in place.rglob("*") if each.is_file()) if place.is_dir() else [place]
    return [Found(str(path), what, 1) for path in paths for what in _in_file(path, terms)]


def _in_file(path: Path, terms: "tuple[Term, ...]") -> list[str]:
    from chassis.privacy.terms import text_of

    what: dict[str, None] = {}
    before = b""
    with path.open("rb") as file:
        while piece := file.read(_READ_AT_ONCE):
            content = text_of(before + piece)
            what |= {term.what: None for term in terms if term.found_in(content)}
            before = piece[-_OVERLAP:]
    return list(what)
