"""Fixtures of all tests, and the figures that the long ones end with."""

import os

import pytest

for name in [name for name in os.environ if name.startswith("PYSCORING_") and name != "PYSCORING_COVERAGE"]:
    del os.environ[name]  # what somebody has set for good, such as the language, is no matter of the tests

pytest_plugins = [
    "tests.measured",
    "tests.office_fixtures",
    "tests.round_fixtures",
    "tests.report_fixtures",
    "tests.server_fixtures",
    "tests.pane_fixtures",
]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded with `record_property("figure", ...)`."""
    figures = [
        value for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
        if report.when == "call"
        for name, value in report.user_properties if name == "figure"
    ]  # fmt: skip
    if figures:
        terminalreporter.section("figures")
        for figure in sorted(map(str, figures)):
            terminalreporter.write_line(figure)
