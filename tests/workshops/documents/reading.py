"""What stands in a PDF, read by another program than the one that wrote it."""

import io

import pypdf


def read(content):
    return pypdf.PdfReader(io.BytesIO(content))


def pages_of(content):
    """The text of each page, with breaks of lines as blanks."""
    return [" ".join(page.extract_text().split()) for page in read(content).pages]


def text_of(content):
    return " ".join(pages_of(content))


def tags_of(content):
    """The types of all elements of the structure tree, in order."""
    return list(_tags(read(content).trailer["/Root"]["/StructTreeRoot"]))


def _tags(element):
    kind = element.get("/S")
    if kind:
        yield str(kind).removeprefix("/")
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        found = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(found, dict):
            yield from _tags(found)


def pieces_of(content):
    """[(page, text, x, y)]: where each piece of text begins, in millimetres from below left."""
    found = []
    for number, page in enumerate(read(content).pages):

        def note(text, matrix, place, _font, _size, number=number):
            x = place[4] * matrix[0] + place[5] * matrix[2] + matrix[4]
            y = place[4] * matrix[1] + place[5] * matrix[3] + matrix[5]
            if text.strip():
                found.append((number, text.strip(), x / 72 * 25.4, y / 72 * 25.4))

        page.extract_text(visitor_text=note)
    return found


def is_accessible(content, language):
    """Tagged, marked as PDF/UA-1, with a title and this language."""
    pdf = read(content)
    root = pdf.trailer["/Root"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    return (
        root["/MarkInfo"]["/Marked"]
        and root["/Lang"] == language
        and bool(pdf.metadata.title)
        and "<pdfuaid:part>1</pdfuaid:part>" in metadata
    )
