"""Screening: health declarations, rule sets as data, decisions that explain themselves, clinician review."""
