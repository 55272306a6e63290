"""Drafts: written as changes to an earlier version, edited, checked and discarded."""

from starlette.responses import Response

from services.console.access import PUBLISHED_DRAFT
from services.console.neighbours import Refused
from services.console.pages.published.version import OF_VERSION, PATH, address_of, of_address, show
from services.console.pages.published.view import KINDS, as_json, written_in
from services.console.pages.registry import Asked, page

OF_KIND = PATH + "/{service:str}/{kind:str}"


@page(OF_KIND, PUBLISHED_DRAFT)
async def new_draft(asked: Asked) -> Response:
    """The form of a draft, as a change of the version in ``extends``."""
    return await _form(asked)


@page(OF_KIND, PUBLISHED_DRAFT, method="POST")
async def write_draft(asked: Asked) -> Response:
    """Keep the draft. What was typed stays beside a refusal."""
    service, kind, _ = of_address(asked)
    try:
        made = await asked.send_to(service, f"/reference/{kind}", written_in(asked.form))
    except ValueError as error:
        return await _form(asked, not_json=str(error))
    except Refused as refused:
        return await _form(asked, refused=refused)
    return asked.go(asked.address(f"published/{service}/{kind}/{made['version']}"))


@page(f"{OF_VERSION}/draft/{{act:str}}", PUBLISHED_DRAFT, method="POST")
async def change_draft(asked: Asked) -> Response:
    """Check a draft, edit what it changes, or discard it."""
    service, kind, name = of_address(asked)
    act, path = asked.request.path_params["act"], f"/reference/{kind}/{name}"
    revision = asked.form.get("revision", "")
    try:
        if act == "check":
            found = await asked.send_to(service, f"{path}/check")
            return await show(asked, problems=found["problems"])
        if act == "edit":
            await asked.send_to(service, path, written_in(asked.form), version=revision, method="PUT")
        if act == "discard" and asked.form.get("sure") == "1":
            await asked.send_to(service, path, version=revision, method="DELETE")
            return asked.go(asked.address("published"))
    except ValueError as error:
        return await show(asked, not_json=str(error))
    except Refused as refused:
        return await show(asked, refused=refused, beside=act)
    return asked.go(address_of(asked))


async def _form(asked: Asked, *, refused: Refused | None = None, not_json: str | None = None) -> Response:
    service, kind, _ = of_address(asked)
    versions = await asked.read_from(service, f"/reference/{kind}")
    return asked.draw(
        "published/draft",
        status=refused.status if refused else 422 if not_json else 200,
        service=service,
        kind=kind,
        versions=[each["version"] for each in versions["items"] if each["status"] != "draft"],
        given=asked.given,
        changes=asked.given.get("changes") or as_json({}),
        refused=refused.sentence if refused else None,
        not_json=not_json,
        here=asked.address(f"published/{service}/{kind}"),
        KINDS=KINDS,
    )
