"""Files: the gate, a workbook's package, its cells, and everything that is written to a disk."""
