"""Derived awards: every condition is proved by records, or it is said exactly what is missing."""

import re
import tomllib
from pathlib import Path

import pytest

from pyscoring.derive import Claim, Proof, derive
from pyscoring.edition import AwardEdition, DerivedAward, check, load
from pyscoring.edition_files import available
from pyscoring.evidence import Answer, Evidence, Fact, NewProject, Report, Won
from pyscoring.problems import Refused
from pyscoring.rules import AttestedRule, ConsecutiveRule, CountRule, NewProjectsRule, ReportsRule, WonRule
from pyscoring.wording import Wording

DATA = tomllib.loads((Path(__file__).parent / "cases" / "derived.toml").read_text(encoding="utf-8"))
HISTORY, WORDS, CASES = DATA["history"], DATA["words"], DATA["cases"]
KEYS = {"why", "edition", "agency", "project", "attested", "aliases"}
KEYS |= {"granted", "open", "rests", "missing", "renamed", "refused"}
KINDS = {CountRule, ConsecutiveRule, WonRule, ReportsRule, NewProjectsRule, AttestedRule}
WRONG = [
    ("kind = \"count\"", "kind = \"cuont\"", "E04", "conditions[1].rule"),
    ("at_least = 3", "at_leest = 3", "E02", "conditions[1].rule.at_leest"),
    ("at_least = 3", "colour = 3", "E06", "conditions[1].rule.colour"),
    ("at_least = 3", "at_least = 5", "E05", "conditions[1].rule.at_least"),
    ("at_least = 3", "at_least = \"3\"", "E04", "conditions[1].rule.at_least"),
    ("bands = [\"outstanding\"], at_least = 3", "at_least = 3", "E03", "conditions[1].rule.bands"),
    ("kind = \"count\", awards = [\"tpsa-standard\"]", "awards = [\"tpsa-standard\"]", "E04", "conditions[2].rule"),
    ("{ kind = \"count\", awards = [\"tpsa-standard\"], bands = [\"outstanding\"] }", "3", "E04", "conditions[2].rule"),
]  # fmt: skip


def evidence(aliases: dict[str, str] | None = None) -> Evidence:
    """The history of the cases; what a record came from is called `round`."""
    return Evidence(
        tuple(Won(*w[:5], withdrawn=w[5:] == ["withdrawn"], source="round") for w in HISTORY["won"]),
        tuple(Report(*r) for r in HISTORY["reports"]),
        tuple(NewProject(*n) for n in HISTORY["new_projects"]),
        HISTORY["aliases"] if aliases is None else aliases,
    )


def proof(case: dict) -> Proof:
    claim = Claim(case["agency"], case.get("project"), case.get("attested", {}))
    return derive(load(case["edition"]), claim, evidence(case.get("aliases")))


def label(fact: Fact) -> str:
    """A record as the cases name it."""
    if isinstance(fact, Answer):
        return "yes" if fact.yes else "no"
    if isinstance(fact, Won):
        return f"{fact.year} {fact.award} {fact.band} {fact.project}"
    return f"{'report' if isinstance(fact, Report) else 'new'} {fact.year} {fact.project}"


def edited(tmp_path: Path, name: str, *edits: tuple[str, str]) -> Path:
    """An edition of the package with these edits, in a file of its own."""
    text = available()[name].read_text(encoding="utf-8")
    for find, put in edits:
        assert find in text
        text = text.replace(find, put, 1)
    path = tmp_path / "edited.toml"
    path.write_text(text, encoding="utf-8")
    return path


DECIDED = [c for c in CASES if "refused" not in c]


@pytest.mark.parametrize("case", DECIDED, ids=lambda c: c["why"])
def test_worked_case(case: dict) -> None:
    """A claim is granted, refused or left open as worked by hand, with the same records and the same gaps."""
    found = proof(case)
    assert found.granted is case.get("granted")
    assert {s.condition.id: [label(f) for f in s.rests_on] for s in found.steps if s.rests_on} == case.get("rests", {})
    wanted = {id_: [text.format(**WORDS) for text in texts] for id_, texts in case.get("missing", {}).items()}
    assert {s.condition.id: [m["en"] for m in s.missing] for s in found.steps if s.missing} == wanted
    assert [s.condition.id for s in found.steps if s.met is None] == case.get("open", [])
    assert [s.condition.id for s in found.steps if s.met] == [s.condition.id for s in found.steps if not s.missing]
    assert [list(names) for names in found.renamed] == case.get("renamed", [])


