"""The pages of one screening round inside the admin: what stands at which address."""

from django.urls import path

from assessments.admin.round_pages import board
from assessments.admin.round_pages.access import RoundPage

# Address behind the round's number, name, view. Each view is wrapped by `RoundPage`, which finds the round.
PAGES = [
    ("board/", "board", board.board),
]


def round_urls(model_admin):
    return [
        path(f"<int:pk>/{route}", RoundPage(model_admin, view).as_view, name=f"assessments_screeninground_{name}")
        for route, name, view in PAGES
    ]
