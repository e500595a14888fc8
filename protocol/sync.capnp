# Messages of one sync, inside the encrypted channel (or a sealed file). protocol/README.md#sync.
@0x9f2ce46a7b80d303;
using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("avow::schema");

struct SyncMessage {
  union {
    unset @0 :Void;
    hello @1 :Hello;
    chunk @2 :Chunk;
    cosign @3 :Cosign;
    wordsCommit @4 :Data;    # 32 bytes, initiator
    wordsReply @5 :Data;     # r_R, 32 bytes, responder
    wordsOpen @6 :Data;      # r_I, 32 bytes, initiator
    end @7 :Void;            # never sent: a session and a sealed file end in the channel
    blobWant @8 :Void;       # numbers reserved for attachments
    blobHave @9 :Void;
    blobChunk @10 :Void;
    level @11 :Void;         # I have stored all that you sent and cosigned what I may
    stored @12 :Stored;      # live: all that you announced of this log is stored here
    lost @13 :Stored;        # of this log of mine I hold another branch than you, behind `size`: give yours back
  }
}

# A head: checkpoint text plus what authenticates it.
struct Head {
  text @0 :Data;             # C2SP checkpoint, three lines; empty = no head yet (size 0)
  signature @1 :Data;        # commitments: 64-byte Ed25519 of the log key · notes: 32-byte tag under the author's notes key
  authorTag @2 :Data;        # notes: 32-byte tag under the my-notes key, opaque to the partner
}

struct LogState {
  lane @0 :UInt8;            # 1 commitments · 2 notes
  epoch @1 :UInt16;
  yours @2 :Bool;            # false: a log that I write; true: what I hold of a log that you write
  size @3 :UInt64;           # entries held
  head @4 :Head;             # own: my latest · yours: the latest authentic one that I hold (its size may be above `size`)
  cosignedSize @5 :UInt64;   # yours: the largest size that I cosigned · own: … that you cosigned
  certificate @6 :Data;      # of a log of a later epoch: its author's export-key certificate; absent for epoch 0
}

struct Hello {
  version @0 :UInt16;        # 1
  logs @1 :List(LogState);
  addresses @2 :List(Text);  # "host:port" where the sender listens now, as it released them; hints
}

struct PayloadPart {
  salt @0 :Data;             # 32 bytes
  bytes @1 :Data;
}

struct Entry {
  header @0 :Data;           # 160 bytes
  facts @1 :PayloadPart;     # unset: withheld (notes lane only)
  words @2 :PayloadPart;     # unset: withheld
  wordsCommitment @3 :Data;  # 32 bytes; only when words are withheld and facts are not
}

struct Chunk {
  lane @0 :UInt8;
  epoch @1 :UInt16;
  firstIndex @2 :UInt64;
  entries @3 :List(Entry);
  head @4 :Head;             # the author's head that the proof reaches
  proof @5 :List(Data);      # consistency proof from the end of this chunk to that head; empty when equal
  yours @6 :Bool;            # true: given back, entries of a log that the receiver writes and has lost
}

struct Cosign {
  lane @0 :UInt8;
  epoch @1 :UInt16;
  text @2 :Data;             # the checkpoint text that is cosigned
  time @3 :UInt64;           # commitments: POSIX seconds inside the cosignature
  signature @4 :Data;        # commitments: 64 bytes cosignature/v1 · notes: 32-byte ack tag
}

# A hint for people, never a proof.
struct Stored {
  lane @0 :UInt8;            # a log that the receiver of this message writes
  epoch @1 :UInt16;
  size @2 :UInt64;           # entries of it that are durable here
}
