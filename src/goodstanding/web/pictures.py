"""The characters of a slip or a code as a picture for a reader."""

from typing import Final

import segno
from django.utils.safestring import SafeString

DOTS_OF_A_MODULE: Final = 6
MODULES_AROUND: Final = 4


def code_picture(code: str) -> SafeString:
    """Return a code as SVG: a shape and nothing else, because the characters stand beside it."""
    drawn = segno.make(code, micro=False, error="m").svg_inline(
        scale=DOTS_OF_A_MODULE, border=MODULES_AROUND, svgclass=None, lineclass=None, omitsize=True
    )
    return SafeString(drawn)
