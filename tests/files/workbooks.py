"""Makes XLSX files, sound ones and damaged ones."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"


def file_of(book):
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def make_workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return file_of(book)


def repacked(data, path, change, packing=ZIP_DEFLATED):
    """Return the workbook with one of its parts changed."""
    packed = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(packed, "w", packing) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == path:
                content = change(content)
            new.writestr(name, content)
    return packed.getvalue()


def with_more_in_the_sheet(data, xml):
    return repacked(
        data, SHEET, lambda sheet: sheet.replace(b"</sheetData>", xml + b"</sheetData>")
    )


def with_number_format(code):
    """Return a workbook with a style of this number format."""
    formats = (
        f'<numFmts count="1"><numFmt numFmtId="164" formatCode="{code}"/></numFmts>'
    )
    style = b'<xf numFmtId="164"/></cellXfs>'

    def change(xml):
        xml = xml.replace(b'<numFmts count="0" />', b"")
        xml = xml.replace(b"<fonts ", formats.encode() + b"<fonts ")
        return xml.replace(b"</cellXfs>", style)

    return repacked(make_workbook(["张三", 7]), "xl/styles.xml", change)
