"""Who makes a request."""

from django.http import HttpRequest

from allotment.kernel.people.models import User


def person_of(request: HttpRequest) -> User:
    """The person signed in. Only for views that let nobody else in; there it cannot fail."""
    assert isinstance(request.user, User)
    return request.user
