# What two instances tell each other while pairing. protocol/README.md#pairing.
@0xe1b35a90c7d24f04;
using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("avow::schema");

# Payload of Noise messages 2 and 3, padded: who I am. The static key itself travels in the handshake.
struct Identity {
  version @0 :UInt16;        # 1
  exportKey @1 :Data;        # 32 bytes, Ed25519
  logKey @2 :Data;           # 32 bytes, Ed25519, epoch 0
  witnessKey @3 :Data;       # 32 bytes, Ed25519, epoch 0
  name @4 :Text;             # display name, at most 64 bytes, may be empty
  addresses @5 :List(Text);  # address hints, at most 8
}

# One message of the channel that follows. END is the channel's own.
struct PairingMessage {
  union {
    unset @0 :Void;
    wordsCommit @1 :Data;    # 32 bytes, joiner
    wordsReply @2 :Data;     # r_R, inviter: sent after the inviter persisted
    wordsOpen @3 :Data;      # r_I, joiner: sent after the joiner persisted
  }
}
