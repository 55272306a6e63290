"""One part of a version, such as a policy, a rule or a protocol: read as words and numbers, changed in a draft."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from chassis.refusals import NotFound
from services.console.access import PUBLISHED_DRAFT, PUBLISHED_SEE
from services.console.neighbours import Refused
from services.console.pages.lists import Said
from services.console.pages.published.asking import Asking, asking_of, facts, questions_of, when_at
from services.console.pages.published.changes import changed, taken_back, taken_out
from services.console.pages.published.conditions import (
    JOINS,
    TESTS,
    WHEN,
    condition_of,
    patch_between,
    typed_condition,
    when_of,
)
from services.console.pages.published.part_words import COLLECTIONS, KEYS
from services.console.pages.published.parts import Part, Path, part_at, parts_of, typed_in
from services.console.pages.published.version import OF_VERSION, address_of, base_of, of_address
from services.console.pages.published.view import FILLED, KINDS
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import OUTCOMES


@page(f"{OF_VERSION}/part", PUBLISHED_SEE)
async def part(asked: Asked) -> Response:
    """The part that ``at`` names, or the first, as a form where the version is a draft and the person may change it."""
    whole, base = await _read(asked)
    return _draw(asked, whole, base)


@page(f"{OF_VERSION}/part/{{act:str}}", PUBLISHED_DRAFT, method="POST")
async def change_part(asked: Asked) -> Response:
    """Keep what the fields say, take the part out, or have it again as in the version before."""
    whole, base = await _read(asked)
    found, act = _part_of(asked, whole, base), asked.request.path_params["act"]
    changes: dict[str, Any] = whole["changes"] or {}
    if act == "keep":
        values, wrong = typed_in(found, asked.form)
        values, asks = values | _asked_in(asked, whole, base, found), _wrong_lines(asked, whole, found)
        if wrong or asks:
            return _draw(asked, whole, base, wrong=wrong, asks=asks)
        changes = changed(changes, base, values)
    elif act == "take-out":
        changes = taken_out(changes, base, found.path)
    elif act == "take-back":
        changes = taken_back(changes, found.path)
    said = {each: whole[each] for each in (*FILLED, "bibliography") if whole[each]}
    service, kind, name = of_address(asked)
    try:
        await asked.send_to(
            service,
            f"/reference/{kind}/{name}",
            {**said, "changes": changes},
            version=asked.form.get("revision", ""),
            method="PUT",
        )
    except Refused as refused:
        return _draw(asked, whole, base, refused=refused)
    return asked.go(f"{address_of(asked)}#changes")


async def _read(asked: Asked) -> tuple[Said, Mapping[str, Any]]:
    """The version, and the document that it changes: empty where it changes none."""
    service, kind, name = of_address(asked)
    whole = await asked.read_from(service, f"/reference/{kind}/{name}")
    return whole, await base_of(asked, whole)


def _part_of(asked: Asked, whole: Said, base: Mapping[str, Any]) -> Part:
    """Where a draft has taken it out, as it was before. Raises NotFound."""
    at = asked.given.get("at", "")
    first = parts_of(whole["document"])[:1] if not at and not asked.form else []
    found = next(iter(first), None) or part_at(whole["document"], at) or part_at(base, at)
    if found is None:
        raise NotFound("The version has no such part.")
    return found


def _wrong_lines(asked: Asked, whole: Said, found: Part) -> dict[int, str]:
    """What is wrong with what it asks, by the line."""
    now = when_at(whole["document"], found.path)
    return when_of(typed_condition(asked.form), now)[1] if condition_of(now) else {}


def _asked_in(asked: Asked, whole: Said, base: Mapping[str, Any], found: Part) -> dict[Path, Any]:
    """What it asks from now on, as a change of the version before; nothing where the form does not show it."""
    now = when_at(whole["document"], found.path)
    if condition_of(now) is None:
        return {}
    wanted, _ = when_of(typed_condition(asked.form), now)
    return {(*found.path, WHEN): patch_between(when_at(base, found.path), wanted)}


def _asking(document: Any, found: Part, typed: Mapping[str, str] | None) -> Asking | None:
    return asking_of(document, found.path, typed_condition(typed) if typed else None)


def _draw(
    asked: Asked,
    whole: Said,
    base: Mapping[str, Any],
    *,
    wrong: dict[str, str] | None = None,
    asks: dict[int, str] | None = None,
    refused: Refused | None = None,
) -> Response:
    service, kind, _ = of_address(asked)
    found = _part_of(asked, whole, base)
    before = part_at(base, found.name)
    typed = asked.form if refused or wrong or asks else None
    shows_out = part_at(whole["document"], found.name) is None
    return asked.draw(
        "published/part",
        status=refused.status if refused else 422 if wrong or asks else 200,
        version=whole,
        service=service,
        kind=kind,
        part=found,
        is_out=shows_out,
        asking=_asking(base if shows_out else whole["document"], found, typed),
        wrong_lines=asks or {},
        questions=questions_of(whole["document"]),
        facts=facts(),
        JOINS=JOINS,
        TESTS=TESTS,
        before={each.name: each for each in before.fields} if before else {},
        typed=typed,
        wrong=wrong or {},
        refused=refused.sentence if refused else None,
        may_change=whole["status"] == "draft" and bool(whole["extends"]) and asked.work.access.may(PUBLISHED_DRAFT),
        here=address_of(asked),
        COLLECTIONS=COLLECTIONS,
        KEYS=KEYS,
        KINDS=KINDS,
        OUTCOMES=OUTCOMES,
    )
