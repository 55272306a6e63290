"""How often reactions followed sessions, by what the sessions were done with."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

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


class ReactedSessionView(View):
    """One session after which a reaction was reported."""

    session_id: UUID
    patient_id: UUID
    clinic_id: UUID
    performed_at: datetime
    area: str = Field(examples=["face"])
    device_model: str | None
    device_serial: str | None
    report_id: UUID
    """The first report of the gravest grade."""
    reported_at: datetime
    """When the first report came."""
    serious: bool
    """Whether a report of it is graded as serious."""
