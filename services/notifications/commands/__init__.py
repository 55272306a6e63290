"""What changes something: copies of others' facts, planning, delivery, opting out."""
