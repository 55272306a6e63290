"""By when the work about patients' records is due. Pure. No source gives a figure: these are policies of the chain."""

from datetime import timedelta

FIND_OUT_WITHIN = timedelta(days=7)
"""How long two records that look alike may wait for somebody who finds out whether they are of one person."""
DECIDE_MERGE_WITHIN = timedelta(days=3)
"""How long a proposal to merge two records may wait for a medical director."""
DECIDE_CONSENT_WITHIN = timedelta(days=7)
"""How long a withdrawn consent to processing may wait for a medical director. The patient may ask to be erased by it,
and has to be answered without undue delay, at the latest within a month (GDPR, articles 12 (3) and 17 (1) (b))."""
