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
  # Rules of repeating promises, instances, windows and agreements follow here with higher numbers.
}

struct Words {
  text @0 :Text;             # I will … · the note · because …
  doneWhen @1 :Text;
  ifThen @2 :Text;
  lookAt @3 :Text;           # what we will both look at
  noteKind @4 :UInt16;       # NoteKind; unknown values are shown as "simply telling"
}
