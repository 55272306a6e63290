"""The services, a package each. They share no database and import nothing of each other."""
