"""SASL mechanisms: what they are, how one types them, what of it is secret."""

from __future__ import annotations

from smtptui.messages import Message
from smtptui.values import dataclass


@dataclass(frozen=True, slots=True)
class MechanismExplanation:
    """`typing` says how it is typed by hand; `secret` what of it nobody may see; `clear` is True where whoever reads
    the connection learns a password or a token."""

    name: str
    meaning: Message
    typing: Message
    secret: Message
    rfc: str
    clear: bool = False


_SCRAM_TYPING = Message("By hand only with a tool: nonces and a proof are computed from the password in two rounds.")
_SCRAM_SECRET = Message("The password never crosses the line; the proof could be used to guess a weak one.")
_BEARER_SECRET = Message("The token: whoever has it is you until it expires.")
_PLUS = Message("SCRAM tied to the TLS connection, so that a man in the middle cannot pass it on.")

MECHANISMS: dict[str, MechanismExplanation] = {
    mechanism.name: mechanism
    for mechanism in (
        MechanismExplanation(
            "PLAIN",
            Message("User name and password in one line. Simple, and fine under TLS."),
            Message("AUTH PLAIN and base64 of: NUL, user, NUL, password."),
            Message("All of the base64: it decodes to the password."),
            "RFC 4616",
            clear=True,
        ),
        MechanismExplanation(
            "LOGIN",
            Message("User name and password in two answers. Old, never a standard, still everywhere."),
            Message("AUTH LOGIN; then base64 of the user name, then base64 of the password."),
            Message("The second answer: it decodes to the password."),
            "draft-murchison-sasl-login",
            clear=True,
        ),
        MechanismExplanation(
            "CRAM-MD5",
            Message(
                "Challenge and answer: the password itself is not sent. Old; the server must store the password in "
                "a readable form."
            ),
            Message(
                "AUTH CRAM-MD5; then base64 of: user, blank, HMAC-MD5 of the decoded challenge with the password as "
                "key."
            ),
            Message("The answer could be used to guess a weak password."),
            "RFC 2195",
        ),
        MechanismExplanation(
            "DIGEST-MD5",
            Message(
                "Challenge and answer with more parts. Declared historic: it was never done the same way everywhere."
            ),
            Message("By hand only with a tool: several MD5 sums of name, realm, password and nonces."),
            Message("The answer could be used to guess a weak password."),
            "RFC 2831, RFC 6331",
        ),
        MechanismExplanation(
            "XOAUTH2",
            Message("An OAuth 2.0 access token instead of a password, in the form that Google and Microsoft use."),
            Message(
                "AUTH XOAUTH2 and base64 of: user=, the user, ^A, auth=Bearer and the token, ^A^A. After a 334 with "
                "an error send an empty line."
            ),
            _BEARER_SECRET,
            "Google XOAUTH2",
            clear=True,
        ),
        MechanismExplanation(
            "OAUTHBEARER",
            Message("An OAuth 2.0 access token instead of a password: the standard form."),
            Message(
                "AUTH OAUTHBEARER and base64 of: n,a=user, and the fields host, port and auth=Bearer with the "
                "token, ^A between them. After a 334 with an error send AQ==."
            ),
            _BEARER_SECRET,
            "RFC 7628",
            clear=True,
        ),
        MechanismExplanation(
            "SCRAM-SHA-1",
            Message("Challenge and answer in which both sides prove that they know the password."),
            _SCRAM_TYPING,
            _SCRAM_SECRET,
            "RFC 5802",
        ),
        MechanismExplanation("SCRAM-SHA-1-PLUS", _PLUS, _SCRAM_TYPING, _SCRAM_SECRET, "RFC 5802"),
        MechanismExplanation(
            "SCRAM-SHA-256",
            Message(
                "Challenge and answer in which both sides prove that they know the password, with a stronger hash."
            ),
            _SCRAM_TYPING,
            _SCRAM_SECRET,
            "RFC 7677",
        ),
        MechanismExplanation("SCRAM-SHA-256-PLUS", _PLUS, _SCRAM_TYPING, _SCRAM_SECRET, "RFC 7677"),
        MechanismExplanation(
            "GSSAPI",
            Message("Kerberos: the login of a company's network."),
            Message("Not by hand: the tickets are binary and need a Kerberos client."),
            Message("The tokens are bound to the server; the password never crosses the line."),
            "RFC 4752",
        ),
        MechanismExplanation(
            "NTLM",
            Message("Microsoft's old challenge and answer for Windows accounts."),
            Message("Not by hand: three binary messages in base64."),
            Message("The answer could be used to guess the password, or be relayed to another server."),
            "MS-SMTPNTLM",
        ),
        MechanismExplanation(
            "EXTERNAL",
            Message("The identity comes from outside, mostly from the client's TLS certificate."),
            Message("AUTH EXTERNAL = for the certificate's own identity."),
            Message("Nothing that is sent; the certificate's private key stays with you."),
            "RFC 4422 appendix A",
        ),
        MechanismExplanation(
            "ANONYMOUS",
            Message("No identity at all; a trace text for the log is sent."),
            Message("AUTH ANONYMOUS and base64 of any trace text, such as a mail address."),
            Message("Nothing."),
            "RFC 4505",
        ),
    )
}


def explain_mechanism(name: str) -> MechanismExplanation | None:
    """The explanation of a mechanism, whatever its case; None for one that is not known."""
    return MECHANISMS.get(name.upper())
