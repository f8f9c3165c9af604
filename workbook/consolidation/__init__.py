"""The consolidated workbook: results, matrix, agenda, and the sheets in which decisions are typed."""
