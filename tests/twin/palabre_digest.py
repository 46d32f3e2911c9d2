#!/usr/bin/env python3
"""A second implementation of the record id and of the thread digest `palabre-thread-1`.

Reads what a node serves as `contextHistory`: JSON files, each a list, a collection or a page whose
`orderedItems` (or `items`) are the raw activities of a thread, and Tombstones in place of the
erased ones. Shares no code with the node, so that the two check each other.

    palabre_digest.py --forum URI --root URI [--lines] FILE...
    palabre_digest.py --self-test
"""

import argparse
import hashlib
import json
import sys
from datetime import datetime, timedelta, timezone

AS = "https://www.w3.org/ns/activitystreams#"
PUBLIC = {AS + "Public", "as:Public", "Public"}


# --- RFC 8785, the JSON Canonicalization Scheme


def number(value):
    """A number as ECMAScript's Number::toString writes it (RFC 8785, section 3.2.2.3)."""
    value = float(value)  # JCS knows only doubles
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError("JCS has no NaN and no infinity")
    if value == 0:
        return "0"
    sign, shortest = ("-", repr(-value)) if value < 0 else ("", repr(value))
    mantissa, _, exponent = shortest.partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + int(exponent or 0)  # the decimal point stands after so many digits
    digits = (whole + fraction).lstrip("0")
    point -= len(whole + fraction) - len(digits)
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        text = digits + "0" * (point - count)
    elif 0 < point <= 21:
        text = digits[:point] + "." + digits[point:]
    elif -6 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        power = point - 1
        tail = "." + digits[1:] if count > 1 else ""
        text = f"{digits[0]}{tail}e{'+' if power > 0 else '-'}{abs(power)}"
    return sign + text


def jcs(value):
    """The canonical text of a JSON value."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, str):
        value.encode("utf-8")  # a lone surrogate is refused
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ",".join(map(jcs, value)) + "]"
    keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
    return "{" + ",".join(jcs(key) + ":" + jcs(value[key]) for key in keys) + "}"


def unique(pairs):
    """Refuses an object that says one thing twice: two readers could read two things."""
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("duplicate key")
    return result


def rid(activity):
    """SHA-256 of the activity as accepted, its `signature` removed, its `proof` kept."""
    signed = {key: value for key, value in activity.items() if key != "signature"}
    return hashlib.sha256(jcs(signed).encode()).hexdigest()


# --- reading activities


def many(value):
    return [] if value is None else value if isinstance(value, list) else [value]


def ident(value):
    """The id of what is named by its id or embedded; the first one of a list."""
    value = many(value)[0] if many(value) else None
    return value.get("id") if isinstance(value, dict) else value


def millis(text):
    """UTC milliseconds of an RFC 3339 date; 0 where there is none."""
    if not text:
        return 0
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return (moment - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(milliseconds=1)


class Record:
    """One entry of the ledger: what the fold needs to know of an activity or of its stub.

    The stub of an erased record holds its `palabre:rid` and `palabre:object` only; the stub of a
    withheld one its actor, dates, rev and parent too, since its lines stay what they were.
    """

    def __init__(self, item):
        stub = item.get("type") == "Tombstone"
        inner = item.get("palabre:object" if stub else "object")
        body = inner if isinstance(inner, dict) else {}
        self.id = item.get("id")
        self.kind = item.get("formerType") if stub else item.get("type")
        self.rid = item["palabre:rid"] if stub else rid(item)
        self.actor = ident(item.get("actor"))
        self.object = ident(inner)
        self.undoes = self.target = None  # of an Undo: the kind and the id of what it takes back
        if self.kind == "Undo":
            self.undoes, self.target = body.get("type"), self.object
            self.object = ident(body.get("object"))
        self.author = ident(body.get("attributedTo")) or self.actor
        self.parent = ident(body.get("inReplyTo") or item.get("inReplyTo"))
        self.collection = ident(item.get("target")) or ""
        self.rev = item.get("palabre:rev") or body.get("palabre:rev") or 0
        self.published = millis(item.get("published") or body.get("published"))
        # Between a Create and its Updates the date counts in whole seconds (ledger §4).
        self.changed = (millis(body.get("updated") or item.get("updated")) or self.published) // 1000
        # A stub entered the ledger before it was erased, so it was public.
        audience = many(item.get("to")) + many(item.get("cc"))
        self.public = stub or bool(PUBLIC & set(map(ident, audience)))


# --- the fold, object by object


def latest(records):
    return max(records, key=lambda record: (record.published, record.rid), default=None)


def acts(about, kind, undone=False):
    """The records of one kind, or the Undos of it."""
    return [r for r in about if (r.kind == "Undo" and r.undoes == kind if undone else r.kind == kind)]


def entries(items):
    """The records of a history by the object they are about."""
    named = {}
    for record in map(Record, items):
        if named.setdefault(record.id, record).rid != record.rid:
            raise ValueError(f"two bodies under one id: {record.id}")
    by_object = {}
    for record in named.values():
        undone = named.get(record.target)
        if undone:  # an Undo that holds an id only, or less than the activity it takes back
            record.undoes, record.object = undone.kind, undone.object
        # An Update that drops Public is a Delete; nothing else that is not public is a record.
        if record.kind == "Update" and not record.public:
            record.kind = "Delete"
        elif not record.public:
            continue
        by_object.setdefault(record.object, []).append(record)
    return by_object


def state(o, about, deletes, forum):
    """What became of one post: its line without the id, and its Create; None without an effect."""
    created = [r for r in acts(about, "Create") if r.actor == r.author]
    if len(created) > 1:
        raise ValueError(f"two Creates of {o}")
    if not created:
        # Only its line stays of a Delete without its Create. It is the author's when both are of
        # one origin; of an actor, an activity or a thing of another host it says nothing.
        lines = [r for r in acts(about, "Delete") if origin(r.actor) == origin(o) and r.actor != o]
        return (["deleted"], None) if lines else None
    create = created[0]
    author = create.actor
    if author is None or (author, o) in deletes or (author, author) in deletes:
        return ["deleted"], create
    updates = [r for r in acts(about, "Update") if r.actor == author]
    winner = max([create, *updates], key=lambda r: (r.rev, r.changed, r.rid))
    hiding = [r for r in acts(about, "Remove") if removes(r, forum)]
    hiding += [r for r in acts(about, "Delete") if r.actor != author]
    showing = [r for r in acts(about, "Remove", undone=True) if r.actor == forum]
    showing += [r for r in acts(about, "Delete", undone=True) if r.actor != author]
    word = "removed" if latest(hiding + showing) in hiding else "live"
    return [word, create.rid, winner.rid], create


def likes(o, about):
    given = acts(about, "Like") + acts(about, "Like", undone=True)
    last = {actor: latest(r for r in given if r.actor == actor) for actor in {r.actor for r in given}}
    return [["like", o, actor] for actor, record in last.items() if record.kind == "Like"]


def fold(items, forum, root):
    """The lines of the two strata, and the parents that are missing."""
    by_object = entries(items)
    deletes = {(r.actor, o) for o, about in by_object.items() for r in acts(about, "Delete")}
    core, react, posts, parents = [], [], set(), set()
    for o, about in by_object.items():
        found = state(o, about, deletes, forum)
        if not found:
            continue
        line, create = found
        core.append(["post", o, *line])
        posts.add(o)
        if line[0] == "live":
            react += likes(o, about)
        if line[0] != "deleted" and create.parent:
            parents.add(create.parent)
    of_root = [r for r in by_object.get(root, []) if r.actor == forum]
    lock = latest(acts(of_root, "Lock") + acts(of_root, "Lock", undone=True))
    core.append(["thread", root, forum, "locked" if lock and lock.kind == "Lock" else "open"])
    return core, react, sorted(parents - posts)


def removes(record, forum):
    """The Group's Remove hides a post, unless it takes something out of a collection of its own."""
    return record.actor == forum and not record.collection.startswith(forum + "/")


