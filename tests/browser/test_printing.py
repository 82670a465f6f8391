"""The result prints as a report of two A4 pages, also when it says the most it can say."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.browser import walking

LOCALES = ("zh-CN", "zh-TW", "en-GB")


def six_pairs_of_different_domains():
    """Low and near the border, the four areas 20, 40, 80 and 100: as many sentences
    about them as there can be.
    """
    worth = {"character": 1, "psychological": 2, "skill": 5, "comprehensive": 4}
    return walking.places_worth(
        *[worth[domain] for domain in walking.domains_of_rows()]
    )


KINDS = {
    "high": lambda: walking.places_worth(5),
    "middle, near the lower border, same place": lambda: [5] * 25,
    "low, near the border, same place": lambda: [1] * 25,
    "low, near the border, different areas": six_pairs_of_different_domains,
}


@pytest.fixture(params=LOCALES)
def reader(visitor, request):
    return visitor(locale=request.param)


def test_every_kind_of_result_prints_on_two_pages(reader):
    """With every note on the answers that a result can carry."""
    counts = {}

    for kind, places in KINDS.items():
        attempt = walking.submitted(places(), as_oneself=False, seconds=0)
        walking.begin_again(attempt)
        counts[kind] = len(printed(reader, attempt))

    assert counts == dict.fromkeys(KINDS, 2)


def test_score_is_printed_first_and_its_counting_on_the_second_page(reader):
    attempt = walking.submitted([1] * 25)

    meaning, *_, counting = printed(reader, attempt)

    assert "58 / 100" in meaning
    assert "58.4" in counting
    assert "58.4" not in meaning


def printed(page, attempt):
    """The texts of the pages on which the browser prints the result."""
    walking.open_link(page, attempt)
    page.goto("/my/1/result/")
    report = page.pdf(format="A4", prefer_css_page_size=True)
    return [sheet.extract_text() for sheet in PdfReader(BytesIO(report)).pages]
