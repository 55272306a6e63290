"""``python -m tools.contracts``: the published schemas and the event catalogue."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from needlepoint.operate.places import out

REPOSITORY = Path(__file__).parents[2]

app = typer.Typer(help="Event schemas and their catalogue, published in the tree.", no_args_is_help=True)


@app.command()
def publish() -> None:
    """Write the schemas, docs/events.md and docs/asyncapi.json.

    Refuses events without docstrings, and changes that would break old events or old readers.

    Example: make contracts
    """
    from tools.contracts import pages, publication

    if unfinished := publication.unfinished():
        _refuse(unfinished)
    try:
        written = publication.publish()
    except publication.PublishRefused as refused:
        _refuse(refused.problems)
    pages.write(REPOSITORY)
    out.print(f"{len(written)} schemas written, and {' and '.join(map(str, pages.PAGES))}.")


@app.command()
def check(
    since: Annotated[str | None, typer.Option(help="Compare with the schemas of this git revision too.")] = None,
) -> None:
    """Check that the published files match the code, and that no change is incompatible.

    Example: python -m tools.contracts check --since origin/main
    """
    from tools.contracts import pages, publication
    from tools.contracts.earlier_revisions import RevisionUnknown, check_since

    problems: list[object] = [*publication.unfinished()]
    if not problems:
        problems += [*publication.check(), *pages.check(REPOSITORY)]
    if since:
        try:
            problems += check_since(since)
        except RevisionUnknown as unknown:
            out.print(str(unknown), style="yellow", markup=False)
    if problems:
        _refuse(problems)
    out.print("Contracts: the published files match the code; old events stay readable and old readers keep working.")


def _refuse(problems: Iterable[object]) -> NoReturn:
    for problem in problems:
        out.print(f"✗ {problem}", markup=False)
    raise typer.Exit(1)


if __name__ == "__main__":
    app()
