# What `avow export --jsonl` writes, one line each, as JSON; and how what was imported lies in a vault, one canonical
# segment each. Never in a message, a log or a count. protocol/README.md#export.
@0x91f2064f124dc068;
using Cxx = import "/capnp/c++.capnp";
using Record = import "record.capnp";
$Cxx.namespace("avow::schema");

struct ExportLine {
  avow @0 :Text;             # the first line: "export" …
  v @1 :UInt16;              # … and 1
  union {
    unset @2 :Void;
    record @3 :ExportedRecord;
    day @4 :ExportedDay;
    draft @5 :ExportedDraft;
    private @6 :ExportedPrivate;
    answers @7 :ExportedAnswers;
  }
}

# A record of one of the two people's logs.
struct ExportedRecord {
  lane @0 :Text;             # commitments, notes
  by @1 :Text;               # me, partner
  epoch @2 :UInt16;
  index @3 :UInt64;
  id @4 :Data;
  seenEpoch @5 :UInt16;      # what its author had seen of the other's log
  seenSize @6 :UInt64;
  seenHead @7 :Data;         # SHA-256 of that head's text; empty: none
  receivedAt @8 :Int64;      # a partner's: when it arrived here, ms UTC; 0 = not known
  facts @9 :Record.Facts;    # null: withheld or erased
  words @10 :Record.Words;   # the same
  factsBytes @11 :Data;      # as stored, where the JSON above would not give the same bytes
  wordsBytes @12 :Data;
}

# A day on which something was done, from another program.
struct ExportedDay {
  id @0 :Data;
  date @1 :Text;             # 2026-11-27
  text @2 :Text;
  promise @3 :Data;          # the draft that was made of it
}

struct ExportedDraft {
  id @0 :Data;
  lane @1 :Text;
  place @2 :UInt32;          # in the batch that it was written with
  facts @3 :Record.Facts;
  words @4 :Record.Words;
  factsBytes @5 :Data;
  wordsBytes @6 :Data;
}

# Of the private lane.
struct ExportedPrivate {
  id @0 :Data;
  kind @1 :Text;             # journal, boundary, sign, session, other
  saidAt @2 :Int64;          # ms UTC
  about @3 :Data;            # the boundary, session or note it belongs to; empty: none
  value @4 :UInt8;           # boundary: 1 held · 2 crossed
  words @5 :Record.Words;
}

# One's own answers in a check-in, whole. What opens their seal is not here.
struct ExportedAnswers {
  checkin @0 :Data;
  answers @1 :List(ExportedAnswer);
}
struct ExportedAnswer {
  key @0 :Text;
  sharing @1 :UInt8;         # 0 exact · 1 band · 2 trend · 3 private
  value @2 :Int32;
  text @3 :Text;
}
