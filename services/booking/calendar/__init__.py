"""Who and what is taken when: rooms, devices, appointments and free time. Imports the people wing only."""
