"""What changes in levels, bands and benefits."""

from goodstanding.model.policy import Band, Benefit, Level
from goodstanding.rulebook.diff.change import (
    Comparison,
    Needs,
    Phrase,
    Place,
    title_of,
)
from goodstanding.rulebook.everyone import Everybody, compared


def compare_opens(found: Comparison) -> None:
    """Add what differs in what a total opens."""
    _levels(found)
    _bands(found)
    _benefits(found)


def _levels(found: Comparison) -> None:
    """Add levels that are new, gone, in another order or changed."""
    old = {level.name: level for level in found.old.levels}
    new = {level.name: level for level in found.new.levels}
    arrived = found.names(
        "levels",
        lambda language: language.change.level,
        {name: title_of(level.title) for name, level in old.items()},
        {name: title_of(level.title) for name, level in new.items()},
    )
    for name, level in new.items():
        if name in arrived:
            found.arrived(
                f"levels.{name}", lambda language: language.change.level, _level_phrase(level)
            )
        else:
            _level(found, old[name], level)


def _level_phrase(level: Level) -> Phrase:
    """Return a level with the points that reach it."""
    return lambda language: language.comma.join(
        (
            language.text(level.title),
            language.board.points_from.format(points=language.points(level.reached_from)),
        )
    )


def _level(found: Comparison, old: Level, new: Level) -> None:
    """Add what differs between two editions of one level."""
    path = f"levels.{new.name}"

    def place(key: str, what: Phrase) -> Place:
        return Place(path=f"{path}.{key}", subject=title_of(new.title), what=what)

    found.text(place("title", lambda language: language.change.title), old.title, new.title)
    found.value(
        place("from", lambda language: language.change.reached),
        old.reached_from,
        new.reached_from,
        lambda language, points: language.board.points_from.format(points=language.points(points)),
    )
    found.value(
        place("keep", lambda language: language.change.kept),
        old.keep_above,
        new.keep_above,
        lambda language, points: language.board.points_kept.format(points=language.points(points)),
    )
    if set(old.opens) == set(new.opens):
        found.order(f"{path}.opens", lambda language: language.change.opens, old.opens, new.opens)
        return
    titles = {each.name: each.title for each in (*found.old.benefits, *found.new.benefits)}
    found.value(
        place("opens", lambda language: language.change.opens),
        old.opens,
        new.opens,
        lambda language, names: language.listed(language.text(titles[name]) for name in names),
    )


def _bands(found: Comparison) -> None:
    """Add bands that are new, gone, in another order or changed."""
    old = {band.name: band for band in found.old.bands}
    new = {band.name: band for band in found.new.bands}
    arrived = found.names(
        "bands",
        lambda language: language.change.band,
        {name: title_of(band.title) for name, band in old.items()},
        {name: title_of(band.title) for name, band in new.items()},
    )
    for name, band in new.items():
        if name in arrived:
            found.arrived(
                f"bands.{name}", lambda language: language.change.band, title_of(band.title)
            )
        else:
            _band(found, old[name], band)


def _band(found: Comparison, old: Band, new: Band) -> None:
    """Add what differs between two editions of one band."""
    path, subject = f"bands.{new.name}", title_of(new.title)
    found.text(
        Place(path=f"{path}.title", subject=subject, what=lambda language: language.change.title),
        old.title,
        new.title,
    )
    found.value(
        Place(path=f"{path}.from", subject=subject, what=lambda language: language.change.starts),
        old.starts_at,
        new.starts_at,
        lambda language, points: language.points(points),
    )


def _benefits(found: Comparison) -> None:
    """Add benefits that are new, gone, in another order or changed."""
    old = {benefit.name: benefit for benefit in found.old.benefits}
    new = {benefit.name: benefit for benefit in found.new.benefits}
    arrived = found.names(
        "benefits",
        lambda language: language.change.benefit,
        {name: title_of(benefit.title) for name, benefit in old.items()},
        {name: title_of(benefit.title) for name, benefit in new.items()},
    )
    for name, benefit in new.items():
        if name in arrived:
            found.arrived(
                f"benefits.{name}",
                lambda language: language.change.benefit,
                title_of(benefit.title),
            )
        else:
            _benefit(found, old[name], benefit)


def _benefit(found: Comparison, old: Benefit, new: Benefit) -> None:
    """Add what differs between two editions of one benefit."""
    path = f"benefits.{new.name}"

    def place(key: str, what: Phrase) -> Place:
        return Place(path=f"{path}.{key}", subject=title_of(new.title), what=what)

    found.text(place("title", lambda language: language.change.title), old.title, new.title)
    found.value(
        place("partner", lambda language: language.change.partner),
        old.partner,
        new.partner,
        lambda language, name: language.name(name),
    )
    found.value(
        place("context", lambda language: language.change.context),
        old.context,
        new.context,
        lambda language, context: language.closed.context[context],
    )
    if everyone_worse(old, new):
        found.value(
            place("everyone", lambda language: language.change.everyone),
            old.everyone,
            new.everyone,
            lambda language, text: language.text(text),
            lambda language: language.change.everyone_worse,
            needs=Needs.REFUSED,
        )
    else:
        found.text(
            place("everyone", lambda language: language.change.everyone),
            old.everyone,
            new.everyone,
        )
    found.text(place("member", lambda language: language.change.member), old.member, new.member)
    found.text(place("because", lambda language: language.change.because), old.because, new.because)


def everyone_worse(old: Benefit, new: Benefit) -> bool:
    """Return whether a new edition can be worse for everybody than the old one.

    What cannot be compared is taken to be worse.
    """
    return compared(old, new) >= Everybody.UNCLEAR
