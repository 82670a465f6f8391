"""Addresses of the pages of candidates. Staff pages are in the admin."""

from django.urls import path

from assessments.candidates.views import (
    about,
    answering,
    application,
    own,
    results,
    start,
)

urlpatterns = [
    path("", start.start, name="start"),
    path("begin/", start.begin, name="begin"),
    path("join/", start.enter_code, name="enter_code"),
    path("join/<str:code>/", start.join, name="join"),
    path("about/", about.about, name="about"),
    path("l/<str:token>/", own.open_link, name="open_link"),
    path("my/", own.own, name="own"),
    path("my/begin/", own.begin_listed, name="begin_listed"),
    path("my/data/", own.data, name="data"),
    path("my/data/download.json", own.download_json, name="download_json"),
    path("my/data/download.csv", own.download_csv, name="download_csv"),
    path("my/data/erase/", own.erase, name="erase"),
    path("my/comment/", application.comment, name="comment"),
    path("my/groups/", application.groups, name="groups"),
    path("my/withdraw/", application.withdraw, name="withdraw"),
    path("my/link/new/", own.new_link, name="new_link"),
    path("my/leave/", own.leave, name="leave"),
    path("my/<int:ordinal>/rows/<int:page>/", answering.rows, name="rows"),
    path("my/<int:ordinal>/save/", answering.save_one, name="save_one"),
    path("my/<int:ordinal>/review/", answering.review, name="review"),
    path("my/<int:ordinal>/result/", results.result, name="result"),
    path("my/<int:ordinal>/result/<slug:key>/", results.domain, name="domain"),
    path("my/<int:ordinal>/result.pdf", results.result_pdf, name="result_pdf"),
    path("my/<int:ordinal>/mark/", results.mark_row, name="mark_row"),
    path("my/<int:ordinal>/repeat/", results.repeat, name="repeat"),
]
