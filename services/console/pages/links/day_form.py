"""The form of the day on a telephone: how the skin is, and what has changed; ahead of a session, and again if need be.

Nothing is kept here: what was handed in is asked of screening.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from services.console.neighbours import Refused
from services.console.pages.answers import CHANGE, TODAY, all_questions, shown_answer
from services.console.pages.links.answers import answers_in
from services.console.pages.links.registry import LinkAsked, WrongLink, link_page

NOT_FOUND = 404


@link_page("/day", proved=True)
async def day_form(asked: LinkAsked) -> Response:
    """What is asked, with what was handed in before."""
    return await _show(asked)


@link_page("/day", method="POST", proved=True)
async def hand_in(asked: LinkAsked) -> Response:
    """Hand it in. A refusal keeps what was typed, and shows the questions as they are now."""
    shown = await _read(asked)
    if shown is None:
        return asked.draw("day_none", status=NOT_FOUND)
    typed = {part: _answers(asked, shown, part, prefix) for part, prefix in (("today", TODAY), ("changes", CHANGE))}
    name, signer = asked.given("name").strip(), "guardian" if asked.given("guardian") else "patient"
    body = {
        "answers": {code: each for code, each in typed["today"].items() if each is not None},
        "changes": {code: each for code, each in typed["changes"].items() if each is not None},
        "asked": asked.given("edition"),
        "language": shown["form"]["today"]["language"],
        "signature": {"name": name, "signer": signer} if name else None,
    }
    try:
        await asked.send_to("screening", _path(asked), body)
    except Refused as refused:
        return await _show(asked, refused=refused.sentence, status=refused.status, typed=typed)
    return asked.go(asked.address("/day", done="1"))


def _path(asked: LinkAsked) -> str:
    """Of a link about a session, whatever else it is for. Raises WrongLink."""
    if asked.visitor.act not in ("day", "visit"):
        raise WrongLink
    return f"/appointments/{asked.visitor.subject_id}/day-of-answers"


async def _read(asked: LinkAsked) -> Any:
    """None: there is no such session ahead."""
    try:
        return await asked.read_from("screening", _path(asked), language=asked.language)
    except Refused as refused:
        if refused.status != NOT_FOUND:
            raise
        return None


async def _show(
    asked: LinkAsked,
    *,
    refused: str | None = None,
    status: int = 200,
    typed: Mapping[str, Mapping[str, Any]] | None = None,
) -> Response:
    shown = await _read(asked)
    if shown is None:
        return asked.draw("day_none")
    before = shown["handed_in"]
    given = typed or {"today": before and before["answers"], "changes": before and before["changes"]}
    return asked.draw(
        "day",
        status=status,
        refused=refused,
        shown=shown,
        is_open=asked.today.isoformat() >= shown["opens_on"],
        done=bool(asked.given("done")) and before is not None,
        today=_questions(shown, "today", TODAY),
        changes=_questions(shown, "changes", CHANGE),
        given=given,
        view=shown["form"]["changes"],  # its places, of which the questions speak
        name=asked.given("name"),
        shown_answer=shown_answer,
    )


def _questions(shown: Mapping[str, Any], part: str, prefix: str) -> Sequence[Mapping[str, Any]]:
    """In order, each with the name of its fields beside its own."""
    questions = all_questions(shown["form"][part])
    return [{**each, "of": each["code"], "code": f"{prefix}{each['code']}"} for each in questions]


def _answers(asked: LinkAsked, shown: Mapping[str, Any], part: str, prefix: str) -> dict[str, Any]:
    found = answers_in(_questions(shown, part, prefix), asked.fields)
    return {code.removeprefix(prefix): answer for code, answer in found.items()}
