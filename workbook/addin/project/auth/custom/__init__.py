"""Sign in with a token of the round."""

from workbook.addin.signing_in import validate_token

__all__ = ["validate_token"]
