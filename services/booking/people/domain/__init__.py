"""Rules. Pure: no clock, no database, no web; a clinician can read them."""
