"""Where a case belongs, as registration needs it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Classified:
    """Category and route of a case.

    Args:
        category: slug of data/seeds/categories.yml; empty if unknown.
        confidence: of the category, 0 to 1.
        department: slug of data/seeds/departments.yml.
        district: official name of today.
        basis: law and article of the route.
        needs_staff: whether a person must decide.
    """

    category: str = ""
    confidence: float | None = None
    department: str = ""
    district: str = ""
    basis: str = ""
    needs_staff: bool = True