@pytest.mark.parametrize("case", [c for c in CASES if "refused" in c], ids=lambda c: c["why"])
def test_names_that_lead_nowhere_are_refused(case: dict) -> None:
    """Aliases in a circle, or with two present names, are refused and named instead of followed for ever."""
    with pytest.raises(Refused) as refused:
        proof(case)
    assert [p.code for p in refused.value.problems] == ["A38"]
    assert refused.value.problems[0].details["seen"] == case["refused"]


def test_an_alias_that_changes_no_name_is_harmless() -> None:
    """A former name that is the present one in another spelling is no circle."""
    case = next(c for c in CASES if c.get("granted") and not c.get("renamed"))
    assert proof(case | {"aliases": {"กรม  ก": "กรม ก"}}).granted is True


def test_the_cases_cover_the_rules() -> None:
    """At least 40 cases over 6 agencies and 5 years; every kind of condition is both met and failed."""
    assert len(CASES) >= 40
    assert all(c["why"] and set(c) <= KEYS for c in CASES)
    assert {w[0] for w in HISTORY["won"]} == set(range(2554, 2559))
    renamed = set(HISTORY["aliases"])
    assert len({" ".join(w[1].split()) for w in HISTORY["won"]} - renamed) == 6
    steps = [step for case in DECIDED for step in proof(case).steps]
    assert {type(s.condition.rule) for s in steps if s.met} == KINDS
    assert {type(s.condition.rule) for s in steps if s.met is False} == KINDS


@pytest.mark.parametrize("case", DECIDED, ids=lambda c: c["why"])
def test_thai_and_english_say_the_same(case: dict) -> None:
    """Both languages name the same years, projects and sources, and no id where there is a name."""
    for missing in (m for step in proof(case).steps for m in step.missing):
        assert sorted(re.findall(r"25\d\d", missing["th"])) == sorted(re.findall(r"25\d\d", missing["en"]))
        assert missing["th"].count("“") == missing["en"].count("“")
        assert missing["th"].count("[round]") == missing["en"].count("[round]")
        assert re.search("[ก-๙]", missing["th"])
        assert not re.search("tpsa-|tepga-|pmqa-", missing["th"] + missing["en"])


def test_a_proof_in_words() -> None:
    """The proof reads as lines: conditions, records with their source, what is missing, changes of name."""
    case = next(c for c in CASES if c["edition"] == "tpsa-continuity-2558" and c["agency"] == "กรม ง")
    assert [line for line in proof(case | {"attested": {}}).lines("th") if "นัดหมาย" in line or "คณะ" in line or "→" in line] == [
        "  • ผลปี 2555 ของ “นัดหมาย” (กอง ง): ระดับ “ดีเด่น” ของ “รางวัลภาพรวมมาตรฐานการบริการที่เป็นเลิศ” [round]",
        "  • ผลปี 2555 ของ “นัดหมาย” (กอง ง): ระดับ “ดีเด่น” ของ “รางวัลภาพรวมมาตรฐานการบริการที่เป็นเลิศ” [round]",
        "  ? คณะกรรมการยังไม่ได้ตอบเงื่อนไขนี้",
        "  • รายงานปี 2556 ของ “นัดหมาย” (กอง ง)",
        "  • รายงานปี 2557 ของ “นัดหมาย” (สำนัก ง)",
        "  • รายงานปี 2558 ของ “นัดหมาย” (กรม ง)",
        "เปลี่ยนชื่อหน่วยงาน: กอง ง → สำนัก ง → กรม ง",
        "เปลี่ยนชื่อหน่วยงาน: สำนัก ง → กรม ง",
    ]  # fmt: skip
    english = proof(case).lines("en")
    assert "  • answered yes" in english
    assert "agency renamed: กอง ง → สำนัก ง → กรม ง" in english


