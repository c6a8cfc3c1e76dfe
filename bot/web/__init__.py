"""The pages, and the server that carries them and the channels' routes."""
