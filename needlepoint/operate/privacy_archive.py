"""``needlepoint privacy archive``: what the services' APIs answer about a person, in one file."""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from needlepoint.operate.asking import addresses, answer_of, refusal_in
from needlepoint.operate.places import FOLDER, Folder, out, refusals_as_words, services_named

NOT_FOUND = 404


def archive(
    patient: Annotated[UUID, typer.Option(help="About whom.")],
    to: Annotated[Path, typer.Option("--to", dir_okay=False, help="The file to write, such as archive.zip.")],
    token: Annotated[
        str, typer.Option(envvar="NEEDLEPOINT_TOKEN", help="The bearer token of the patient or a medical director.")
    ] = "",
    api: Annotated[
        list[str] | None,
        typer.Option(help="The address of an API, as SERVICE=ADDRESS (default: host and port of its settings)."),
    ] = None,
    folder: Folder = FOLDER,
) -> None:
    """Write everything about a person into one zip file: JSON for programs, pages for people.

    Only its owner may read the file. All services have to answer: a part of the truth is no answer to the person.

    Example: needlepoint privacy archive --patient 0197b3c1-0000-7000-8000-000000000001 --to archive.zip
    """
    from needlepoint.operate.archive_file import write_archive

    if not token:
        raise typer.BadParameter("Give the --token of the patient or of a medical director.")
    if to.exists():
        raise typer.BadParameter(f"{to} is there already: choose another name.")
    holders = [service.name for service in services_named(None) if service.personal is not None]
    apis = addresses(holders, api or [], folder)
    with refusals_as_words():
        asked = [_asked(address, token, patient) for address in apis.values()]
    answers = [answer for answer in asked if answer is not None]
    if not answers:
        out.print("No service holds anything of this person.")
        raise typer.Exit(1)
    write_archive(to, answers)
    out.print(f"{to}: {', '.join(answer['service'] for answer in answers)}", markup=False)


def _asked(address: str, token: str, patient: UUID) -> dict[str, Any] | None:
    """What a service holds; None when it holds nothing. Raises Refusal."""
    answer = answer_of(address, token, "GET", f"/v1/patients/{patient}/archive")
    if answer.status_code == NOT_FOUND:
        return None
    if answer.is_error:
        raise refusal_in(answer)
    found: dict[str, Any] = answer.json()
    return found
