"""``needlepoint screening``: why something was decided, and whether it would be decided so again.

Through screening's API with a clinician's own token: the answers are health data, so the API decides who reads them,
and its access log says who did.
"""

import json
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from needlepoint.operate.asking import address_in_settings, ask
from needlepoint.operate.places import FOLDER, Folder, out, refusals_as_words, show_table

Screening = Annotated[UUID, typer.Argument(help="The id of a decision, as GET /v1/screenings lists it.")]
Token = Annotated[str, typer.Option(envvar="NEEDLEPOINT_TOKEN", help="The bearer token of a clinician.")]
Api = Annotated[
    str | None, typer.Option(help="The address of screening's API (default: host and port of its settings).")
]
AsJson = Annotated[bool, typer.Option("--json", help="The whole answer as JSON.")]

app = typer.Typer(help="Explain a decision, or decide it once more from what is stored.", no_args_is_help=True)


@app.command()
def explain(
    screening_id: Screening, token: Token = "", api: Api = None, as_json: AsJson = False, folder: Folder = FOLDER
) -> None:
    """Every rule of the version that decided: it holds, because of which facts it does not, or why it is not meant.

    Example: needlepoint screening explain 0197b3c1-0000-7000-8000-000000000001 --token TOKEN
    """
    found = _read(screening_id, "explanation", token, api, folder)
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    out.print(f"{found['outcome'].replace('_', ' ')}, by rule set {found.get('rule_set', '')}", markup=False)
    for title, words in (
        ("patient", found.get("for_the_patient", found["words"])),
        ("desk", found.get("for_the_desk")),
    ):
        if words:
            out.print(f"For the {title}: {' '.join(words)}", markup=False)
    for each in found.get("alternatives", ()):
        out.print(f"Otherwise: {each['words']}", markup=False)
    if "rules" in found:
        show_table(
            ("rule", "standing", "why"), [(each["code"], each["standing"], each["why"]) for each in found["rules"]]
        )


@app.command()
def rerun(screening_id: Screening, token: Token = "", api: Api = None, folder: Folder = FOLDER) -> None:
    """Decide once more from the stored facts by the stored version. Exits with 1 when anything comes out otherwise.

    Example: needlepoint screening rerun 0197b3c1-0000-7000-8000-000000000001 --token TOKEN
    """
    found = _read(screening_id, "rerun", token, api, folder)
    decided = f"{found['outcome']}, by {found['rule_set']} (digest {found['rule_set_digest']})"
    if found["same"]:
        out.print(f"The same again: {decided}.", markup=False)
        return
    out.print(f"NOT the same: the decision was {decided}.", style="red", markup=False)
    for each in found["differences"]:
        out.print(f"✗ {each}", markup=False)
    raise typer.Exit(1)


def _read(screening_id: UUID, what: str, token: str, api: str | None, folder: Path) -> Any:
    if not token:
        raise typer.BadParameter("Give a clinician's --token. `needlepoint token practitioner` makes one here.")
    with refusals_as_words():
        address = api or address_in_settings("screening", folder)
        return ask(address, token, "GET", f"/v1/screenings/{screening_id}/{what}")
