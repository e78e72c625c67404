"""Notices, appeals and repairs, each with its appended steps."""

# What is about an entry is sealed under the key of its consent, so that it goes with its source.

from django.db import models

from goodstanding.ledger.models.filing import Entry
from goodstanding.ledger.models.operating import Person
from goodstanding.ledger.models.people import Member


class Notice(models.Model):
    """Something a member is to be told; sent once, never lost.

    `entry` is what it is about: a deduction counts from `delivered` on. Sealed: what it says beyond
    its entry. `token` is a keyed hash of what the link in an e-mail ends with. `sequence` is the
    order in which notices were made; `number` is random, and what everybody calls one by.
    """

    sequence = models.BigAutoField(primary_key=True)
    number = models.BigIntegerField(unique=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, null=True, related_name="notices")
    subject = models.CharField(max_length=32)
    channel = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    made = models.DateField()
    counts_from = models.DateField(null=True)
    delivered = models.DateField(null=True)
    token = models.BinaryField(max_length=16, null=True, unique=True)
    sealed = models.BinaryField()

    class Meta:
        """What the outbox looks for."""

        indexes = (models.Index(fields=["state", "counts_from"], name="notice_state"),)


class NoticeMove(models.Model):
    """A step of a notice; appended, never edited."""

    sequence = models.BigAutoField(primary_key=True)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="moves")
    step = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    on = models.DateField()
    known = models.DateField()


class Case(models.Model):
    """What a member wants decided about an entry, by which days. Sealed: nothing yet."""

    number = models.BigIntegerField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="%(class)ss")
    state = models.CharField(max_length=24)
    filed = models.DateField()
    answer_by = models.DateField()
    decide_by = models.DateField()
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    sealed = models.BinaryField()

    class Meta:
        """What the deadlines look for."""

        abstract = True
        indexes = (models.Index(fields=["state", "decide_by"], name="%(class)s_state"),)


class CaseMove(models.Model):
    """A step of a case; appended, never edited. Sealed: who took it, and for what reasons."""

    sequence = models.BigAutoField(primary_key=True)
    step = models.CharField(max_length=16)
    state = models.CharField(max_length=24)
    on = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    sealed = models.BinaryField()

    class Meta:
        """Each sort of case has its own."""

        abstract = True


class Appeal(Case):
    """A member's objection to an entry."""


class AppealMove(CaseMove):
    """A step of an appeal."""

    case = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="moves")


class Repair(Case):
    """A member's request that a deduction that is over be repaired."""


class RepairMove(CaseMove):
    """A step of a request for repair."""

    case = models.ForeignKey(Repair, on_delete=models.CASCADE, related_name="moves")
