"""By when the work about patients' records is due. Pure. No source gives a figure: these are policies of the chain."""

from datetime import timedelta

FIND_OUT_WITHIN = timedelta(days=7)
"""How long two records that look alike may wait for somebody who finds out whether they are of one person."""
DECIDE_MERGE_WITHIN = timedelta(days=3)
"""How long a proposal to merge two records may wait for a medical director."""
