"""Pages about a round's letters: inviting, sending, how far it is, and personal links
where there is no mail.
"""
