"""The identifiers of the model, as types that cannot be mixed up."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NewType, TypeAlias

PolicyName = NewType("PolicyName", str)
KindName = NewType("KindName", str)
FieldName = NewType("FieldName", str)
RuleName = NewType("RuleName", str)
GroupName = NewType("GroupName", str)
DimensionName = NewType("DimensionName", str)
LevelName = NewType("LevelName", str)
BandName = NewType("BandName", str)
BenefitName = NewType("BenefitName", str)
SourceName = NewType("SourceName", str)
PartnerName = NewType("PartnerName", str)
MemberId = NewType("MemberId", str)
RecordId = NewType("RecordId", str)
ActId = NewType("ActId", str)

NO_LEVEL = LevelName("none")

Text: TypeAlias = Mapping[str, str]
"""A public text by language code, such as `{"en": ..., "zh": ...}`."""

FieldValue: TypeAlias = int | bool | str | date
"""What a field of a record holds: whole numbers, money in hundredths, yes or no, a name, a day."""

Number: TypeAlias = int | Fraction
"""An exact number; no score ever sees a float."""
