"""What has to be there before a session: the clearance, the check of the day, the consent, the plan and its course."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from chassis.local_time import local_day
from chassis.refusals import Unavailable
from services.console.neighbours import Refused
from services.console.pages.chair.visit import ChairVisit, all_of
from services.console.pages.registry import Asked


@dataclass(frozen=True)
class Ready:
    """What a session stands on, as the services say it now."""

    course: Mapping[str, Any] | None
    protocol: Mapping[str, Any] | None
    """The protocol that made the course, with version and signature."""
    clearance: Mapping[str, Any] | None
    """The newest decision about the consult's plan."""
    day_of: Mapping[str, Any] | None
    """The newest check of the visit's day."""
    explained: Mapping[str, Any] | None
    """The clearance as screening explains it to a clinician, with sources; None while screening does not answer."""

    @property
    def cleared(self) -> bool:
        """Whether the plan is cleared."""
        return self.clearance is not None and self.clearance["outcome"].startswith("cleared")

    @property
    def checked(self) -> bool:
        """Whether the patient was cleared on the day."""
        return self.day_of is not None and self.day_of["outcome"].startswith("cleared")

    @property
    def consented(self) -> bool:
        """Whether somebody agreed to the procedure."""
        return self.course is not None and not self.course["consent_missing"]

    @property
    def anaesthetic_allowed(self) -> bool:
        """Whether every decision that counts lets a cream be used."""
        return all(each["anaesthetic_allowed"] for each in (self.clearance, self.day_of) if each is not None)

    @property
    def deepest_mm(self) -> str | None:
        """The shallowest of the limits that count, for the planned area."""
        limits = [each["max_depth_mm"] for each in (self.clearance, self.day_of) if each is not None]
        return min(limits, key=float, default=None)


async def readiness_of(asked: Asked, visit: ChairVisit) -> Ready:
    """Raises Refused, Unavailable where booking does not answer."""
    course_id = visit.appointment["course_id"]
    if course_id is None:
        return Ready(None, None, None, None, None)
    course, protocol, clearances = await asyncio.gather(
        asked.read_from("booking", f"/courses/{course_id}"),
        asked.read_from("booking", f"/courses/{course_id}/protocol"),
        all_of(asked, "booking", f"/patients/{visit.patient_id}/clearances"),
    )
    about = [each for each in clearances if each["consult_id"] == course["consult_id"]]
    clearance = next((each for each in about if each["stage"] == "consult"), None)
    return Ready(
        course, protocol, clearance, day_of(about, visit.day, asked.at.zone), await _explained(asked, clearance)
    )


def day_of(clearances: Sequence[Mapping[str, Any]], day: date, zone: ZoneInfo) -> Mapping[str, Any] | None:
    """The newest check of a local day; ``clearances`` are the newest first."""
    for each in clearances:
        if each["stage"] == "day_of" and local_day(datetime.fromisoformat(each["decided_at"]), zone) == day:
            return each
    return None


async def _explained(asked: Asked, clearance: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if clearance is None:
        return None
    try:
        found = await asked.read_from("screening", f"/screenings/{clearance['screening_id']}")
    except (Refused, Unavailable):
        return None
    return dict(found) if "limits" in found else None
