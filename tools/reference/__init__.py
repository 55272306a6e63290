"""Shipped reference data in the tree: checked whole, and never changed once it is published."""
