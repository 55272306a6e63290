"""What somebody wrote themselves: without what they quote, how they sign and how they greet. Pure.

A machine does only what they say themselves: the "reply STOP to end messages" of a quoted e-mail asks for nothing.
"""

import re
import unicodedata
from collections.abc import Iterable

_ENDS = re.compile(
    r"""^(?:
        --                                                                        # RFC 3676, 4.3: a signature follows
      | -{2,}\ ?(?:original|forwarded|mensagem|mensaje|message|messaggio|ursprüngliche)\b.*-{2,}
      | (?:on|em|a|el|le|am|il)\b.{5,300}\b(?:wrote|escreveu|escribió|a\ écrit|schrieb|ha\ scritto)\ ?:
      | (?:sent\ from|get\ outlook\ for|enviado\ (?:do|a\ partir|desde)|envoyé\ (?:de|depuis)|inviato\ da)\b.{0,60}
      | von\ mein.{0,40}\ gesendet
    )\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
"""Lines after which nothing is the writer's own: as the usual mail programs write them, one line each."""


def plain(text: str) -> str:
    """Lower case without accents and apostrophes; any other punctuation is a space; single spaces."""
    letters = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[\W_]+", " ", re.sub(r"[’'`]", "", letters.casefold())).split())


def own_words(text: str) -> str:
    """``text`` without quoted lines, and without what follows a signature or a mail program's own line.

    A text that is nothing else is answered whole.
    """
    own: list[str] = []
    for line in text.splitlines():
        if _ENDS.match(line.strip()):
            break
        if not line.lstrip().startswith(">"):
            own.append(line)
    return "\n".join(own).strip() or text


def bare(text: str, courtesies: Iterable[str] = ()) -> str:
    """``text``, plain, without courtesies at either end; a spelt word (S.T.O.P.) and a repeated one are the word."""
    said, polite = plain(text), sorted({plain(each) for each in courtesies}, key=len, reverse=True)
    before = ""
    while said != before:
        before = said
        for each in polite:
            said = said.removeprefix(f"{each} ").removesuffix(f" {each}")
    words = said.split()
    if len(words) > 1 and all(len(word) == 1 for word in words):
        return "".join(words)
    return words[0] if len(set(words)) == 1 else said
