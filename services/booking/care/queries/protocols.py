"""Protocols."""

from services.booking.care.domain.protocols import PROTOCOLS
from services.booking.care.forms.protocols import ProtocolsView, ProtocolView


def protocols() -> ProtocolsView:
    """Every protocol with its sources."""
    return ProtocolsView(items=[ProtocolView.model_validate(one, from_attributes=True) for one in PROTOCOLS])
