"""What every request and response passes through, besides Django's own middleware.

`csquality.settings.MIDDLEWARE` has the order.
"""