def origin(uri):
    return "/".join(str(uri).split("/", 3)[:3]).lower()


# --- the digest


def stratum(name, lines):
    """The hash of one stratum, and its text."""
    sorted_lines = sorted(jcs(line).encode() for line in lines)
    text = b"".join(line + b"\n" for line in [f"palabre-thread-1 {name}".encode(), *sorted_lines])
    return hashlib.sha256(text).hexdigest(), text.decode()


def digest(core, react):
    """The printed digest of these lines, and the text under each hash."""
    core_hash, core_text = stratum("core", core)
    react_hash, react_text = stratum("react", react)
    posts = sum(line[0] == "post" for line in core)
    return f"core:{core_hash}:{posts} react:{react_hash}:{len(react)}", core_text + react_text


def items_of(document):
    """The activities of a list, a collection or a page, and of a first page inside it."""
    if isinstance(document, list):
        return document
    first = document.get("first")
    inside = items_of(first) if isinstance(first, dict) else []
    return inside + many(document.get("orderedItems") or document.get("items"))


VECTOR = (
    "core:3cf9012121d4bf94aeafeefa922c9459b816c8b3371022c70dc9d46982292b84:3 "
    "react:26c53607fdfc59dff9b5865b4acab11dfabe2084434e96c32f29b3224f40b383:1"
)


def self_test():
    """The vector of docs/spec/ledger.md; its rids are the 64-digit hex of the number."""
    q, s = "https://quebec.test/ap", "https://senegal.test/ap"
    number_rid = "{:064x}".format
    core = [
        ["thread", q + "/p/1", q + "/f/acces", "open"],
        ["post", q + "/p/1", "live", number_rid(1), number_rid(1)],
        ["post", s + "/p/7", "live", number_rid(2), number_rid(3)],
        ["post", s + "/p/8", "deleted"],
    ]
    found, _ = digest(core, [["like", q + "/p/1", s + "/u/awa"]])
    print(found)
    return found == VECTOR


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--forum")
    parser.add_argument("--root")
    parser.add_argument("--lines", action="store_true", help="print the lines under each hash too")
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if options.self_test:
        return 0 if self_test() else "the vector does not come out"
    if not (options.files and options.forum and options.root):
        parser.error("FILE, --forum and --root are needed")
    items = []
    for name in options.files:
        with open(name, encoding="utf-8") as file:
            items += items_of(json.load(file, object_pairs_hook=unique))
    core, react, missing = fold(items, options.forum, options.root)
    printed, text = digest(core, react)
    print(printed)
    print("missing: " + " ".join(missing) if missing else "complete")
    if options.lines:
        print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
