"""Moving subscriptions to another plan: the list, a proposal, and one from approval to done or taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing_site.foundation.access import OFFICE, Role, actor_of, allow, has_role
from billing_site.foundation.csv_download import csv_response
from billing_site.foundation.keyset_pages import keyset_page
from invoicing.models import PlanMove, PlanMoveItem, PlanTrial, Subscription
from invoicing.queries.open_moves import AT_WORK
from invoicing.queries.plan_trials import load_trial_pace, load_trial_summary
from invoicing.staff.addresses import with_parameters
from invoicing.staff.run_words import sentence
from invoicing.staff.trial_forms import MoveForm
from invoicing.staff.trial_words import months_words, move_status
from invoicing.use_cases.approve_plan_move import UnableToApprovePlanMove, approve_plan_move
from invoicing.use_cases.cancel_plan_move import UnableToCancelPlanMove, cancel_plan_move
from invoicing.use_cases.propose_plan_move import UnableToProposePlanMove, propose_plan_move
from invoicing.use_cases.undo_plan_move import UnableToUndoPlanMove, undo_plan_move

_STOP_POLLING: Final = 286
_MOVES_SHOWN: Final = 24
_ITEMS_SHOWN: Final = 50
_CSV_HEAD: Final = ("account", "customer", "service_point", "role", "state", "reason")
_TELLING: Final = (PlanMoveItem.State.REFUSED, PlanMoveItem.State.KEPT)


@require_safe
@allow(*OFFICE)
def plan_move_list(request: HttpRequest) -> HttpResponse:
    """Moves, the latest first."""
    moves = _moves().annotate(item_count=Count("items"))
    page = keyset_page(moves, ("-pk",), request.GET.get("page", ""), _MOVES_SHOWN)
    return render(
        request,
        "invoicing/staff/plan_move_list.html",
        {
            "rows": [{"move": move, "status": move_status(move)} for move in page.rows],
            "newer_url": with_parameters(request, page=page.newer) if page.newer else "",
            "older_url": with_parameters(request, page=page.older) if page.older else "",
            "may_move": has_role(request.user, Role.MANAGER),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
def plan_move_new(request: HttpRequest) -> HttpResponse:
    """Choose plans, day and accounts; propose."""
    if request.method != "POST":
        form = MoveForm(initial=request.GET.dict())
        return render(request, "invoicing/staff/plan_move_new.html", {"form": form})
    form = MoveForm(request.POST)
    if form.is_valid():
        try:
            move = propose_plan_move(terms=form.terms, proposed_at=timezone.now(), actor=actor_of(request))
        except UnableToProposePlanMove as error:
            form.add_error(None, sentence(error))
        else:
            return redirect("invoicing-staff:plan-move", move.pk)
    return render(request, "invoicing/staff/plan_move_new.html", {"form": form}, status=422)


@require_safe
@allow(*OFFICE)
def plan_move(request: HttpRequest, move_id: int) -> HttpResponse:
    """One move: what it comes to, which subscriptions, which cannot be moved, and what may be done."""
    move = get_object_or_404(_moves(), pk=move_id)
    is_manager = has_role(request.user, Role.MANAGER)
    is_own = move.proposed_by_id == actor_of(request).pk
    is_proposed = move.state == PlanMove.State.PROPOSED
    is_previewed = move.trial is None or move.trial.state == PlanTrial.State.DONE
    return render(
        request,
        "invoicing/staff/plan_move.html",
        {
            "move": move,
            "status": move_status(move),
            **_progress(move),
            **_money(move),
            "may_approve": is_manager and is_proposed and not is_own and is_previewed,
            "is_own": is_own and is_proposed and is_manager,
            "may_cancel": is_manager and is_proposed,
            "may_undo": is_manager and move.state == PlanMove.State.DONE,
            "telling": _items(move).filter(state__in=_TELLING)[:_ITEMS_SHOWN],
            "others": _items(move).exclude(state__in=_TELLING)[:_ITEMS_SHOWN],
            "shown_at_most": _ITEMS_SHOWN,
        },
    )


@require_safe
@allow(*OFFICE)
def plan_move_progress(request: HttpRequest, move_id: int) -> HttpResponse:
    """How far the move, or its trial, is; says when to stop asking, and to load the page anew."""
    move = get_object_or_404(_moves(), pk=move_id)
    progress = _progress(move)
    response = render(
        request,
        "invoicing/staff/plan_move_progress.html",
        {"move": move, **progress},
        status=200 if progress["is_working"] else _STOP_POLLING,
    )
    if not progress["is_working"]:
        response["HX-Refresh"] = "true"
    return response


@require_safe
@allow(*OFFICE)
def plan_move_csv(request: HttpRequest, move_id: int) -> HttpResponseBase:
    """Every subscription of the move, with its state and why it stays."""
    move = get_object_or_404(PlanMove, pk=move_id)
    rows = _items(move).values_list(
        *("subscription__account__number", "subscription__account__customer__name"),
        *("subscription__service_point__code", "subscription__role", "state", "reason"),
    )
    roles = dict(Subscription.Role.choices)
    return csv_response(
        f"move-{move.pk}",
        _CSV_HEAD,
        ((*row[:3], roles[row[3]], *row[4:]) for row in rows.iterator(chunk_size=2_000)),
    )


@require_POST
@allow(Role.MANAGER)
def plan_move_approve(request: HttpRequest, move_id: int) -> HttpResponse:
    """Let it happen."""

    def approve(move: PlanMove) -> None:
        approve_plan_move(move=move, approved_at=timezone.now(), actor=actor_of(request))

    return _done(request, move_id, approve, "Approved: the subscriptions are being moved.")


@require_POST
@allow(Role.MANAGER)
def plan_move_cancel(request: HttpRequest, move_id: int) -> HttpResponse:
    """Give it up."""

    def cancel(move: PlanMove) -> None:
        cancel_plan_move(move=move, cancelled_at=timezone.now(), actor=actor_of(request))

    return _done(request, move_id, cancel, "The move is cancelled. No subscription was changed.")


@require_POST
@allow(Role.MANAGER)
def plan_move_undo(request: HttpRequest, move_id: int) -> HttpResponse:
    """Take it back."""

    def undo(move: PlanMove) -> None:
        undo_plan_move(move=move, undone_at=timezone.now(), actor=actor_of(request))

    return _done(request, move_id, undo, "The move is being taken back.")


def _done(request: HttpRequest, move_id: int, act: Callable[[PlanMove], None], text: str) -> HttpResponse:
    move = get_object_or_404(PlanMove, pk=move_id)
    try:
        act(move)
    except (UnableToApprovePlanMove, UnableToCancelPlanMove, UnableToUndoPlanMove) as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, text)
    return redirect("invoicing-staff:plan-move", move_id)


def _moves() -> QuerySet[PlanMove]:
    return PlanMove.objects.select_related(
        "from_plan", "to_plan", "billing_cycle", "trial", "proposed_by", "approved_by"
    )


def _items(move: PlanMove) -> QuerySet[PlanMoveItem]:
    return move.items.select_related(
        "subscription__account__customer", "subscription__service_point"
    ).order_by("pk")


def _progress(move: PlanMove) -> dict[str, Any]:
    """Numbers of items by state, and the bar of what a worker is at: the trial, the move, or taking it back."""
    counts = dict(move.items.order_by().values_list("state").annotate(count=Count("pk")))
    numbers = {state.lower(): counts.get(state, 0) for state in PlanMoveItem.State.values}
    all_of_it = sum(counts.values()) - counts.get(PlanMoveItem.State.REFUSED, 0)
    if move.state in AT_WORK:
        left = counts.get(AT_WORK[PlanMove.State(move.state)], 0)
        bar: dict[str, Any] = {"done": all_of_it - left, "all": all_of_it, "what": "subscriptions"}
    elif move.trial is not None and move.trial.state == PlanTrial.State.OPEN:
        pace = load_trial_pace(move.trial, timezone.now())
        bar = {"done": pace.done, "all": pace.accounts, "what": "accounts rated again"}
    else:
        bar = {}
    poll_url = reverse("invoicing-staff:plan-move-progress", args=[move.pk]) if bar else ""
    return {"numbers": numbers, "bar": bar, "is_working": bool(bar), "poll_url": poll_url}


def _money(move: PlanMove) -> dict[str, Any]:
    """What the trial told of the accounts that are moved; nothing as long as it is not done."""
    if move.trial is None or move.trial.state != PlanTrial.State.DONE:
        return {}
    tried = move.trial.tried_versions.select_related("trial").get(position=1)
    return {
        "summary": load_trial_summary(tried),
        "currency": move.to_plan.currency,
        "months": months_words(move.trial.from_date, move.trial.to_date),
    }
