// A sealed file: one side's part of a sync, written for the one known partner, who reads it whenever they like. The
// messages are those of a session (HELLO, COSIGN, CHUNK, END); nobody answers, so it repeats all that its reader is not
// known to hold. From a file only growth counts, and two heads of one log that cannot both be true; smaller is just older.
// There is no forward secrecy: whoever has the reader's keys can read it. They own no file, clock or socket. Resources.
// protocol/README.md#sealed-file.
#pragma once

#include <memory>
#include <optional>

#include "base/random.h"
#include "base/time.h"
#include "noise/channel.h"
#include "noise/handshake.h"
#include "sync/logs.h"
#include "sync/partner.h"

namespace avow::sync {

class BundleWriter {
 public:
  // References must outlive it.
  BundleWriter(const Pair& pair, log::LogStore& store, RandomSource& random)
      : pair_(pair), store_(store), random_(random) {}

  // The next bytes of the file, empty when it is whole. Reads at most one chunk from the store. An Error is final.
  Result<Bytes> next(Instant now);
  std::uint64_t entries() const { return entries_; }  // of mine that are in it, so far

 private:
  Result<Bytes> begin(Instant now);
  void rest_at_partner(Outgoing& log);
  Bytes take_output();

  const Pair& pair_;
  log::LogStore& store_;
  RandomSource& random_;
  std::optional<noise::Channel> channel_;
  Logs logs_;
  std::uint64_t entries_ = 0;
  bool whole_ = false;
};

// What a file brought.
struct BundleOutcome {
  std::uint64_t received = 0;   // entries that are stored now
  bool gap = false;             // of some log it begins behind what is held here: the partner takes me to hold more
  // Of the latest epochs; closed ones hinder nothing.
  bool older = false;           // of some log it shows less than is held here
  bool two_histories = false;   // of some log it shows another history than is held here; both heads are kept
  bool lost_here = false;       // it shows own heads that this vault does not have: it is only read from now on
};

class BundleReader {
 public:
  // References must outlive it.
  BundleReader(const Pair& pair, log::LogStore& store) : pair_(pair), store_(store) {}

  // The file from its beginning, in pieces of any size. What came is stored before this returns. An Error is final, and
  // what was stored before it stays; by their reason (base/reason.h): no sealed file, a later avow's, damaged, not for
  // these keys. Others as in a session: a partner's program that does not keep to the protocol.
  Result<void> receive(ByteView bytes);
  // The file ends here. Error{damaged}: cut short.
  Result<BundleOutcome> finish();

 private:
  Result<void> receive_all(ByteView bytes);
  Result<void> open();
  Result<void> take(ByteView message);
  Result<void> on(const Hello& hello);
  Result<void> on(const Chunk& chunk);
  Result<void> on(const Cosign& cosign);
  template <typename Other>
  Result<void> on(const Other&) {
    return Error{Errc::malformed, "a message that belongs into a session"};
  }
  Result<void> compare_own(const LogStatus& status);
  Result<void> compare_theirs(const LogStatus& status);
  Result<bool> repeats_what_is_held(const Incoming& log, const Chunk& chunk);
  Result<void> other_there(Outgoing& log);
  void set_aside(Incoming& log, bool& outcome);
  Result<void> other_history(Incoming& log, const Chunk& chunk);
  Result<void> store_new(Incoming& log, const Chunk& chunk);

  const Pair& pair_;
  log::LogStore& store_;
  Bytes start_;
  std::optional<noise::Channel> channel_;
  Logs logs_;
  bool hello_received_ = false;
  bool failed_ = false;
  BundleOutcome outcome_;
};

}  // namespace avow::sync
