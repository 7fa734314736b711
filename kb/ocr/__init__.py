"""Text in pictures: the PP-OCRv6 models of the package rapidocr, run by onnxruntime.

Called by ``bot.labels`` and ``bot.web``. Runs in a process of its own (:mod:`kb.ocr.serve`): it
takes seconds of a core and some hundred MB.
"""
