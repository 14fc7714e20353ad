"""Django's PostgreSQL, but for how it finds out whether a kept connection still stands."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks the socket instead of the server: one round trip less for each request.

    A server that stopped or ended the connection has closed it, and then there is something to read;
    a sound connection between two requests is silent.
    """

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        silent = select.poll()
        silent.register(self.connection.fileno(), select.POLLIN)
        return not silent.poll(0)
