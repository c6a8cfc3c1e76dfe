"""Reads other sites: what is fetched politely and safely, and what of it is an article. Knows no database."""
