"""Which message is due to whom, when, in what words. Pure: no clock, no database, no channel of its own."""
