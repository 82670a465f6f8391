"""How the site is served: checks beforehand, the server, and its health.

`manage.py serve` uses `preflight` and starts `server`; `health` answers /healthz.
"""
