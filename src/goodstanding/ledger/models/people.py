"""Members, what they consented to, and who looked."""

from django.conf import settings
from django.db import models

NAME_CHARACTERS_MAX = 64


class Member(models.Model):
    """Somebody who joined, under a random number that never leaves the ledger.

    `due` says that something new came since the level was last worked out; `next_change` is the
    first day on which the statement changes by itself.
    """

    number = models.BigIntegerField(primary_key=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="member"
    )
    joined = models.DateField()
    language = models.CharField(max_length=8)
    due = models.BooleanField(default=True)
    next_change = models.DateField(null=True)

    class Meta:
        """What the nightly run looks for."""

        indexes = (
            models.Index(fields=["due"], name="member_due"),
            models.Index(fields=["next_change"], name="member_next_change"),
        )


class Contact(models.Model):
    """Where a notice may go; read by those who send notices and by nobody who scores."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, primary_key=True)
    sealed = models.BinaryField()


class LevelHeld(models.Model):
    """The level a member held at the end of a day; appended, never edited."""

    sequence = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, db_index=False)
    day = models.DateField()
    sealed = models.BinaryField()

    class Meta:
        """The last one is looked for."""

        indexes = (models.Index(fields=["member", "day", "sequence"], name="level_of_member"),)


class Consent(models.Model):
    """A member's authorisation of one source, in its present state; `ended` is the day it ended.

    Sealed: the kinds, the purpose, from when records count, who gave it and how.
    """

    number = models.BigIntegerField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, db_index=False)
    source = models.CharField(max_length=NAME_CHARACTERS_MAX)
    state = models.CharField(max_length=16)
    given = models.DateField(null=True)
    until = models.DateField(null=True)
    ended = models.DateField(null=True)
    sealed = models.BinaryField()

    class Meta:
        """What expiry looks for, and a statement: of each source the latest, and those in force."""

        indexes = (
            models.Index(fields=["state", "until"], name="consent_state_until"),
            models.Index(
                fields=["member", "source", "given", "number", "ended"], name="consent_of_member"
            ),
        )


class ConsentMove(models.Model):
    """A step of a consent; appended, never edited. Sealed: who, how, and the receipt.

    `edition` is what was agreed to: the newest one published when it was given, or renewed and
    agreed to anew; where that reads more and it was only renewed, the one of before.
    """

    sequence = models.BigAutoField(primary_key=True)
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="moves")
    step = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    on = models.DateField()
    until = models.DateField(null=True)
    edition = models.PositiveIntegerField(default=0)
    sealed = models.BinaryField()


class Handle(models.Model):
    """The name under which one source knows one member by one consent; kept as a keyed hash."""

    token = models.BinaryField(primary_key=True, max_length=16)
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    source = models.CharField(max_length=NAME_CHARACTERS_MAX)
    active = models.BooleanField(default=True)


class LinkingSlip(models.Model):
    """Ten characters, once, by which a source attaches a handle to its own customer."""

    token = models.BinaryField(primary_key=True, max_length=16)
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)


class Look(models.Model):
    """One look at a member's data by somebody else; the member sees every one of them.

    Sealed: who, for which unit, what was done and why.
    """

    sequence = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    at = models.DateTimeField()
    role = models.CharField(max_length=16)
    sealed = models.BinaryField()


class Leaving(models.Model):
    """How far a member's leaving has come; the number says nothing once the key is destroyed."""

    number = models.BigIntegerField(primary_key=True)
    step = models.CharField(max_length=16)
    asked = models.DateTimeField()


class Erased(models.Model):
    """A number that was erased, kept for ever so that a restored backup erases it again."""

    number = models.BigIntegerField(primary_key=True)
    on = models.DateField()

    class Meta:
        """What the looking after keys looks for."""

        indexes = (models.Index(fields=["on"], name="erased_on"),)
