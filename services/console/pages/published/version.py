"""What is published, and one version: what it changes, what it would have changed, and its signature."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.responses import Response

from chassis.local_time import local_day
from chassis.refusals import NotFound
from services.console.access import PUBLISHED_DRAFT, PUBLISHED_SEE, PUBLISHED_SIGN
from services.console.neighbours import Refused
from services.console.pages.lists import Said
from services.console.pages.names import names_of
from services.console.pages.published.part_words import COLLECTIONS
from services.console.pages.published.parts import Part, grouped, part_at, parts_of
from services.console.pages.published.view import (
    CHANGES,
    COMPARED,
    KINDS,
    RULES,
    SERVICES,
    STATUSES,
    TEMPLATES,
    WHATSAPP,
    as_json,
    differences_of,
    waiting_first,
)
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import OUTCOMES

PATH = "/c/{clinic_id:uuid}/published"
OF_VERSION = PATH + "/{service:str}/{kind:str}/{version:str}"
MOST = 50
_WORDS: Mapping[str, Any] = {
    "CHANGES": CHANGES,
    "COLLECTIONS": COLLECTIONS,
    "KINDS": KINDS,
    "SERVICES": SERVICES,
    "STATUSES": STATUSES,
    "WHATSAPP": WHATSAPP,
}


@page(PATH, PUBLISHED_SEE)
async def published(asked: Asked) -> Response:
    """Every kind of three services with its versions, those that wait for somebody first."""
    found = await asyncio.gather(*(_kinds_of(asked, service) for service in SERVICES))
    return asked.draw(
        "published",
        kinds=[kind for kinds in found for kind in kinds],
        may_draft=asked.work.access.may(PUBLISHED_DRAFT),
        KINDS=KINDS,
        SERVICES=SERVICES,
        STATUSES=STATUSES,
    )


@page(OF_VERSION, PUBLISHED_SEE)
async def version(asked: Asked) -> Response:
    """One version. ``against`` is the other one of the comparison; ``language`` that of a preview of texts."""
    return await show(asked)


@page(f"{OF_VERSION}/past", PUBLISHED_SIGN)
async def past(asked: Asked) -> Response:
    """Whom a rule set would have judged otherwise, from the facts that were decided by."""
    service, kind, name = of_address(asked)
    if kind != RULES:
        raise NotFound("There is no such page.")
    after = asked.given.get("after")
    found = await asked.read_from(service, f"/rule-sets/{name}/past-decisions", after=after, limit=MOST)
    names = await names_of(asked, [each["patient_id"] for each in found["items"]])
    here = address_of(asked)
    return asked.draw(
        "published/past",
        decisions=found["items"],
        others=[each for each in found["items"] if each["compared"] != "same"],
        names=names,
        more=f"{here}/past?after={found['next']}" if found["next"] else None,
        here=here,
        name=name,
        moment=datetime.fromisoformat,
        COMPARED=COMPARED,
        OUTCOMES=OUTCOMES,
    )


@page(f"{OF_VERSION}/{{act:str}}", PUBLISHED_SIGN, method="POST")
async def act(asked: Asked) -> Response:
    """Sign a checked version from a day on, or withdraw one with a reason."""
    service, kind, name = of_address(asked)
    wanted = asked.request.path_params["act"]
    if wanted not in ("sign", "withdraw"):
        return asked.go(address_of(asked))
    given = asked.form.get("in_force_from" if wanted == "sign" else "reason", "").strip()
    body = ({"in_force_from": given} if given else {}) if wanted == "sign" else {"reason": given}
    try:
        await asked.send_to(service, f"/reference/{kind}/{name}/{wanted}", body)
    except Refused as refused:
        return await show(asked, refused=refused, beside=wanted)
    return asked.go(address_of(asked))


async def show(
    asked: Asked,
    *,
    refused: Refused | None = None,
    beside: str = "",
    not_json: str | None = None,
    problems: list[dict[str, Any]] | None = None,
) -> Response:
    """The page of one version, with what was refused or cannot be read, or what a check found."""
    service, kind, name = of_address(asked)
    path, against = f"/reference/{kind}/{name}", asked.request.query_params.get("against")
    whole, versions, comparison, preview = await asyncio.gather(
        asked.read_from(service, path),
        asked.read_from(service, f"/reference/{kind}"),
        asked.read_from(service, f"{path}/diff", against=against),
        _preview(asked, kind, name),
    )
    access = asked.work.access
    parts, gone = parts_of(whole["document"]), await _gone(asked, whole)
    return asked.draw(
        "published/version",
        status=refused.status if refused else 422 if not_json else 200,
        version=whole,
        service=service,
        kind=kind,
        others=[each["version"] for each in versions["items"] if each["version"] != name],
        comparison=comparison,
        differences=differences_of(comparison),
        preview=preview,
        problems=problems,
        groups=grouped([*parts, *gone]),
        gone={each.name for each in gone},
        part_at=part_at,
        changes=as_json(whole["changes"]),
        bibliography=as_json(whole["bibliography"]),
        refused={beside: refused.sentence} if refused else {},
        not_json=not_json,
        typed=asked.form if refused or not_json else {},
        may_draft=access.may(PUBLISHED_DRAFT),
        may_sign=access.may(PUBLISHED_SIGN),
        is_rules=kind == RULES,
        today=local_day(asked.work.now, asked.at.zone),
        here=address_of(asked),
        moment=datetime.fromisoformat,
        **_WORDS,
    )


async def _gone(asked: Asked, whole: Said) -> list[Part]:
    """What a draft takes out of the version that it changes, to be put back."""
    if whole["status"] != "draft":
        return []
    left = {each.name for each in parts_of(whole["document"])}
    return [each for each in parts_of(await base_of(asked, whole)) if each.name not in left]


async def base_of(asked: Asked, whole: Said) -> Mapping[str, Any]:
    """The document that a version changes; empty where it changes none."""
    if not whole["extends"]:
        return {}
    service, kind, _ = of_address(asked)
    document: Mapping[str, Any] = (await asked.read_from(service, f"/reference/{kind}/{whole['extends']}"))["document"]
    return document


async def _kinds_of(asked: Asked, service: str) -> list[dict[str, Any]]:
    kinds = await asked.read_from(service, "/reference")
    versions = await asyncio.gather(*(asked.read_from(service, f"/reference/{kind['name']}") for kind in kinds))
    return [
        {**kind, "service": service, "versions": waiting_first(found["items"])}
        for kind, found in zip(kinds, versions, strict=True)
    ]


async def _preview(asked: Asked, kind: str, name: str) -> Any:
    """Every text filled in with a sample; None for what has no texts, and for a draft that is not finished."""
    if kind != TEMPLATES:
        return None
    try:
        return await asked.read_from(
            "notifications", f"/templates/{name}/preview", language=asked.request.query_params.get("language")
        )
    except Refused as refused:
        return {"refused": refused.sentence}


def of_address(asked: Asked) -> tuple[str, str, str]:
    """Service, kind and version. Raises NotFound: the address is not one of ours."""
    given = asked.request.path_params
    service, kind, name = given["service"], given["kind"], given.get("version", "")
    if service not in SERVICES or not all(_plain(each) for each in (kind, name) if each):
        raise NotFound("There is no such page.")
    return service, kind, name


def _plain(name: str) -> bool:
    """Whether it can be a part of an address as it stands."""
    return name.isascii() and all(each.isalnum() or each in ".-_" for each in name) and ".." not in name


def address_of(asked: Asked) -> str:
    """Of a version's page."""
    return asked.address("published/" + "/".join(of_address(asked)))
