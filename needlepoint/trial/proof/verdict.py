"""What the proof looks for in what is left: from the API's answers alone, not by booking's own rules. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

Json = Mapping[str, Any]

HELD = "held"
"""Stands for the status of a hold, which has none."""
LIVE = frozenset({"booked", "performed"})
PLACED = ("starts_at", "practitioner_id", "room_id", "device_id")
"""What a client chooses of an appointment."""
UNAVAILABLE = {
    "practitioner": "practitioner_unavailable",
    "room": "room_unavailable",
    "device": "device_unavailable",
}
CLOSED = "clinic_closed"


@dataclass(frozen=True)
class Span:
    """A time that something is taken for, from its start (included) to its end (excluded), UTC."""

    start: datetime
    end: datetime
    by: str
    agreed: bool = False
    """Somebody with the right gave a reason for booking it on what may be taken."""

    def meets(self, other: "Span") -> bool:
        """Whether the two have a moment in common."""
        return self.start < other.end and other.start < self.end


def taken(appointment: Json) -> Iterator[tuple[str, Span]]:
    """What an appointment takes: its room and device until they are clean. Of a hold the API does not show that."""
    start, needling, end = (
        datetime.fromisoformat(appointment[name]) for name in ("starts_at", "treatment_starts_at", "ends_at")
    )
    overlaps = appointment.get("overlaps_because") is not None
    for kind, since in (("patient", start), ("room", start), ("practitioner", needling), ("device", needling)):
        if which := appointment[f"{kind}_id"]:
            agreed = overlaps and kind in ("practitioner", "room")
            cleaned = appointment.get(f"{kind}_until")
            until = datetime.fromisoformat(cleaned) if cleaned else end
            yield f"{kind} {which}", Span(since, until, appointment["id"], agreed)


def taken_twice(appointments: Iterable[Json], capacities: Mapping[str, int] | None = None) -> list[str]:
    """Each practitioner, room, device and patient that two live appointments or holds take at one moment.

    A practitioner or a room may be in two of which somebody booked one on top of the other, with a reason.
    ``capacities`` has the rooms that take several at once, by their id: there one more than that is a fault.
    """
    at_once = {f"room {room}": number for room, number in (capacities or {}).items()}
    spans: dict[str, list[Span]] = defaultdict(list)
    for appointment in appointments:
        if appointment["status"] in {HELD, *LIVE}:
            for what, span in taken(appointment):
                spans[what].append(span)
    found = []
    for what, those in spans.items():
        begun: list[Span] = []
        for span in sorted(those, key=lambda one: one.start):
            begun = [one for one in begun if one.meets(span)]
            others = [one for one in begun if not one.agreed]
            if not span.agreed and len(others) >= at_once.get(what, 1):
                found += [f"{what} is in {one.by} and in {span.by} at {span.start:%d %B %H:%M} UTC." for one in others]
            begun.append(span)
    return found


def changes_lost(acknowledged: Mapping[str, Sequence[Json]], left: Mapping[str, Json], doubtful: set[str]) -> list[str]:
    """Each change that the API said was made and that is not there.

    ``acknowledged`` has the answers to changes by appointment, ``left`` the appointments as they are now. A change
    whose answer never came may have been made after the last acknowledged one: its appointment is in
    ``doubtful``.
    """
    found = []
    for which, answers in acknowledged.items():
        in_order = sorted(answers, key=lambda one: int(one["version"]))
        for earlier, later in pairwise(in_order):
            if earlier["version"] == later["version"]:
                found.append(f"{which}: two changes were acknowledged as version {later['version']}: one is lost.")
        last, now = in_order[-1], left.get(which)
        if now is None:
            found.append(f"{which} was acknowledged and is not there.")
        elif now["version"] < last["version"]:
            found.append(f"{which}: version {last['version']} was acknowledged, version {now['version']} is there.")
        elif which not in doubtful:
            found += [
                f"{which}: {name} was acknowledged as {last[name]} and is {now[name]}."
                for name in (*PLACED, "status")
                if now[name] != last[name]
            ]
    return found


def made_unasked(acknowledged: Mapping[str, Sequence[Json]], left: Mapping[str, Json], doubtful: int) -> list[str]:
    """Appointments that nobody was told of, beyond those whose bookings got no answer."""
    unknown = sorted(left.keys() - acknowledged.keys())
    return [f"{which} is there, and no client was told of it." for which in unknown] if len(unknown) > doubtful else []


def reasons_wrong(
    appointments: Iterable[Json], closed: Mapping[str, set[str]], away: Mapping[str, Sequence[Span]]
) -> list[str]:
    """Each live appointment whose problems are not what closed days and leave make of it.

    ``closed`` has the local days (ISO) on which a clinic is closed, ``away`` when something cannot be used, by its
    kind and id.
    """
    found = []
    for appointment in appointments:
        if appointment["status"] != "booked":
            continue
        said = {problem["code"] for problem in appointment["problems"]}
        due = set(_reasons(appointment, closed, away))
        for code in sorted(due - said):
            found.append(f"{appointment['id']} does not say {code}.")
        for code in sorted(said & {CLOSED, *UNAVAILABLE.values()} - due):
            found.append(f"{appointment['id']} says {code}, and nothing makes it so.")
        if said and not all(problem["sentence"] for problem in appointment["problems"]):
            found.append(f"{appointment['id']} has a problem without a sentence.")
    return found


def _reasons(appointment: Json, closed: Mapping[str, set[str]], away: Mapping[str, Sequence[Span]]) -> Iterator[str]:
    if appointment["local_start"][:10] in closed.get(appointment["clinic_id"], set()):
        yield CLOSED
    for what, span in taken(appointment):
        kind = what.split()[0]
        if kind in UNAVAILABLE and any(span.meets(one) for one in away.get(what, ())):
            yield UNAVAILABLE[kind]
