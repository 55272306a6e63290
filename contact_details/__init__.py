"""Telephone numbers and e-mail addresses in one form each. For the services that take them from people or gateways."""
