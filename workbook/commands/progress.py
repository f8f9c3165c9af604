"""How long work shows its progress: which step goes on, and how far it is."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from workbook.files.steps import Step, Told, untold

_STEPS: dict[Step, dict[str, str]] = {
    "reading": {"th": "อ่านไฟล์", "en": "reading"},
    "making": {"th": "สร้างไฟล์", "en": "making"},
    "together": {"th": "รวมผล", "en": "putting together"},
    "scoring": {"th": "คิดคะแนน", "en": "scoring"},
    "comparing": {"th": "คิดผลใหม่เพื่อเทียบกับบันทึก", "en": "recomputing and comparing"},
    "writing": {"th": "เขียน {name}", "en": "writing {name}"},
}


@contextmanager
def progress(quiet: bool, lang: str) -> Iterator[Told]:
    """A bar on standard error, where somebody is watching; a step of which it is not known how much there is has no end."""
    if quiet or not sys.stderr.isatty():
        yield untold
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    words, count = (TextColumn(f"{{task.{field}}}", markup=False) for field in ("description", "fields[count]"))
    with Progress(
        words, BarColumn(), count, TimeRemainingColumn(), console=Console(stderr=True), transient=True
    ) as bar:

        def tell(step: Step, done: int = 0, total: int = 0, name: str = "") -> None:
            said = _STEPS[step][lang].format(name=name).strip()
            if [task.description for task in bar.tasks] != [said]:
                for before in bar.task_ids:
                    bar.remove_task(before)
                bar.add_task(said, total=total or None, count="")
            (task,) = bar.tasks
            rate = f" {done / task.elapsed:.0f}/s" if task.elapsed else ""
            bar.update(task.id, completed=done, total=total or None, count=f"{done}/{total}{rate}" if total else "")

        yield tell
