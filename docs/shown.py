"""Writes into the guide for a new edition what its commands print now; what is left out stays as it was written.

Run as ``python -m docs.shown`` after a change of what the commands print. An example that the guide makes is written too.
"""

import contextlib
import re
import sys
import tempfile
from pathlib import Path

from tests.test_docs import EDITIONS
from tests.test_edition_guide import EXAMPLES, MADE, filled_in
from tests.walked import Walk, agrees

TEXT = re.compile(r"^```text\n.*?^```$", re.MULTILINE | re.DOTALL)


def main() -> int:
    left = 0
    for page in EDITIONS:
        with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
            said = iter(Walk(page, filled_in(page)).run().said)
            for example in MADE:
                (EXAMPLES / example).write_bytes(Path(example).read_bytes())
        text = page.read_text(encoding="utf-8")
        for block in TEXT.findall(text):
            shown, printed = next(said)
            if "\n…" not in shown:
                text = text.replace(block, f"```text\n{printed}\n```", 1)
            elif not agrees(shown, printed):
                left += 1
                print(f"{page.name}: mend by hand\n{shown}\n---\n{printed}", file=sys.stderr)
        page.write_text(text, encoding="utf-8", newline="\n")
        print(page.name)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
