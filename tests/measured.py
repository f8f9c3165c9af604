"""Coverage in CI: which tests are not measured, and how they are left out."""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import pytest
from coverage import Coverage

# Thousands of times the same lines, or a whole round to see one thing, all of which other tests run as well: measuring
# them would cost minutes. A file, or one test of a file.
LONG = {
    "test_agreement", "test_benchmarks", "test_consolidate::test_oracle", "test_consolidated", "test_damage", "test_docs",
    "test_document::test_formulas_agree_with_python", "test_faults", "test_hostile", "test_imports",
    "test_incremental::test_what_is_kept_is_what_was_read", "test_kept", "test_made_up_award", "test_parity",
    "test_random_sheets", "test_round", "test_round_again", "test_round_hostile", "test_round_kill", "test_secretary_guide",
    "test_edition_guide", "test_server_load", "test_shown", "test_tampering", "test_typing", "test_verify::test_both_paths_agree",
    "test_wheel",
}  # fmt: skip
FOR_CHILDREN = "COVERAGE_PROCESS_CONFIG"  # processes that are started measure themselves where it is set


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    stem, name = item.path.stem, getattr(item, "originalname", item.name)
    if not {stem, f"{stem}::{name}"} & LONG:
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
