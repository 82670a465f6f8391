"""Letters to applicants: who gets one, its words, HR's mailings, and sending them.

Others use `mailings` and `recipients` (what HR does), `wording` (what a letter says)
and `recovery` (what a dead worker left).
"""
