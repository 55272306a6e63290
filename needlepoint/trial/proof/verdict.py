"""What the proof looks for in what is left: from the API's answers alone, not by booking's own rules. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from needlepoint.trial.proof.stated import Json, Span, Stated

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
NOT_PERMITTED = "practitioner_not_permitted"
NO_ROOM = UNAVAILABLE["room"]


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
            yield f"{kind} {which}", Span(since, until, appointment["id"], agreed, appointment["local_start"][:10])


def taken_twice(appointments: Iterable[Json], stated: Stated | None = None) -> list[str]:
    """Each practitioner, room, device and patient that two live appointments or holds take at one moment.

    A practitioner or a room may be in two of which somebody booked one on top of the other, with a reason. A room is
    in as many as it takes; where it takes fewer than before, what has no place any longer says so.
    """
    stated = stated or Stated()
    spans: dict[str, list[Span]] = defaultdict(list)
    for appointment in appointments:
        if appointment["status"] in {HELD, *LIVE}:
            for what, span in taken(appointment):
                if what.startswith("room ") and _has_lost_its_place(appointment, stated):
                    continue
                spans[what].append(span)
    found = []
    for what, those in spans.items():
        kind, _, which = what.partition(" ")
        begun: list[Span] = []
        for span in sorted(those, key=lambda one: one.start):
            begun = [one for one in begun if one.meets(span)]
            others = [one for one in begun if not one.agreed]
            at_once = stated.takes(which, span.day) if kind == "room" else 1
            if not span.agreed and len(others) >= at_once:
                found += [f"{what} is in {one.by} and in {span.by} at {span.start:%d %B %H:%M} UTC." for one in others]
            begun.append(span)
    return found


def _has_lost_its_place(appointment: Json, stated: Stated) -> bool:
    """Whether it says that its room takes fewer than before. A hold cannot say so: it ends by itself."""
    if appointment["room_id"] not in stated.changed:
        return False
    return appointment["status"] == HELD or NO_ROOM in _codes(appointment)


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


def reasons_wrong(appointments: Sequence[Json], stated: Stated) -> list[str]:
    """Each live appointment whose problems are not what closed days, leave, permissions and chairs make of it."""
    found = []
    crowded = _crowded(appointments, stated)
    for appointment in appointments:
        if appointment["status"] != "booked":
            continue
        said, due = _codes(appointment), set(_reasons(appointment, stated))
        for code in sorted(due - said):
            found.append(f"{appointment['id']} does not say {code}.")
        may_be = due | ({NO_ROOM} if appointment["id"] in crowded else set())
        for code in sorted(said & {CLOSED, NOT_PERMITTED, *UNAVAILABLE.values()} - may_be):
            found.append(f"{appointment['id']} says {code}, and nothing makes it so.")
        if said and not all(problem["sentence"] for problem in appointment["problems"]):
            found.append(f"{appointment['id']} has a problem without a sentence.")
    return found


def _codes(appointment: Json) -> set[str]:
    return {problem["code"] for problem in appointment.get("problems", ())}


def _reasons(appointment: Json, stated: Stated) -> Iterator[str]:
    if appointment["local_start"][:10] in stated.closed.get(appointment["clinic_id"], set()):
        yield CLOSED
    if not stated.permits(appointment):
        yield NOT_PERMITTED
    for what, span in taken(appointment):
        kind = what.split()[0]
        if kind in UNAVAILABLE and any(span.meets(one) for one in stated.away.get(what, ())):
            yield UNAVAILABLE[kind]


def _crowded(appointments: Iterable[Json], stated: Stated) -> set[str]:
    """Appointments that are in a room at a moment when more are there than it takes: some of them have to say so."""
    rooms: dict[str, list[Span]] = defaultdict(list)
    for appointment in appointments:
        if appointment["status"] in LIVE and appointment["room_id"] in stated.changed:
            rooms[appointment["room_id"]] += [span for what, span in taken(appointment) if what.startswith("room ")]
    found: set[str] = set()
    for room, spans in rooms.items():
        for span in spans:
            there = [one.by for one in spans if one.start <= span.start < one.end]
            if len(there) > stated.takes(room, span.day):
                found.update(there)
    return found
