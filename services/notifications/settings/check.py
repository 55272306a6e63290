"""All settings are read when the service starts."""

from pydantic import ValidationError

from services.notifications.settings import PREFIX
from services.notifications.settings.carriers import CarrierSettings, catches_messages
from services.notifications.settings.incoming_mail import mail_secret
from services.notifications.settings.links import links
from services.notifications.settings.mail import mail_server
from services.notifications.settings.policies import MessageRetention, daily_limits, policy, text_policy
from services.notifications.settings.sms import sms_gateway
from services.notifications.settings.staff_mail import console_address
from services.notifications.settings.whatsapp import whatsapp_account


def check_settings() -> None:
    """Read everything once, before work depends on it. Raises ValueError in an operator's words."""
    try:
        policy()
        daily_limits()
        text_policy()
        mail_server()
        mail_secret()
        catches_messages()
        CarrierSettings()
        sms_gateway()
        whatsapp_account()
        links()
        console_address()
        MessageRetention()
    except ValidationError as error:
        wrong = "; ".join(f"{PREFIX}{each['loc'][0]}".upper() + f": {each['msg']}" for each in error.errors())
        raise ValueError(f"Settings are wrong: {wrong} (services/notifications/settings says more).") from None
