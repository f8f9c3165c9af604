"""Ways to sign in that xlwings Server looks up here by name."""
