"""Inventory: cartridges by lot: received, reserved, used, discarded, recalled and traced."""
