"""What a person typed into a form that is not taken, so that the page that says so can give it back."""

from django.http import HttpRequest


def words_of(request: HttpRequest) -> list[str]:
    """The texts of several words that were sent, but no password; of a form that is known to be ours.

    Going back does not bring them back: what signed-in people see is not kept by browsers.
    """
    if request.method != "POST" or not getattr(request, "csrf_processing_done", False):
        return []
    return [
        text
        for name, texts in request.POST.lists()
        for text in texts
        if "password" not in name and len(text.split()) > 1
    ]
