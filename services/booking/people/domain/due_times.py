"""By when the work about patients' records is due. Pure. No source gives a figure: these are policies of the chain."""

from datetime import timedelta

DECIDE_MERGE_WITHIN = timedelta(days=3)
"""How long a proposal to merge two records may wait for a medical director."""
