"""Codes in answer to AUTH and to the answers of its exchange. Data only."""

from __future__ import annotations

from smtptui.explain.codes.entry import ASK_ADMIN, READ_TEXT, RECONNECT_LATER, SEE_OFFER, START_TLS, TRY_LATER, Entry
from smtptui.messages import Message

_OTHER_MECHANISM = Message("Choose another mechanism of the AUTH line of the EHLO reply.")
_AGAIN = Message("Check user name and password, and encode them anew: without a newline at the end.")
_APP_PASSWORD = Message("See whether the provider wants an app password, or OAuth, instead of the account's password.")

STAGED: dict[tuple[int, str], Entry] = {
    (235, "AUTH"): Entry(
        Message("Logged in"),
        Message("The server accepts you as the user that you named."),
        next_steps=(Message("Begin a message with MAIL FROM."),),
        rfc=("RFC 4954 §6",),
    ),
    (334, "AUTH"): Entry(
        Message("Your answer, please"),
        Message("The server waits for the next answer of the login, in base64. Its own text is base64 too."),
        next_steps=(Message("Type the answer in base64 without a newline in it, or * to break off."),),
        rfc=("RFC 4954 §4",),
    ),
    (421, "AUTH"): Entry(
        Message("Service closing"),
        Message("The server ends the session during the login."),
        Message("Too many failed attempts, or too long a wait for your answer."),
        (RECONNECT_LATER,),
        ("RFC 5321 §3.8",),
    ),
    (422, "AUTH"): Entry(
        Message("A password transition is needed"),
        Message("The account must first be moved to this mechanism."),
        next_steps=(Message("Log in once with PLAIN, under TLS; then this mechanism works."),),
        rfc=("RFC 5248", "RFC 4954 §6"),
    ),
    (432, "AUTH"): Entry(
        Message("A password transition is needed"),
        Message("The server has no secret for this mechanism yet."),
        next_steps=(Message("Log in once with PLAIN, under TLS; then this mechanism works."),),
        rfc=("RFC 4954 §6",),
    ),
    (450, "AUTH"): Entry(
        Message("Login put off"),
        Message("The server does not check logins from you at the moment."),
        Message("Too many attempts in a short time."),
        (TRY_LATER,),
        ("RFC 4954 §6",),
    ),
    (451, "AUTH"): Entry(
        Message("Login could not be checked"),
        Message("Something failed on the server while it checked the login. Your password may well be right."),
        Message("The user database did not answer, or too many attempts were made."),
        (TRY_LATER,),
        ("RFC 4954 §6",),
    ),
    (454, "AUTH"): Entry(
        Message("Login out of order for now"),
        Message("The server cannot check logins at the moment. It says nothing about your password."),
        Message("The user database does not answer, or too many logins were made."),
        (TRY_LATER,),
        ("RFC 4954 §6",),
    ),
    (500, "AUTH"): Entry(
        Message("AUTH not known, or line too long"),
        Message("The server does not know AUTH here, or your answer is longer than it can take."),
        Message("AUTH is not offered on this port, or only under TLS."),
        (SEE_OFFER, START_TLS),
        ("RFC 4954 §4",),
    ),
    (501, "AUTH"): Entry(
        Message("Answer not understood, or broken off"),
        Message("The answer cannot be decoded as base64, or you broke the login off with *."),
        Message("The answer was typed without encoding it, has lost a character, or its padding = is missing."),
        (Message("Begin again with AUTH and encode each answer in base64."),),
        ("RFC 4954 §4",),
    ),
    (502, "AUTH"): Entry(
        Message("AUTH not supported"),
        Message("The server takes no logins here."),
        Message("Port 25 is for mail between servers: logins belong to port 587 or 465."),
        (SEE_OFFER, START_TLS),
        ("RFC 4954 §4",),
    ),
    (503, "AUTH"): Entry(
        Message("AUTH at the wrong moment"),
        Message("The server takes no login now."),
        Message("You are logged in already, a transaction is open, EHLO is missing, or AUTH is not offered here."),
        (SEE_OFFER,),
        ("RFC 4954 §4",),
    ),
    (504, "AUTH"): Entry(
        Message("Mechanism not supported"),
        Message("The server does not know the mechanism that you named."),
        next_steps=(_OTHER_MECHANISM,),
        rfc=("RFC 4954 §4",),
    ),
    (523, "AUTH"): Entry(
        Message("Encryption needed"),
        Message("This mechanism needs an encrypted connection, or a longer key than the connection has."),
        next_steps=(START_TLS, _OTHER_MECHANISM),
        rfc=("RFC 5248",),
    ),
    (525, "AUTH"): Entry(
        Message("Account disabled"),
        Message("The credentials are right, and the account has been closed by an administrator."),
        next_steps=(ASK_ADMIN,),
        rfc=("RFC 5248",),
    ),
    (530, "AUTH"): Entry(
        Message("Start TLS first"),
        Message("The server takes a login only over an encrypted connection."),
        next_steps=(START_TLS,),
        rfc=("RFC 3207 §4",),
    ),
    (534, "AUTH"): Entry(
        Message("Mechanism too weak, or another way wanted"),
        Message("The server does not accept this way to log in for this user."),
        Message("Password logins are switched off for the account, or a stronger mechanism is wanted."),
        (_APP_PASSWORD, _OTHER_MECHANISM),
        ("RFC 4954 §6",),
    ),
    (535, "AUTH"): Entry(
        Message("Login refused"),
        Message(
            "The server does not accept user name and password. It does not say which of them is wrong, on purpose."
        ),
        Message(
            "A wrong password; a newline that was encoded with it; a user name that must be the full address; an "
            "account that wants an app password."
        ),
        (_AGAIN, _APP_PASSWORD),
        ("RFC 4954 §6",),
    ),
    (538, "AUTH"): Entry(
        Message("Encryption required for this mechanism"),
        Message("This mechanism shows the password to the network, so the server allows it under TLS only."),
        next_steps=(START_TLS, _OTHER_MECHANISM),
        rfc=("RFC 4954 §6",),
    ),
    (550, "AUTH"): Entry(
        Message("Login not allowed"),
        Message("A policy refuses the login."),
        Message("The account may not send, or your address may not log in."),
        (READ_TEXT, ASK_ADMIN),
        ("RFC 4954 §6",),
    ),
    (554, "AUTH"): Entry(
        Message("Login failed"),
        Message("The server refuses the login without a more exact code."),
        next_steps=(READ_TEXT,),
        rfc=("RFC 4954 §6",),
    ),
    (555, "AUTH"): Entry(
        Message("Parameter of AUTH not understood"),
        Message("The server does not understand what follows the mechanism."),
        next_steps=(Message("Send AUTH with the mechanism alone, and answer the 334 that follows."),),
        rfc=("RFC 4954 §4",),
    ),
}
STAGED[524, "AUTH"] = STAGED[538, "AUTH"]
