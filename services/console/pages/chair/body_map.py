"""Where the places of the body are on the drawing. Pure.

Boxes are in the drawing's own units, on a sheet of 440 by 360: the face from the front on the left, the body on the
right. A place may have several boxes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

WIDTH, HEIGHT = 440, 360


@dataclass(frozen=True)
class Spot:
    """One box of a place, with its corner at the top left."""

    place: str
    x: int
    y: int
    width: int
    height: int


_BOXES: Mapping[str, tuple[tuple[int, int, int, int], ...]] = {
    "scalp": ((62, 42, 96, 26),),
    "forehead": ((54, 72, 112, 38),),
    "brows": ((58, 112, 40, 9), (122, 112, 40, 9)),
    "cheeks": ((46, 160, 48, 46), (126, 160, 48, 46)),
    "periorbital": ((54, 123, 46, 34), (120, 123, 46, 34)),
    "inside_orbital_rim": ((64, 131, 26, 18), (130, 131, 26, 18)),
    "nose": ((98, 126, 24, 58),),
    "perioral": ((74, 188, 72, 46),),
    "lips": ((88, 202, 44, 18),),
    "chin_or_jaw": ((72, 236, 76, 24),),
    "ears": ((18, 124, 15, 48), (187, 124, 15, 48)),
    "face": ((318, 16, 44, 48),),
    "neck": ((82, 266, 56, 30), (330, 66, 20, 14)),
    "decolletage": ((52, 304, 116, 38), (308, 83, 64, 18)),
    "chest_or_back": ((304, 103, 72, 40),),
    "abdomen": ((308, 146, 64, 46),),
    "arms": ((278, 90, 20, 96), (382, 90, 20, 96)),
    "hands": ((274, 189, 24, 26), (382, 189, 24, 26)),
    "fingernails": ((274, 217, 24, 12), (382, 217, 24, 12)),
    "thighs": ((306, 196, 32, 66), (342, 196, 32, 66)),
    "legs_or_feet": ((308, 265, 28, 68), (344, 265, 28, 68)),
    "toenails": ((308, 336, 28, 12), (344, 336, 28, 12)),
}
"""The larger ones first: what comes later lies on top and is what a finger meets."""
SPOTS = tuple(Spot(place, *box) for place, boxes in _BOXES.items() for box in boxes)
