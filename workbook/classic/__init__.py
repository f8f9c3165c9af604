"""The classic xlwings add-in: a workbook with macros, its configuration, and the shims that Run main asks for."""
