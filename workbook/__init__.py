"""Everything that touches a spreadsheet."""
