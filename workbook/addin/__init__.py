"""The xlwings Server add-in: the same functions and scripts over HTTP, a task pane, submissions into a round."""
