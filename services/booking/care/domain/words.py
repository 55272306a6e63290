"""Booking's words for what is treated and where. In events they are open text: a new one here breaks no reader.

Sources are keys of the bibliography.
"""

from enum import StrEnum


class Area(StrEnum):
    """Where it is needled (s0: face, neck, décolletage, hands; s2: abdomen, thighs; device labels: the rest)."""

    FACE = "face"
    PERIORBITAL = "periorbital"
    INSIDE_ORBITAL_RIM = "inside_orbital_rim"
    LIPS = "lips"
    NECK = "neck"
    DECOLLETAGE = "decolletage"
    HANDS = "hands"
    ABDOMEN = "abdomen"
    THIGHS = "thighs"


class Concern(StrEnum):
    """What the patient comes for (s0 to s4)."""

    ACNE_SCARS = "acne_scars"
    OTHER_SCARS = "other_scars"
    FINE_LINES = "fine_lines"
    UNEVEN_TONE = "uneven_tone"
    LARGE_PORES = "large_pores"
    TEXTURE = "texture"
    STRETCH_MARKS = "stretch_marks"
    ACNE_MARKS = "acne_marks"
    SAGGING = "sagging"
