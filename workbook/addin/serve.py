"""Start the server in this process, or write its manifest."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

from workbook.addin.settings import Settings, import_licensed, prepare

APPLICATION = "workbook.addin.app:application"


@dataclass(frozen=True)
class Listening:
    """Where the server listens; with a certificate and its key (files, PEM) over HTTPS."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    certificate: Path | None = None
    key: Path | None = None

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}"


def ready(settings: Settings) -> None:
    """To be called before `serve`. Raises `Wrong` as `prepare` and `import_licensed`."""
    os.environ.update(settings.as_environment())
    prepare(os.environ)
    import_licensed()


def serve(where: Listening) -> None:
    """Serve until the process is told to end."""
    import uvicorn

    uvicorn.run(
        APPLICATION, host=where.host, port=where.port, workers=where.workers if where.workers > 1 else None,
        ssl_certfile=where.certificate, ssl_keyfile=where.key, server_header=False, access_log=False,
    )  # fmt: skip


def manifest(settings: Settings, where: Listening) -> bytes:
    """The manifest that Excel is given, as xlwings Server writes it. Raises `Wrong` as `ready`."""
    ready(settings)
    return asyncio.run(_manifest(where.url))


async def _manifest(url: str) -> bytes:
    import httpx

    from workbook.addin.app import application

    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url=url) as client:
        answer = await client.get("/manifest.xml")
    answer.raise_for_status()
    return answer.content
