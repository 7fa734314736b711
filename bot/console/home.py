"""The start page: what the member may use."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bot.console.access import signed_in
from bot.console.pages import render
from bot.staff.models import StaffMember

router = APIRouter()


@router.get("/")
async def home(request: Request, member: Annotated[StaffMember, Depends(signed_in())]) -> Response:
    """Links to the member's sections."""
    return render(request, "home.html")
