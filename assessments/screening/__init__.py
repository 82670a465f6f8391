"""HR's side of a screening round: invitations, consents, interviews, decisions, access
log, adverse impact.

Others use `decisions` (the only writer of a round's log), `applicants`, `invitations`,
`interview_guide`, `access_log`.
"""
