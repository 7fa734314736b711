"""Everything found in one message, found once; the bidders of ``bot.conversation`` read it."""
