"""Reads, each limited to the clinics that the caller may see unless it says otherwise."""
