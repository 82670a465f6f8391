"""The Django project: settings, environment, middleware, sign-in, serving, translations.

Others use `task_queue`; `settings` is where each part is plugged in.
"""
