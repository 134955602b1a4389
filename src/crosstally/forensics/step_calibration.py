"""What integer percentages in another step say of clean elections: only what was counted there.

No manipulation was tried in such steps and no regions were looked at, so that this knows of no
power and of no false alarms in regions.
"""

from __future__ import annotations

from functools import cache

from crosstally.forensics.calibration import Calibration, Control, nation
from crosstally.forensics.methods.integer_percentages import METHOD, TABLES, rounded_in
from crosstally.forensics.overdispersion import (
    Dispersion,
    OverdispersedExcess,
    shipped_controls,
    shipped_dispersion,
)


@cache
def calibration_in_steps(step: str) -> Calibration | None:
    """By a step in percentage points; None where no clean election was counted in it."""
    table = TABLES.get(rounded_in(step))
    if table is None:
        return None
    found = []
    for item in shipped_controls(table):
        apart = Dispersion.fit(shipped_controls(table), (item.country,))
        z, own = (
            OverdispersedExcess(item.observed, item.expected, item.sd, dispersion)
            for dispersion in (shipped_dispersion(table), apart)
        )
        alarm = own.p < METHOD.alarm_below
        found.append(Control(item.country, item.election, z.z, own.p, alarm))
    countries = {control.country for control in found}
    return Calibration(
        method=METHOD.name,
        controls=tuple(found),
        refused=(),
        nation=nation(found),
        without={
            country: nation([control for control in found if control.country != country])
            for country in sorted(countries)
        },
        regions=None,
        regions_without={},
        null=None,
        power=(),
        power_on=(),
    )
