"""The cases of the tuning half that the checks miss or mark wrongly: `python -m tests.benchmarks.defects`."""

from __future__ import annotations

from tests.benchmarks.defects.cases import CLEAN, cases

for case in cases():
    if case.tuning:
        found = {f.check: f.severity for f in case.findings() if f.severity != "note"}
        if bool(found) if case.kind == CLEAN else not case.checks & set(found):
            print(f"{case.kind} · {case.scene} · {dict(case.change)} · {found}")
