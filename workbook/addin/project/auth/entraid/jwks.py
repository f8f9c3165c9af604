"""The keys of Entra ID's tokens, from a file where the server has no way to the internet."""

from workbook.addin.signing_in import get_jwks_json

__all__ = ["get_jwks_json"]
