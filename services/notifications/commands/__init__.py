"""What changes something: planning, delivery, opting out. One transaction each."""
