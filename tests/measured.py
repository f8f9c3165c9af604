"""Coverage in CI: which tests are not measured, and how they are left out."""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import pytest
from coverage import Coverage

# Thousands of times the same lines, which other tests run as well: measuring them would cost minutes.
LONG = {
    "test_agreement", "test_benchmarks", "test_damage", "test_faults", "test_hostile", "test_made_up_award", "test_parity",
    "test_random_sheets", "test_round_kill", "test_server_load", "test_wheel",
}  # fmt: skip
FOR_CHILDREN = "COVERAGE_PROCESS_CONFIG"  # processes that are started measure themselves where it is set


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    if item.path.stem not in LONG:
        return (yield)
    with unmeasured():
        return (yield)


@contextmanager
def unmeasured() -> Iterator[None]:
    """Neither this process nor one that it starts is measured meanwhile."""
    measuring, children = Coverage.current(), os.environ.pop(FOR_CHILDREN, None)
    if measuring:
        measuring.stop()
    try:
        yield
    finally:
        if children is not None:
            os.environ[FOR_CHILDREN] = children
        if measuring:
            measuring.start()
