"""The page of the worksheet functions, from their declarations; what each example gives is computed."""

import ast
import inspect
import io
from collections.abc import Iterator
from typing import Any, NamedTuple

from openpyxl import load_workbook

from docs.pictures import FINISHED, filled
from docs.tables import GENERATED, table
from pyscoring.edition import scored
from workbook import functions

TEPGA, TPSA = "tepga-development-2558", "tpsa-innovation-2558"
FULL = [[score] for score in (6, 4, 4, 6, 5, 5, 55, 15)]
GIVEN = [[score] for score in (5, 3.5, 4, 4, 4, 3, 41.5, 12)]
MISSING = [["1", 5], ["2", 3.5]]
TPSA_SCORES = [[score] for score in FINISHED]
YES = [["ใช่"], ["ไม่ใช่"], ["ไม่ใช่"], ["ไม่ใช่"], ["ไม่ใช่"]]


class Range(NamedTuple):
    """Cells of a sheet, as a formula names them."""

    name: str
    cells: list[list[Any]]


def _examples() -> dict[str, list[tuple[Any, ...]]]:
    """Arguments by function: first what gives a result, then what does not."""
    too_much = [[7], *GIVEN[1:]]
    return {
        "DIMENSION_TOTAL": [(TPSA, 1, TPSA_SCORES[:5]), (TPSA, 3, TPSA_SCORES[:5])],
        "AWARD_BONUS": [(TPSA, YES), (TPSA, [["ใช่"], ["บางส่วน"], ["ไม่ใช่"], ["ไม่ใช่"], ["ไม่ใช่"]])],
        "AWARD_TOTAL": [(TEPGA, GIVEN), (TEPGA, FULL), (TPSA, TPSA_SCORES, YES), (TEPGA, MISSING), (TEPGA, too_much)],
        "AWARD_BAND": [(TEPGA, 77), (TEPGA, 90), (TEPGA, 101), ("tepga-2600", 77)],
        "SCORE_SHEET": [(_sheet(),), (Range("A1:C3", [[1, 2, 3]] * 3),)],
    }


def page() -> str:
    """Every function with its arguments, examples and answers."""
    lines = [
        GENERATED, "", "# Worksheet functions", "",
        "They stand ready in Excel once the [classic add-in](classic.md) or the [server](server.md) is set up,",
        "and give what the score workbook and the command line give. A mistake is answered in the cell, with `✗` and",
        "what is wrong, in Thai or, with `\"en\"` as the last argument, in English; never with a traceback.",
        "Empty cells are missing scores, not zeros. The answers below are computed when this page is made.", "",
    ]  # fmt: skip
    declared = _declared()
    examples = _examples()
    if set(declared) != set(examples):
        raise ValueError(f"These functions have no example, or the other way round: {set(declared) ^ set(examples)}")
    for name in sorted(declared):
        lines += _function(name, declared[name], examples[name])
    return "\n".join(lines).rstrip() + "\n"


def _declared() -> dict[str, dict[str, str]]:
    """What the decorators of each worksheet function say of its arguments."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(functions)).body:
        if isinstance(node, ast.FunctionDef) and any(ast.unparse(d) == "xw.func" for d in node.decorator_list):
            args = [d for d in node.decorator_list if isinstance(d, ast.Call) and ast.unparse(d.func) == "xw.arg"]
            found[node.name] = {ast.literal_eval(call.args[0]): _doc(call) for call in args}
    return found


def _doc(call: ast.Call) -> str:
    value = next(k.value for k in call.keywords if k.arg == "doc")
    return str(getattr(functions, value.id) if isinstance(value, ast.Name) else ast.literal_eval(value))


def _function(name: str, docs: dict[str, str], examples: list[tuple[Any, ...]]) -> Iterator[str]:
    function = getattr(functions, name)
    thai, english = (function.__doc__ or "").split(" / ")
    yield from (f"## {name}", "", f"{english} {thai}.", "")
    parameters = inspect.signature(function).parameters.values()
    rows = ((f"`{p.name}`", _needed(p), *reversed(docs[p.name].split(" / "))) for p in parameters)
    yield from table(("Argument", "Needed", "Meaning", "ความหมาย"), rows)
    answers = (
        (_formula(name, args), *(_shown(_answer(function, args, lang)) for lang in ("th", "en"))) for args in examples
    )
    yield from table(("Formula", "In the cell", 'With `"en"`'), ((f"`{formula}`", *told) for formula, *told in answers))


def _needed(parameter: inspect.Parameter) -> str:
    if parameter.default is inspect.Parameter.empty:
        return "yes"
    return "no" if parameter.default is None else f"no (`{parameter.default}`)"


def _answer(function: Any, args: tuple[Any, ...], lang: str) -> Any:
    return function(*(a.cells if isinstance(a, Range) else a for a in args), lang=lang)


def _formula(name: str, args: tuple[Any, ...]) -> str:
    return f"={name}({', '.join(map(_argument, args))})"


def _argument(value: Any) -> str:
    if isinstance(value, Range):
        return value.name
    if isinstance(value, list):
        return "{" + ";".join(",".join(map(_argument, row)) for row in value) + "}"
    return f'"{value}"' if isinstance(value, str) else f"{value:g}"


def _shown(answer: Any) -> str:
    """A number, a text, or rows that spill, as the cells show them."""
    if isinstance(answer, list):
        return "\n".join(" · ".join(map(_shown, row)) for row in answer)
    return f"{answer:.2f}" if isinstance(answer, float) else str(answer)


def _sheet() -> Range:
    """The score sheet of a workbook that is filled in."""
    sheet = load_workbook(io.BytesIO(filled(scored(TPSA), FINISHED, "th")))["Score"]
    return Range(f"Score!{sheet.calculate_dimension()}", [list(row) for row in sheet.iter_rows(values_only=True)])
