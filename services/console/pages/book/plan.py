"""The form of a course that is booked at once. Pure."""

from collections.abc import Mapping

MOST = 20
"""Appointments that booking places at once."""
_OF_THE_FORM = ("form_token", "key", "slot-", "was-")


def kept_of(form: Mapping[str, str]) -> dict[str, str]:
    """Its wishes, and the times up to the last that was chosen otherwise than proposed: the wishes find the others."""
    changed = [each for each in range(MOST) if form.get(f"slot-{each}", "") != form.get(f"was-{each}", "")]
    chosen = {f"slot-{each}": form.get(f"slot-{each}", "") for each in range(max(changed, default=-1) + 1)}
    return {**{name: value for name, value in form.items() if not name.startswith(_OF_THE_FORM)}, **chosen}
