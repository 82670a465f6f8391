import gettext
import os

import pytest

from csquality.translations import catalogs

TEMPLATE = """{% load i18n %}
    <p>Indented
  less</p>
{% translate "Plain" %}{% translate "May" context "month" %}
{% blocktranslate trimmed with name=person.name %}
  Dear
  {{ name }}
{% endblocktranslate %}
{% blocktranslate count n=rows %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}{{ _("In a variable") }}"""
CODE = """
gettext_lazy("Lazy")
pgettext_lazy("noun", "Order")
ngettext_lazy("%(n)d day", "%(n)d days", n)
"""
CATALOG = """
#, fuzzy
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Yes"
msgstr "是"
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of one template and one module, with our own mapping."""
    mapping = (catalogs.ROOT / "pyproject.toml").read_text()
    (tmp_path / "pyproject.toml").write_text(mapping)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    (tmp_path / "assessments").mkdir()
    (tmp_path / "assessments" / "words.py").write_text(CODE)
    monkeypatch.setattr(catalogs, "FOLDER", tmp_path / "locale")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ids_in(catalog):
    return {(message.context, message.id) for message in catalog if message.id}


def translation_of(text, language):
    catalog = catalogs.read(catalogs.source(language))
    return catalog[text].string


def read_all():
    return [catalogs.source(language).read_text() for language in catalogs.LANGUAGES]


def test_texts_of_templates_and_code_are_extracted(project):
    catalogs.extract(project / "django.pot")

    assert ids_in(catalogs.read(project / "django.pot")) == {
        (None, "Plain"),
        ("month", "May"),
        (None, "Dear %(name)s"),
        (None, ("%(n)s row", "%(n)s rows")),
        (None, "In a variable"),
        (None, "Lazy"),
        ("noun", "Order"),
        (None, ("%(n)d day", "%(n)d days")),
    }


def test_update_fills_in_english(project):
    catalogs.update()

    assert translation_of("Plain", "en") == "Plain"


def test_update_leaves_chinese_to_a_translator(project):
    catalogs.update()

    assert translation_of("Plain", "zh_Hant") == ""


def test_second_update_changes_nothing(project):
    catalogs.update()
    before = read_all()

    catalogs.update()

    assert read_all() == before


def test_catalog_with_a_fuzzy_header_is_compiled(tmp_path):
    source = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOG)

    catalogs.compile_stale(tmp_path)

    chinese = gettext.translation("django", tmp_path, ["zh_Hans"])
    assert chinese.gettext("Yes") == "是"


def test_only_a_stale_catalog_is_compiled_again(tmp_path):
    source = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOG)
    catalogs.compile_stale(tmp_path)
    os.utime(source.with_suffix(".mo"), ns=(2**62, 2**62))

    catalogs.compile_stale(tmp_path)

    assert source.with_suffix(".mo").stat().st_mtime_ns == 2**62
