"""LibreOffice, driven over UNO, and as an engine for xlwings."""
