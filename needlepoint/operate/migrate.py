"""``needlepoint migrate``."""

import asyncio
from typing import Annotated

import typer

from needlepoint.operate.places import (
    FOLDER,
    Folder,
    database_troubles_as_words,
    out,
    service_named,
    settings_for,
)
from needlepoint.services import SERVICE_NAMES


def migrate(
    services: Annotated[list[str] | None, typer.Argument(help="Services by name (default: all).")] = None,
    folder: Folder = FOLDER,
) -> None:
    """Migrate databases to their newest schema, and import new reference data. Safe to repeat or to run twice at once.

    Example: needlepoint migrate booking
    """
    from chassis.run.migration import CANNOT_IMPORT, migrate_with

    for name in services or SERVICE_NAMES:
        service = service_named(name)
        settings = settings_for(service, folder)
        with database_troubles_as_words(name):
            try:
                imported = asyncio.run(migrate_with(service, settings))
            except CANNOT_IMPORT as error:
                out.print(f"{name}: {error}", style="red", markup=False)
                raise typer.Exit(1) from error
        new = f", imported {', '.join(imported)}" if imported else ""
        out.print(f"{name}: up to date{new}")
