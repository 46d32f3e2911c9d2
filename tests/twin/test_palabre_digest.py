"""Tests of the second implementation: RFC 8785's own vectors, and each sentence of the fold."""

import itertools
import json
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import palabre_digest as twin

FORUM = "https://quebec.test/ap/f/acces"
ROOT = "https://quebec.test/ap/p/1"
ANA = "https://quebec.test/ap/u/ana"
AWA = "https://senegal.test/ap/u/awa"
POST = "https://senegal.test/ap/p/7"
COUNT = itertools.count()


def act(kind, actor, obj, at="2026-11-21T10:00:00Z", **more):
    """A public activity of our own making, with an id of its own."""
    name = more.pop("id", f"{actor}/a/{next(COUNT)}")
    item = {"id": name, "type": kind, "actor": actor, "object": obj, "published": at}
    return {**item, "to": [FORUM, "https://www.w3.org/ns/activitystreams#Public"], **more}


def create(o=ROOT, actor=ANA, **body):
    return act("Create", actor, {"id": o, "type": "Note", "attributedTo": actor, "content": "Bonjour", **body})


def update(o=ROOT, actor=ANA, rev=None, updated="2026-11-21T11:00:00Z", **more):
    body = {"id": o, "type": "Note", "attributedTo": actor, "updated": updated}
    item = act("Update", actor, body, **more)
    return item if rev is None else {**item, "palabre:rev": rev}


def lines(*items):
    core, react, _ = twin.fold(items, FORUM, ROOT)
    return core[:-1] + react


def word(*items):
    """The state of the root, or None."""
    return next((line[2] for line in lines(*items) if line[0] == "post" and line[1] == ROOT), None)


