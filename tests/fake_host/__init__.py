"""A stand-in for Excel behind Microsoft's own client file: `page` puts it under a browser page, `excel` is the workbook.

The client file of the package xlwings-server is used as it is; only `office.js`, which looks for an Office program
around it, is replaced. What the client sends is answered over openpyxl, and anything that the stand-in does not know
fails the test. It does not calculate: formulas keep the value that the file holds for them.
"""
