"""Helper process: whether a PDF can be opened. Prints `open`, `restricted`, `locked` or `broken`.

Started by limited.run_limited as `python -m salter.documents.pdf_lock MEMORY_MB SECONDS PATH`.
"""

from __future__ import annotations

import sys

import pikepdf

from salter.documents.limits import bound_cpu, bound_memory


def lock_of(path: str) -> str:
    """`restricted` opens without a password but forbids things; `locked` asks for one; `broken` has no pages."""
    try:
        with pikepdf.open(path) as pdf:
            if not len(pdf.pages):
                return "broken"
            return "restricted" if pdf.is_encrypted else "open"
    except pikepdf.PasswordError:
        return "locked"
    except Exception:  # whatever a hostile file makes of the parser
        return "broken"


if __name__ == "__main__":
    bound_memory(int(sys.argv[1]))
    bound_cpu(int(sys.argv[2]))
    print(lock_of(sys.argv[3]))
