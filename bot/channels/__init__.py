"""Where people talk with the bot: a folder per channel, the same file names in each."""
