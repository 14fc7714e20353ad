"""When one of the site's processes ends by itself, the others end too, and it is said which one."""

import sys
import time

import pytest

from allotment.kernel.site.commands import _Process, _wait_for


def test_the_site_stops_and_says_which_of_its_processes_ended(
    capsys: pytest.CaptureFixture[str],
) -> None:
    server = _Process(name="The server", target=time.sleep, args=(600,))
    worker = _Process(name="The background worker", target=sys.exit, args=(7,))
    for process in (server, worker):
        process.start()

    code = _wait_for([server, worker])

    assert code == 7
    assert not server.is_alive()
    assert capsys.readouterr().err == ("The background worker ended (code 7), so the site stops.\n")
