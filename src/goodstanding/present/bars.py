"""Small pictures drawn here, a scale and bars: each number of theirs stands beside them as text."""

# They have no text of their own, so that nothing in them is cut off or too small to read.

from collections.abc import Sequence
from typing import Final

WIDTH: Final = 200
HEIGHT: Final = 12
SCALE_WIDTH: Final = 1000
SCALE_HEIGHT: Final = 28
COLUMNS_HEIGHT: Final = 200
COLUMN_GAP: Final = 4.0


def _svg(width: int, height: int, shapes: Sequence[str], *, kind: str) -> str:
    """Return a picture that those who hear the page skip: its numbers are read out as text."""
    return (
        f'<svg class="{kind}" viewBox="0 0 {width} {height}" preserveAspectRatio="none" '
        f'aria-hidden="true" focusable="false">{"".join(shapes)}</svg>'
    )


def _box(kind: str, left: float, width: float, *, top: float, height: float) -> str:
    """Return a rectangle."""
    return (
        f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" '
        f'width="{max(width, 0):.1f}" height="{height:.1f}"/>'
    )


def change_bar(counted: int, largest: int) -> str:
    """Return a bar to the right of the middle for a gain, to the left for a loss.

    `largest` is the greatest of the bars that stand together, without its sign.
    """
    middle = WIDTH / 2
    length = middle * abs(counted) / max(largest, 1)
    bar = _box(
        "gain" if counted > 0 else "loss",
        middle if counted > 0 else middle - length,
        length,
        top=1,
        height=HEIGHT - 2,
    )
    return _svg(
        WIDTH, HEIGHT, [bar, _box("axis", middle - 0.5, 1, top=0, height=HEIGHT)], kind="bar"
    )


def part_bar(now: int, base: int) -> str:
    """Return a bar from 0 to 100 with a mark where somebody with no records stands."""
    step = WIDTH / 100
    shapes = [
        _box("track", 0, WIDTH, top=2, height=HEIGHT - 4),
        _box("mark", 0, now * step, top=2, height=HEIGHT - 4),
        _box("axis", base * step - 1, 2, top=0, height=HEIGHT),
    ]
    return _svg(WIDTH, HEIGHT, shapes, kind="bar")


def place_on(value: int, low: int, high: int) -> float:
    """Return where a total stands between two ends, as a percentage inside them."""
    return 100 * (min(max(value, low), high) - low) / (high - low)


def scale_bar(total: int, start: int, marks: Sequence[int], *, low: int, high: int) -> str:
    """Return a line from `low` to `high`: filled from the start to the total, marks for levels."""

    def at(value: int) -> float:
        return SCALE_WIDTH * place_on(value, low, high) / 100

    left, right = sorted((at(start), at(total)))
    shapes = [
        _box("track", 0, SCALE_WIDTH, top=10, height=8),
        _box("gain" if total >= start else "loss", left, right - left, top=10, height=8),
        *(_box("level", at(mark) - 1, 2, top=4, height=20) for mark in marks),
        _box("axis", at(start) - 1, 2, top=7, height=14),
        _box("total", at(total) - 3, 6, top=1, height=26),
    ]
    return _svg(SCALE_WIDTH, SCALE_HEIGHT, shapes, kind="scale")


def columns(
    sizes: Sequence[tuple[int, float]], marks: Sequence[float] = (), *, tall: int = COLUMNS_HEIGHT
) -> str:
    """Return upright bars side by side, each of a width and a height, over one line.

    Widths are in any unit; heights are relative to the greatest. `marks` are upright lines, each as
    far from the left as a share of 1 of the whole width.
    """
    whole = max(sum(width for width, _ in sizes), 1)
    most = max((height for _, height in sizes), default=0) or 1
    unit = SCALE_WIDTH / whole
    gap = min(COLUMN_GAP, unit / 4)
    shapes, left = [], 0.0
    for width, height in sizes:
        high = (tall - 2) * height / most
        shapes.append(
            _box("mark", left + gap / 2, width * unit - gap, top=tall - 1 - high, height=high)
        )
        left += width * unit
    shapes.append(_box("axis", 0, SCALE_WIDTH, top=tall - 1, height=1))
    shapes += [_box("total", SCALE_WIDTH * at - 1, 2, top=0, height=tall) for at in marks]
    return _svg(SCALE_WIDTH, tall, shapes, kind="columns")


def both_bar(given: int, taken: int, largest: int) -> str:
    """Return a bar to the right of the middle for points given, and to the left for those taken."""
    middle = WIDTH / 2
    right, left = (middle * abs(each) / max(largest, 1) for each in (given, taken))
    shapes = [
        _box("gain", middle, right, top=1, height=HEIGHT - 2),
        _box("loss", middle - left, left, top=1, height=HEIGHT - 2),
        _box("axis", middle - 0.5, 1, top=0, height=HEIGHT),
    ]
    return _svg(WIDTH, HEIGHT, shapes, kind="bar")
