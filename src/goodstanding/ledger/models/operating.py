"""Persons who run the programme, what two of them decided, and the editions of the policy."""

from django.conf import settings
from django.db import models

from goodstanding.ledger.models.people import NAME_CHARACTERS_MAX


class Person(models.Model):
    """A proofed person who works for the programme; `proof` is a keyed hash of the document.

    `roles` are those that the person may act in, every one where none is named.
    """

    number = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=256)
    proof = models.BinaryField(unique=True, max_length=16)
    active = models.BooleanField(default=True)
    roles = models.JSONField(default=list)


class Account(models.Model):
    """A login of a person, with the roles it may act in. A person may have several."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="work",
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accounts")
    roles = models.JSONField(default=list)


class Proposal(models.Model):
    """An act that two persons have to want; `asked` says what, without anything of a member.

    What is about an entry says the rest sealed, under the key of the entry's consent.
    """

    number = models.BigIntegerField(primary_key=True)
    act = models.CharField(max_length=32)
    asked = models.JSONField()
    state = models.CharField(max_length=16)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="proposed")
    proposed = models.DateTimeField()
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="decided"
    )
    decided = models.DateTimeField(null=True)
    why = models.TextField(blank=True)
    entry = models.ForeignKey("Entry", on_delete=models.CASCADE, null=True, related_name="+")
    sealed = models.BinaryField(null=True)

    class Meta:
        """What the desk looks for."""

        indexes = (models.Index(fields=["state", "proposed"], name="proposal_state"),)


class Edition(models.Model):
    """A published edition of the policy: its text, word for word."""

    edition = models.PositiveIntegerField(primary_key=True)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    published = models.DateField()
    in_force = models.DateField()


class Halt(models.Model):
    """That publication and answers stand still since a moment; the last row holds."""

    sequence = models.BigAutoField(primary_key=True)
    halted = models.BooleanField()
    at = models.DateTimeField()
    why = models.TextField()


class Setting(models.Model):
    """A counter or a mark that the programme keeps for itself."""

    name = models.CharField(primary_key=True, max_length=NAME_CHARACTERS_MAX)
    value = models.JSONField()
