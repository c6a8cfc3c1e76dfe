"""The ward's Official Account on Zalo: the real service."""
