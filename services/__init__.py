"""The four services. They share no database and import nothing of each other."""
