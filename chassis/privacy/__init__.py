"""What identifies a person: how it is removed, and how it is handed over."""
