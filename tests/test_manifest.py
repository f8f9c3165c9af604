"""The manifest that Excel is given, of every environment: well-formed, complete, its own, and within Microsoft's limits."""

import struct
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlparse
from uuid import UUID

import jinja2
import pytest

from workbook.addin.settings import ENVIRONMENTS, PROJECT, prepare

BASE = "https://score.example.go.th"
OFFICE = "{http://schemas.microsoft.com/office/appforoffice/1.1}"
OVER = "{http://schemas.microsoft.com/office/taskpaneappversionoverrides}"
BT = "{http://schemas.microsoft.com/office/officeappbasictypes/1.0}"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
LIMITS = {"ShortStrings": 32, "LongStrings": 250}  # Microsoft's, in characters
ID = 32  # the longest id of a resource
AT_THE_ROOT = (
    "Id", "Version", "ProviderName", "DefaultLocale", "DisplayName", "Description", "IconUrl", "HighResolutionIconUrl",
    "AppDomains", "Hosts", "Requirements", "DefaultSettings", "Permissions",
)  # fmt: skip


def made(environment: str, auth: str = "token", base: str = BASE) -> ET.Element:
    """As xlwings Server writes it, which reads its settings once in a process."""
    environ = {
        "PYSCORING_ROUND": ".",
        "XLWINGS_LICENSE_KEY": "noncommercial",
        "XLWINGS_HOSTNAME": urlparse(base).netloc,
    }
    prepare(environ := environ | {"XLWINGS_ENVIRONMENT": environment, "PYSCORING_AUTH": auth})
    settings = SimpleNamespace(
        environment=environment, static_url_path="/static", auth_entraid_client_id="client",
        functions_namespace=environ["XLWINGS_FUNCTIONS_NAMESPACE"], auth_providers=environ["XLWINGS_AUTH_PROVIDERS"],
    )  # fmt: skip
    loader = jinja2.FileSystemLoader(PROJECT / "templates")
    templates = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    text = templates.get_template("manifest.xml").render(
        settings=settings, base_url=base, base_url_with_app_path=base,
        manifest_id=environ[f"XLWINGS_MANIFEST_ID_{environment.upper()}"],
    )  # fmt: skip
    return ET.fromstring(text)


def addresses(root: ET.Element) -> Iterator[str]:
    for each in root.iter():
        yield from (v for v in (*each.attrib.values(), each.text or "") if v.strip().startswith("http"))


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_manifest_is_whole(environment: str) -> None:
    """Every required element, in the schema's order; every resource is defined once, used, and short enough."""
    root = made(environment)
    assert [each.tag.removeprefix(OFFICE) for each in root][: len(AT_THE_ROOT)] == list(AT_THE_ROOT)
    assert UUID(root.findtext(f"{OFFICE}Id")).version == 4
    resources = root.find(f".//{OVER}Resources")
    assert resources is not None
    defined = Counter(each.get("id") for kind in resources for each in kind)
    used = [each.get("resid") for each in root.iter() if each.get("resid")]
    assert set(used) == set(defined)
    assert set(defined.values()) == {1}
    assert max(len(name or "") for name in defined) <= ID
    for kind, limit in LIMITS.items():
        strings = list(resources.iterfind(f"{BT}{kind}/{BT}String"))
        said = [str(s.get("DefaultValue")) for s in strings] + [str(o.get("Value")) for s in strings for o in s]
        assert said
        assert all(0 < len(text) <= limit for text in said)
    names = [each for tag in ("DisplayName", "Description") for each in root.iterfind(f"{OFFICE}{tag}")]
    for named, limit in zip(names, (125, 250), strict=True):
        assert {each.get("Locale") for each in named} == {"en-US"}
        assert all(0 < len(text or "") <= limit for text in (named.get("DefaultValue"), named[0].get("Value")))
    controls = [
        each.get("id") for each in root.iter() if each.get("id") and each.tag in (f"{OVER}Control", f"{OVER}Group")
    ]
    assert controls == ["Pyscoring.Group", "Pyscoring.Show", "Pyscoring.Score", "Pyscoring.Submit"]
    namespace = resources.find(f".//{BT}String[@id='Functions.Namespace']")
    assert namespace is not None
    assert namespace.get("DefaultValue") == (
        "PYSCORING" if environment == "prod" else f"PYSCORING_{environment.upper()}"
    )


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_all_addresses_are_the_servers(environment: str) -> None:
    """Nothing is fetched from anywhere else, and every icon that is named is there in its size."""
    root = made(environment)
    found = [a for a in addresses(root) if "schemas.microsoft.com" not in a]
    assert len(found) >= 9
    assert {urlparse(a).netloc for a in found} == {urlparse(BASE).netloc}
    icons = [a for a in found if a.endswith(".png")]
    assert len(icons) == 5
    for icon in icons:
        path = PROJECT / urlparse(icon).path.lstrip("/")
        assert path.stem.endswith(f"-{size(path)}")


def size(path: Path) -> int:
    """The width of a PNG, which is its height too."""
    width, height = struct.unpack(">II", path.read_bytes()[16:24])
    assert width == height
    return int(width)


def test_every_environment_is_an_add_in_of_its_own() -> None:
    """Neither ids nor names are shared, nor those of another server; an environment but the real one names itself."""
    roots = {environment: made(environment) for environment in ENVIRONMENTS}
    ids = [root.findtext(f"{OFFICE}Id") for root in (*roots.values(), made("prod", base="https://other.example.go.th"))]
    assert len(set(ids)) == len(ENVIRONMENTS) + 1
    for environment, root in roots.items():
        name = str(root.find(f"{OFFICE}DisplayName").get("DefaultValue"))  # type: ignore[union-attr]
        assert (f"[{environment}]" in name) == (environment != "prod")
    assert made("prod").findtext(f"{OFFICE}Id") == roots["prod"].findtext(f"{OFFICE}Id")


def test_only_entra_id_asks_for_an_application() -> None:
    """Single sign-on stands in the manifest where the server signs in that way, and nowhere else."""
    tag = f".//{OVER}WebApplicationInfo"
    assert made("prod").find(tag) is None
    found = made("prod", "entra").find(tag)
    assert found is not None
    assert found.findtext(f"{OVER}Resource") == "api://score.example.go.th/client"
    assert [scope.text for scope in chain(*found.iterfind(f"{OVER}Scopes"))] == ["openid", "profile"]
