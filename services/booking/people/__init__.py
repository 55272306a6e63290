"""Who there is: clinics, practitioners and patients. Imports neither of the other wings."""
