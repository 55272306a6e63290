"""``python -m tools.openapi``: the published HTTP APIs and the catalogue of problem types."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from needlepoint.operate.places import out

REPOSITORY = Path(__file__).parents[2]

app = typer.Typer(help="OpenAPI documents and problem types, published in the tree.", no_args_is_help=True)


@app.command()
def publish() -> None:
    """Write docs/openapi and docs/problems.md. Refuses a change that clients would not survive.

    Example: make api
    """
    from needlepoint.trial.system import SERVICES
    from tools.openapi import publication, translations, unfinished

    _refuse_if([*unfinished.unfinished(SERVICES), *translations.untranslated(SERVICES)])
    _refuse_if(publication.publish(SERVICES, REPOSITORY))
    out.print(f"{publication.FOLDER} and {publication.PAGE} written.")


@app.command()
def check(
    since: Annotated[str | None, typer.Option(help="Compare with the documents of this git revision too.")] = None,
) -> None:
    """Whether what is published is what the code says, and no client breaks.

    Example: python -m tools.openapi check --since origin/main
    """
    from needlepoint.trial.system import SERVICES
    from tools.openapi import publication, translations, unfinished

    problems = [*unfinished.unfinished(SERVICES), *translations.untranslated(SERVICES)]
    if not problems:
        problems += publication.check(SERVICES, REPOSITORY)
    if since:
        problems += publication.broken_since(SERVICES, REPOSITORY, since)
    _refuse_if(problems)
    out.print("HTTP APIs: published as the code says; clients live on.")


def _refuse_if(problems: Iterable[str]) -> None:
    found = list(problems)
    for problem in found:
        out.print(f"✗ {problem}", markup=False)
    if found:
        _fail()


def _fail() -> NoReturn:
    raise typer.Exit(1)


if __name__ == "__main__":
    app()
