"""Getting a site going and keeping it going: roles, the first start, made-up people to
look at, and work that a dead worker left.

The commands use each of these modules; the admin uses `roles`.
"""
