"""Quotes and escapes: where a word ends and what it says, by Docker's rules and by those of a shell."""


def is_json(text: str) -> bool:
    """Whether the arguments are in JSON (exec) form."""
    if not text.startswith("["):
        return False
    import json

    try:
        words = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(words, list) and all(isinstance(word, str) for word in words)


def word_end(source: str, position: int, escape: str) -> int:
    """Where the word that starts here ends, by Docker's quotes and escapes."""
    quote = ""
    while position < len(source):
        character = source[position]
        if character == escape and quote != "'":
            position += 2
            continue
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character.isspace():
            return position
        position += 1
    return len(source)


def word_bounds(source: str, escape: str) -> list[tuple[int, int]]:
    """Start and end of each word of a text, by Docker's quotes and escapes."""
    bounds: list[tuple[int, int]] = []
    position = 0
    while True:
        while position < len(source) and source[position].isspace():
            position += 1
        if position >= len(source):
            return bounds
        end = word_end(source, position, escape)
        bounds.append((position, end))
        position = end


def unquote(word: str, escape: str) -> str:
    """A word without its quotes and escapes; variables stay as they are written."""
    out: list[str] = []
    quote = ""
    position = 0
    while position < len(word):
        character = word[position]
        if character == escape and quote != "'" and position + 1 < len(word):
            following = word[position + 1]
            if not quote or following in ('"', "$", escape):
                out.append(following)
                position += 2
                continue
        if quote and character == quote:
            quote = ""
        elif not quote and character in "'\"":
            quote = character
        else:
            out.append(character)
        position += 1
    return "".join(out)


def balanced(text: str, position: int) -> int:
    """Behind the bracket that closes the one at `position`; quotes hide brackets."""
    opening = text[position]
    closing = {"(": ")", "{": "}"}[opening]
    depth = 0
    quote = ""
    while position < len(text):
        character = text[position]
        if character == "\\":
            position += 2
            continue
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == opening:
            depth += 1
        elif character == closing:
            depth -= 1
            if not depth:
                return position + 1
        position += 1
    return len(text)


def shell_unquote(raw: str) -> str:
    """A word without its quotes and escapes."""
    if not any(mark in raw for mark in "'\"\\"):
        return raw
    out: list[str] = []
    quote = ""
    position = 0
    while position < len(raw):
        character = raw[position]
        if character == "\\" and quote != "'" and position + 1 < len(raw):
            if not quote or raw[position + 1] in '"$`\\':
                out.append(raw[position + 1])
                position += 2
                continue
            out.append(character)
        elif quote:
            if character == quote:
                quote = ""
            else:
                out.append(character)
        elif character in "'\"":
            quote = character
        else:
            out.append(character)
        position += 1
    return "".join(out)
