"""Files that are no text: told by their first bytes, so that the message can say what to do instead.

The numbers are those of https://www.iana.org/assignments/media-types and of file(1).
"""

import re
from typing import Final

_EXPORT: Final = "open it in the program it comes from and save it as CSV (UTF-8)"
_UNPACK: Final = "unpack it first, for example: gunzip -c FILE | leadworker import - …"

SIGNATURES: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b"PK\x03\x04", "an Excel workbook (XLSX), an OpenDocument sheet or another ZIP archive", _EXPORT),
    (b"PK\x05\x06", "an empty ZIP archive", _EXPORT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (XLS)", _EXPORT),
    (b"\x09\x08", "a very old Excel workbook (XLS)", _EXPORT),
    (b"%PDF", "a PDF document", "ask for the list as CSV; a PDF only looks like a table"),
    (b"{\\rtf", "a rich text document (RTF)", _EXPORT),
    (b"\x1f\x8b", "compressed with gzip", _UNPACK),
    (b"BZh", "compressed with bzip2", _UNPACK.replace("gunzip", "bunzip2")),
    (b"\xfd7zXZ\x00", "compressed with xz", _UNPACK.replace("gunzip", "unxz")),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", _UNPACK.replace("gunzip", "unzstd")),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it first"),
    (b"SQLite format 3\x00", "an SQLite database", "export the table as CSV"),
    (b"PAR1", "a Parquet file", "export it as CSV"),
    (b"\x89PNG", "a picture (PNG)", "ask for the list as CSV"),
    (b"\xff\xd8\xff", "a picture (JPEG)", "ask for the list as CSV"),
    (b"BEGIN:VCARD", "a list of visiting cards (vCard)", "export the contacts as CSV"),
)
_MARKUP: Final = re.compile(rb"\s*<(?:!doctype|html|table|meta|head|body|\?xml|workbook)", re.I)
_JSON: Final = re.compile(rb'\s*(?:\{\s*["}]|\[\s*[\[{\]])')
_UTF_8_MARK: Final = b"\xef\xbb\xbf"


def foreign(head: bytes) -> tuple[str, str] | None:
    """Give what a file is and what to do, from its first bytes; None where it may be a list."""
    bare = head.removeprefix(_UTF_8_MARK)
    for signature, what, advice in SIGNATURES:
        if bare.startswith(signature):
            return what, advice
    if _MARKUP.match(bare):
        return (
            "a web page or XML, whatever its name says",
            "open it in a spreadsheet program and save it as CSV (UTF-8)",
        )
    if _JSON.match(bare):
        return "JSON", "convert it to CSV, or publish its rows to the queue broadcast-campaign"
    return None
