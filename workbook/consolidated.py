"""A round's consolidated workbook: the committee secretary's results, scores, agenda and lists."""

from workbook.assembly import Consolidation
from workbook.choices_sheet import add_choices
from workbook.consolidated_texts import TITLE
from workbook.matrix import add_matrix
from workbook.moderation_sheet import add_moderation
from workbook.resultsheet import add_results, results_table
from workbook.tables import BookLook


def write(consolidation: Consolidation, lang: str = "th") -> bytes:
    """The bytes of consolidated.xlsx; its numbers are live formulas with the values that they have now."""
    look = BookLook(lang, TITLE[lang])
    results = results_table(look)
    blocks = add_matrix(look, consolidation)
    add_results(look, results, consolidation, blocks)
    add_moderation(look, consolidation)
    add_choices(look, consolidation)
    return look.finish()
