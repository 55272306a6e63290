"""How the chair's pages say booking's and screening's words. A word that is not here is shown as it is."""

from collections.abc import Mapping

from services.console.pages.vocabulary import PLACES
from services.console.pages.words import word

ZONES: Mapping[str, str] = {
    "forehead": word("Forehead"),
    "malar": word("Cheekbone"),
    "perioral": word("Around the mouth"),
    "nasal_side_wall": word("Side wall of the nose"),
    "neck": word("Neck"),
}
"""Zones of RF."""
TREATED: Mapping[str, str] = {**ZONES, **PLACES}
"""What a record of a session may name as a zone."""
FINDINGS: Mapping[str, str] = {
    "lesion": word("Lesion or mole, to leave out"),
    "suspicious_lesion": word("Suspicious lesion: a doctor should look at it"),
    "active_condition": word("Active skin condition"),
    "infection": word("Infection"),
    "open_skin": word("Open skin"),
    "pigment_tendency": word("Tendency to hyperpigmentation"),
    "hair_bearing": word("Hair-bearing skin"),
}
USES: Mapping[str, str] = {
    "applied": word("Applied: it stays on the skin"),
    "infused": word("Infused: the needles carry it in"),
}
ENDPOINTS: Mapping[str, str] = {
    "none": word("None"),
    "erythema": word("Redness"),
    "swelling": word("Swelling"),
    "pinpoint_bleeding": word("Pinpoint bleeding"),
}
REACTIONS: Mapping[str, str] = {
    "none": word("None"),
    "transient": word("Transient, as expected"),
    "serious": word("Serious: a report is opened, and the patient is suspended until a director decides"),
}
CAUSES: Mapping[str, str] = {
    "dropped": word("It fell"),
    "contaminated": word("It touched something"),
    "faulty": word("It was faulty"),
    "not_needed": word("It was opened and not needed"),
}
"""Why a cartridge was thrown away before it touched the patient."""
STAGES: Mapping[str, str] = {"before": word("Before"), "after": word("After")}
ANGLES: Mapping[str, str] = {
    "front": word("Front"),
    "left_oblique": word("Left, oblique"),
    "right_oblique": word("Right, oblique"),
    "left_side": word("Left side"),
    "right_side": word("Right side"),
    "close_up": word("Close-up"),
}
SIGNERS: Mapping[str, str] = {
    "patient": word("The patient"),
    "guardian": word("A guardian"),
    "staff": word("Staff who read the questions out"),
}
PHOTO_USES: Mapping[str, str] = {
    "care": word("The patient's own care only"),
    "teaching": word("Teaching within the chain"),
    "publication": word("Publication"),
}
NEXT_STEPS: Mapping[str, str] = {
    "nothing": word("Nothing more"),
    "maintenance": word("A session now and then: a consult plans it"),
    "another_consult": word("Another consult"),
    "another_review": word("Another review of results"),
    "doctor": word("A doctor looks at something"),
}
"""What is agreed at a review of results."""
