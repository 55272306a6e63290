"""``needlepoint contracts``: the published schemas and the event catalogue."""

from pathlib import Path
from typing import Annotated

import typer

from needlepoint.commands.places import out

REPOSITORY = Path(__file__).parents[2]

app = typer.Typer(help="Event schemas and their catalogue, published in the tree.", no_args_is_help=True)


@app.command()
def publish() -> None:
    """Write the schemas and docs/events.md. Refuses a change that an old event or reader would not survive.

    Example: needlepoint contracts publish
    """
    from contracts import publication
    from needlepoint import catalogue

    try:
        written = publication.publish()
    except publication.PublishRefused as refused:
        for problem in refused.problems:
            out.print(f"✗ {problem}", markup=False)
        raise typer.Exit(1) from refused
    catalogue.write(REPOSITORY)
    out.print(f"{len(written)} schemas written, and {catalogue.PAGE}.")


@app.command()
def check(
    since: Annotated[str | None, typer.Option(help="Compare with the schemas of this git revision too.")] = None,
) -> None:
    """Whether what is published is what the code says, and nothing broke.

    Example: needlepoint contracts check --since origin/main
    """
    from contracts import publication
    from contracts.history import RevisionUnknown, check_since
    from needlepoint import catalogue

    problems = [str(problem) for problem in publication.check()] + catalogue.check(REPOSITORY)
    if since:
        try:
            problems += [str(problem) for problem in check_since(since)]
        except RevisionUnknown as unknown:
            out.print(str(unknown), style="yellow", markup=False)
    for sentence in problems:
        out.print(f"✗ {sentence}", markup=False)
    if problems:
        raise typer.Exit(1)
    out.print("Contracts: published as the code says; old events and old readers live on.")
