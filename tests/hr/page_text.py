"""What a page says, without its markup."""

import re
from html import unescape


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def words_on(response):
    """Return what the page says, with one blank between words."""
    main = response.content.decode().split('<div id="content"', 1)[-1]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", main)))


def table_rows(response, table_class):
    """Return the cells of each body row in all tables of this class, not unescaped."""
    content = response.content.decode()
    tables = re.findall(rf'<table class="{table_class}\b.*?</table>', content, re.S)
    rows = []
    for table in tables:
        body = table.split("<tbody>")[1]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.S):
            cells = re.findall(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", row, re.S)
            rows.append([_without_markup(cell) for cell in cells])
    return rows


def _without_markup(source):
    text = re.sub(r"<[^>]*>", " ", source)
    return re.sub(r"\s+", " ", text).strip()


def listed_names(response):
    return [line.person.name for line in response.context["lines"]]


def filter_choices(response):
    """Return the values offered by each choice above the list, by its name."""
    content = response.content.decode()
    form = content.split('class="filters', 1)[1].split("</form>", 1)[0]
    choices = {}
    for name, options in re.findall(
        r'<select[^>]*name="(\w+)">(.*?)</select>', form, re.S
    ):
        choices[name] = re.findall(r'<option value="([^"]*)"', options)
    return choices
