"""What MkDocs does not do by itself for the site: fonts, parted words, the pages outside docs/, GitHub's anchors."""

import re
from importlib.resources import files
from pathlib import Path
from posixpath import normpath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent
FONTS = "Sarabun-Regular.ttf", "Sarabun-Italic.ttf", "Sarabun-Bold.ttf"
OUTSIDE = {"README.md": "overview.md", "README.th.md": "overview.th.md", "CONTRIBUTING.md": "contributing.md"}
ENGLISH_ALONE = "คำอธิบายในหน้านี้เป็นภาษาอังกฤษ"
THAI = {path.name for path in (ROOT / "docs").glob("*.th.md")} | set(OUTSIDE.values())
SWITCH = re.compile(r"^\[(?:ภาษาไทย|English)\]\([^)]*\)$", re.MULTILINE)
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?![a-z]+:|#)([^)\s#]+)(#[^)\s]*)?\)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Anchors are as GitHub's, in Thai too, so that a link works in both places."""
    config.mdx_configs.setdefault("toc", {})["slugify"] = slug
    return config


@event_priority(100)  # before the pages are sorted by language
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Pages from outside docs/ join the site; what has a Thai counterpart is named as English, so that Thai comes first."""
    for page in OUTSIDE.values():
        files.append(File(page, config.docs_dir, config.site_dir, config.use_directory_urls))
    names = {file.src_uri for file in files}
    for file in [f for f in files if f.src_uri.removesuffix(".md") + ".th.md" in names]:
        files.remove(file)
        english = file.src_uri.removesuffix(".md") + ".en.md"
        files.append(File(english, config.docs_dir, config.site_dir, config.use_directory_urls))
    return files


def on_page_read_source(page: Page, config: MkDocsConfig) -> str:
    """The text of a page from where it lies in the repository, with its links as the site has them."""
    name = page.file.src_uri.replace(".en.md", ".md")
    outside = next((source for source, there in OUTSIDE.items() if there == name), None)
    path = ROOT / outside if outside else Path(config.docs_dir) / name
    text = led_from(path.read_text(encoding="utf-8"), "" if outside else "docs")
    return text if config.theme["language"] == "en" or name.endswith(".th.md") else to_thai(text)


def on_page_content(html: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    """A page that there is in English alone says so among the Thai ones, and is read out as English."""
    if config.theme["language"] == "en" or page.file.src_uri.endswith(".th.md"):
        return html
    return f'<p class="language">{ENGLISH_ALONE}</p><div lang="en">{html}</div>'


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """The search worker is told which language it searches; search engines, and their maps, have no part in this site."""
    output = re.sub(r'<link rel="alternate"[^>]*>', "", output)
    return re.sub(r"(/workers/search\.\w+\.min\.js)", rf"\1#{config.theme['language']}", output)


def on_post_build(config: MkDocsConfig) -> None:
    """The fonts, and the search worker with the parting of words before it."""
    site = Path(config.site_dir)
    (site / "site").mkdir(parents=True, exist_ok=True)
    for name in FONTS:
        (site / "site" / name).write_bytes((files("fontpkg_sarabun") / "files" / name).read_bytes())
    for sitemap in site.rglob("sitemap.xml*"):  # of a site without a public address
        sitemap.unlink()
    parting = (ROOT / "docs" / "site" / "words.js").read_text(encoding="utf-8")
    (worker,) = (site / "assets" / "javascripts" / "workers").glob("search.*.min.js")
    if not (text := worker.read_text(encoding="utf-8")).startswith(parting):
        worker.write_text(parting + text, encoding="utf-8")


def slug(text: str, separator: str) -> str:
    """The anchor of a heading: lower case, without punctuation; the marks of Thai letters stay."""
    return re.sub(r"[^\w\-\u0e00-\u0e7f ]", "", text.lower()).replace(" ", separator)


def to_thai(markdown: str) -> str:
    """An English page among Thai ones: a link to a place in a page that there is in Thai leads to the page."""
    return re.sub(
        r"\((\w[\w-]*)\.md#[^)\s]+\)",
        lambda found: f"({found[1]}.md)" if f"{found[1]}.th.md" in THAI else found[0],
        markdown,
    )


def led_from(markdown: str, folder: str) -> str:
    """Markdown of a page in a `folder` of the repository, with its links as the site has them."""

    def led(found: re.Match[str]) -> str:
        picture, text, target, anchor = found.groups(default="")
        path = normpath(f"{folder}/{target}" if folder else target)
        if path in OUTSIDE:
            return f"[{text}]({OUTSIDE[path]}{anchor})"
        if path.startswith("docs/"):
            return f"{picture}[{text}]({path.removeprefix('docs/')}{anchor})"
        return text if (ROOT / path).exists() else found[0]

    return LINK.sub(led, SWITCH.sub("", markdown))  # every page of the site has a switch of its own
