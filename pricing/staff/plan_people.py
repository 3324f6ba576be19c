"""Who may do what with a draft, and what they are told."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from billing_site.foundation.access import BILLING_STAFF, Role, has_role
from pricing.models import PlanVersion

_WORDS = {
    "DRAFTED": "draft made",
    "EDITED": "draft changed",
    "SUBMITTED": "ready for approval",
    "RETURNED": "sent back",
    "DISCARDED": "draft discarded",
    "PUBLISHED": "published",
}


@dataclass(frozen=True, slots=True)
class DraftRights:
    """What the user of a page may do: write drafts; look at one as a manager; publish this one."""

    may_write: bool
    may_review: bool
    had_a_hand: bool

    @property
    def may_publish(self) -> bool:
        """A manager who had no hand in the draft."""
        return self.may_review and not self.had_a_hand


def draft_rights(request: HttpRequest, draft: PlanVersion | None) -> DraftRights:
    """The rights of the request's user; `use_cases.publish_plan_version` decides by the same people."""
    people = () if draft is None else (draft.created_by_id, draft.edited_by_id, draft.submitted_by_id)
    return DraftRights(
        may_write=has_role(request.user, *BILLING_STAFF),
        may_review=has_role(request.user, Role.MANAGER),
        had_a_hand=request.user.pk in people,
    )


def deed_words(action: str) -> str:
    """What an entry of the audit trail says was done with a version."""
    return _WORDS.get(action, action.replace("_", " ").lower())