@pytest.mark.parametrize(
    ("edition", "agency", "project", "wanted"),
    [
        ("tpsa-best-2558", "กรม ค", None, [
            "ปี 2558 มี 2 จาก 3 ประเภทรางวัล ขาดอีก 1 ประเภท: ผลระดับ “ดีเด่น” ของ “รางวัลนวัตกรรมการบริการที่เป็นเลิศ” หรือ “รางวัลการพัฒนาการบริการที่เป็นเลิศ”"
            " (ที่มี: ผลปี 2558 ของ “นม” (กรม ค): ระดับ “ดี” ของ “รางวัลการพัฒนาการบริการที่เป็นเลิศ” [round])",
            "ปี 2558 ไม่มีผลระดับ “ดีเด่น” ของ “รางวัลนวัตกรรมการบริการที่เป็นเลิศ” หรือ “รางวัลการพัฒนาการบริการที่เป็นเลิศ”"
            " (ที่มี: ผลปี 2558 ของ “นม” (กรม ค): ระดับ “ดี” ของ “รางวัลการพัฒนาการบริการที่เป็นเลิศ” [round])",
        ]),
        ("tepga-excellence-2558", "กรม ค", None, [
            "ไม่มีผลระดับ “ดีเยี่ยม” ของ “รางวัลขยายผลการบริหารราชการแบบมีส่วนร่วม” ในปี 2557", "คณะกรรมการยังไม่ได้ตอบเงื่อนไขนี้",
        ]),
        ("tepga-expansion-2558", "กรม ฉ", "ฝาย", [
            "คณะกรรมการยังไม่ได้ตอบเงื่อนไขนี้",
            "ไม่มีผลระดับ “ดีเยี่ยม” หรือ “ดี” ของ “รางวัลพัฒนาการบริหารราชการแบบมีส่วนร่วม” หรือ “รางวัลขยายผลการบริหารราชการแบบมีส่วนร่วม”"
            " จนถึงปี 2557 ของโครงการ “ฝาย”"
            " (ที่มี: ผลปี 2556 ของ “ฝาย” (กรม ฉ): ระดับ “ดีเยี่ยม” ของ “รางวัลพัฒนาการบริหารราชการแบบมีส่วนร่วม” [round] ถูกเพิกถอนแล้ว)",
            "คณะกรรมการยังไม่ได้ตอบเงื่อนไขนี้",
        ]),
        ("tepga-excellence-2558", "กรม ง", None, [
            "ปี 2558 มีโครงการใหม่ 2 จาก 3 โครงการ ขาดอีก 1 โครงการ", "คณะกรรมการยังไม่ได้ตอบเงื่อนไขนี้",
        ]),
        ("tpsa-continuity-2558", "กรม ค", "ขาดปี", [
            "คณะกรรมการยังไม่ได้ตอบเงื่อนไขนี้", "ไม่มีรายงานปี 2557 ของโครงการ “ขาดปี”",
        ]),
    ],
    ids=["count", "consecutive", "won", "new-projects", "reports"],
)  # fmt: skip
def test_what_is_missing_in_thai(edition: str, agency: str, project: str | None, wanted: list[str]) -> None:
    """What is missing is said in plain Thai, with years, awards, bands and the reason."""
    found = proof({"edition": edition, "agency": agency, "project": project})
    assert [m.th for step in found.steps for m in step.missing] == wanted
    assert all(m["th"] == m.th for step in found.steps for m in step.missing)


def test_another_year_needs_no_python(tmp_path: Path) -> None:
    """An edition of 2560 whose file counts four years of reports is followed as it stands."""
    years = [
        ('id = "tpsa-continuity-2558"', 'id = "tpsa-continuity-2560"'),
        ("fiscal_year = 2558", "fiscal_year = 2560"),
    ]
    path = edited(tmp_path, "tpsa-continuity-2558", *years, ("years = 3 }", "years = 4 }"))
    won = Won(2556, "กรม ก", "คิว", "tpsa-standard", "outstanding")
    claim = Claim("กรม ก", "คิว", {"standard-kept": True})
    reports = tuple(Report(year, "กรม ก", "คิว") for year in (2557, 2558, 2559, 2560))
    assert derive(load(path), claim, Evidence((won,), reports)).granted is True
    found = derive(load(path), claim, Evidence((won,), reports[1:]))
    assert [m.en for s in found.steps for m in s.missing] == ["2014 (B.E. 2557): no report for the project “คิว”"]
    late = derive(load(path), claim, Evidence((), reports))
    assert late.steps[1].missing[0].th.endswith("“tpsa-improvement” ตั้งแต่ปี 2555 ถึงปี 2557 ของโครงการ “คิว”")
    assert late.steps[1].missing[0].en == (
        "no “outstanding” in “tpsa-standard”, “tpsa-integration”, “tpsa-innovation” or “tpsa-improvement”"
        " from 2012 (B.E. 2555) to 2014 (B.E. 2557) for the project “คิว”"
    )


