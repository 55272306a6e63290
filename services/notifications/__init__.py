"""Messages to patients and stock managers: templates, languages, send times, channels, delivery, opt-out."""
