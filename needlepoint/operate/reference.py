"""``needlepoint reference``: rules, protocols and templates as versions that people sign."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from needlepoint.operate import reference_signing
from needlepoint.operate.places import (
    FOLDER,
    Folder,
    OneService,
    ServiceName,
    database_troubles_as_words,
    operators_transactions,
    out,
    refusals_as_words,
    service_named,
    services_named,
    settings_for,
    show_table,
)

if TYPE_CHECKING:
    from chassis.reference import Kind, Problem, Reference
    from chassis.reference.written import Written
    from chassis.work import Work

T = TypeVar("T")
KindName = Annotated[str, typer.Argument(help="The kind, such as rule-sets.")]
VersionName = Annotated[str, typer.Argument(help="The version, such as 2026-11.")]
OfKind = Annotated[str, typer.Option("--kind", "-k", help="The kind of the version, such as rule-sets.")]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A version as docs/reference-data.md shows.")]

app = typer.Typer(help="Rules, protocols and templates: list, check, compare, import, sign.", no_args_is_help=True)
app.command()(reference_signing.sign)


@app.command("list")
def list_(service: OneService = None, folder: Folder = FOLDER) -> None:
    """List every version of every kind, newest first: its status, its first day, and who signed it.

    Example: needlepoint reference list --service screening
    """
    lines: list[tuple[str, ...]] = []
    for each in services_named(service):
        if each.reference.kinds:
            lines += _with(each.name, folder, _heads)
    show_table(("service", "kind", "version", "status", "from", "signed by", "title"), lines)


async def _heads(work: "Work", reference: "Reference", service: str) -> list[tuple[str, ...]]:
    from chassis.reference.store import heads_of

    return [
        (service, kind.name, row.version, row.status, str(row.in_force_from or ""), row.signed_by or "", row.title)
        for kind in reference.kinds
        for row in await heads_of(work, kind.name)
    ]


@app.command()
def check(file: File, kind: OfKind, service: ServiceName, folder: Folder = FOLDER) -> None:
    """List every problem of a version in a file, by path. Nothing is stored.

    Example: needlepoint reference check ours.json --kind rule-sets --service screening
    """
    from chassis.reference.drafts import problems_of_file

    async def problems(work: "Work", reference: "Reference", _: str) -> "list[Problem]":
        return await problems_of_file(work, reference, reference.kind_named(kind), _read(file))

    _report(_with(service, folder, problems), f"{file}: no problems.")


@app.command("import")
def import_(file: File, kind: OfKind, service: ServiceName, folder: Folder = FOLDER) -> None:
    """Store a version from a file as a draft, and check it. A second import replaces the draft.

    Example: needlepoint reference import ours.json --kind rule-sets --service screening
    """

    async def keep(work: "Work", reference: "Reference", _: str) -> "list[Problem]":
        return await _import(work, reference, reference.kind_named(kind), _read(file))

    found = _with(service, folder, keep)
    _report(found, "Imported and checked. A medical director signs it: needlepoint reference sign")


async def _import(work: "Work", reference: "Reference", kind: "Kind[Any]", written: "Written") -> "list[Problem]":
    from chassis.reference import drafts
    from chassis.reference.store import find_head

    head = await find_head(work, kind.name, written.version)
    if head is None:
        await drafts.create_draft(work, kind, written)
    else:
        await drafts.edit_draft(work, kind, written.version, written, head.revision)
    return await drafts.check(work, reference, kind, written.version)


@app.command()
def diff(
    kind: KindName,
    version: VersionName,
    service: ServiceName,
    against: Annotated[str | None, typer.Option(help="The other version (default: the one in force today).")] = None,
    folder: Folder = FOLDER,
) -> None:
    """Show what a version changes in the one in force today, or in another: + added, - removed, ~ changed.

    Example: needlepoint reference diff rule-sets 2026-11 --service screening
    """
    from chassis.reference.comparing import Comparison, compare
    from chassis.reference.differences import as_lines

    async def compared(work: "Work", reference: "Reference", _: str) -> Comparison:
        return await compare(work, reference.kind_named(kind), version, against)

    found = _with(service, folder, compared)
    typer.echo(f"{kind} {found.version}, compared with {found.against or 'nothing: no version counts today'}:")
    typer.echo("\n".join(as_lines(found.differences)) or "No differences.")


@app.command()
def export(
    kind: KindName,
    version: VersionName,
    service: ServiceName,
    whole: Annotated[bool, typer.Option("--whole", help="The whole document, not only its changes.")] = False,
    folder: Folder = FOLDER,
) -> None:
    """Print a version as JSON, to start another one from.

    Example: needlepoint reference export rule-sets 2026-11 --service screening --whole
    """
    from chassis.reference.store import content_of, head_of, written_of

    async def exported(work: "Work", reference: "Reference", _: str) -> dict[str, Any]:
        name = reference.kind_named(kind).name
        head = await head_of(work, name, version)
        if not whole:
            return (await written_of(work, name, version)).plain()
        content = await content_of(work, name, version)
        day = {"in_force_from": str(head.in_force_from)} if head.in_force_from else {}
        sources = {"bibliography": content.bibliography} if content.bibliography else {}
        return {"version": version, "title": content.title, **day, "content": content.document, **sources}

    typer.echo(json.dumps(_with(service, folder, exported), indent=2, ensure_ascii=False))


def _with(service_name: str, folder: Path, use: "Callable[[Work, Reference, str], Awaitable[T]]") -> T:
    """Run ``use`` in one transaction of the service's database, as the operator."""
    from chassis.access.access import Access
    from chassis.access.actors import Actor, Role

    service = service_named(service_name)
    operator = Actor(subject="operator", roles=frozenset({Role.OPERATOR}), clinics=None)

    async def run() -> T:
        async with (
            operators_transactions(settings_for(service, folder), service) as transactions,
            transactions.begin(access=Access(service.whole_policy, operator)) as work,
        ):
            return await use(work, service.reference, service.name)

    with refusals_as_words(), database_troubles_as_words(service_name):
        return asyncio.run(run())


def _read(file: Path) -> "Written":
    """Raises Invalid, with the file and every problem by path."""
    from pydantic import ValidationError

    from chassis.reference.canonical import NotJson, canonical, read_json_of
    from chassis.reference.documents import problems_of
    from chassis.reference.written import Written
    from chassis.refusals import Invalid

    try:
        return Written.model_validate_json(canonical(read_json_of(file.read_bytes())))
    except ValidationError as error:
        raise Invalid("\n".join(f"{file}: {each}" for each in problems_of(error))) from error
    except NotJson as error:
        raise Invalid(f"{file}: {error}") from error
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.") from error


def _report(problems: "list[Problem]", well: str) -> None:
    for problem in problems:
        out.print(f"✗ {problem}", markup=False)
    if problems:
        raise typer.Exit(1)
    out.print(well)
