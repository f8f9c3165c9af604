"""Sign in with Entra ID: xlwings Server's own check."""

from xlwings_server.auth.entraid import validate_token

__all__ = ["validate_token"]
