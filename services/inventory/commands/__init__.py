"""Inventory's use cases, a verb a function, one transaction each."""
