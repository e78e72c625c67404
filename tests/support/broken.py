"""Parts of policies that are broken, and the problem that each causes."""

from tests.support.programme import INDEX, TOWN
from tests.support.readings import TABLE

NAMED = "    fields: {way: 'one of a, b'}"
BROKEN = [
    (
        TOWN,
        ("rules:\n  shift:\n", "rules: none\nruled:\n  shift:\n"),
        "rules: this is not a mapping of keys to values",
    ),
    (
        TOWN,
        ("keep: {above: 1020}", "keep: {below: 1020}"),
        "levels.thanked.keep: the key 'above' is missing",
    ),
    (
        TOWN,
        ("keep: {above: 1020}", "keep: 1020"),
        "levels.thanked.keep: this is not a mapping of keys to values",
    ),
    (
        TOWN,
        ("opens: [library-loans]", "opens: [[library-loans]]"),
        "levels.thanked.opens[0]: a mapping or a list stands where a value is due",
    ),
    (
        TOWN,
        ("  library-loans:\n", "  Library Loans:\n"),
        "benefits.Library Loans: 'Library Loans' is not a name",
    ),
    (TOWN, ("  thanked:\n", "  Thanked:\n"), "levels.Thanked: 'Thanked' is not a name"),
    (TOWN, ("  usual: {", "  Usual: {"), "bands.Usual: 'Usual' is not a name"),
    (TOWN, ("  usual: {from: 600, ", "  usual: {"), "bands.usual: the key 'from' is missing"),
    (
        TOWN,
        ("  usual: {from: 600, ", "  usual: {from: low, "),
        "bands.usual.from: 'low' is not a whole number",
    ),
    (
        TOWN,
        ("partner: town-library", "partner: The Library"),
        "benefits.library-loans.partner: 'The Library' is not a name",
    ),
    (
        TOWN,
        ("    everyone: {en: 5 books, zh: 5 册}", "    everyone: []"),
        "benefits.library-loans.everyone: this is not a mapping of keys to values",
    ),
    (
        TOWN,
        ("    fields: {hours: whole number 1..8}", "    fields: none"),
        "records.shift.fields: this is not a mapping of keys to values",
    ),
    (
        TOWN,
        ("fields: {hours: whole number 1..8}", "fields: {Hours: whole number 1..8}"),
        "records.shift.fields.Hours: 'Hours' is not a name",
    ),
    (
        TOWN,
        ("fields: {hours: whole number 1..8}", "fields: {hours: []}"),
        "records.shift.fields.hours: a mapping or a list stands where a value is due",
    ),
    (
        TOWN,
        ("fields: {hours: whole number 1..8}", "fields: {hours: {any of: [a]}}"),
        "records.shift.fields.hours: the key 'one of' is missing",
    ),
    (
        TOWN,
        ("fields: {hours: whole number 1..8}", "fields: {hours: whole number 1..1000000000001}"),
        (
            "records.shift.fields.hours: unknown type 'whole number 1..1000000000001', "
            "or an empty or impossible range"
        ),
    ),
    (
        TOWN,
        ("fields: {hours: whole number 1..8}", "fields: {hours: date soon..2026-01-01}"),
        (
            "records.shift.fields.hours: unknown type 'date soon..2026-01-01', "
            "or an empty or impossible range"
        ),
    ),
    (
        TOWN,
        ("  course:\n    source", "  Course:\n    source"),
        "records.Course: 'Course' is not a name",
    ),
    (
        TOWN,
        ("    record: course\n", "    record: []\n"),
        "rules.course.record: a mapping or a list stands where a value is due",
    ),
    (
        TOWN,
        ("cap: {times: 2, per: year}", "cap: twice"),
        "rules.course.cap: this is not a mapping of keys to values",
    ),
    (
        TOWN,
        ("cap: {times: 2, per: year}", "cap: {times: 0, per: year}"),
        "rules.course.cap.times: '0' is not between 1 and 10000",
    ),
    (
        TOWN,
        ("cap: {times: 2, per: year}", "cap: {points: few, per: year}"),
        "rules.course.cap.points: 'few' is not a whole number",
    ),
    (
        TOWN,
        ("repaired: {points: -2, lasts: 3 months}", "repaired: forgiven"),
        "rules.missed-shift.repaired: this is not a mapping of keys to values",
    ),
    (
        TOWN,
        ("fade: {6 months: half, 1 year: none}", "fade: soon"),
        "rules.missed-shift.fade: this is not a mapping of keys to values",
    ),
    (
        TOWN,
        ("fade: {6 months: half, 1 year: none}", "fade: {6 months: []}"),
        "rules.missed-shift.fade.6 months: a mapping or a list stands where a value is due",
    ),
    (
        TOWN,
        ("lasts: 2 years", "lasts: {}"),
        "rules.course.lasts: only a rule with by and table lasts by a field",
    ),
    (
        TOWN,
        ("lasts: 2 years", "lasts: [2 years]"),
        "rules.course.lasts: a mapping or a list stands where a value is due",
    ),
    (
        TOWN,
        ("    points: 15\n", "    points: {2026-10-01: many}\n"),
        "rules.course.points.2026-10-01: 'many' is not a whole number",
    ),
    (
        TOWN,
        ("    by: amount\n", "    by: []\n"),
        "rules.gift.by: a mapping or a list stands where a value is due",
    ),
    (
        TOWN,
        ("    by: amount\n", "    by: hours\n"),
        "rules.gift.by: the record gift has no field 'hours'",
    ),
    (
        TOWN,
        (TABLE, "    table: {0: none, 100: 5}\n"),
        "rules.gift.table.0: 'none' is not a whole number",
    ),
    (
        TOWN,
        ("since: 2026-10-01", "since: []"),
        "rules.missed-shift.since: a mapping or a list stands where a value is due",
    ),
    (
        TOWN,
        ("since: 2026-10-01", "since: 2026-10-1"),
        "rules.missed-shift.since: '2026-10-1' is not a day",
    ),
    (
        TOWN,
        ("bounds: [600, 1300]", "bounds: all"),
        "bounds: this is not a mapping of keys to values",
    ),
    (
        TOWN,
        ("notice: 30 days", "notice: []"),
        "notice: a mapping or a list stands where a value is due",
    ),
    (
        TOWN,
        ("edition: 1", "edition: []"),
        "edition: a mapping or a list stands where a value is due",
    ),
    (
        TOWN,
        ("policy: town-thanks", "policy: []"),
        "policy: a mapping or a list stands where a value is due",
    ),
    (TOWN, ("kind: points", "kind: []"), "kind: a mapping or a list stands where a value is due"),
    (
        TOWN,
        ("basis: carried by the member", "basis: carried by the members"),
        "records.gift.basis: 'carried by the members' is none of the words known here",
    ),
    (
        TOWN,
        ("levels:\n", "groups: none\nlevels:\n"),
        "groups: this is not a mapping of keys to values",
    ),
    (TOWN, ("levels:\n", "groups: {Big: {}}\nlevels:\n"), "groups.Big: 'Big' is not a name"),
    (
        TOWN,
        ("levels:\n", "groups: {big: all}\nlevels:\n"),
        "groups.big: this is not a mapping of keys to values",
    ),
    (
        TOWN,
        (
            "levels:\n",
            (
                "groups: {big: {rules: [[gift]], cap: {points: 1, per: year}, "
                "title: {en: B, zh: 大}}}\nlevels:\n"
            ),
        ),
        "groups.big.rules[0]: a mapping or a list stands where a value is due",
    ),
    (TOWN, ("levels:\n", "groups: {big: {}}\nlevels:\n"), "groups.big: the key 'title' is missing"),
    (
        INDEX,
        ("    of: count of shift\n", "    of: []\n"),
        "measures.shifts.of: a mapping or a list stands where a value is due",
    ),
    (
        INDEX,
        ("  promises: {weight", "  Promises: {weight"),
        "dimensions.Promises: 'Promises' is not a name",
    ),
    (
        INDEX,
        ("weight: 60%", "weight: []"),
        "dimensions.promises.weight: a mapping or a list stands where a value is due",
    ),
    (
        INDEX,
        ("base: 66", "base: []"),
        "dimensions.promises.base: a mapping or a list stands where a value is due",
    ),
    (INDEX, ("  shifts:\n", "  Shifts:\n"), "measures.Shifts: 'Shifts' is not a name"),
    (
        INDEX,
        ("    over: 2 years\n    table", "    over: []\n    table"),
        "measures.shifts.over: a mapping or a list stands where a value is due",
    ),
    (
        INDEX,
        ("{0: 0, 2: 10, 6: 25}", "{0: 0, 2: 10, -6: 25}"),
        "measures.shifts.table.-6: the bound '-6' is not a number from 0 up",
    ),
    (
        INDEX,
        ("{0: 0, 2: 10, 6: 25}", "{0: 0, 2.555: 10}"),
        "measures.shifts.table.2.555: the bound '2.555' is not a number from 0 up",
    ),
    (
        INDEX,
        ("{0: 0, 2: 10, 6: 25}", "{0: 0, 2000000000000: 10}"),
        "measures.shifts.table.2000000000000: the bound '2000000000000' is not a number from 0 up",
    ),
    (
        INDEX,
        ("{0%: -10, 80%: 0, 95%: 20}", "{0%: -10, 80%: 0, 195%: 20}"),
        "measures.visits.table.195%: the bound '195%' is not a percentage",
    ),
    (
        INDEX,
        ("measures:\n  visits:\n", "measures:\n  - visits\nmeasured:\n  visits:\n"),
        "measures: this is not a mapping of keys to values",
    ),
]
