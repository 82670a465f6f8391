"""Reads a PDF back, as a program without eyes would."""

import re
from io import BytesIO

from pypdf import PdfReader


def reader_of(pdf):
    return PdfReader(BytesIO(pdf))


def text_of(pdf):
    """Return the text in one line, without the marks that let long words break."""
    text = "\n".join(page.extract_text() for page in reader_of(pdf).pages)
    return re.sub(r"\s+", " ", text.replace("\u200b", ""))


def fonts_of(pdf):
    """Return {name: whether its glyphs are in the file}."""
    fonts = {}
    for page in reader_of(pdf).pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            name_after_subset_tag = descendant["/BaseFont"][8:]
            is_embedded = "/FontFile3" in descendant["/FontDescriptor"]
            fonts[name_after_subset_tag] = is_embedded
    return fonts
