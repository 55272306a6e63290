"""E-mail addresses in one form."""

from email_validator import EmailNotValidError, validate_email

from chassis.plain_text import plain


def normal_address(written: str) -> str:
    """The address in plain letters, its domain in lower case; nobody is asked whether the domain exists.

    Raises ValueError, whose sentence says what to do.
    """
    try:
        return validate_email(plain(written), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise ValueError("Give an e-mail address, for example ana@example.org.") from error
