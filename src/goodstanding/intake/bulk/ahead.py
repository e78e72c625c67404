"""Blocks judged in threads, a few ahead of whoever takes them, and given in their order."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from typing import TypeVar

from goodstanding.intake.bulk.cells import Block, Rest

Judged = TypeVar("Judged")


def judged_ahead(
    blocks: Iterator[Block | Rest],
    judge: Callable[[Block], Judged],
    pool: Executor,
    ahead: int,
) -> Iterator[Rest | tuple[Block, Judged]]:
    """Yield each block with what `judge` says of it; at most `ahead` blocks more are in memory."""
    waiting: deque[tuple[Block, Future[Judged]]] = deque()
    for block in blocks:
        if isinstance(block, Block):
            waiting.append((block, pool.submit(judge, block)))
        while waiting and (isinstance(block, Rest) or len(waiting) > ahead):
            first, result = waiting.popleft()
            yield first, result.result()
        if isinstance(block, Rest):
            yield block
    while waiting:
        first, result = waiting.popleft()
        yield first, result.result()
