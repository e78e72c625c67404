"""Sources, what they filed, and what was made of it."""

from django.db import models

from goodstanding.ledger.models.operating import Person, Proposal
from goodstanding.ledger.models.people import NAME_CHARACTERS_MAX, Consent, Member


class Source(models.Model):
    """A source registered by two persons; its kinds are those of the policy."""

    name = models.CharField(primary_key=True, max_length=NAME_CHARACTERS_MAX)
    title = models.JSONField()
    active = models.BooleanField(default=True)
    rows_per_day_max = models.PositiveIntegerField()
    registered = models.DateField()


class SourceKey(models.Model):
    """A key of a source, kept as a hash. A sandbox key may only ask for validation.

    `person` is who files with it, where that is somebody who also works for the programme: that
    person decides about none of its records.
    """

    token = models.BinaryField(primary_key=True, max_length=32)
    source = models.ForeignKey(Source, on_delete=models.CASCADE)
    sandbox = models.BooleanField(default=False)
    created = models.DateField()
    expires = models.DateField()
    revoked = models.BooleanField(default=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)


class Batch(models.Model):
    """What arrived together; `refused` counts rows of any reason."""

    number = models.BigIntegerField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.CASCADE)
    on = models.DateField()
    rows = models.PositiveIntegerField()
    refused = models.PositiveIntegerField(default=0)


class SourceDay(models.Model):
    """How many rows a source sent on a day, how many well-formed ones were refused, and recalls."""

    sequence = models.BigAutoField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, db_index=False)
    on = models.DateField()
    rows = models.PositiveIntegerField()
    refused = models.PositiveIntegerField(default=0)
    recalls = models.PositiveIntegerField(db_default=0)

    class Meta:
        """One row a source and day."""

        constraints = (models.UniqueConstraint(fields=["source", "on"], name="source_day"),)


class RefusedRow(models.Model):
    """That a row was refused, and why; of its content nothing is kept."""

    sequence = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE)
    row = models.PositiveIntegerField()
    code = models.CharField(max_length=NAME_CHARACTERS_MAX)


class Entry(models.Model):
    """An admitted record. `token` is a keyed hash of source and identifier, `content` of the rest.

    Consent and batch are written or locked in the transaction that writes an entry, so the database
    need not look for them again; entries of a consent are looked for among those of its member.

    `known` is the day the ledger learnt it. Sealed under the key of its consent: everything the
    record says; empty once the member had it deleted, so that the same record cannot return.
    `correction` is the proposal of two persons that it came by, where no source filed it so.
    """

    sequence = models.BigAutoField(primary_key=True)
    token = models.BinaryField(unique=True, max_length=16)
    content = models.BinaryField(max_length=16)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    consent = models.ForeignKey(
        Consent, on_delete=models.DO_NOTHING, db_index=False, db_constraint=False
    )
    source = models.CharField(max_length=NAME_CHARACTERS_MAX)
    batch = models.ForeignKey(
        Batch, on_delete=models.DO_NOTHING, db_index=False, db_constraint=False
    )
    known = models.DateField()
    sealed = models.BinaryField(null=True)
    correction = models.ForeignKey(
        Proposal, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )


class EntryState(models.Model):
    """From `on` an entry has a state; appended, never edited. Sealed: by whom, and why.

    `state` is one of the model's states, or `recalled`. `known` is the day the ledger learnt it.
    """

    RECALLED = "recalled"

    sequence = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="states")
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    state = models.CharField(max_length=16)
    on = models.DateField()
    known = models.DateField()
    sealed = models.BinaryField()
