"""``needlepoint reference sign``: through the services' APIs, because a director signs with their own token."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from needlepoint.operate.asking import addresses, ask
from needlepoint.operate.places import FOLDER, Folder, OneService, out, refusals_as_words, services_named


@dataclass(frozen=True)
class Signable:
    """A checked version that waits for a signature."""

    service: str
    kind: str
    version: str
    title: str

    def __str__(self) -> str:
        return f"{self.service}: {self.kind} {self.version}, {self.title}"


def sign(
    kind: Annotated[str | None, typer.Argument(help="The kind, such as rule-sets; leave out with --all.")] = None,
    version: Annotated[str | None, typer.Argument(help="The version, such as 2026-11; leave out with --all.")] = None,
    service: OneService = None,
    every: Annotated[
        bool, typer.Option("--all", help="Sign one version of each kind that has no signed version in force.")
    ] = False,
    token: Annotated[
        str, typer.Option(envvar="NEEDLEPOINT_TOKEN", help="The bearer token of a medical director of all clinics.")
    ] = "",
    day: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day in force (default: today).")
    ] = None,
    api: Annotated[
        list[str] | None,
        typer.Option(help="The address of an API, as SERVICE=ADDRESS (default: host and port of its settings)."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    folder: Folder = FOLDER,
) -> None:
    """Sign versions as the medical director of the chain. With --all a rehearsal ends: nothing unsigned decides.

    Example: needlepoint reference sign --all --token "$(needlepoint token medical_director)"
    """
    if every == (kind is not None) or (not every and (version is None or service is None)):
        raise typer.BadParameter("Give a kind, a version and its --service, or --all.")
    if not token:
        raise typer.BadParameter("Give the director's --token. `needlepoint token medical_director` makes one here.")
    with refusals_as_words():
        apis = _apis(service, api or [], folder)
        if every:
            found = [each for name, address in apis.items() for each in _waiting(name, address, token)]
        else:
            found = [Signable(str(service), str(kind), str(version), "")]
        if not found:
            out.print("Nothing waits for a signature.")
            return
        for each in found:
            out.print(str(each), markup=False)
        if not yes and not typer.confirm("You have read these (GET /v1/reference/…), and sign them?"):
            raise typer.Exit(1)
        _sign_all(found, apis, token, f"{day:%Y-%m-%d}" if day else None)


def _apis(service: str | None, given: list[str], folder: Path) -> dict[str, str]:
    """The address of each API that has reference data, by service."""
    return addresses([each.name for each in services_named(service) if each.reference.kinds], given, folder)


def _waiting(service: str, address: str, token: str) -> list[Signable]:
    """Of each kind where nothing signed is in force: what counts unsigned, or else the newest checked version."""
    found = []
    for kind in ask(address, token, "GET", "/v1/reference"):
        if kind["in_force"] and kind["signature"] != "unsigned":
            continue
        versions = ask(address, token, "GET", f"/v1/reference/{kind['name']}")["items"]
        checked = [each for each in versions if each["status"] == "checked"]
        counts = [each for each in checked if each["version"] == kind["in_force"]] or checked
        found += [Signable(service, kind["name"], each["version"], each["title"]) for each in counts[:1]]
    return found


def _sign_all(found: list[Signable], apis: dict[str, str], token: str, day: str | None) -> None:
    """Sign each, what others need first: one that needs another is tried again after it."""
    from chassis.refusals import Refusal

    waiting = list(found)
    while waiting:
        refused: list[tuple[Signable, Refusal]] = []
        for each in waiting:
            path = f"/v1/reference/{each.kind}/{each.version}/sign"
            try:
                signed = ask(apis[each.service], token, "POST", path, {"in_force_from": day} if day else {})
            except Refusal as refusal:
                refused.append((each, refusal))
                continue
            out.print(f"{each.service}: {each.kind} {each.version} signed, in force from {signed['in_force_from']}")
        if len(refused) == len(waiting):
            first, why = refused[0]
            raise Refusal(f"{first.service}: {first.kind} {first.version} is not signed. {why.detail}")
        waiting = [each for each, _ in refused]
