"""What people type about themselves. `sign_in` is apart: allauth asks for `SignupDetails` first."""

from allotment.kernel.people.forms.profile import ProfileForm
from allotment.kernel.people.forms.signup import SignupDetails

__all__ = ["ProfileForm", "SignupDetails"]
