"""Knowledge base: what 渝标通 knows about standards and how it is found.

Called by every package of ``bot``; imports none of them and says no sentence of a chat's own.
"""

from __future__ import annotations

import os

# From 1.29 on onnxruntime tells its maker of every process and model, and looks at this once.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
