"""What comes from other software and what goes out: files of patients, appointments and courses."""
