"""What changes the console's own rows: sessions, and nothing else."""
