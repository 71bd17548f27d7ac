"""Workbench and Campaign: the analyst's handle. Every method is one call into a stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from hitl_kit import drafting, pipeline, replies, research, retrospect, review, routing, targeting
from hitl_kit.domain.base import as_day
from hitl_kit.domain.decisions import AngleDecision, AngleVerdict
from hitl_kit.domain.drafts import Finding
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.packages import Package
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.domain.policy import Policy
from hitl_kit.domain.roles import Action
from hitl_kit.files import Document, ImportResult, read_yaml
from hitl_kit.ledger import Ledger, Verification, identity
from hitl_kit.workspace import Workspace, notebook_path

if TYPE_CHECKING:
    from hitl_kit.reporting import Rendered
    from hitl_kit.widgets import ApprovePanel, DecisionPanel, ReviewGrid

Mapped = Mapping[str, str] | None


class Workbench:
    """A workspace opened for one user: `Workbench()` finds the workspace from the current folder upwards.

    PostgreSQL knows the user. On SQLite it is `user`, else HITL_USER, else the login name: attribution, not
    authentication.
    """

    def __init__(self, workspace: str | Path | None = None, *, user: str = "") -> None:
        self.workspace = Workspace.find(workspace or None)
        self.doors = research.Doors(self.workspace.root / ".cache" / "research")
        self._claimed = user

    @cached_property
    def user(self) -> str:
        """The name that stands in the ledger."""
        known = None if self.workspace.database_url.startswith("sqlite") else self.ledger.identity
        return known or identity.claimed(self._claimed)

    def identity_words(self, name: str = "") -> str:
        """As whom somebody works who gave that name, by default the user, and what it is worth."""
        return identity.words(self.ledger, name or self.user)

    def signer(self, name: str = "") -> str:
        """The name to record: `name`, or the user's; NotAllowed where the database knows that it is another's."""
        return identity.signer(self.ledger, name, self.user)

    def require(self, action: Action, person: str = "") -> None:
        """Nothing where that person (by default the user) may do it to the whole workspace; else NotAllowed."""
        authority = targeting.Authority.of_workspace(
            self.ledger, self.campaigns(), lambda slug: self.campaign(slug).policy.value.roles
        )
        authority.require(action, self.signer(person))

    @cached_property
    def ledger(self) -> Ledger:
        """The workspace's ledger, created when it is first needed."""
        return Ledger.open(self.workspace.database_url)

    def close(self) -> None:
        """Give the connections back, of the ledger and to the web; they open again when they are needed."""
        self.doors.close()
        if (ledger := self.__dict__.pop("ledger", None)) is not None:
            ledger.close()

    def campaign(self, slug: str) -> Campaign:
        """The campaign of that name; InputError if the workspace has none."""
        return Campaign(self, slug, self.workspace.campaign_folder(slug))

    def campaigns(self) -> list[str]:
        """The names of the workspace's campaigns."""
        return self.workspace.slugs()

    def new(self, slug: str) -> Campaign:
        """A new campaign with commented starter files."""
        return Campaign(self, slug, self.workspace.new_campaign(slug))

    def import_suppressions(self, path: str | Path, mapping: Mapped = None, *, encoding: str = "utf-8") -> ImportResult:
        """Addresses and domains that no campaign of this workspace ever contacts."""
        return targeting.import_suppressions(
            self.ledger, Path(path), actor=self.user, mapping=mapping, encoding=encoding
        )

    def portfolio(self, as_of: date | str | None = None) -> pd.DataFrame:
        """All campaigns side by side: one row each, figures as of that day."""
        day = as_day(as_of)
        return retrospect.portfolio([retrospect.collect(self.ledger, s, as_of=day) for s in self.campaigns()])

    def verify(self, anchor: tuple[int, str] | None = None) -> Verification:
        """Whether the ledger is as it was recorded, and still continues a head that was kept elsewhere."""
        return self.ledger.verify(anchor=anchor)


