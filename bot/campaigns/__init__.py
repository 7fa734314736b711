"""Campaigns: calendar, content, audiences, approval, delivery, quiz, results."""
