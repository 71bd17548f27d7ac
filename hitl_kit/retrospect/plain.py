"""Plain: figures out of tables as the values that JSON has."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd


def plain(value: Any) -> Any:
    """A value, or all within a list or mapping, without the types of tables; missing or infinite ones are None."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return None if value is pd.NaT or (isinstance(value, float) and not math.isfinite(value)) else value
