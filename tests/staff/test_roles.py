from __future__ import annotations

import pytest

from bot.staff.models import StaffMember
from bot.staff.roles import (
    GRANTS,
    CaseScope,
    Permission,
    Role,
    case_scope,
    may,
    may_see_case,
    permissions_of,
)

CASE = ("江北区", "market", "ebike")


def member(*roles: str, disabled: bool = False, **scope: list[str]) -> StaffMember:
    lists = {name: scope.get(name, []) for name in ("districts", "departments", "categories")}
    return StaffMember(username="x", roles=list(roles), disabled=disabled, **lists)


def test_every_role_and_every_permission_is_used() -> None:
    assert set(GRANTS) == set(Role)
    # Who answers handovers is a setting: tests/web/test_handover_files.py.
    by_role = set(Permission) - {Permission.HANDOVER_TAKE}
    assert frozenset().union(*GRANTS.values()) == by_role
    assert all(role.label for role in Role)


def test_rights_of_several_roles_add_up() -> None:
    both = member("faq_editor", "reviewer")

    assert may(both, Permission.FAQ_EDIT)
    assert may(both, Permission.FAQ_REVIEW)
    assert not may(both, Permission.CASE_READ)


def test_a_disabled_member_and_an_unknown_role_may_nothing() -> None:
    assert permissions_of(member("supervisor", disabled=True)) == frozenset()
    assert permissions_of(member("emperor")) == frozenset()
    assert not may_see_case(member("supervisor", disabled=True), *CASE)


def test_the_auditor_reads_but_never_identities_nor_changes_anything() -> None:
    granted = GRANTS[Role.AUDITOR]

    assert Permission.IDENTITY_VIEW not in granted
    assert {p.value.split(".")[1] for p in granted} == {"read"}
    assert {p for p in Permission if p.value.endswith(".read")} <= granted


def test_whoever_manages_accounts_sees_neither_cases_nor_the_audit_log() -> None:
    granted = GRANTS[Role.ADMINISTRATOR]

    assert not granted & {Permission.CASE_READ, Permission.AUDIT_READ, Permission.IDENTITY_VIEW}


@pytest.mark.parametrize(
    ("scope", "sees"),
    [
        ({}, False),
        ({"districts": ["江北区"]}, True),
        ({"districts": ["渝中区"]}, False),
        ({"departments": ["market"]}, True),
        ({"categories": ["ebike"]}, True),
        ({"districts": ["江北区"], "categories": ["ebike"]}, True),
        ({"districts": ["江北区"], "categories": ["food"]}, False),
        ({"districts": ["渝中区"], "departments": ["market"]}, False),
    ],
)
def test_a_case_officer_sees_only_the_own_cases(scope: dict[str, list[str]], sees: bool) -> None:
    assert may_see_case(member("case_officer", **scope), *CASE) is sees


def test_a_case_that_is_not_routed_yet_is_the_supervisors() -> None:
    officer = member("case_officer", districts=["江北区"])

    assert not may_see_case(officer, "", "", "")
    assert may_see_case(member("supervisor"), "", "", "")


def test_other_roles_see_no_case() -> None:
    for role in Role:
        sees = may_see_case(member(role, districts=["江北区"]), *CASE)
        assert sees is (role in {Role.CASE_OFFICER, Role.SUPERVISOR, Role.AUDITOR})


def test_an_auditor_who_is_also_an_officer_sees_identities_only_in_the_own_cases() -> None:
    both = member("auditor", "case_officer", districts=["江北区"])
    identity = Permission.IDENTITY_VIEW

    assert may_see_case(both, "渝中区", "", "")
    assert not may_see_case(both, "渝中区", "", "", identity)
    assert may_see_case(both, "江北区", "", "", identity)
    assert case_scope(member("auditor"), identity) == CaseScope()
    assert case_scope(member("auditor"), identity).nothing
