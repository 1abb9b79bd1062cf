"""Settings of the whole test suite."""

from __future__ import annotations

import os

from hypothesis import settings

# A busy machine is no failure; and what runs before a change lands draws the same examples twice.
settings.register_profile("joulepath", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("joulepath")
