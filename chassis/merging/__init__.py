"""Two records of one person become one, and what came from where is kept, so that it can be undone."""
