"""One connection to a mail server: says of each mail whether it went, may go later or never will.

Every mail has a hard limit of time: smtplib alone waits anew for each byte of a slow server.
"""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass


class Failed(Exception):
    """It did not work now; later it may."""


class Unreachable(Failed):
    """There is no server to talk to: no other mail would go either."""


class NotAdmitted(Failed):
    """The server refuses our login or sender: somebody has to mend the settings."""


class Refused(Exception):
    """The server does not take this mail, now or later."""


class AddressRefused(Refused):
    """The server says that there is no such recipient."""


@dataclass(frozen=True)
class Server:
    host: str
    port: int
    # how we introduce ourselves
    name: str = "localhost"
    user: str = ""
    password: str = ""
    # from the first byte on, or after STARTTLS
    use_ssl: bool = False
    use_tls: bool = False
    # seconds for a whole mail, the connection included
    timeout: float = 60


class _Plain(smtplib.SMTP):
    """Keeps a second handle of its socket, to cut the connection from another thread."""

    handle: socket.socket | None = None

    def _get_socket(self, host, port, timeout):  # type: ignore[no-untyped-def]
        sock = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self.handle = sock.dup()
        return sock

    def cut(self) -> None:
        if self.handle:
            with _quietly():
                self.handle.shutdown(socket.SHUT_RDWR)


class _Encrypted(smtplib.SMTP_SSL, _Plain):
    """The handle is of the socket below the encryption."""


class Connection:
    """Opened by the first mail, opened again by the next one after a fault."""

    def __init__(self, server: Server):
        self.server = server
        self._smtp: _Plain | None = None

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def send(self, sender: str, recipient: str, content: bytes) -> None:
        """Hand one mail to the server. Raises Failed or Refused; both addresses in ASCII."""
        with self._within_the_time():
            smtp = self._opened()
            try:
                smtp.sendmail(sender, [recipient], content)
            except (OSError, ValueError) as error:  # SMTPException is an OSError
                if not _goes_on(error):
                    self.close()
                raise _meaning(error) from error

    def close(self) -> None:
        """Say goodbye, but wait for no answer."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        with _quietly():
            smtp.send("QUIT\r\n")
        smtp.close()
        if smtp.handle:
            smtp.handle.close()

    def _opened(self) -> _Plain:
        if self._smtp is not None and self._smtp.sock is None:  # the server said goodbye (421)
            self.close()
        if self._smtp is None:
            try:
                self._open()
            except (OSError, ValueError) as error:
                self.close()
                if isinstance(error, ssl.SSLCertVerificationError) or _is_about_login(error):
                    raise NotAdmitted(_words(error)) from error
                raise Unreachable(_words(error)) from error
        assert self._smtp is not None
        return self._smtp

    def _open(self) -> None:
        server = self.server
        context = ssl.create_default_context()
        if server.use_ssl:
            self._smtp = _Encrypted("", 0, server.name, timeout=server.timeout, context=context)
        else:
            self._smtp = _Plain("", 0, server.name, timeout=server.timeout)
        smtp = self._smtp
        smtp._host = server.host  # type: ignore[attr-defined]  # the name in the certificate
        code, said = smtp.connect(server.host, server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, said)
        if server.use_tls:
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            _log_in(smtp, server)

    @contextmanager
    def _within_the_time(self) -> Iterator[None]:
        is_over = threading.Event()

        def end() -> None:
            is_over.set()
            if self._smtp is not None:
                self._smtp.cut()

        timer = threading.Timer(self.server.timeout, end)
        timer.daemon = True
        timer.start()
        try:
            yield
        except Failed as error:
            if is_over.is_set():
                self.close()
                raise type(error)(f"no answer within {self.server.timeout:g} seconds") from error
            raise
        finally:
            timer.cancel()


class _LoginError(ValueError):
    pass


def _log_in(smtp: smtplib.SMTP, server: Server) -> None:
    try:
        smtp.login(server.user, server.password)
    except ValueError as error:  # a password that smtplib cannot encode
        raise _LoginError(str(error)) from error
    except smtplib.SMTPException as error:
        if type(error) is smtplib.SMTPException:  # no way to log in that both know
            raise _LoginError(str(error)) from error
        raise


def _is_about_login(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return error.smtp_code >= 500
    return isinstance(error, (_LoginError, smtplib.SMTPNotSupportedError))


def _goes_on(error: Exception) -> bool:
    """Whether the connection is fine: the server has answered, if not as we wished."""
    kinds = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
    return isinstance(error, kinds) and _answer(error)[0] > 0


def _meaning(error: Exception) -> Exception:
    """The fault of one mail, in our own words for it."""
    code, words = _answer(error)
    if isinstance(error, smtplib.SMTPSenderRefused) and code >= 500 and code != 552:
        return NotAdmitted(words)
    if code == 530:  # login required
        return NotAdmitted(words)
    is_policy = re.match(r"5\d\d[ -]5\.7\.", words)  # RFC 3463: perhaps only our settings
    if code < 500 or is_policy:
        return Failed(words)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        # RFC 5321, 4.5.3.1.10: 552 for a recipient is a full mailbox, as 452
        return Failed(words) if code == 552 else AddressRefused(words)
    return Refused(words)


def _answer(error: Exception) -> tuple[int, str]:
    """Code and words of the server; 0 where it was no answer."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        ((code, said),) = error.recipients.values()
        return code, f"{code} {_text(said)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code, f"{error.smtp_code} {_text(error.smtp_error)}"
    return 0, _words(error)


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error)[1]
    if isinstance(error, OSError) and error.strerror:
        return error.strerror  # without the number
    return str(error) or type(error).__name__


def _text(said: bytes | str) -> str:
    """A reply in whatever encoding, on one line and without control characters."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


@contextmanager
def _quietly() -> Iterator[None]:
    """For the last words on a connection that may be dead already."""
    with suppress(OSError, ValueError):
        yield
