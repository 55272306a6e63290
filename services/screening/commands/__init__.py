"""What can be done: one transaction each."""
