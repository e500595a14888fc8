# One entry of a log: the header that is a Merkle leaf. protocol/README.md#entry is the page.
# Always one canonical segment without a segment table, exactly 160 bytes, never re-encoded.
@0xc4a5f0d5f2b1a901;
using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("avow::schema");

struct EntryHeader {
  # The three data words end in `version` (never 0), so canonical form never drops one.
  index @0 :UInt64;          # place in the log, from 0
  seenSize @1 :UInt64;       # size of the partner's latest head of the same lane that the author held
  minute @2 :UInt32;         # minutes since 1970-01-01 UTC, the author's claim; may fall
  seenEpoch @3 :UInt16;      # epoch of that head
  version @4 :UInt16;        # 1
  logId @5 :Data;            # 16 bytes
  random @6 :Data;           # 16 bytes
  seenHash @7 :Data;         # SHA-256 of that head's text, or 32 zero bytes when none was held
  commitment @8 :Data;       # 32 bytes: payload commitment
}