class Canonical(unittest.TestCase):
    def test_numbers_are_written_as_in_appendix_b(self):
        for value, text in [
            (0.0, "0"), (-0.0, "0"), (5e-324, "5e-324"), (-5e-324, "-5e-324"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
            (9007199254740992.0, "9007199254740992"), (295147905179352825856.0, "295147905179352830000"),
            (9.999999999999997e22, "9.999999999999997e+22"), (1e23, "1e+23"),
            (1.0000000000000001e23, "1.0000000000000001e+23"), (999999999999999700000.0, "999999999999999700000"),
            (1e21, "1e+21"), (9.999999999999997e-7, "9.999999999999997e-7"), (0.000001, "0.000001"),
            (333333333.33333325, "333333333.33333325"), (-0.0000033333333333333333, "-0.0000033333333333333333"),
            (1424953923781206.2, "1424953923781206.2"), (10, "10"), (100.5, "100.5"),
        ]:
            self.assertEqual(twin.jcs(value), text)

    def test_infinity_and_lone_surrogates_are_refused(self):
        for text in ["1e400", '"\\ud800"']:
            with self.assertRaises(ValueError):
                twin.jcs(json.loads(text)).encode()

    def test_the_example_of_section_3_2_2(self):
        text = (
            '{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],'
            r'"string": "\u20ac$\u000F\u000aA\u0027\u0042\u0022\u005c\\\"\/","literals": [null, true, false]}'
        )
        self.assertEqual(
            twin.jcs(json.loads(text)),
            '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
            r'''"string":"€$\u000f\nA'B\"\\\\\"/"}''',
        )

    def test_keys_are_sorted_by_utf_16_units(self):
        keys = ["€", "\r", "\ufb33", "1", "😀", "\u0080", "ö"]
        written = json.loads(twin.jcs({key: 0 for key in keys}))
        self.assertEqual(list(written), ["\r", "1", "\u0080", "ö", "€", "😀", "\ufb33"])

    def test_a_duplicate_key_is_refused(self):
        with self.assertRaises(ValueError):
            json.loads('{"id": 1, "id": 2}', object_pairs_hook=twin.unique)

    def test_a_rid_covers_the_proof_and_not_the_signature(self):
        item = create()
        self.assertEqual(twin.rid(item), twin.rid({**item, "signature": {"type": "RsaSignature2017"}}))
        self.assertNotEqual(twin.rid(item), twin.rid({**item, "proof": {"proofValue": "z"}}))


class Fold(unittest.TestCase):
    def test_the_vector(self):
        self.assertTrue(twin.self_test())

    def test_order_and_repetition_do_not_matter(self):
        items = [
            create(), create(POST, AWA, inReplyTo=ROOT), update(rev=1), update(rev=2), act("Like", AWA, ROOT),
            act("Remove", FORUM, POST), act("Lock", FORUM, ROOT),
        ]
        whole = twin.digest(*twin.fold(items, FORUM, ROOT)[:2])
        chance = random.Random(7)
        for _ in range(50):
            mixed = items + chance.sample(items, 3)
            chance.shuffle(mixed)
            self.assertEqual(twin.digest(*twin.fold(mixed, FORUM, ROOT)[:2]), whole)

    def test_the_winner_is_of_the_highest_rev_then_the_latest_then_the_highest_rid(self):
        first = create()
        by_rev = update(rev=1, updated="2026-11-21T09:00:00Z")
        by_date = update(updated="2026-11-21T12:00:00Z")
        self.assertEqual(lines(first, by_rev, by_date)[0][4], twin.rid(by_rev))
        self.assertEqual(lines(first, by_date)[0][4], twin.rid(by_date))
        twins = [update(updated="2026-11-21T12:00:00.100Z"), update(updated="2026-11-21T12:00:00.900Z")]
        self.assertEqual(lines(first, *twins)[0][4], max(map(twin.rid, twins)))

    def test_an_update_by_another_has_no_effect(self):
        first = create()
        self.assertEqual(lines(first, update(actor=AWA, rev=9))[0][4], twin.rid(first))

    def test_records_without_a_create_have_no_effect_but_a_delete_leaves_its_line(self):
        self.assertEqual(lines(update(), act("Like", AWA, ROOT), act("Remove", FORUM, ROOT)), [])
        self.assertEqual(lines(act("Delete", ANA, ROOT)), [["post", ROOT, "deleted"]])
        self.assertEqual(lines(act("Delete", AWA, ROOT), act("Delete", ANA, ANA)), [])

    def test_a_delete_by_the_author_is_final(self):
        gone = act("Delete", ANA, {"type": "Tombstone", "id": ROOT})
        self.assertEqual(word(create(), gone, act("Undo", ANA, gone), act("Remove", FORUM, ROOT)), "deleted")

    def test_a_delete_of_the_actor_deletes_what_it_wrote(self):
        other = create(POST, AWA)
        self.assertEqual(lines(create(), other, act("Delete", ANA, ANA))[0], ["post", ROOT, "deleted"])
        self.assertEqual(lines(other, act("Delete", ANA, AWA))[0][2], "live")

    def test_an_update_that_drops_public_is_a_delete(self):
        self.assertEqual(word(create(), update(to=[ANA + "/followers"])), "deleted")

    def test_nothing_else_that_is_not_public_is_a_record(self):
        quiet = {**act("Like", AWA, ROOT), "to": [ANA]}
        self.assertEqual(len(lines(create(), quiet)), 1)
        self.assertEqual(lines({**create(), "to": [FORUM]}), [])

    def test_removed_is_the_latest_of_remove_and_its_undo(self):
        remove = act("Remove", FORUM, ROOT, "2026-11-21T11:00:00Z")
        undo = act("Undo", FORUM, remove, "2026-11-21T12:00:00Z")
        again = act("Remove", FORUM, ROOT, "2026-11-21T13:00:00Z")
        self.assertEqual(word(create(), remove), "removed")
        self.assertEqual(word(create(), remove, undo), "live")
        self.assertEqual(word(create(), remove, undo, again), "removed")
        self.assertEqual(word(create(), act("Remove", AWA, ROOT)), "live")
        self.assertEqual(word(create(), act("Remove", FORUM, ROOT, target=FORUM + "/featured")), "live")

    def test_a_moderators_delete_of_anothers_post_is_a_remove(self):
        gone = act("Delete", AWA, ROOT, "2026-11-21T11:00:00Z", summary="Hors charte")
        self.assertEqual(word(create(), gone), "removed")
        self.assertEqual(word(create(), gone, act("Undo", AWA, gone, "2026-11-21T12:00:00Z")), "live")

    def test_a_like_is_the_latest_of_like_and_undo_and_only_of_a_live_post(self):
        like = act("Like", AWA, ROOT)
        undo = act("Undo", AWA, like["id"], "2026-11-21T12:00:00Z")
        again = act("Like", AWA, ROOT, "2026-11-21T13:00:00Z")
        line = ["like", ROOT, AWA]
        self.assertIn(line, lines(create(), like))
        self.assertNotIn(line, lines(create(), like, undo))
        self.assertEqual(lines(create(), like, undo, again, act("Like", AWA, ROOT)).count(line), 1)
        self.assertNotIn(line, lines(create(), like, act("Remove", FORUM, ROOT)))

    def test_a_lock_is_the_groups(self):
        lock = act("Lock", FORUM, ROOT)
        thread = lambda *items: twin.fold(items, FORUM, ROOT)[0][-1][3]
        self.assertEqual(thread(create(), lock), "locked")
        self.assertEqual(thread(create(), lock, act("Undo", FORUM, lock, "2026-11-21T12:00:00Z")), "open")
        self.assertEqual(thread(create(), act("Lock", AWA, ROOT)), "open")

    def test_stubs_keep_the_lines(self):
        item, gone = create(), act("Delete", ANA, ROOT)
        stub = {
            "type": "Tombstone", "id": item["id"], "formerType": "Create",
            "palabre:rid": twin.rid(item), "palabre:object": ROOT,
        }
        self.assertEqual(lines(stub, gone), lines(item, gone))
        withheld = {**stub, "actor": ANA, "published": item["published"]}
        self.assertEqual(lines(withheld), lines(item))

    def test_a_missing_parent_is_named_until_it_has_a_line(self):
        reply = create(POST, AWA, inReplyTo=ROOT)
        missing = lambda *items: twin.fold(items, FORUM, ROOT)[2]
        self.assertEqual(missing(reply), [ROOT])
        self.assertEqual(missing(reply, act("Delete", ANA, ROOT)), [])
        self.assertEqual(missing(reply, act("Delete", AWA, POST)), [])

    def test_two_bodies_or_two_creates_are_refused(self):
        item = create()
        with self.assertRaises(ValueError):
            lines(item, {**item, "summary": "autre"})
        with self.assertRaises(ValueError):
            lines(item, create())


class Command(unittest.TestCase):
    def test_pages_are_read_from_several_files(self):
        first, second = create(), create(POST, AWA, inReplyTo=ROOT)
        pages = [
            {"type": "OrderedCollection", "first": {"type": "OrderedCollectionPage", "orderedItems": [first]}},
            {"type": "OrderedCollectionPage", "orderedItems": [second]},
        ]
        with tempfile.TemporaryDirectory() as folder:
            names = []
            for page in pages:
                names.append(str(Path(folder, f"{len(names)}.json")))
                Path(names[-1]).write_text(json.dumps(page), encoding="utf-8")
            command = [sys.executable, twin.__file__, *names, "--forum", FORUM, "--root", ROOT, "--lines"]
            printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        self.assertEqual(printed[0], twin.digest(*twin.fold([first, second], FORUM, ROOT)[:2])[0])
        self.assertEqual(printed[1:3], ["complete", "palabre-thread-1 core"])
        self.assertEqual(len(printed), 7)


if __name__ == "__main__":
    unittest.main()
