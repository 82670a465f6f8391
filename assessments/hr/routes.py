"""The pages of one screening round inside the admin: what stands at which address, and
who may do what there.
"""

from assessments.hr.applicants import (
    applicant,
    applicant_list,
    compare,
    decide,
    guide,
    papers,
)
from assessments.hr.letters import (
    address,
    inviting,
    letter_again,
    letters,
    links,
    mailings,
)
from assessments.hr.rounds import adverse_impact, archives, closing, decision_log
from assessments.models import CohortStaff
from assessments.staff.routes import FORM, GET, POST, Route

Role = CohortStaff.Role

ALL = frozenset({Role.LEAD, Role.INTERVIEWER, Role.READER})
# A lead may interview too.
INTERVIEWERS = frozenset({Role.LEAD, Role.INTERVIEWER})
LEADS = frozenset({Role.LEAD})

# One line a page, so that it reads as a table.
# fmt: off
APPLICANTS = [
    Route("applicants/", "applicants", applicant_list.applicants, method=GET, roles=ALL),
    Route("applicants/open/", "applicants_open", applicant_list.open_scores, method=POST, roles=ALL),
    Route("compare/", "compare", compare.compare, method=GET, roles=ALL),
    Route("compare/open/", "compare_open", compare.open_comparison, method=POST, roles=ALL),
]
APPLICANT = [
    Route("applicants/<int:applicant_pk>/", "applicant", applicant.applicant, method=GET, roles=ALL),
    Route("applicants/<int:applicant_pk>/open/", "applicant_open", applicant.open_applicant, method=POST, roles=ALL),
    Route("applicants/<int:applicant_pk>/note/", "note", applicant.write_note, method=POST, roles=INTERVIEWERS),
    Route("applicants/<int:applicant_pk>/another/", "another", applicant.allow_attempt, method=POST, roles=LEADS),
    Route("applicants/<int:applicant_pk>/guide/", "guide", guide.guide, method=FORM, roles=ALL),
    Route("applicants/<int:applicant_pk>/decide/", "decide", decide.decide, method=FORM, roles=INTERVIEWERS),
    Route("applicants/<int:applicant_pk>/<str:kind>.pdf", "paper", papers.paper, method=POST, roles=ALL),
]
LETTERS = [
    Route("inviting/", "inviting", inviting.inviting, method=FORM, roles=LEADS),
    Route("inviting/confirm/", "inviting_confirm", inviting.confirm, method=POST, roles=LEADS),
    Route("letters/", "letters", letters.letters, method=GET, roles=LEADS),
    Route("letters/send/", "letters_send", letters.send, method=POST, roles=LEADS),
    Route("letters/to/<slug:occasion>/", "letter_preview", letters.preview, method=GET, roles=LEADS),
    Route("letters/sent/<int:mailing_pk>/", "mailing", mailings.mailing, method=GET, roles=LEADS),
    Route("letters/sent/<int:mailing_pk>/live/", "mailing_live", mailings.live, method=GET, roles=LEADS),
    Route("letters/sent/<int:mailing_pk>/pause/", "mailing_pause", mailings.pause, method=POST, roles=LEADS),
    Route("letters/sent/<int:mailing_pk>/resume/", "mailing_resume", mailings.resume, method=POST, roles=LEADS),
    Route("letters/again/<int:applicant_pk>/", "letter_again", letter_again.letter_again, method=GET, roles=LEADS),
    Route("letters/again/<int:applicant_pk>/send/", "letter_again_send", letter_again.send, method=POST, roles=LEADS),
    Route("letters/address/<int:applicant_pk>/", "address", address.address, method=FORM, roles=LEADS),
    Route("links/", "links", links.links, method=GET, roles=LEADS),
    Route("links/show/", "links_show", links.show, method=POST, roles=LEADS),
    Route("links/download/", "links_download", links.download, method=POST, roles=LEADS),
]
ROUND = [
    Route("close/", "close", closing.close, method=POST, roles=LEADS),
    Route("decision-log/", "decision_log", decision_log.decision_log, method=GET, roles=ALL),
    Route("decision-log/<str:name>", "decision_log_file", decision_log.download, method=POST, roles=LEADS),
    Route("archives/", "archives", archives.archives, method=GET, roles=ALL),
    Route("archives/live/", "archives_live", archives.live, method=GET, roles=ALL),
    Route("archives/order/", "archive_order", archives.order, method=POST, roles=ALL),
    Route("archives/<int:archive_pk>/", "archive", archives.download, method=POST, roles=ALL),
    Route("adverse-impact/", "adverse_impact", adverse_impact.adverse_impact, method=GET, roles=ALL),
    Route("adverse-impact/conclude/", "conclude", adverse_impact.conclude, method=POST, roles=LEADS),
]
# fmt: on

ROUTES = [*APPLICANTS, *APPLICANT, *LETTERS, *ROUND]
