"""What patients see who open the link of a message, on their own telephone: nobody signs in.

``/l/{secret}`` asks for the date of birth where the link shows health or personal data, and exchanges the link for a
token of a quarter of an hour. Every page of this folder acts with that token through the APIs, and stores nothing.
"""

from services.console.pages.links import advice, consents, day_form, health_form, home, skin, stored, visit, wishes

__all__ = ["advice", "consents", "day_form", "health_form", "home", "skin", "stored", "visit", "wishes"]
