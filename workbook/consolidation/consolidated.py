"""A round's consolidated workbook: the committee secretary's results, scores, agenda and lists."""

from collections.abc import Iterator
from typing import IO

from workbook.committee.assembly import Consolidation
from workbook.consolidation.aboutsheet import add_about
from workbook.consolidation.agendasheet import add_agenda
from workbook.consolidation.agreement import add_agreement
from workbook.consolidation.chartsheet import NAME as CHARTS
from workbook.consolidation.chartsheet import add_charts
from workbook.consolidation.choices_sheet import add_choices
from workbook.consolidation.consolidated_texts import TITLE
from workbook.consolidation.eligibilitysheet import add_eligibility
from workbook.consolidation.listsheets import add_files, add_problems, add_status
from workbook.consolidation.matrix import add_matrix
from workbook.consolidation.moderation_sheet import add_moderation
from workbook.consolidation.resultsheet import add_results, results_table
from workbook.consolidation.tables import BookLook, pieces
from workbook.files.collecting import uncollected


def write(consolidation: Consolidation, lang: str = "th") -> Iterator[bytes]:
    """The bytes of consolidated.xlsx, piece by piece; its numbers are live formulas with the values that they have now.

    Raises OSError where there is no room for temporary files.
    """
    yield from pieces(_drawn(consolidation, lang))


@uncollected()
def _drawn(consolidation: Consolidation, lang: str) -> IO[bytes]:
    look = BookLook(lang, TITLE[lang])
    results, charts = results_table(look), look.sheet(CHARTS)
    blocks = add_matrix(look, consolidation)
    add_results(look, results, consolidation, blocks)
    add_charts(look, charts, consolidation, results)
    add_agenda(look, consolidation, blocks)
    add_moderation(look, consolidation)
    add_choices(look, consolidation)
    add_eligibility(look, consolidation)
    add_status(look, consolidation)
    add_problems(look, consolidation)
    add_files(look, consolidation)
    add_agreement(look, consolidation)
    add_about(look, consolidation)
    return look.finish()
