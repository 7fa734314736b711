"""HTTP routes: webhooks, chat page, health."""
