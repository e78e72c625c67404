"""Partners, and the one bit they may learn."""

from django.db import models

from goodstanding.ledger.models.people import NAME_CHARACTERS_MAX, Member


class Partner(models.Model):
    """A partner registered by two persons, for some benefits of the policy."""

    name = models.CharField(primary_key=True, max_length=NAME_CHARACTERS_MAX)
    title = models.JSONField()
    active = models.BooleanField(default=True)
    registered = models.DateField()


class PartnerKey(models.Model):
    """A key of a partner, kept as a hash."""

    token = models.BinaryField(primary_key=True, max_length=32)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE)
    created = models.DateField()
    expires = models.DateField()
    revoked = models.BooleanField(default=False)


class PartnerMinute(models.Model):
    """How many questions a partner has asked in the minute, since 1970, in which it last did."""

    partner = models.OneToOneField(Partner, on_delete=models.CASCADE, primary_key=True)
    minute = models.BigIntegerField()
    questions = models.BigIntegerField()


class CheckCode(models.Model):
    """A code that a member made for one partner and benefit; everybody may make one."""

    token = models.BinaryField(primary_key=True, max_length=16)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    partner = models.CharField(max_length=NAME_CHARACTERS_MAX)
    benefit = models.CharField(max_length=NAME_CHARACTERS_MAX)
    expires = models.DateTimeField()

    class Meta:
        """What retention looks for."""

        indexes = (models.Index(fields=["expires"], name="check_code_expires"),)


class YesCode(models.Model):
    """The codes that get a yes, and nothing else; a code leaves when it is used."""

    token = models.BinaryField(primary_key=True, max_length=16)
    expires = models.DateTimeField()


class Check(models.Model):
    """That a partner asked about a code; a row stands here before the answer is given."""

    sequence = models.BigAutoField(primary_key=True)
    token = models.BinaryField(max_length=16)
    partner = models.CharField(max_length=NAME_CHARACTERS_MAX)
    at = models.DateTimeField()
    yes = models.BooleanField()

    class Meta:
        """What a member's log and retention look for."""

        indexes = (
            models.Index(fields=["token"], name="check_token"),
            models.Index(fields=["at"], name="check_at"),
        )
