"""``needlepoint recall``: whether a notice concerns the chain, and a drill on a copy of the data.

A notice is tried through inventory's API with a person's own token: what they may not read, the command does not show.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from needlepoint.operate.asking import address_in_settings, ask
from needlepoint.operate.notice_files import requests_of
from needlepoint.operate.places import FOLDER, Folder, out, refusals_as_words, show_table
from needlepoint.operate.recall_drill import drill

File = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="An answer of openFDA (JSON), or GS1 codes, one a line.")
]
Token = Annotated[str, typer.Option(envvar="NEEDLEPOINT_TOKEN", help="The bearer token of a stock manager.")]
Api = Annotated[
    str | None, typer.Option(help="The address of inventory's API (default: host and port of its settings).")
]
AsJson = Annotated[bool, typer.Option("--json", help="The whole answer as JSON.")]
EXITS = {"none": 0, "yours": 3, "unclear": 4}
"""1 is a refusal and 2 a wrong call, as everywhere."""
_TITLES = ("product", "lot", "serial", "recalled", "clinic", "shelf", "quarantine", "transit", "used", "gone")
_BECAUSE = {
    "product_not_named": "A lot of this name came; the notice names no GTIN. Compare the product.",
    "lots_in_words": "The notice says in words which lots are meant. Read it, and compare every box.",
    "no_lot_of_ours": "It is about a product of yours; none of its lots came.",
}

app = typer.Typer(help="Does a notice concern the chain, and would a recall find everybody?", no_args_is_help=True)
app.command()(drill)


@app.command()
def check(file: File, token: Token = "", api: Api = None, as_json: AsJson = False, folder: Folder = FOLDER) -> None:
    """None of yours, or which: by clinic, with amounts. Nothing is recalled by it.

    Exits with 0 when nothing of it ever came, 3 when something did, 4 when a person has to compare, 1 when the file or
    the request is refused. Example: needlepoint recall check enforcement.json --token TOKEN
    """
    if not token:
        raise typer.BadParameter(
            "Give the --token of a stock manager. `needlepoint token stock_manager` makes one here."
        )
    answers = [_ask(body, token, api, folder) for body in _bodies(file)]
    verdict = next(each for each in ("yours", "unclear", "none") if any(one["verdict"] == each for one in answers))
    notices = [notice for each in answers for notice in each["notices"]]
    checked = sum(each["checked"] for each in answers)
    if as_json:
        typer.echo(json.dumps({"verdict": verdict, "checked": checked, "notices": notices}, indent=2))
    else:
        _show(verdict, checked, notices)
    raise typer.Exit(EXITS[verdict])


def _bodies(file: Path) -> list[dict[str, Any]]:
    try:
        return requests_of(file.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        words = "The file is no text in UTF-8: save it again." if isinstance(error, UnicodeDecodeError) else str(error)
        out.print(words, style="red", markup=False)
        raise typer.Exit(1) from error


def _ask(body: dict[str, Any], token: str, api: str | None, folder: Path) -> Any:
    with refusals_as_words():
        return ask(api or address_in_settings("inventory", folder), token, "POST", "/v1/recall-checks", body)


def _show(verdict: str, checked: int, notices: list[dict[str, Any]]) -> None:
    for notice in notices:
        out.print(f"{notice['number'] or 'Notice'}: {notice['verdict']}. {notice['description'][:200]}", markup=False)
        if notice["because"]:
            out.print(_BECAUSE[notice["because"]], markup=False)
        for each in notice["unknown"]:
            near = f" Nearest: {', '.join(each['nearest'])}." if each["nearest"] else ""
            out.print(f"Lot {each['lot']} of {each['gtin']} never came.{near}", markup=False)
        lines = [_line(lot, at) for lot in notice["lots"] for at in lot["clinics"] or [{}]]
        lines += [(each["gtin"], "", each["serial"], *[""] * 7) for each in notice["serials"]]
        if lines:
            show_table(_TITLES, lines)
    words = {
        "none": f"None of yours: {checked} checked.",
        "yours": "Yours: recall it with POST /v1/recall-notices, and put it aside now.",
        "unclear": "A person has to compare the notice with the boxes.",
    }
    out.print(words[verdict], style={"none": "green", "yours": "red", "unclear": "yellow"}[verdict], markup=False)


def _line(lot: dict[str, Any], at: dict[str, Any]) -> tuple[str, ...]:
    places = ("on_shelf", "quarantine", "in_transit", "used", "gone")
    recalled = "yes" if lot["recall_id"] else "no"
    where = [str(at.get(place, "")) for place in places]
    return (lot["product"] or lot["gtin"], lot["lot"], "", recalled, at.get("clinic") or "", *where)
