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


class FaceZone(StrEnum):
    """Where on face and neck RF goes: each zone has its own depth (asj-ojad100)."""

    FOREHEAD = "forehead"
    MALAR = "malar"
    PERIORAL = "perioral"
    NASAL_SIDE_WALL = "nasal_side_wall"
    NECK = "neck"


class Place(StrEnum):
    """Where something was found, or is left out: the areas, and parts of the body that are not treated as a whole."""

    FACE = "face"
    PERIORBITAL = "periorbital"
    INSIDE_ORBITAL_RIM = "inside_orbital_rim"
    LIPS = "lips"
    NECK = "neck"
    DECOLLETAGE = "decolletage"
    HANDS = "hands"
    ABDOMEN = "abdomen"
    THIGHS = "thighs"
    FOREHEAD = "forehead"
    BROWS = "brows"
    CHEEKS = "cheeks"
    NOSE = "nose"
    PERIORAL = "perioral"
    CHIN_OR_JAW = "chin_or_jaw"
    SCALP = "scalp"
    EARS = "ears"
    CHEST_OR_BACK = "chest_or_back"
    ARMS = "arms"
    LEGS_OR_FEET = "legs_or_feet"
    TOENAILS = "toenails"
    FINGERNAILS = "fingernails"
    ELSEWHERE = "elsewhere"


class FindingKind(StrEnum):
    """What a practitioner may find at a consult."""

    LESION = "lesion"
    SUSPICIOUS_LESION = "suspicious_lesion"
    ACTIVE_CONDITION = "active_condition"
    INFECTION = "infection"
    OPEN_SKIN = "open_skin"
    PIGMENT_TENDENCY = "pigment_tendency"
    HAIR_BEARING = "hair_bearing"


class Improvement(StrEnum):
    """What a practitioner sees at a review of results, compared with before the course."""

    WORSE = "worse"
    NONE = "none"
    SLIGHT = "slight"
    CLEAR = "clear"


class NextStep(StrEnum):
    """What is agreed at a review of results."""

    NOTHING = "nothing"
    MAINTENANCE = "maintenance"
    """A session now and then; a consult plans it (S2)."""
    ANOTHER_CONSULT = "another_consult"
    ANOTHER_REVIEW = "another_review"
    DOCTOR = "doctor"
    """A doctor should look at something."""


class DiscardCause(StrEnum):
    """Why a cartridge that was opened for a session was thrown away before it touched the patient."""

    DROPPED = "dropped"
    CONTAMINATED = "contaminated"
    FAULTY = "faulty"
    NOT_NEEDED = "not_needed"
    """It was opened and, after all, not used."""


class Endpoint(StrEnum):
    """What the practitioner saw on the skin when they stopped. It decides nothing."""

    NONE = "none"
    ERYTHEMA = "erythema"
    SWELLING = "swelling"
    PINPOINT_BLEEDING = "pinpoint_bleeding"


class ImmediateReaction(StrEnum):
    """What was seen before the patient left. The grades are screening's."""

    NONE = "none"
    TRANSIENT = "transient"
    SERIOUS = "serious"
    """Screening opens a report, which suspends the patient until a director decides."""


class ProductUse(StrEnum):
    """How a product goes with the needling."""

    APPLIED = "applied"
    INFUSED = "infused"
