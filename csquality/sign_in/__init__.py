"""How staff sign in: accounts, the second factor and the admin behind them.

allauth does the work; what it leaves open is set or closed here.
"""
