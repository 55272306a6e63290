"""What screening knows and how it decides. Pure: no clock, no database, no framework."""
