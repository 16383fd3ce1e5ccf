"""The books of a small aggregator: requests, deals and events, durable in SQLite.

The deals are not made: a request walks through its states by the clock.
"""

import pathlib
import sqlite3

from raas_abi import ACTIVE, CANCELLED, PUBLISHED, RECORDED, TERMINAL

PUBLISH_AFTER_S, SEAL_AFTER_S = 1, 2
PROVIDERS = [f"f0{number}" for number in range(1000, 1010)]  # This aggregator works with these.
UPDATED, CREATED, FETCHED = range(3)  # Kinds of events: which hook takes one.


class Book:
    """Everything in it is on the disk before anybody is told of it."""

    def __init__(self, folder):
        self.store = sqlite3.connect(pathlib.Path(folder) / "book.db", isolation_level=None)
        self.store.row_factory = sqlite3.Row
        self.store.executescript("""
            CREATE TABLE IF NOT EXISTS deal (
              id INTEGER PRIMARY KEY, key TEXT UNIQUE, terms TEXT, cid TEXT, piece TEXT,
              piece_size INTEGER, start INTEGER, finish INTEGER, state INTEGER, asked REAL,
              provider TEXT);
            CREATE TABLE IF NOT EXISTS event (
              seq INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER, subject INTEGER, state INTEGER);
            """)
        # A restart forgets the fetches; their numbers stay taken.
        self.store.execute("DELETE FROM event WHERE kind = ?", (FETCHED,))
        self.payloads = {p.name: p for p in pathlib.Path(folder).glob("payloads/*")}

    def provider(self, cid, excluded):
        """One that is not excluded and has no copy of the data yet; None if nobody is left."""
        taken = {deal["provider"] for deal in self.store.execute(
            "SELECT provider FROM deal WHERE cid = ? AND state != ?", (cid, CANCELLED))}
        return next((p for p in PROVIDERS if p not in taken and p not in excluded), None)

    def request(self, key, terms, row, now):
        """(deal, was it known) of a request; None if the key was used with other terms."""
        known = self.find(key)
        if known:
            return (known, True) if known["terms"] == terms else (None, True)
        self.store.execute(
            "INSERT INTO deal VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (key, terms, row["cid"], row["piece"], row["piece_size"], row["start"], row["finish"],
             RECORDED, now, row["provider"]))
        return self.find(key), False

    def find(self, key):
        return self.store.execute("SELECT * FROM deal WHERE key = ?", (key,)).fetchone()

    def get(self, number):
        if number >= 1 << 63:
            return None
        return self.store.execute("SELECT * FROM deal WHERE id = ?", (number,)).fetchone()

    def deals(self, cid, after, limit):
        return self.store.execute("SELECT * FROM deal WHERE id > ? AND (? = '' OR cid = ?) "
                                  "ORDER BY id LIMIT ?", (after, cid, cid, limit)).fetchall()

    def move_on(self, now):
        """Requests that have waited long enough are published, then active."""
        self.store.execute("BEGIN")
        for state, following, seconds in ((PUBLISHED, ACTIVE, SEAL_AFTER_S),
                                          (RECORDED, PUBLISHED, PUBLISH_AFTER_S)):
            for deal in self.store.execute("SELECT id FROM deal WHERE state = ? AND asked <= ?",
                                           (state, now - seconds)).fetchall():
                self.store.execute("UPDATE deal SET state = ? WHERE id = ?", (following, deal[0]))
                self.tell(UPDATED, deal[0], following)
                if following == PUBLISHED:
                    self.tell(CREATED, deal[0], following)
        self.store.execute("COMMIT")

    def cancel(self, number):
        """Whether a request is cancelled now, or was over already."""
        changed = self.store.execute("UPDATE deal SET state = ? WHERE id = ? AND state = ?",
                                     (CANCELLED, number, RECORDED)).rowcount
        if changed:
            self.tell(UPDATED, number, CANCELLED)
        return bool(changed) or bool(self.get(number)["state"] & TERMINAL)

    def tell(self, kind, subject, state=0):
        """Notes that the plugin is to be told of a deal or of a fetch."""
        self.store.execute("INSERT INTO event (kind, subject, state) VALUES (?, ?, ?)",
                           (kind, subject, state))

    def events(self, after):
        """Events above @after, oldest first."""
        return self.store.execute("SELECT * FROM event WHERE seq > ? ORDER BY seq LIMIT 64",
                                  (after,)).fetchall()

    def forget_events(self, up_to):
        """They are durable in the plugin."""
        self.store.execute("DELETE FROM event WHERE seq <= ?", (up_to,))
