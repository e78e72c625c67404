"""The numbers of reasons and of kinds of line, as the kernel writes them."""

from typing import Final

from goodstanding.model.statement import LineKind, Why

REASONS: Final = tuple(Why)
LINE_KINDS: Final = tuple(LineKind)

COUNTED: Final = REASONS.index(Why.COUNTED)
FADED: Final = REASONS.index(Why.FADED)
REPAIRED: Final = REASONS.index(Why.REPAIRED)
UNDER_REVIEW: Final = REASONS.index(Why.UNDER_REVIEW)
STRUCK_OUT: Final = REASONS.index(Why.STRUCK_OUT)
NOT_YET_TOLD: Final = REASONS.index(Why.NOT_YET_TOLD)
BEFORE_SINCE: Final = REASONS.index(Why.BEFORE_SINCE)
EXPIRED: Final = REASONS.index(Why.EXPIRED)
SAME_ACT: Final = REASONS.index(Why.SAME_ACT)
NOT_AMONG_THE_BEST: Final = REASONS.index(Why.NOT_AMONG_THE_BEST)
TOO_FEW: Final = REASONS.index(Why.TOO_FEW)
CAPPED: Final = REASONS.index(Why.CAPPED)
LIMIT: Final = REASONS.index(Why.LIMIT)
NONE: Final = -1
"""No reason: the entry counts, or is not there."""

ENTRY_LINE: Final = LINE_KINDS.index(LineKind.ENTRY)
MEASURE_LINE: Final = LINE_KINDS.index(LineKind.MEASURE)
CAP_LINE: Final = LINE_KINDS.index(LineKind.CAP)
LIMIT_LINE: Final = LINE_KINDS.index(LineKind.LIMIT)
