"""The start of the `pyscoring` command: Ctrl-C is heeded before anything is imported that takes time."""

from workbook.commands import interrupts


def main() -> None:
    """The command."""
    interrupts.begin()
    from workbook.cli import main as command

    command()
