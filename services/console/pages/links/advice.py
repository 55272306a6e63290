"""Aftercare day by day: what the messages after a session say, those that are still to come as well."""

from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from services.console.pages.links.registry import LinkAsked, link_page

AFTERCARE = "aftercare_"
"""How the names of templates begin that are about the days after a session."""
AROUND = timedelta(days=14)
"""What is planned within this time of a message belongs to the same session."""
SHOWN = frozenset({"planned", "sending", "sent", "doubtful", "skipped", "failed"})
"""Advice holds for its day, whether its message arrived or not; what was called off does not."""


@link_page("/advice", proved=True)
async def advice(asked: LinkAsked) -> Response:
    """The message of the link, or of another link the last advice, with the days around it."""
    of = asked.visitor
    listed = await asked.read_from("notifications", "/messages", patient_id=of.patient_id, limit=200)
    mine = next((each for each in listed["items"] if of.act == "advice" and each["id"] == of.subject_id), None)
    days = _days(asked, listed["items"], mine)
    return asked.draw("advice", mine=mine if mine and not days else None, days=days, today=asked.today)


def _days(asked: LinkAsked, messages: list[Any], mine: Any) -> list[dict[str, Any]]:
    """By day, the first first. Each says what its message says."""
    care = [{**each, "at": _at(each)} for each in messages if _is_aftercare(each)]
    centre = _at(mine) if mine else max((each["at"] for each in care), default=None)
    if centre is None or (mine and not _is_aftercare(mine)):
        return []
    near = sorted((each for each in care if abs(each["at"] - centre) <= AROUND), key=lambda each: each["at"])
    return [
        {"day": each["at"].astimezone(asked.zone).date(), "text": each["text"], "language": each["language"]}
        for each in near
    ]


def _is_aftercare(message: Any) -> bool:
    return bool(
        message["template"].startswith(AFTERCARE)
        and message["status"] in SHOWN
        and message["text"]
        and (message["planned_for"] or message["settled_at"])
    )


def _at(message: Any) -> datetime:
    return datetime.fromisoformat(message["planned_for"] or message["settled_at"])
