"""Ctrl-C ends the command with 130 and without a traceback, from its first moment to its last."""

import subprocess
import sys

import pytest

# Sends Ctrl-C as a module is imported; `signal` itself is imported before.
AT = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
class Pressed:
    def find_spec(self, name, *_):
        if name == {name!r}:
            os.kill(os.getpid(), signal.SIGINT)
from workbook import start
sys.meta_path.insert(0, Pressed())
sys.argv = ["pyscoring", "editions", "--lang=en"]
start.main()
"""
# Says "Stopped." and then has something to put in order, during which Ctrl-C is pressed again.
AGAIN = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from workbook import start
from workbook.commands import interrupts
interrupts.PATIENCE = {patience}
import click, workbook.cli
@workbook.cli.main.command()
def long():
    try:
        signal.raise_signal(signal.SIGINT)
    finally:
        signal.raise_signal(signal.SIGINT)
        print("in order", flush=True)
sys.argv = ["pyscoring", "long"]
os.environ["PYSCORING_LANG"] = "en"
try:
    start.main()
finally:
    signal.raise_signal(signal.SIGINT)
"""


def ended(script: str) -> tuple[int, str, str]:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(("name", "said"), [("click", ""), ("pyscoring.edition", "Stopped.\n")])
def test_ctrl_c_while_it_starts(name: str, said: str) -> None:
    """While the command is loaded it ends silently, while it works with a word; both with the shell's own code."""
    assert ended(AT.format(name=name)) == (130, "", said)


@pytest.mark.parametrize(("patience", "told"), [(60, ("in order\n", "Stopped.\n")), (-1, ("", ""))])
def test_ctrl_c_again(patience: int, told: tuple[str, str]) -> None:
    """What is put in order after Ctrl-C is not disturbed by another; who insists after a while is let go at once."""
    assert ended(AGAIN.format(patience=patience)) == (130, *told)


def test_a_job_in_the_background_is_left_in_peace() -> None:
    """What a shell has started without Ctrl-C goes on when that is pressed for another command."""
    script = AT.replace("signal.default_int_handler", "signal.SIG_IGN").format(name="pyscoring.edition")
    code, out, err = ended(script)
    assert (code, err) == (0, "")
    assert "tepga-development-2558" in out
