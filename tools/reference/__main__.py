"""``python -m tools.reference``: shipped reference data and the bibliography."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from chassis.service import Service

REPOSITORY = Path(__file__).parents[2]

app = typer.Typer(help="Reference data in the tree: rules, protocols, templates.", no_args_is_help=True)


@app.command()
def publish() -> None:
    """Add new versions to the digest locks, and write the bibliography into docs/domain.md. Refuses changed versions.

    Example: make reference
    """
    from tools.reference import bibliography_page, lock

    services = _services()
    problems = [each for service in services for each in lock.unsound(service)]
    problems += [each for service in services for each in lock.broken(service, lock.published(service))]
    if problems:
        _refuse(problems)
    for service in services:
        for name in lock.publish(service):
            typer.echo(f"{service.name}: {name} published")
    if bibliography_page.write(REPOSITORY):
        typer.echo(f"{bibliography_page.PAGE}: bibliography written")


@app.command()
def check(
    since: Annotated[str | None, typer.Option(help="Compare with the locks of this git revision too.")] = None,
) -> None:
    """Whether every shipped version is sound, is published, and is what was published.

    Example: python -m tools.reference check --since origin/main
    """
    from tools.reference import bibliography_page, lock
    from tools.reference.earlier_locks import NotCompared, locks_at

    problems: list[object] = []
    for service in _services():
        locked = lock.published(service)
        problems += [*lock.unsound(service), *lock.broken(service, locked), *lock.unpublished(service, locked)]
        if since:
            try:
                problems += lock.broken(service, locks_at(since, lock.lock_of(service)))
            except NotCompared as why:
                typer.echo(f"{service.name}: {why}")
    if not bibliography_page.is_current(REPOSITORY):
        problems.append(f"{bibliography_page.PAGE} shows an older bibliography: run `make reference`.")
    if problems:
        _refuse(problems)
    typer.echo("Reference data: every version is sound, published, and as it was published.")


def _services() -> "list[Service]":
    from needlepoint.services import SERVICE_NAMES, load

    return [service for service in map(load, SERVICE_NAMES) if service.reference.kinds]


def _refuse(problems: Iterable[object]) -> NoReturn:
    for problem in problems:
        typer.echo(f"✗ {problem}")
    raise typer.Exit(1)


if __name__ == "__main__":
    app()
