"""What each worker process of xlwings Server does before it takes the first request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from workbook.addin.submissions import warm_up


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """xlwings Server's own hook."""
    warm_up()
    yield