def test_routes_with_gaps_in_different_years(tmp_path: Path) -> None:
    """Where the nearest routes lack different years, they are told as alternatives."""
    routes = ('[["tepga-expansion", "tepga-expansion"], ', '[["tepga-development", "tepga-development"], ')
    path = edited(tmp_path, "tepga-excellence-2558", routes, (
        "[\"tepga-development\", \"tepga-expansion\"]]", "[\"tepga-expansion\", \"tepga-expansion\"]]",
    ))  # fmt: skip
    won = (
        Won(2556, "กรม ก", "ป่า", "tepga-development", "excellent"),
        Won(2557, "กรม ก", "ป่า", "tepga-expansion", "excellent"),
    )
    step = derive(load(path), Claim("กรม ก"), Evidence(won)).steps[0]
    assert [m.en for m in step.missing] == [
        "no “Excellent” in “Participatory governance: development” in 2014 (B.E. 2557)"
        " or “Excellent” in “Participatory governance: expansion” in 2013 (B.E. 2556)"
    ]
    assert "ในปี 2557 หรือ ผลระดับ" in step.missing[0].th


def test_an_answer_to_no_condition_is_refused() -> None:
    """An answer that belongs to no condition of the edition is named, not passed over."""
    with pytest.raises(Refused) as refused:
        derive(load("tpsa-best-2558"), Claim("กรม ก", attested={"standart": True}), Evidence())
    assert [(p.code, p.field) for p in refused.value.problems] == [("T07", "eligibility:standart")]


@pytest.mark.parametrize("name", available())
def test_rules_name_awards_and_bands_that_exist(name: str) -> None:
    """Every award and band that a rule of the package names is that of an edition of the same year."""
    edition = load(name)
    for condition in edition.conditions if isinstance(edition, DerivedAward) else edition.eligibility:
        rule = condition.rule
        awards = {a for route in getattr(rule, "sequences", ()) for a in route}
        awards |= {*getattr(rule, "awards", ()), *getattr(rule, "never", ())}
        for award in awards:
            named = load(f"{award}-{edition.fiscal_year}")
            assert isinstance(named, AwardEdition)
            assert set(getattr(rule, "bands", ())) <= {b.id for b in named.bands}


