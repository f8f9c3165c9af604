"""A committee's round: its register, packs, inbox, places, ledger entries and verification."""
