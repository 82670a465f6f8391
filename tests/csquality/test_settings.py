import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r'env\.\w+\(\s*"(\w+)"')
ROW = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)


def test_deployment_guide_names_every_variable():
    read = READ.findall((ROOT / "csquality" / "settings.py").read_text())

    assert sorted(ROW.findall((ROOT / "deploy" / "README.md").read_text())) == sorted(
        set(read)
    )


@pytest.mark.parametrize("name", ["SESSION_COOKIE_HTTPONLY", "USE_TZ", "USE_I18N"])
def test_setting_is_on_everywhere(settings, name):
    assert getattr(settings, name) is True


def test_there_is_no_debug_page_by_default(settings):
    assert settings.DEBUG is False
