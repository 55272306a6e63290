"""Asks the services' APIs with somebody's own token: what they may not do, the command does not do for them."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from needlepoint.operate.places import service_named, settings_for

if TYPE_CHECKING:
    import httpx


def addresses(names: Iterable[str], given: list[str], folder: Path) -> dict[str, str]:
    """The address of each service: as ``SERVICE=ADDRESS`` was given, or else of its settings.

    Ends the command when something else is given, or when settings are missing.
    """
    chosen = dict(each.split("=", 1) for each in given if "=" in each)
    if len(chosen) != len(given):
        raise typer.BadParameter("--api needs SERVICE=ADDRESS, such as screening=https://screening.example.org.")
    return {name: chosen.get(name) or address_in_settings(name, folder) for name in names}


def address_in_settings(service: str, folder: Path) -> str:
    """Host and port of a service's settings."""
    settings = settings_for(service_named(service), folder)
    return f"http://{settings.host}:{settings.port}"


def ask(address: str, token: str, method: str, path: str, body: Any = None) -> Any:
    """The answer of an API. Raises Refusal with its own sentence, or why it does not answer."""
    answer = answer_of(address, token, method, path, body)
    if answer.is_error:
        raise refusal_in(answer)
    return answer.json()


def answer_of(address: str, token: str, method: str, path: str, body: Any = None) -> "httpx.Response":
    """Whatever an API answers. Raises Refusal when it does not."""
    import httpx

    from chassis.ids import new_id
    from chassis.refusals import Refusal

    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(new_id())}
    try:
        return httpx.request(method, f"{address.rstrip('/')}{path}", json=body, headers=headers, timeout=30)
    except httpx.HTTPError as error:
        raise Refusal(
            f"The API at {address} does not answer ({type(error).__name__}): start it, or use --api SERVICE=ADDRESS."
        ) from error


def refusal_in(answer: "httpx.Response") -> Exception:
    """The refusal that an error says, in its own sentence."""
    from chassis.refusals import Refusal

    try:
        return Refusal(str(answer.json()["detail"]))
    except (ValueError, KeyError, TypeError):
        return Refusal(f"It answered {answer.status_code}, which is not an answer of Needlepoint: check the address.")
