"""Lists of standards as bureaus have them: CSV, XLSX, JSON and JSONL files, row by row.

Called by ``bot.official``, ``bot.app.cli.standards`` and the tests; nothing here holds more of a
file than a few rows.
"""
