from openpyxl import load_workbook

from assessments.files.xlsx_files import workbook


def rows_of(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_sheets_hold_their_lines_from_the_header_on():
    learners = [["Name", "Score"], ["张三", 66]]
    notes = [["Note"]]

    with workbook([("Learners", learners), ("Notes", notes)]) as file:
        book = load_workbook(file)

    assert book.sheetnames == ["Learners", "Notes"]
    assert rows_of(book["Learners"]) == learners
    assert rows_of(book["Notes"]) == notes


def test_header_stays_in_view():
    with workbook([("Learners", [["Name"]])]) as file:
        book = load_workbook(file)

    assert book["Learners"].freeze_panes == "A2"


def test_text_that_looks_like_a_formula_or_a_link_stays_text():
    with workbook([("Learners", [["=1+1", "https://example.org"]])]) as file:
        formula, link = next(load_workbook(file)["Learners"].iter_rows())

    assert formula.value == "=1+1"
    assert formula.data_type == "s"
    assert link.hyperlink is None
