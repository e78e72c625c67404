"""Notices, appeals and repairs, each with its appended steps."""

from django.db import models

from goodstanding.ledger.models.filing import Entry
from goodstanding.ledger.models.operating import Person
from goodstanding.ledger.models.people import Member


class Notice(models.Model):
    """Something a member is to be told; sent once, never lost.

    `entry` is what it is about: a deduction counts from `delivered` on. Sealed: what it says beyond
    its entry. `token` is a keyed hash of what the link in an e-mail ends with.
    """

    number = models.BigIntegerField(primary_key=True)
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


class Appeal(models.Model):
    """A member's objection to an entry. Sealed: the reasons and the answers."""

    number = models.BigIntegerField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="appeals")
    state = models.CharField(max_length=24)
    filed = models.DateField()
    answer_by = models.DateField()
    decide_by = models.DateField()
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    sealed = models.BinaryField()

    class Meta:
        """What the deadlines look for."""

        indexes = (models.Index(fields=["state", "decide_by"], name="appeal_state"),)


class AppealMove(models.Model):
    """A step of an appeal; appended, never edited. Sealed: what was said."""

    sequence = models.BigAutoField(primary_key=True)
    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="moves")
    step = models.CharField(max_length=16)
    state = models.CharField(max_length=24)
    on = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    sealed = models.BinaryField()


class Repair(models.Model):
    """A member's request that a deduction that is over be repaired. Sealed: the reasons."""

    number = models.BigIntegerField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="repairs")
    state = models.CharField(max_length=16)
    asked = models.DateField()
    answer_by = models.DateField()
    decide_by = models.DateField()
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    sealed = models.BinaryField()


class RepairMove(models.Model):
    """A step of a repair; appended, never edited. Sealed: what was said."""

    sequence = models.BigAutoField(primary_key=True)
    repair = models.ForeignKey(Repair, on_delete=models.CASCADE, related_name="moves")
    step = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    on = models.DateField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    sealed = models.BinaryField()
