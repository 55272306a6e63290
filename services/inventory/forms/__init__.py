"""Bodies of requests and answers. Moments are UTC, days are the clinic's."""

from services.inventory.forms.movements import (
    DiscardForm,
    DiscardView,
    ReceiptForm,
    ReceiptItem,
    ReceiptView,
    ReceivedView,
)
from services.inventory.forms.products import LevelForm, LevelView, ProductForm, ProductView
from services.inventory.forms.recalls import RecalledAtView, RecallForm, RecallView, TraceView, UseView
from services.inventory.forms.stock import (
    BalanceView,
    EntryView,
    HeldView,
    IncidentView,
    LotView,
    ReservationView,
    StockView,
)

__all__ = [
    "BalanceView",
    "DiscardForm",
    "DiscardView",
    "EntryView",
    "HeldView",
    "IncidentView",
    "LevelForm",
    "LevelView",
    "LotView",
    "ProductForm",
    "ProductView",
    "RecallForm",
    "RecallView",
    "RecalledAtView",
    "ReceiptForm",
    "ReceiptItem",
    "ReceiptView",
    "ReceivedView",
    "ReservationView",
    "StockView",
    "TraceView",
    "UseView",
]
