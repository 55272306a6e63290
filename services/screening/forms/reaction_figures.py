"""How often reactions followed sessions, by what the sessions were done with."""

from enum import StrEnum

from chassis.figures import Share
from chassis.http import View


class By(StrEnum):
    """What sessions are added up by."""

    MODEL = "model"
    DEVICE = "device"
    LOT = "lot"


class ReactionFigureView(View):
    """Sessions of a period with one device model, one device, or cartridges of one lot."""

    key: str
    """Names the row within this list."""
    device_model: str | None
    """The label's code; null by lot."""
    device_serial: str | None
    """Null by model and by lot."""
    gtin: str | None
    """GTIN-14; null but by lot."""
    lot: str | None
    reacted: Share
    """Of the sessions, those after which at least one reaction was reported."""
    serious: int
    """Of these, those with a report that is graded as serious."""
    before_reacted: Share
    """The same of as many days before."""
    before_serious: int
