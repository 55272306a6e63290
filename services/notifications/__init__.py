"""What patients and stock managers are told: templates, send times, channels, delivery, opt-out."""
