"""The score workbook: its template, its formulas, and what is read from it and written into it."""
