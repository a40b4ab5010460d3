"""Properties that are tried on a database, which their examples share; and values for them."""

from datetime import datetime, timedelta, timezone

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

ON_DATABASE = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    # Making a failure smaller takes minutes where each try takes requests and queries.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)

INSTANTS = st.datetimes(
    min_value=datetime(1900, 1, 1),
    max_value=datetime(2200, 1, 1),
    timezones=st.timezones() | st.integers(-840, 840).map(lambda m: timezone(timedelta(minutes=m))),
).filter(lambda instant: instant.utcoffset() == instant.replace(fold=1 - instant.fold).utcoffset())
"""Aware datetimes in any zone there is, or in none that has a name.

Not those that the clocks skip or repeat: to Python, they equal none of another zone (PEP 495).
"""
