"""HR's side of a screening round: settings, invitations, consents, interviews,
decisions, access log, adverse impact.

Others write by `rounds`, `invitations`, `decisions` (the only writer of a round's log),
`interview_ratings` and `access_log`, and read by `applicants`, `decision_log`,
`score_visibility`, `interview_guide`, `interview_panel` and `adverse_impact`.
"""
