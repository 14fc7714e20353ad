"""The people of the tests. Each is made when first asked for."""

from functools import cached_property

from allotment.kernel.organisations.models import Membership, Organisation
from allotment.kernel.people.models import User


class People:
    """Wexcombe is the funder; Otterbourne is another funder; the others enter, judge or look on.

    `user.has_second_step` is set, as if two-step verification were set up, for all but `newcomer`.
    """

    number = "7654321"
    """Ends the numbers and addresses that nobody else may have."""

    def named(self, words: str) -> str:
        """A title or name of something of theirs."""
        return words

    def _person(self, name: str, **fields: object) -> User:
        user = User.objects.create(
            email=f"{name.lower().replace(' ', '.')}@example.org", name=name, **fields
        )
        give_second_step(user)
        return user

    def _with(self, name: str, organisation: Organisation, *roles: str) -> User:
        user = self._person(name)
        for role in roles:
            Membership.objects.create(organisation=organisation, person=user, role=role)
        return user

    @cached_property
    def wexcombe(self) -> Organisation:
        return Organisation.objects.create(
            name="Wexcombe Borough Council", kind="council", is_funder=True, org_id="GB-LAE-WXC"
        )

    @cached_property
    def otterbourne(self) -> Organisation:
        return Organisation.objects.create(
            name="Otterbourne District Council", kind="council", is_funder=True
        )

    @cached_property
    def repair_cafe(self) -> Organisation:
        return Organisation.objects.create(name="Wexcombe Repair Café", kind="community_group")

    @cached_property
    def manager(self) -> User:
        return self._with("Mara Manager", self.wexcombe, "fund.manager")

    @cached_property
    def finance(self) -> User:
        return self._with("Finn Finance", self.wexcombe, "money.finance")

    @cached_property
    def board(self) -> User:
        return self._with("Bea Board", self.wexcombe, "fund.board")

    @cached_property
    def assessor(self) -> User:
        return self._with("Asa Assessor", self.wexcombe, "fund.assessor")

    @cached_property
    def second_assessor(self) -> User:
        return self._with("Ada Assessor", self.wexcombe, "fund.assessor")

    @cached_property
    def auditor(self) -> User:
        return self._with("Aud Auditor", self.wexcombe, "site.auditor")

    @cached_property
    def administrator(self) -> User:
        return self._with("Adam Administrator", self.wexcombe, "organisations.administrator")

    @cached_property
    def entrant(self) -> User:
        return self._with("Erin Entrant", self.repair_cafe, "organisations.member")

    @cached_property
    def colleague(self) -> User:
        return self._with("Cole Colleague", self.repair_cafe, "organisations.member")

    @cached_property
    def outsider(self) -> User:
        """Manages another funder's calls."""
        return self._with("Otto Outsider", self.otterbourne, "fund.manager", "money.finance")

    @cached_property
    def keeper(self) -> User:
        return self._person("Kit Keeper", is_site_keeper=True)

    @cached_property
    def newcomer(self) -> User:
        return User.objects.create(email="nia.newcomer@example.org", name="Nia Newcomer")


class Neighbours(People):
    """The same people at another funder; all that is theirs has Hartmoor in its name."""

    number = "1234567"

    def __init__(self, keeper: User) -> None:
        self.keeper = keeper

    def named(self, words: str) -> str:
        return f"Hartmoor {words}"

    def _person(self, name: str, **fields: object) -> User:
        return super()._person(self.named(name), **fields)

    @cached_property
    def wexcombe(self) -> Organisation:
        return Organisation.objects.create(
            name="Hartmoor Town Council", kind="council", is_funder=True, org_id="GB-LAE-HTM"
        )

    @cached_property
    def repair_cafe(self) -> Organisation:
        return Organisation.objects.create(name="Hartmoor Toy Library", kind="charity")

    @cached_property
    def newcomer(self) -> User:
        return User.objects.create(email="nia.hartmoor@example.org", name="Nia Hartmoor")


def give_second_step(user: User) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": "only-for-tests"}
    )
