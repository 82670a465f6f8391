"""The pages of one screening round inside the admin: what stands at which address."""

from django.urls import path

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
from assessments.hr.pages.access import RoundPage

# Address behind the round's number, name, view. Each view is wrapped by `RoundPage`,
# which finds the round.
PAGES = [
    ("board/", "board", board.board),
    ("close/", "close", closing.close),
    ("board/open/", "board_open", board.open_scores),
    ("compare/", "compare", compare.compare),
    ("compare/open/", "compare_open", compare.open_comparison),
    ("applicants/<int:applicant>/", "applicant", applicants.applicant),
    ("applicants/<int:applicant>/open/", "applicant_open", applicants.open_applicant),
    ("applicants/<int:applicant>/note/", "note", applicants.write_note),
    ("applicants/<int:applicant>/another/", "another", applicants.allow_attempt),
    ("applicants/<int:applicant>/guide/", "guide", interviewing.guide),
    ("applicants/<int:applicant>/decide/", "decide", deciding.decide),
    ("applicants/<int:applicant>/<str:kind>.pdf", "paper", papers.paper),
    ("papers/", "archives", papers.archives),
    ("papers/live/", "archives_live", papers.live),
    ("papers/order/", "archive_order", papers.order),
    ("papers/<int:archive>/", "archive", papers.archive),
    ("log/", "log", deciding.log_page),
    ("log/<str:name>", "log_file", deciding.log_file),
    ("adverse-impact/", "adverse_impact", adverse_impact.impact_page),
    ("adverse-impact/conclude/", "conclude", adverse_impact.conclude),
    ("inviting/", "inviting", inviting.inviting),
    ("inviting/confirm/", "inviting_confirm", inviting.confirm),
    ("letters/", "letters", letters.letters),
    ("letters/send/", "letters_send", letters.send),
    ("letters/to/<slug:occasion>/", "letter_preview", letters.preview),
    ("letters/sent/<int:mailing>/", "mailing", mailings.mailing),
    ("letters/sent/<int:mailing>/live/", "mailing_live", mailings.live),
    ("letters/sent/<int:mailing>/pause/", "mailing_pause", mailings.pause),
    ("letters/sent/<int:mailing>/resume/", "mailing_resume", mailings.resume),
    ("letters/again/<int:applicant>/", "letter_again", resend.again),
    ("letters/again/<int:applicant>/send/", "letter_again_send", resend.send_again),
    ("letters/address/<int:applicant>/", "address", resend.address),
    ("links/", "links", link_slips.slips),
    ("links/show/", "links_show", link_slips.show),
    ("links/download/", "links_download", link_slips.download),
]


def round_urls(model_admin):
    return [
        path(
            f"<int:pk>/{route}",
            RoundPage(model_admin, view).as_view,
            name=f"assessments_screeninground_{name}",
        )
        for route, name, view in PAGES
    ]
