"""LibreOffice Calc, driven over UNO: a process of one's own with a profile of its own.

The office runs without an X server, but not ``--headless``: headless mode silently cancels every dialog,
and what a refused entry tells the person typing would be lost.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any, Self, TypeVar

from workbook.office.bridge import OfficeNotFound, find_program, load_uno, uno_properties
from workbook.office.document import Document, ErrorValue, LockedCell, OfficeFailed, Value, render

__all__ = [
    "Document", "ErrorValue", "LockedCell", "Office", "OfficeFailed", "OfficeNotFound", "Value", "find_program",
    "load_uno", "render", "run_aside", "uno_properties",
]  # fmt: skip
NEVER_EXECUTE, NO_UPDATE = 0, 0  # com.sun.star.document: MacroExecMode, UpdateDocMode
RESTART_ME, START_SECONDS = 81, 60.0
T = TypeVar("T")
SETTINGS = (
    ("Office.Calc/Formula/Load", "OOXMLRecalcMode", "0"),
    ("Office.Calc/Content/Update", "Link", "1"),  # never
    ("Office.Common/Misc", "UseLocking", "false"),
    ("Office.Common/Misc", "UseDocumentOOoLockFile", "false"),
    ("Office.Common/Misc", "UseDocumentSystemFileLocking", "false"),
    ("Office.Common/Misc", "FirstRun", "false"),
    ("Office.Common/Misc", "ShowTipOfTheDay", "false"),
    ("Office.Recovery/AutoSave", "Enabled", "false"),
    ("Setup/L10N", "ooLocale", "en-US"),
    ("Setup/L10N", "ooSetupSystemLocale", "en-US"),
)


def run_aside(action: Callable[[], T]) -> Future[T]:
    """Run a call that a dialog or a file may block; the thread must not keep Python from ending."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(action())
        except BaseException as error:  # noqa: BLE001 - the future hands it on
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future


class Office:
    """A LibreOffice process of one's own: a context manager, or call :meth:`close`."""

    def __init__(self) -> None:
        self._uno = load_uno()
        self._pipe = f"pyscoring-{uuid.uuid4().hex}"
        self.profile = Path(tempfile.mkdtemp(prefix="pyscoring-office-"))
        self.process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)
        try:
            self._write_settings()
            self._context = self._start()
            self.desktop = self.service("com.sun.star.frame.Desktop")
            self.toolkit = self.service("com.sun.star.awt.Toolkit")
            self.dispatcher = self.service("com.sun.star.frame.DispatchHelper")
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def service(self, name: str) -> Any:
        """A UNO service of this office."""
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)

    def open(
        self, path: str | Path, *, template: bool = True, hidden: bool = True, filter_name: str | None = None
    ) -> Document:
        """Open a workbook: as a template it leaves the file untouched; to type into it, do not hide it.

        Macros never run, and links to other files are never followed. `filter_name` says what the file is,
        instead of what the office makes of its first bytes.
        """
        file = Path(path).resolve()
        if not file.is_file():
            raise FileNotFoundError(file)
        known = {"FilterName": filter_name} if filter_name else {}
        return self._load(file.as_uri(), file, hidden, AsTemplate=template, **known)

    def new(self, *, hidden: bool = True) -> Document:
        """Make an empty workbook."""
        return self._load("private:factory/scalc", None, hidden)

    def _load(self, url: str, file: Path | None, hidden: bool, **options: object) -> Document:
        shut = {"MacroExecutionMode": NEVER_EXECUTE, "UpdateDocMode": NO_UPDATE}
        component = self.desktop.loadComponentFromURL(
            url, "_blank", 0, uno_properties(Hidden=hidden, **shut, **options)
        )
        if component is None:
            raise OfficeFailed(f"LibreOffice cannot open {file or url}: not a workbook, damaged or in use.")
        if not component.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            component.close(True)
            raise OfficeFailed(f"{file or url} is not a workbook.")
        return Document(self, component, hidden)

    def _write_settings(self) -> None:
        items = "".join(
            f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
            f"<value>{value}</value></prop></item>"
            for path, name, value in SETTINGS
        )
        target = self.profile / "user" / "registrymodifications.xcu"
        target.parent.mkdir()
        namespace = 'xmlns:oor="http://openoffice.org/2001/registry"'
        target.write_text(f"<oor:items {namespace}>{items}</oor:items>", encoding="utf-8")

    def _launch(self) -> subprocess.Popen[bytes]:
        options = "--invisible", "--nologo", "--nodefault", "--norestore", "--nofirststartwizard"
        profile, accept = (
            f"-env:UserInstallation={self.profile.as_uri()}",
            f"--accept=pipe,name={self._pipe};urp;",
        )
        with (self.profile / "soffice.log").open("ab") as log:
            return subprocess.Popen(
                [find_program() / "soffice.bin", profile, *options, accept],
                env=os.environ | {"SAL_USE_VCLPLUGIN": "svp"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _start(self) -> Any:
        self.process = self._launch()
        restarts, deadline = 2, time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if (context := self._connect()) is not None:
                return context
            if (code := self.process.poll()) is not None:
                if code != RESTART_ME or not restarts:
                    raise OfficeFailed(f"LibreOffice stopped with exit code {code}. {self._log()}")
                restarts -= 1
                self.process = self._launch()
            time.sleep(0.05)
        raise OfficeFailed(f"LibreOffice did not answer within {START_SECONDS:.0f} s. {self._log()}")

    def _connect(self) -> Any:
        local = self._uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        try:
            return resolver.resolve(f"uno:pipe,name={self._pipe};urp;StarOffice.ComponentContext")
        except self._uno.getClass("com.sun.star.connection.NoConnectException"):
            return None

    def _log(self) -> str:
        return (self.profile / "soffice.log").read_text(errors="replace")[-500:].strip()

    def close(self) -> None:
        """End the process, whatever state it is in, and remove its profile."""
        atexit.unregister(self.close)
        process, self.process = self.process, None
        if process is not None:
            if process.poll() is None and hasattr(self, "desktop"):
                with suppress(RuntimeError, subprocess.TimeoutExpired):
                    wait([run_aside(self._terminate)], timeout=5)
                    process.wait(5)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def _terminate(self) -> None:
        # With changed documents open, the office would ask whether to save them.
        components = self.desktop.Components.createEnumeration()
        while components.hasMoreElements():
            components.nextElement().close(True)
        self.desktop.terminate()
