"""What the tally service is shipped with."""
