"""Pilot: the campaign that is simulated. A few plays of the bundled demo campaign, in a temporary workspace."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from hitl_kit.campaign import Campaign, Workbench
from hitl_kit.domain.errors import InputError
from hitl_kit.workspace import Workspace

from .course import Setting

ACTOR = "simulation"


class _Apart(Workspace):
    """A workspace with a ledger of its own, whatever database the environment names."""

    @property
    def database_url(self) -> str:
        """The file at its root."""
        return f"sqlite:///{self.root / 'hitl.db'}"


@contextmanager
def pilot(setting: Setting) -> Iterator[Campaign]:
    """The campaign in a workspace of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="hitl-simulation-", dir=_quick()) as folder:
        home = _Apart(Path(folder))
        home.add_demo()
        workbench = Workbench(home.root, user=ACTOR)
        workbench.workspace = home
        try:
            campaign = workbench.campaign("demo")
            _choose_plays(campaign, setting)
            _set_policy(campaign, setting.planted)
            campaign.draw_seed(f"simulation {setting.seed}")
            campaign.approve("icp", by=ACTOR)
            yield campaign
        finally:
            workbench.close()


def _quick() -> str | None:
    """Memory, where the machine offers it as a folder: nothing of this has to last."""
    shm = Path("/dev/shm")  # noqa: S108 - a folder of ours is made in it
    return str(shm) if shm.is_dir() else None


def _choose_plays(campaign: Campaign, setting: Setting) -> None:
    """Leave so many plays in the library as a team begins with, drawn by the seed; no two with the same angle while
    there are others. Spot-checks are counted for each play: with few drafts of each of many, all would be read.
    Of each sequence the first mail is left, which is what the simulated reviewers judge."""
    content = yaml.safe_load(campaign.library.text)
    known = content["plays"]
    if not 1 <= setting.plays <= len(known):
        raise InputError(
            f"{setting.plays} plays cannot be simulated", mend=f"the demo campaign has {len(known)}: give 1 to that"
        )
    rng = random.Random(f"{setting.seed}/plays")  # noqa: S311 - a simulation, not a secret
    drawn = rng.sample(known, len(known))
    first = list({play["angle"]: play for play in reversed(drawn)}.values())
    chosen = [*first, *(play for play in drawn if play not in first)][: setting.plays]
    content["plays"] = [{**play, "sequence": play["sequence"][:1]} for play in known if play in chosen]
    used = {play["angle"] for play in chosen}
    content["angles"] = [angle for angle in content["angles"] if angle["id"] in used]
    _write(campaign.library.path, content)


def _set_policy(campaign: Campaign, planted: float) -> None:
    """Have that share of the drafts planted with a known defect, and let clean ones go once a certificate holds."""
    content = yaml.safe_load(campaign.policy.text)
    content["review"]["planted"] = planted
    content["tasks"] |= dict.fromkeys(("draft approval", "first touch", "follow-up"), "agent after validation")
    _write(campaign.policy.path, content)


def _write(path: Path, content: Any) -> None:
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
