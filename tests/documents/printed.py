"""What a PDF says to whoever reads it with other means than eyes."""

import re
from io import BytesIO

from pypdf import PdfReader


def reader_of(pdf):
    return PdfReader(BytesIO(pdf))


def text_of(pdf):
    """In one line, without what only tells long words where they may break."""
    text = "\n".join(page.extract_text() for page in reader_of(pdf).pages)
    return re.sub(r"\s+", " ", text.replace("\u200b", ""))


def fonts_of(pdf):
    """Name → whether its glyphs are in the file."""
    pages = reader_of(pdf).pages
    fonts = [
        font.get_object()
        for page in pages
        for font in page["/Resources"]["/Font"].values()
    ]
    inner = [font["/DescendantFonts"][0].get_object() for font in fonts]
    return {
        font["/BaseFont"][8:]: "/FontFile3" in font["/FontDescriptor"] for font in inner
    }