@pytest.mark.parametrize(
    ("condition", "th", "en"),
    [
        (("tpsa-best", "same-year"), "ผลระดับ “ดีเด่น” ของ “รางวัลภาพรวมมาตรฐานการบริการที่เป็นเลิศ”, “รางวัลบูรณาการการบริการที่เป็นเลิศ”,"
         " “รางวัลนวัตกรรมการบริการที่เป็นเลิศ” หรือ “รางวัลการพัฒนาการบริการที่เป็นเลิศ” ในปี 2558 อย่างน้อย 3 ประเภทรางวัล (นับทั้งหน่วยงาน)",
         "“Outstanding” in {T1}, {T2}, {T3} or {T4} in {y8}, at least 3 of these awards (of the agency)"),
        (("tpsa-best", "standard"), "ผลระดับ “ดีเด่น” ของ “รางวัลภาพรวมมาตรฐานการบริการที่เป็นเลิศ” ในปี 2558 (นับทั้งหน่วยงาน)",
         "“Outstanding” in {T1} in {y8} (of the agency)"),
        (("tepga-excellence", "excellent-two-years"),
         "ผลระดับ “ดีเยี่ยม” ของ “รางวัลขยายผลการบริหารราชการแบบมีส่วนร่วม” ในปี 2556"
         " และผลระดับ “ดีเยี่ยม” ของ “รางวัลขยายผลการบริหารราชการแบบมีส่วนร่วม” ในปี 2557"
         " หรือ ผลระดับ “ดีเยี่ยม” ของ “รางวัลพัฒนาการบริหารราชการแบบมีส่วนร่วม” ในปี 2556"
         " และผลระดับ “ดีเยี่ยม” ของ “รางวัลขยายผลการบริหารราชการแบบมีส่วนร่วม” ในปี 2557 (นับทั้งหน่วยงาน)",
         "“Excellent” in {exp} in {y6} and “Excellent” in {exp} in {y7}"
         " or “Excellent” in {dev} in {y6} and “Excellent” in {exp} in {y7} (of the agency)"),
        (("pmqa-award", "category"), "ผลระดับ “ได้รับรางวัล” ของ “รางวัลคุณภาพการบริหารจัดการภาครัฐ รายหมวด” จนถึงปี 2557 (นับทั้งหน่วยงาน)",
         "“Awarded” in {cat} up to {y7} (of the agency)"),
        (("tpsa-continuity", "reports"), "รายงานครบทุกปี: 2556, 2557, 2558 (นับเฉพาะโครงการที่ขอรับรางวัล)",
         "a report in each of {y6}, {y7}, {y8} (of the project that applies)"),
        (("tepga-excellence", "new-projects"), "โครงการใหม่ปี 2558 อย่างน้อย 3 โครงการ ที่ไม่เคยมีผลของ"
         " “รางวัลพัฒนาการบริหารราชการแบบมีส่วนร่วม” หรือ “รางวัลขยายผลการบริหารราชการแบบมีส่วนร่วม”",
         "at least 3 new projects in {y8} without an earlier result in {dev} or {exp}"),
        (("tpsa-continuity", "standard-kept"), "ตอบว่าใช่หรือไม่ใช่", "answered yes or no"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_a_rule_in_words(condition: tuple[str, str], th: str, en: str) -> None:
    """What proves a condition is said in Thai and English, with the years of this application."""
    edition = load(f"{condition[0]}-2558")
    conditions = edition.conditions if isinstance(edition, DerivedAward) else edition.eligibility
    rule = next(c.rule for c in conditions if c.id == condition[1])
    assert Wording("th", 2558).rule(rule) == th
    assert Wording("en", 2558).rule(rule) == en.format(**WORDS)


def test_new_projects_of_any_past() -> None:
    """Without `never`, an earlier result keeps no project from being new."""
    assert (
        Wording("en", 2558).rule(NewProjectsRule(kind="new-projects", at_least=2))
        == "at least 2 new projects in 2015 (B.E. 2558)"
    )


def test_a_rule_is_no_part_of_the_definition(tmp_path: Path) -> None:
    """What proves a condition can change while workbooks are in the field; the condition's name cannot."""
    own = load("pmqa-award-2558")
    rule = check(edited(tmp_path, own.id, ('bands = ["awarded"]', 'bands = ["awarded", "none"], since = 2550')))[0]
    assert isinstance(own, AwardEdition)
    assert isinstance(rule, AwardEdition)
    assert rule.eligibility != own.eligibility
    assert rule.definition == own.definition
    name = check(edited(tmp_path, own.id, ('(categories 1 to 6)" }', '(all)" }')))[0]
    assert isinstance(name, AwardEdition)
    assert name.definition != own.definition


def test_every_derived_condition_has_a_rule() -> None:
    """Only what no record can prove is left to the committee."""
    derived = [e for e in map(load, available()) if isinstance(e, DerivedAward)]
    attested = [c.id for e in derived for c in e.conditions if isinstance(c.rule, AttestedRule)]
    assert attested == ["main-mission", "standard-kept"]


@pytest.mark.parametrize(("find", "put", "code", "field"), WRONG, ids=lambda value: str(value)[:24])
def test_wrong_rules_are_named(tmp_path: Path, find: str, put: str, code: str, field: str) -> None:
    """A wrong rule is told with its key as the file writes it."""
    edition, problems = check(edited(tmp_path, "tpsa-best-2558", (find, put)))
    assert edition is None
    assert [(p.code, p.field) for p in problems] == [(code, field)]
    assert re.search("[ก-๙]", problems[0].message("th") + problems[0].remedy("th"))


@pytest.mark.parametrize(
    ("name", "find", "put", "field"),
    [
        ("tpsa-continuity-2558", "since = 2555", "since = 2556", "conditions[2].rule.since"),
        ("pmqa-award-2558", "awards = [\"pmqa-category\"]", "awards = [\"pmqa-fundamental\"]", "requires"),
    ],
)  # fmt: skip
def test_rules_that_contradict_themselves(tmp_path: Path, name: str, find: str, put: str, field: str) -> None:
    """A span of years that never comes, or a ladder other than `requires`, is an error of the file."""
    edition, problems = check(edited(tmp_path, name, (find, put)))
    assert edition is None
    assert [(p.code, p.field) for p in problems] == [("E05", field)]
