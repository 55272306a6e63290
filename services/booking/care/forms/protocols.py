"""Protocols."""

from chassis.http import View
from contracts.vocabulary import Area, Concern, Modality


class ProtocolView(View):
    """A protocol, each number with its source."""

    code: str
    concerns: list[Concern]
    areas: list[Area]
    modality: Modality
    sessions: int
    sessions_source: str
    spacing_weeks_min: int
    spacing_weeks_max: int
    spacing_source: str
    numbing_minutes: int
    numbing_source: str
    length_source: str
    review_weeks_min: int
    review_weeks_max: int
    review_source: str


class ProtocolsView(View):
    """All protocols, the most particular first: the first that fits a plan is followed."""

    items: list[ProtocolView]
