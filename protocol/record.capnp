# The two parts of a payload: facts (what decides a state) and words (what people said).
# Each is one canonical segment without a segment table, hashed and stored as received; unknown fields
# and kinds are kept. protocol/README.md#record is the page. Field numbers never change.
@0xb7d3c1e9a4f60e02;
using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("avow::schema");

struct Facts {
  kind @0 :UInt16;           # RecordKind; unknown values are kept and inert
  role @1 :UInt8;            # 0 none (notes) · 1 promiser · 2 the other
  outcome @2 :UInt8;         # 0 none · 1 kept · 2 partly · 3 missed · 4 kept late (settle only) · 5 cannot tell (own view only)
  flags @3 :UInt32;          # bit 0: the due is a date · bit 1: a grace was chosen; a reader that does not know
                             # a bit that is set keeps the record inert
  saidAt @4 :Int64;          # author's wall clock, ms UTC
  dueAt @5 :Int64;           # instant of due as its author resolved it, ms UTC; counts only with a dueWall
  graceEndAt @6 :Int64;      # instant of the end of grace, ms UTC
  doneAt @7 :Int64;          # a report or correction: when it was done, ms UTC; 0 = when it was said
  reviewMillis @8 :Int64;    # terms: review window in ms; 0 = 7 days
  promise @9 :Data;          # id of the first record of the promise or note (16 bytes); empty in a first record
  parent @10 :Data;          # id of the head that this record answers (16 bytes); empty in a first record
  proposal @11 :Data;        # an answer to a proposal: the proposal's id (16 bytes)
  zone @12 :Text;            # author's IANA zone at saidAt
  dueWall @13 :Text;         # "2026-11-27T18:00" or "2026-11-27"; empty = no due
  dueZone @14 :Text;         # IANA zone of dueWall
  takesKind @15 :UInt16;     # a withdrawal or redaction: the kind of the record that it takes
  takes @16 :Data;           # … its id (16 bytes)
  takesParent @17 :Data;     # … and its parent (16 bytes, or empty)
  shape @18 :UInt8;          # terms: 0 one-off · 1 repeating · 2 standing · 3 conditional; a reader that does not
                             # know the shape keeps the promise inert
  recurrence @19 :Recurrence;  # terms of a repeating promise: how often; its first day is that of dueWall
  series @20 :Data;          # a record about one instance: the repeating promise's id; promise is then the instance's id
  seriesHead @21 :Data;      # … the head of its terms that the author acted on
  day @22 :Int32;            # local day of the promiser, as days since 1970-01-01: of the instance; or the first day on
                             # which an end, a pause or new terms of a repeating promise hold; 0 = none
  untilDay @23 :Int32;       # a pause: the first day that is due again; 0 = until it is resumed
  startAt @24 :Int64;        # a window's or an agreement's beginning, a session's time, a pause's return; ms UTC, 0 = none
  expiresAt @25 :Int64;      # the author's timer of a note or check-in, ms UTC; 0 = none
  reviewAt @26 :Int64;       # agreements: when both look at it again, ms UTC; 0 = none
  seal @27 :Data;            # a check-in's commitment (32 bytes)
  target @28 :Data;          # the record that this one answers, belongs to or renews (16 bytes); in the commitments lane only
                             # another of that lane
}

# What of RFC 5545 one promise a day needs. protocol/README.md#recurrence.
struct Recurrence {
  frequency @0 :UInt8;       # 1 daily · 2 weekly · 3 monthly · 4 yearly
  interval @1 :UInt16;
  weekStart @2 :UInt8;       # 0 = Monday
  count @3 :UInt32;          # 0 = no end by count
  until @4 :Int32;           # last local day, as days since 1970-01-01; 0 = no end by date
  byDay @5 :List(ByDay);
  byMonthDay @6 :List(Int8);
  byMonth @7 :List(UInt8);
  bySetPosition @8 :List(Int16);
}
struct ByDay {
  nth @0 :Int8;              # 0 every, 1 the first, -1 the last …
  weekday @1 :UInt8;         # 0 = Monday
}

struct Words {
  text @0 :Text;             # I will … · the note · because …
  doneWhen @1 :Text;
  ifThen @2 :Text;
  lookAt @3 :Text;           # what we will both look at
  noteKind @4 :UInt16;       # NoteKind; unknown values are shown as "simply telling"
  parts @5 :List(Part);      # further texts, each under its heading
  tags @6 :List(Text);
  questions @7 :List(Question);  # a check-in's first record
  nonce @8 :Data;            # a check-in's opening (32 bytes) …
  answers @9 :Data;          # … and the padded answers that were sealed
}

struct Part {
  heading @0 :UInt16;        # Heading; unknown ones are shown without a heading
  text @1 :Text;
}
struct Question {
  key @0 :Text;              # what answers name
  text @1 :Text;
  lowest @2 :Int32;          # of its scale
  highest @3 :Int32;         # 0 and 0: it asks for words
  sharing @4 :UInt8;         # as its author proposes: 0 exact · 1 band · 2 trend · 3 private
}

# What a check-in's seal covers: one canonical segment, padded.
struct Answers {
  answers @0 :List(Answer);  # private ones are not in it
}
struct Answer {
  key @0 :Text;
  sharing @1 :UInt8;         # 0 exact · 1 band · 2 trend
  value @2 :Int32;           # exact: the number · band: 1 low, 2 middle, 3 high · trend: -1 down, 0 same, 1 up
  text @3 :Text;
}
