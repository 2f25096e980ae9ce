"""Sets one paper within limits: run as a program of its own by tools.papers.

    typesetting.py FOLDER TYPEFACES SECONDS MEGABYTES TIMESTAMP

The folder holds paper.typ and what it reads; paper.pdf is written beside it. typst can neither be
interrupted nor survive a lack of memory: both end this process, and no web worker.
"""

import datetime
import resource
import sys
from pathlib import Path


def main(folder: str, typefaces: str, seconds: str, megabytes: str, timestamp: str) -> None:
    size = int(megabytes) << 20
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import typst  # within the limits

    root = Path(folder)
    typst.compile(
        root / "paper.typ",
        output=root / "paper.pdf",
        root=root,
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[typefaces]
        ),
        format="pdf",
        pdf_standards="ua-1",
        timestamp=datetime.datetime.fromisoformat(timestamp),
        # no package is ever found, so that none is fetched
        package_path=root,
        package_cache_path=root,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
