"""One LibreOffice for all tests of a process; another one when it has died."""

from __future__ import annotations

import contextlib

from tests.helpers import calc_engine
from tests.helpers.office import Bridge, Office


class Programs:
    """Started when a test asks for them; :meth:`tidy` is called after each such test."""

    def __init__(self) -> None:
        self._office: Office | None = None
        self._calc: tuple[Bridge, calc_engine.App] | None = None

    def office(self) -> Office:
        if self._office is None:
            self._office = Office()
        return self._office

    def calc(self) -> calc_engine.App:
        """The same LibreOffice in the place of Excel, for xlwings."""
        if self._calc is None:
            office = self.office()
            bridge = Bridge(office.pipe, calc_engine.AGENT)
            self._calc = bridge, calc_engine.activate(bridge)
        return self._calc[1]

    def tidy(self) -> None:
        """Close all workbooks; where that fails, LibreOffice has died, and the next is new."""
        try:
            if self._office is not None:
                self._office.close()
            if self._calc is not None:
                bridge, app = self._calc
                bridge._do("close")
                app.alerts.clear()
        except (RuntimeError, OSError):
            self.stop()

    def stop(self) -> None:
        with contextlib.suppress(RuntimeError, OSError):
            if self._calc is not None:
                self._calc[0].stop()
        if self._office is not None:
            self._office.stop()
        self._office = self._calc = None
