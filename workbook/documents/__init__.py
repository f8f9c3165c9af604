"""The document check: its workbook, and the words of a report counted."""
