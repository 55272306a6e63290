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
from needlepoint.operate.recall_start import bodies_of, in_words, who

File = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="An answer of openFDA (JSON), or GS1 codes, one a line.")
]
Token = Annotated[str, typer.Option(envvar="NEEDLEPOINT_TOKEN", help="The bearer token of a stock manager.")]
Api = Annotated[
    str | None, typer.Option(help="The address of inventory's API (default: host and port of its settings).")
]
AsJson = Annotated[bool, typer.Option("--json", help="The whole answer as JSON.")]
Reason = Annotated[str | None, typer.Option(help="Why; clinics read it (default: what the notice says).")]
Number = Annotated[
    str | None, typer.Option(help="Under which the maker or an authority has it (default: the notice's).")
]
Confirmed = Annotated[
    list[str] | None, typer.Option(help="A lot that never came and is written as the notice has it; repeat it.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask; for a script whose user has asked.")]
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
    _require_token(token)
    answers = [_ask(body, token, api, folder) for body in _bodies(file)]
    verdict = next(each for each in ("yours", "unclear", "none") if any(one["verdict"] == each for one in answers))
    notices = [notice for each in answers for notice in each["notices"]]
    checked = sum(each["checked"] for each in answers)
    if as_json:
        typer.echo(json.dumps({"verdict": verdict, "checked": checked, "notices": notices}, indent=2))
    else:
        _show(verdict, checked, notices)
    raise typer.Exit(EXITS[verdict])


@app.command()
def start(
    file: File,
    token: Token = "",
    reason: Reason = None,
    number: Number = None,
    confirmed: Confirmed = None,
    yes: Yes = False,
    api: Api = None,
    folder: Folder = FOLDER,
) -> None:
    """Recall what a notice names: shows first what that does and who is told, and asks. One recall for each product.

    Exits with 0 when it is recalled or nothing of it is left to recall, 4 when a person has to compare, 1 when it is
    refused or somebody said no. Example: needlepoint recall start notice.txt --token TOKEN --reason "Seals may leak."
    """
    _require_token(token)
    notices = [notice for body in _bodies(file) for notice in _ask(body, token, api, folder)["notices"]]
    try:
        bodies = bodies_of(notices, reason=reason, number=number, confirmed=confirmed or ())
    except ValueError as error:
        out.print(str(error), style="yellow", markup=False)
        raise typer.Exit(EXITS["unclear"]) from error
    if not bodies:
        out.print("Nothing of it is left to recall: none of it came, or it is recalled already.", style="green")
        return
    for body in bodies:
        for line in in_words(body, notices):
            out.print(line, markup=False)
    if not yes and not typer.confirm(f"Recall this in the whole chain, as {who(token)}?"):
        out.print("Nothing was recalled.", markup=False)
        raise typer.Exit(1)
    for body in bodies:
        notice = _post("/v1/recall-notices", body, token, api, folder)
        lots = ", ".join(each["lot"] for each in notice["recalls"])
        where = f"/recalls/notices/{notice['id']} of the console"
        out.print(f"Recalled: {lots}. Work on it in the recall room: {where}.", style="red", markup=False)


def _require_token(token: str) -> None:
    if not token:
        raise typer.BadParameter(
            "Give the --token of a stock manager. `needlepoint token stock_manager` makes one here."
        )


def _bodies(file: Path) -> list[dict[str, Any]]:
    try:
        return requests_of(file.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        words = "The file is no text in UTF-8: save it again." if isinstance(error, UnicodeDecodeError) else str(error)
        out.print(words, style="red", markup=False)
        raise typer.Exit(1) from error


def _ask(body: dict[str, Any], token: str, api: str | None, folder: Path) -> Any:
    return _post("/v1/recall-checks", body, token, api, folder)


def _post(path: str, body: dict[str, Any], token: str, api: str | None, folder: Path) -> Any:
    with refusals_as_words():
        return ask(api or address_in_settings("inventory", folder), token, "POST", path, body)


def _show(verdict: str, checked: int, notices: list[dict[str, Any]]) -> None:
    for notice in notices:
        out.print(f"{notice['number'] or 'Notice'}: {notice['verdict']}. {notice['description'][:200]}", markup=False)
        if notice["because"]:
            out.print(_BECAUSE[notice["because"]], markup=False)
        for each in notice["unknown"]:
            near = f" Nearest: {', '.join(each['nearest'])}." if each["nearest"] else ""
            out.print(f"Lot {each['lot']} of {each['gtin']} never came.{near}", markup=False)
        for each in notice["unknown_serials"]:
            near = f" Nearest: {', '.join(each['nearest'])}." if each["nearest"] else ""
            out.print(f"Cartridge {each['serial']} of {each['gtin']} never came under its number.{near}", markup=False)
        lines = [_line(lot, at) for lot in notice["lots"] for at in lot["clinics"] or [{}]]
        lines += [_numbered(each) for each in notice["serials"]]
        if lines:
            show_table(_TITLES, lines)
    words = {
        "none": f"None of yours: {checked} checked.",
        "yours": "Yours: recall it with `needlepoint recall start`, and put it aside now.",
        "unclear": "A person has to compare the notice with the boxes.",
    }
    out.print(words[verdict], style={"none": "green", "yours": "red", "unclear": "yellow"}[verdict], markup=False)


def _line(lot: dict[str, Any], at: dict[str, Any]) -> tuple[str, ...]:
    places = ("on_shelf", "quarantine", "in_transit", "used", "gone")
    recalled = "yes" if lot["recall_id"] else "no"
    where = [str(at.get(place, "")) for place in places]
    return (lot["product"] or lot["gtin"], lot["lot"], "", recalled, at.get("clinic") or "", *where)


def _numbered(each: dict[str, Any]) -> tuple[str, ...]:
    places = {"on_hand": 0, "quarantine": 1, "in_transit": 2, "used": 3}
    counts = ["1" if at == places.get(each["place"], 4) else "" for at in range(5)]
    recalled = "yes" if each["recall_id"] else "no"
    return (each["gtin"], each["lot"], each["serial"], recalled, each["clinic"] or "", *counts)
