"""The commands: their options, what they print, and the demonstration."""
