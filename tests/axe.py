"""axe-core in a page of Chromium: what stands against levels A and AA of WCAG 2.2."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_LEAST = 8  # rules that even a short page passes: a page that did not load passes fewer


def violations(page: Page) -> list[str]:
    """Each element that breaks a rule, with the rule and what axe says of it."""
    found = (
        Axe().run(page, options={"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"]}).response
    )
    assert len(found["passes"]) >= _LEAST, [rule["id"] for rule in found["passes"]]
    return [
        f"{rule['id']} {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
