"""Checkpoint 1 of a campaign: accounts and contacts, the match, and approvals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hitl_kit import research, targeting
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.policy import Policy
from hitl_kit.files import Document, ImportResult

from .files import CampaignFiles, Mapped
from .icp_draft import IcpDraft

if TYPE_CHECKING:
    from hitl_kit.widgets import ApprovePanel, IcpEditor


class Targeting(CampaignFiles):
    """Whom a campaign is for, and what a person approved."""

    def import_accounts(self, path: str | Path, mapping: Mapped = None, *, encoding: str = "utf-8") -> ImportResult:
        """Accounts from a CSV file; `mapping` is header → field."""
        return targeting.import_accounts(
            self._ledger, self.slug, Path(path), actor=self._user, mapping=mapping, encoding=encoding
        )

    def import_contacts(self, path: str | Path, mapping: Mapped = None, *, encoding: str = "utf-8") -> ImportResult:
        """Contacts from a CSV file, each at an account that was imported before."""
        return targeting.import_contacts(
            self._ledger, self.slug, Path(path), actor=self._user, mapping=mapping, encoding=encoding
        )

    def import_signals(self, path: str | Path, mapping: Mapped = None, *, encoding: str = "utf-8") -> ImportResult:
        """Signals from a CSV file, merged into the campaign's signals.csv, which research reads."""
        result = research.import_signals(
            Path(path), self.folder / "signals.csv",
            known_accounts={a.key for a in targeting.load_accounts(self._ledger, self.slug)},
            kinds={s.kind for s in self.icp.value.signals}, mapping=mapping, encoding=encoding,
        )  # fmt: skip
        with self._ledger.recording(self._user, "signals.import", self.slug) as recording:  # the file holds the rows
            recording.note(added=result.added, unchanged=result.unchanged, rejects=len(result.rejects))
        return result

    def match(self, *, simulated: bool = False) -> targeting.Match:
        """The accounts that fit the ICP, and the funnel rule by rule."""
        return targeting.match_campaign(self._ledger, self.slug, self.icp.value, simulated=simulated)

    def approve(self, kind: targeting.ApprovalKind, *, by: str = "", subject: str = "") -> str:
        """Record a person's approval of the ICP or the policy, bound to the content; says what.

        It is the user's unless `by` names somebody else. NotAllowed where the policy gives that to other roles.
        """
        document, name = self._approvable(kind), self.workbench.signer(by)
        self.authority().require_approver(kind, name)
        targeting.approve(self._ledger, self.slug, kind, document, by=name, subject=subject)
        if kind == "policy":
            targeting.record_policy(self._ledger, self.slug, self.policy, actor=name)
        what = "ICP" if kind == "icp" else kind
        return f"{what} of '{self.slug}' approved by {name}: content {document.sha256[:12]}"

    def approval(self, kind: targeting.ApprovalKind = "icp") -> str:
        """How the approval stands, in one sentence."""
        found = targeting.approval_state(self._ledger, self.slug, kind, self._approvable(kind))
        if found is None:
            return "Not approved yet: nothing is researched or drafted before a person approves it."
        given = f"{found.by} on {found.at:%-d %B %Y, %H:%M} UTC"
        if found.current:
            return f"Approved by {given}. The content is unchanged since ({found.sha256[:12]})."
        return f"Changed since it was approved by {given}: {'; '.join(found.changes)}"

    def approve_panel(self) -> ApprovePanel:
        """The ICP's approval as it stands, and a button for the person who gives it."""
        from hitl_kit.widgets import ApprovePanel

        return ApprovePanel(
            "the ICP", self.approval("icp"), lambda name: self.approve("icp", by=name),
            name=self._ledger.identity or "", identity=self.workbench.identity_words(),
        )  # fmt: skip

    def icp_editor(self) -> IcpEditor:
        """Bounds and values of icp.yaml to try, with the accounts that would match, and a button that saves them."""
        from hitl_kit.widgets import IcpEditor

        return IcpEditor(IcpDraft(self))

    def never_approved(self, kind: targeting.ApprovalKind = "icp") -> bool:
        """Whether nobody has approved any version of it yet."""
        return targeting.approval_state(self._ledger, self.slug, kind, self._approvable(kind)) is None

    def _approvable(self, kind: targeting.ApprovalKind) -> Document[ICP] | Document[Policy]:
        match kind:
            case "icp":
                return self.icp
            case "policy":
                return self.policy
            case "play":
                raise InputError("plays have approvals of their own", mend="see campaign.plays()")
