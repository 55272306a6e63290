"""The versions of reference data that booking is shipped with."""
