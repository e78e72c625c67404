"""Posts of this machine: a folder of letters to be printed, and a server that takes mails."""

import os
import smtplib
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import Final

from goodstanding.config.file import ProgrammeFile
from goodstanding.errors import EnvironmentUnfitError
from goodstanding.present.paper import Paper, Paragraph
from goodstanding.present.pdf import UnprintableError, fonts_for, pdf
from goodstanding.service.ports import PostFailedError, Sending, UnsendableError

LETTER: Final = "letter"
MAIL: Final = "e-mail"
SECONDS_MAX: Final = 20


class LetterFolder:
    """Writes each notice as a PDF to be printed; the same number again is the same file."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is made when the first letter comes."""
        self._folder = folder

    def send(self, sending: Sending) -> None:
        """Write a letter, whole or not at all.

        Raises:
            PostFailedError: the folder cannot be written.
            UnsendableError: no font here has some character of it.
        """
        try:
            content = pdf(letter(sending))
        except UnprintableError as error:
            raise UnsendableError(str(error)) from None
        except EnvironmentUnfitError as error:
            raise PostFailedError(str(error)) from None
        path = self._path(sending.number)
        part = path.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
            descriptor = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            message = f"a letter cannot be written: {error.strerror}"
            raise PostFailedError(message) from None

    def held(self) -> set[int]:
        """Return the numbers of the letters in the folder."""
        if not self._folder.is_dir():
            return set()
        names = (path.stem for path in self._folder.iterdir())
        return {int(name) for name in names if name.isdecimal()}

    def forget(self, number: int) -> None:
        """Delete a letter, and what is left of one that was being written."""
        self._path(number).unlink(missing_ok=True)
        self._path(number).with_suffix(".part").unlink(missing_ok=True)

    def _path(self, number: int) -> Path:
        """Return where a letter lies."""
        return self._folder / f"{number}.pdf"


def letters_fit(file: ProgrammeFile) -> None:
    """See that this machine can print letters in every language of a programme that sends any.

    Raises:
        EnvironmentUnfitError: there is no font for a language, or nothing to print with.
    """
    if file.letters_folder is not None:
        for language in file.languages:
            fonts_for(language)


def letter(sending: Sending) -> Paper:
    """Return a letter as a paper: whom it goes to, what it is about, and what it says."""
    return Paper(
        language=sending.language,
        title=sending.subject,
        blocks=tuple(Paragraph(text=each) for each in sending.paragraphs),
        address=sending.address,
    )


class MailServer:
    """Hands mails to a server; a mail says that there is a notice, and nothing that is in it."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        """Take `host`, `port`, `sender`, and, where there are, `user` and `password`."""
        self._settings = settings

    def send(self, sending: Sending) -> None:
        """Send a mail. Its identifier is the notice's number, so that a copy can be told.

        Raises:
            PostFailedError: the server did not take it.
        """
        mail = EmailMessage()
        sender = self._settings["sender"]
        mail["From"], mail["To"] = sender, sending.address
        mail["Subject"] = sending.subject
        mail["Date"] = formatdate()
        mail["Message-ID"] = f"<notice-{sending.number}@{sender.rpartition('@')[2]}>"
        mail.set_content("\n\n".join((*sending.paragraphs, sending.link)))
        host, port = self._settings["host"], int(self._settings["port"])
        try:
            with smtplib.SMTP(host, port, timeout=SECONDS_MAX) as server:
                if self._settings.get("user"):
                    server.starttls()
                    server.login(self._settings["user"], self._settings["password"])
                server.send_message(mail)
        except (OSError, smtplib.SMTPException):
            message = "the server did not take a mail"
            raise PostFailedError(message) from None

    def held(self) -> set[int]:
        """Return nothing: what was handed over is not here."""
        return set()

    def forget(self, number: int) -> None:
        """Do nothing: what was handed over is not here."""
