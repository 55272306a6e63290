"""Example values of inventory's API, for its documentation."""

from collections.abc import Mapping
from typing import Any

EXAMPLES: Mapping[str, Any] = {
    "actor": "rosa.stock",
    "answered_by": "maria.desk",
    "cause": "dropped",
    "channel": "email",
    "clinic": "Chiado",
    "fits": ["skinpen"],
    "gtin": "09506000134352",
    "incident": None,
    "IncidentView.reason": "None of lot NP24A was on the shelf: find the box that it came from.",
    "IncidentView.closed_because": None,
    "WithdrawnUseView.withdrawn_because": "amended",
    "informed_by": "maria.desk",
    "informed_how": "phone",
    "lot": "NP24A",
    "name": "Pen cartridge, 12 needles",
    "note": "",
    "printed": "(01)09506000134352(17)491231(10)aQwZy-/_(21)Mm;:1",
    "product": "Pen cartridge, 12 needles",
    "reason": "Sterility of the lot cannot be assured.",
    "recalled_by": "rosa.stock",
    "reference": "RMA-2027-017",
    "scan": "(01)09506000134352(17)280331(10)NP24A(21)000001",
    "sentence": "FNC1 between two fields did not come: set the scanner to send it as GS (ASCII 29).",
    "serial": "000001",
    "setting": "separator_missing",
    "unreached_because": None,
    "RecallLetterView.withdrawn_because": None,
    "symbol": "<svg>…</svg>",
}
