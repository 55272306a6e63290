"""Example values of screening's API, for its documentation. No answer in them is a real person's."""

from collections.abc import Mapping
from typing import Any

EXAMPLES: Mapping[str, Any] = {
    "claim": "Another source says otherwise; it was not used.",
    "code": "cold_sores",
    "condition": "Ask your doctor for a medicine against cold sores before the session.",
    "conditions": ["Ask your doctor for a medicine against cold sores before the session."],
    "device_model": "skinpen",
    "digest": "5d" * 32,
    "grade": "A",
    "kind": "yes_no",
    "labels": ["skinpen"],
    "max_depth_mm": "1.5",
    "max_mm": "1.5",
    "notes": [],
    "planned_depth_mm": "1.5",
    "reason": "Healed for a year; seen at the consult.",
    "by": "dr.costa",
    "rule_set": "2026-11",
    "RulingForm.outcome": "cleared",
    "RulingForm.conditions": [],
    "sentence": "Cold sores in the past.",
    "signature": "dr.costa",
    "source": "skinpen-label",
    "text": "Have you ever had cold sores?",
    "title": "Rules of November 2026",
    "version": "2026-11",
}
