"""What the fields of the chair's forms are called, where all that is wrong is said above them. Pure."""

from collections.abc import Mapping

from services.console.pages.words import word

LABELS: Mapping[str, str] = {
    "anaesthetic": word("Anaesthetic cream was used"),
    "area": word("Area"),
    "becomes": word("The appointment"),
    "behalf_because": word("Why they do not record it themselves"),
    "concern": word("Concern"),
    "cream": word("Anaesthetic cream"),
    "cream_applied": word("Cream on at"),
    "cream_name": word("Which cream, as its label says"),
    "cream_removed": word("Cream off at"),
    "depth": word("Depth"),
    "depth_mm": word("Deepest depth used"),
    "device": word("Device"),
    "device_id": word("Device and its serial number"),
    "expires": word("Its last day"),
    "improvement": word("Compared with before the course"),
    "late_because": word("Why it was not recorded then"),
    "lidocaine": word("Lidocaine in the cream"),
    "lot": word("Lot"),
    "override_reason": word("Why a limit did not apply"),
    "next_step": word("What is agreed next"),
    "note": word("Note"),
    "passes": word("Passes"),
    "performed_at": word("It took place at"),
    "practitioner_id": word("It was done by"),
    "preason": word("Why it was infused"),
    "product": word("Product"),
    "product_use": word("How it is used"),
    "reaction": word("Reaction before the patient left"),
    "reason": word("What was wrong, and how it was found"),
    "scan": word("Cartridges"),
    "signatory": word("Name of who signs"),
    "skin_type": word("Skin type (Fitzpatrick)"),
    "speed": word("Speed"),
    "suitable": word("Is needling suitable for this patient?"),
    "taken_at": word("Taken at"),
    "use": word("How it is used"),
    "zdepth": word("Depth"),
    "zone": word("Zone"),
}
"""By the name of the field, without the number that those of the second zone or product have."""
