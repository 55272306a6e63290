"""What the clients of a proof were answered."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from needlepoint.trial.proof.system import Answer, Json

BUSY = frozenset({429, 503})
"""The system asks to come back later."""


@dataclass
class Record:
    """What all clients together were answered."""

    tried: Counter[str] = field(default_factory=Counter)
    """By act."""
    done: Counter[str] = field(default_factory=Counter)
    """By act: those that the API acknowledged."""
    refused: Counter[str] = field(default_factory=Counter)
    """By the name of the problem type."""
    broken: list[str] = field(default_factory=list)
    """Answers that no client should ever get."""
    acknowledged: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    """The answers to changes, by appointment."""
    doubtful: set[str] = field(default_factory=set)
    """Appointments of which a change got no answer."""
    doubtful_bookings: int = 0

    def note(self, act: str, answer: Answer, appointment: str | None = None, *, may_miss: bool = False) -> bool:
        """Count an answer; True when the change was acknowledged. ``may_miss``: somebody else may have undone it."""
        self.tried[act] += 1
        if 200 <= answer.status < 300:
            self.done[act] += 1
            return True
        if answer.in_doubt:
            self.refused["no answer, or one in doubt"] += 1
            if appointment:
                self.doubtful.add(appointment)
            else:
                self.doubtful_bookings += act in ("book", "book twice", "book held")
        elif answer.status in BUSY:
            self.refused["asked to come back later"] += 1
        elif answer.status in (409, 412, 422) or (may_miss and answer.status == 404):
            self.refused[answer.problem] += 1
        else:
            self.broken.append(f"{act} was answered with {answer.status}: {answer.body.get('detail', '')}")
        return False

    def known(self) -> list[Json]:
        """The last acknowledged state of each appointment that is booked."""
        newest = (max(answers, key=lambda one: int(one["version"])) for answers in self.acknowledged.values())
        return [one for one in newest if one["status"] == "booked"]
