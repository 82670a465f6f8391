"""A form's nonce makes its write idempotent: a second press of the button returns what
the first one wrote.
"""


class UsedForm(Exception):
    """This form has written something else already; the user needs a fresh page."""