class Campaign:
    """One campaign of a workspace: the files that people wrote, and what the ledger knows about it."""

    def __init__(self, workbench: Workbench, slug: str, folder: Path) -> None:
        self.workbench, self.slug, self.folder = workbench, slug, folder

    # -- what people wrote

    @property
    def icp(self) -> Document[ICP]:
        """icp.yaml as it stands now."""
        return read_yaml(self.folder / "icp.yaml", ICP)

    @property
    def library(self) -> Document[AngleLibrary]:
        """angles.yaml as it stands now, its templates tried."""
        document = read_yaml(self.folder / "angles.yaml", AngleLibrary)
        drafting.check_library(document.value)
        return document

    @property
    def policy(self) -> Document[Policy]:
        """policy.yaml as it stands now."""
        return read_yaml(self.folder / "policy.yaml", Policy)

    @property
    def today(self) -> date:
        """The day as of which signals are read: today, unless the policy pins a recorded campaign to its own day."""
        return self.policy.value.today or datetime.now(UTC).date()

    def tasks(self) -> pd.DataFrame:
        """Who does what: the task-allocation table of the policy."""
        allocation = self.policy.value.allocation
        return pd.DataFrame(list(allocation.items()), columns=["task", "done by"])

    def authority(self) -> targeting.Authority:
        """Who may do what in this campaign, by the roles in force."""
        return targeting.Authority.of_campaign(self._ledger, self.slug, self.policy.value.roles)

    # -- checkpoint 1

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
        """Record a person's approval of the ICP, the policy or a play (`subject`), bound to the content; says what.

        It is the user's unless `by` names somebody else. NotAllowed where the policy gives that to other roles.
        """
        document, name = self._approvable(kind, subject), self.workbench.signer(by)
        self.authority().require_approver(kind, name)
        targeting.approve(self._ledger, self.slug, kind, document, by=name, subject=subject)
        if kind == "policy":
            targeting.record_policy(self._ledger, self.slug, self.policy, actor=name)
        what = {"icp": "ICP", "policy": "policy"}.get(kind, f"{kind} {subject}")
        return f"{what} of '{self.slug}' approved by {name}: content {document.sha256[:12]}"

    def approval(self, kind: targeting.ApprovalKind = "icp", subject: str = "") -> str:
        """How the approval stands, in one sentence."""
        found = targeting.approval_state(self._ledger, self.slug, kind, self._approvable(kind, subject), subject)
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

    def never_approved(self, kind: targeting.ApprovalKind = "icp", subject: str = "") -> bool:
        """Whether nobody has approved any version of it yet."""
        document = self._approvable(kind, subject)
        return targeting.approval_state(self._ledger, self.slug, kind, document, subject) is None

    def _approvable(
        self, kind: targeting.ApprovalKind, subject: str
    ) -> Document[ICP] | Document[Policy] | Document[AngleLibrary]:
        match kind:
            case "icp":
                return self.icp
            case "policy":
                return self.policy
            case "play":
                return drafting.play_document(self.library, subject)

    # -- research and drafts

    def sources(self, names: Sequence[str] = ()) -> list[research.SignalSource]:
        """Where research looks: the sources of these names, or those of the policy (docs/sources.md)."""
        looking = self.policy.value.research
        return research.campaign_sources(
            names or looking.sources, self.folder, self.icp.value, self.today, doors=self.workbench.doors,
            contact=looking.contact,
        )  # fmt: skip

    def brief(
        self, *, sources: Sequence[research.SignalSource] | None = None, as_of: date | None = None,
        simulated: bool = False, drafter: str = "template",
    ) -> pipeline.Brief:  # fmt: skip
        """What a batch is made from, read from the files as they stand now."""
        if drafter != "template":
            raise InputError(f"there is no drafter '{drafter}'", mend="use: template")
        library = self.library
        return pipeline.Brief(
            campaign=self.slug, icp=self.icp, library=library, policy=self.policy,
            sources=self.sources() if sources is None else sources, drafter=drafting.TemplateDrafter(library.value),
            as_of=as_of or self.today, actor=self._user, simulated=simulated,
        )  # fmt: skip

    def research(
        self, progress: pipeline.Progress = pipeline.silent, *, sources: Sequence[str] = (), again: bool = False,
        tally: pipeline.Tally = pipeline.untold,
    ) -> pd.DataFrame:  # fmt: skip
        """What research found for every matched account: one row an account and source, with found / not found / not
        measured and the cause. The web is asked once a day for an account, unless `again`."""
        matched = self.match().accounts
        brief, names = self.brief(sources=self.sources(sources)), dict(zip(matched.index, matched["name"], strict=True))
        pipeline.research_accounts(self._ledger, brief, list(names), progress, tally=tally, again=again)
        known = research.stream_research(self._ledger, self.slug)
        return research.answer_table((found for found in known if found.account_key in names), names)

    def answers(self) -> pd.DataFrame:
        """How many accounts each source answered for, and how, as research last recorded it."""
        return research.answer_counts(research.answer_table(research.stream_research(self._ledger, self.slug), {}))

    def generate(
        self, size: int = 20, *, batch: str = "", drafter: str = "template",
        progress: pipeline.Progress = pipeline.silent,
    ) -> pipeline.BatchResult:  # fmt: skip
        """A batch of packages. Its name is the day unless given; the same batch run again adds nothing twice."""
        brief = self.brief(drafter=drafter)
        targeting.require_approved(self._ledger, self.slug, "icp", brief.icp)
        return pipeline.generate(self._ledger, brief, self.match(), batch or brief.as_of.isoformat(), size, progress)

    def packages(self, *, simulated: bool = False) -> pd.DataFrame:
        """Every package with its status, the newest batch first."""
        return routing.package_table(self._ledger, self.slug, simulated=simulated)

    # -- checkpoint 2

    def queue(self, size: int = 0) -> pd.DataFrame:
        """What a person should see first this morning, with the reason for each."""
        return routing.morning_queue(self._ledger, self.slug, size or self.policy.value.review.queue_size)

    def waiting(self) -> int:
        """How many packages wait for a person."""
        return routing.waiting_count(self._ledger, self.slug)

    def session(self, reviewer: str = "") -> review.ReviewSession:
        """A review session without a screen. An edit is checked against the files as they stand at the first edit."""
        brief = cache(lambda: self.brief(sources=()))

        def recheck(package: Package, subject: str, body: str) -> tuple[Finding, ...]:
            return pipeline.check_edit(brief(), package, subject, body)

        authority, name = self.authority(), self.workbench.signer(reviewer)
        authority.require("review", name)
        return review.ReviewSession(
            self._ledger, self.slug, authority.spelled(name), review=self.policy.value.review, recheck=recheck,
            lead=authority.allows("settle", name),
        )  # fmt: skip

    def review(self, reviewer: str = "") -> ReviewGrid:
        """The review grid."""
        from hitl_kit.widgets import ReviewGrid

        return ReviewGrid(self.session(reviewer))

    def decisions(self) -> pd.DataFrame:
        """Every verdict that a person gave, undone ones included."""
        return review.decisions(self._ledger, self.slug)

    def verdicts(self) -> pd.DataFrame:
        """The standing verdicts of people (no simulated ones) by verdict and reason."""
        found = self.decisions()
        return review.verdict_counts(found[~found["simulated"]])

    # -- checkpoint 3

    def replies(self, *, simulated: bool = True) -> pd.DataFrame:
        """Who answered, and who takes the answer from here."""
        return replies.inbox(self._ledger, self.slug, simulated=simulated)

    def hand_over(self, package: str, *, to: str, by: str = "", note: str = "") -> None:
        """Give a reply to the person who answers it."""
        replies.hand_over(self._ledger, self.slug, package, to=to, by=self.workbench.signer(by), note=note)

    # -- checkpoint 4

    def import_outcomes(self, path: str | Path, mapping: Mapped = None, *, encoding: str = "utf-8") -> ImportResult:
        """What became of the mails, from the sending tool's export."""
        return retrospect.import_outcomes(
            self._ledger, self.slug, Path(path), actor=self._user, mapping=mapping, encoding=encoding
        )

    def metrics(self, as_of: date | str | None = None) -> retrospect.Metrics:
        """Every figure of the campaign as of that day (today if not given)."""
        target = self.policy.value.review.target_seconds
        return retrospect.collect(self._ledger, self.slug, as_of=as_day(as_of), target_seconds=target)

    def decide(
        self, angle: str, verdict: AngleVerdict, *, by: str = "", reason: str, as_of: date | str | None = None
    ) -> AngleDecision:
        """Record what the user, or whom `by` names, decides about an angle, with the evidence that stands now."""
        name = self.workbench.signer(by)
        self.authority().require("decide", name)
        return retrospect.decide_angle(
            self._ledger, self.slug, angle, verdict, by=name, reason=reason,
            evidence=self._evidence(angle, as_of), known_angles={a.id for a in self.library.value.angles},
        )  # fmt: skip

    def _evidence(self, angle: str, as_of: date | str | None) -> dict[str, Any]:
        """The angle's row of the review as it stands, and the ledger's head that it was counted at."""
        metrics = self.metrics(as_of)
        rows = metrics.by_angle[metrics.by_angle["angle"] == angle]
        return {"head": list(metrics.head)} | ({str(k): v for k, v in rows.iloc[0].items()} if len(rows) else {})

    def angle_decisions(self, as_of: date | str | None = None) -> pd.DataFrame:
        """The decision that stands about each angle."""
        return self.metrics(as_of).decisions[["angle", "verdict", "by", "reason", "at"]]

    def decision_panel(self, as_of: date | str | None = None) -> DecisionPanel:
        """Every angle with its figures, and where a person says keep, scale, watch or retire."""
        from hitl_kit.widgets import DecisionPanel, angle_choices

        choices = angle_choices(self.metrics(as_of), [a.id for a in self.library.value.angles])

        def decide(angle: str, verdict: AngleVerdict, by: str, reason: str) -> str:
            return self.decide(angle, verdict, by=by, reason=reason, as_of=as_of).words

        return DecisionPanel(choices, decide)

    def hashes(self) -> dict[str, str]:
        """The SHA-256 of each file that people wrote, as it stands now."""
        return {d.path.name: d.sha256 for d in (self.icp, self.library, self.policy)}

    def report(self, as_of: date | str | None = None, *, progress: pipeline.Progress = pipeline.silent) -> Rendered:
        """Render the campaign review to reports/<slug>/<date>/review.{ipynb,html}."""
        from hitl_kit.reporting import render_report

        day = as_day(as_of) or datetime.now(UTC).date()
        return render_report(
            notebook_path("5_review_campaign.ipynb"),
            self.workbench.workspace.reports / self.slug / day.isoformat(),
            {"workspace": str(self.workbench.workspace.root), "campaign": self.slug, "as_of": day.isoformat()},
            progress=lambda done, total: progress("report", done, total),
        )

    @property
    def _ledger(self) -> Ledger:
        return self.workbench.ledger

    @property
    def _user(self) -> str:
        return self.workbench.user
