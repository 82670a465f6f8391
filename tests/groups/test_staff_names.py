import pytest
from django.contrib.auth import get_user_model

from assessments.groups.staff_names import name_of


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("Helen", "Ross", "Helen Ross"),
        ("敏", "陈", "陈敏"),
        ("", "", "hr"),
        ("Helen", "", "Helen"),
    ],
)
def test_name_is_in_the_order_of_its_language(first, last, told):
    assert (
        name_of(get_user_model()(username="hr", first_name=first, last_name=last))
        == told
    )


def test_nobody_has_no_name():
    assert name_of(None) == ""
