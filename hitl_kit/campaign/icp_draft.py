"""The ICP as somebody tries other bounds and values: what would match, and icp.yaml changed in those places alone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hitl_kit import targeting
from hitl_kit.domain.errors import Conflict
from hitl_kit.domain.icp import ICP, Rule
from hitl_kit.files import Place, changed_yaml, parse_yaml

if TYPE_CHECKING:
    from .targeting import Targeting

Changes = Mapping[Place, float | Sequence[str]]
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}".encode()


class IcpDraft:
    """icp.yaml as it stood when it was opened, and what it would be with changes. Nothing is written before `save`."""

    def __init__(self, campaign: Targeting) -> None:
        self._campaign = campaign
        self._document = campaign.icp

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that say which companies, in their order: rule n stands at ("firmographics", n)."""
        return self._document.value.firmographics

    def values(self, rule: Rule) -> dict[str, int]:
        """The values that the accounts have in the rule's field: value → accounts, the most frequent first."""
        return targeting.value_counts(self._campaign.workbench.ledger, self._campaign.slug, rule)

    def match(self, changes: Changes) -> targeting.Match:
        """What would match with these changes; FileProblems where they make no ICP."""
        icp = parse_yaml(self._document.path, self._changed(changes), ICP)
        return targeting.match_campaign(self._campaign.workbench.ledger, self._campaign.slug, icp)

    def approval(self) -> str:
        """How the approval of icp.yaml stands, in a sentence."""
        return self._campaign.approval("icp")

    def save(self, changes: Changes) -> str:
        """Write the changes into icp.yaml, every other byte kept, and say how its approval stands then. Conflict where
        the file has been changed since it was opened."""
        path, text = self._document.path, self._changed(changes)
        parse_yaml(path, text, ICP)
        if self._campaign.icp.sha256 != self._document.sha256:
            raise Conflict(f"{path.name} has been changed since it was shown", mend="run this cell again")
        _write(path, text)
        self._document = self._campaign.icp
        return f"{path.name} is saved. {self.approval()}"

    def _changed(self, changes: Changes) -> str:
        return changed_yaml(self._document.text, changes)


def _write(path: Path, text: str) -> None:
    """Put the text in the place of the file, all of it or nothing."""
    mark = _BOM if path.read_bytes().startswith(_BOM) else b""
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(mark + text.encode())
    shutil.copymode(path, new)
    os.replace(new, path)  # noqa: PTH105 both name the same folder
