"""The service around the knowledge base: channels, conversation, web and command line."""
