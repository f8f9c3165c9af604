"""The results of a round as files: tables, pages and reports."""
