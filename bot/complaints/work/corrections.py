"""What staff corrected, as the classifier learns it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.complaints.case.models import Case, RoutingCorrection
from bot.kit.private import redact
from bot.kit.sealing import Keyring


def corrected_texts(session: Session, keyring: Keyring) -> list[tuple[str, str]]:
    """Product and story with the category staff gave; a purged case teaches by its product alone.

    Nothing of it is written down: the classifier keeps weights only.
    """
    query = (
        select(RoutingCorrection.text, RoutingCorrection.corrected, Case.narrative_sealed)
        .outerjoin(Case, Case.id == RoutingCorrection.case_id)
        .order_by(RoutingCorrection.id)
    )
    told = [
        (f"{product} {redact(keyring.open(sealed or '', 'case.narrative'))}".strip(), category)
        for product, category, sealed in session.execute(query)
    ]
    return [(text, category) for text, category in told if text]
