"""``python -m tools.access``: the matrix of docs/access.md."""

from pathlib import Path

import typer

from needlepoint.operate.places import out

PAGE = Path(__file__).parents[2] / "docs/access.md"
MARK = "<!-- written by `make access`; what is below is not edited by hand -->\n"

app = typer.Typer(help="Who may make which call, published in docs/access.md.", no_args_is_help=True)


@app.command()
def publish() -> None:
    """Write the matrix into docs/access.md.

    Example: make access
    """
    PAGE.write_text(_page(), encoding="utf-8")
    out.print("docs/access.md written.")


@app.command()
def check() -> None:
    """Whether docs/access.md is what the services' tables of scopes say.

    Example: python -m tools.access check
    """
    if PAGE.read_text(encoding="utf-8") != _page():
        out.print("✗ docs/access.md is not what the code says: run `make access`, read what changed, and commit it")
        raise typer.Exit(1)
    out.print("Access: docs/access.md says what the code does.")


def _page() -> str:
    from needlepoint.trial.system import SERVICES
    from tools.access.matrix import table_of

    written = PAGE.read_text(encoding="utf-8").split(MARK)[0]
    return f"{written}{MARK}\n{table_of(SERVICES)}"


if __name__ == "__main__":
    app()
