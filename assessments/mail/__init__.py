"""Letters to applicants: who gets one, its wording, mailings, and sending one letter at
a time.

Others use `mailings` (HR's side), `sending` (the worker's side), `wording` and
`recipients`.
"""
