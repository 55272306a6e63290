"""One part of a version, such as a policy, a rule or a protocol: read as words and numbers, changed in a draft."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from chassis.refusals import NotFound
from services.console.access import PUBLISHED_DRAFT, PUBLISHED_SEE
from services.console.neighbours import Refused
from services.console.pages.lists import Said
from services.console.pages.published.asking import (
    Asking,
    Wrong,
    asking_of,
    facts,
    findings_of,
    questions_of,
    typed_asks,
)
from services.console.pages.published.changes import changed, copied, taken_back, taken_out, unsaid
from services.console.pages.published.conditions import ASKED, ASKS, JOINS, TESTS, typed_condition
from services.console.pages.published.part_words import COLLECTIONS, KEYS
from services.console.pages.published.parts import NEW, Part, part_at, parts_of, typed_in, wrong_name
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
    """Keep what the fields say, take the part out, have it again as in the version before, or add another like it."""
    whole, base = await _read(asked)
    found, act = _part_of(asked, whole, base), asked.request.path_params["act"]
    changes: dict[str, Any] = whole["changes"] or {}
    at = ""
    if act == "keep":
        values, wrong = typed_in(found, asked.form)
        asks, wrong_lines = typed_asks(asked.form, whole["document"], base, found.path)
        if wrong or wrong_lines:
            return _draw(asked, whole, base, wrong=wrong, asks=wrong_lines)
        changes = changed(changes, base, values | asks)
        changes = unsaid(changes, base, [path for path, value in asks.items() if value is None])
    elif act == "take-out":
        changes = taken_out(changes, base, found.path)
    elif act == "take-back":
        changes = taken_back(changes, found.path)
    elif act == "copy":
        code = asked.form.get(NEW, "").strip()
        if fault := wrong_name(code, found, whole["document"], base):
            return _draw(asked, whole, base, wrong={NEW: fault})
        changes, at = copied(changes, base, whole["document"], found.path, code), ".".join((*found.path[:-1], code))
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
    return asked.go(f"{address_of(asked)}/part?{urlencode({'at': at})}" if at else f"{address_of(asked)}#changes")


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


def _asking(document: Any, found: Part, typed: Mapping[str, str] | None) -> dict[str, Asking]:
    """By ``when`` and ``unless``, what is shown of it."""
    asks = {key: asking_of(document, found.path, typed_condition(typed, key) if typed else None, key) for key in ASKED}
    return {key: each for key, each in asks.items() if each}


def _adds(asked: Asked) -> bool:
    """Whether the form that was sent is that of a new part, which says nothing of the fields above it."""
    return asked.request.path_params.get("act") == "copy"


def _draw(
    asked: Asked,
    whole: Said,
    base: Mapping[str, Any],
    *,
    wrong: dict[str, str] | None = None,
    asks: Wrong | None = None,
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
        asking=_asking(base if shows_out else whole["document"], found, typed if not _adds(asked) else None),
        wrong_lines=asks or {},
        questions=questions_of(whole["document"]),
        facts=facts(),
        findings=findings_of(whole["document"]),
        may_copy=len(found.path) > 1 and not shows_out,
        NEW=NEW,
        ASKS=ASKS,
        JOINS=JOINS,
        TESTS=TESTS,
        before={each.name: each for each in before.fields} if before else {},
        typed=typed if not _adds(asked) else None,
        new=asked.form.get(NEW, ""),
        wrong=wrong or {},
        refused=refused.sentence if refused else None,
        may_change=whole["status"] == "draft" and bool(whole["extends"]) and asked.work.access.may(PUBLISHED_DRAFT),
        here=address_of(asked),
        COLLECTIONS=COLLECTIONS,
        KEYS=KEYS,
        KINDS=KINDS,
        OUTCOMES=OUTCOMES,
    )
