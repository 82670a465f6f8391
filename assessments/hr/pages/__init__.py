"""The pages of one screening round inside the admin: what stands at which address, and
who may do what there.
"""

from assessments.hr.pages import (
    adverse_impact,
    applicants,
    board,
    closing,
    compare,
    deciding,
    interviewing,
    inviting,
    letters,
    link_slips,
    mailings,
    papers,
    resend,
)
from assessments.models import CohortStaff
from assessments.staff.routes import FORM, GET, POST, Route

Role = CohortStaff.Role

ALL = frozenset({Role.LEAD, Role.INTERVIEWER, Role.READER})
# A lead may interview too.
INTERVIEWERS = frozenset({Role.LEAD, Role.INTERVIEWER})
LEADS = frozenset({Role.LEAD})

# One line a page, so that it reads as a table.
# fmt: off
ROUTES = [
    Route("board/", "board", board.board, method=GET, roles=ALL),
    Route("close/", "close", closing.close, method=POST, roles=LEADS),
    Route("board/open/", "board_open", board.open_scores, method=POST, roles=ALL),
    Route("compare/", "compare", compare.compare, method=GET, roles=ALL),
    Route("compare/open/", "compare_open", compare.open_comparison, method=POST, roles=ALL),
    Route("applicants/<int:applicant>/", "applicant", applicants.show, method=GET, roles=ALL),
    Route("applicants/<int:applicant>/open/", "applicant_open", applicants.open_applicant, method=POST, roles=ALL),
    Route("applicants/<int:applicant>/note/", "note", applicants.write_note, method=POST, roles=INTERVIEWERS),
    Route("applicants/<int:applicant>/another/", "another", applicants.allow_attempt, method=POST, roles=LEADS),
    Route("applicants/<int:applicant>/guide/", "guide", interviewing.guide, method=FORM, roles=ALL),
    Route("applicants/<int:applicant>/decide/", "decide", deciding.decide, method=FORM, roles=INTERVIEWERS),
    Route("applicants/<int:applicant>/<str:kind>.pdf", "paper", papers.paper, method=POST, roles=ALL),
    Route("papers/", "archives", papers.archives, method=GET, roles=ALL),
    Route("papers/live/", "archives_live", papers.live, method=GET, roles=ALL),
    Route("papers/order/", "archive_order", papers.order, method=POST, roles=ALL),
    Route("papers/<int:archive>/", "archive", papers.download_archive, method=POST, roles=ALL),
    Route("log/", "log", deciding.log_page, method=GET, roles=ALL),
    Route("log/<str:name>", "log_file", deciding.log_file, method=POST, roles=LEADS),
    Route("adverse-impact/", "adverse_impact", adverse_impact.impact_page, method=GET, roles=ALL),
    Route("adverse-impact/conclude/", "conclude", adverse_impact.conclude, method=POST, roles=LEADS),
    Route("inviting/", "inviting", inviting.inviting, method=FORM, roles=LEADS),
    Route("inviting/confirm/", "inviting_confirm", inviting.confirm, method=POST, roles=LEADS),
    Route("letters/", "letters", letters.letters, method=GET, roles=LEADS),
    Route("letters/send/", "letters_send", letters.send, method=POST, roles=LEADS),
    Route("letters/to/<slug:occasion>/", "letter_preview", letters.preview, method=GET, roles=LEADS),
    Route("letters/sent/<int:mailing>/", "mailing", mailings.show, method=GET, roles=LEADS),
    Route("letters/sent/<int:mailing>/live/", "mailing_live", mailings.live, method=GET, roles=LEADS),
    Route("letters/sent/<int:mailing>/pause/", "mailing_pause", mailings.pause, method=POST, roles=LEADS),
    Route("letters/sent/<int:mailing>/resume/", "mailing_resume", mailings.resume, method=POST, roles=LEADS),
    Route("letters/again/<int:applicant>/", "letter_again", resend.again, method=GET, roles=LEADS),
    Route("letters/again/<int:applicant>/send/", "letter_again_send", resend.send_again, method=POST, roles=LEADS),
    Route("letters/address/<int:applicant>/", "address", resend.address, method=FORM, roles=LEADS),
    Route("links/", "links", link_slips.slips, method=GET, roles=LEADS),
    Route("links/show/", "links_show", link_slips.show, method=POST, roles=LEADS),
    Route("links/download/", "links_download", link_slips.download, method=POST, roles=LEADS),
]
# fmt: on
