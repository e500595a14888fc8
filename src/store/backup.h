// A backup: one file that holds a whole vault as it was at one moment, and that opens with the passphrase or the recovery
// code of that day. It tells nothing but a padded size. Bytes go out and come in through functions; it knows no files.
// protocol/README.md#backup. Resources.
#pragma once

#include <memory>

#include "crypto/stream.h"
#include "store/backup_rows.h"
#include "store/store.h"

namespace avow::store {

class DatabaseCopy;

inline constexpr std::string_view kRestoredKey = "restored";  // of the item that a restored vault keeps, kind evidence

using ByteSink = std::function<Result<void>(ByteView bytes)>;
// Fills what it can of `out`; 0: the end.
using ByteSource = std::function<Result<std::size_t>(MutableByteView out)>;

// A pass over an open vault in small steps; others may write in between. Must not outlive the store and `random`.
class BackupWriter {
 public:
  BackupWriter(Store& store, Instant made_at, RandomSource& random);
  BackupWriter(const BackupWriter&) = delete;
  BackupWriter& operator=(const BackupWriter&) = delete;
  ~BackupWriter();
  // No transaction is open. True: all of it went to `sink`. Error{damaged}: a row cannot be read.
  Result<bool> step(const ByteSink& sink);
  // Once it is whole.
  const BackupFacts& facts() const;

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

// The value of that item, and back. Error{damaged}.
Bytes encode_restored(const BackupFacts& facts);
Result<BackupFacts> decode_restored(ByteView value);

// Errors of a file say by their reason (base/reason.h) whether it is no backup of avow, of a later avow, cut short or damaged.
class BackupReader {
 public:
  // Reads the beginning.
  static Result<std::unique_ptr<BackupReader>> begin(ByteSource source);
  BackupReader(const BackupReader&) = delete;
  BackupReader& operator=(const BackupReader&) = delete;

  // What opens it; the master key goes to read().
  const KeySlots& slots() const { return slots_; }
  // The rest, once. Every row goes to `visit`; only when this comes back without an error was all of it there and whole.
  Result<BackupFacts> read(const crypto::Key& master, RandomSource& random, const BackupRows::Visit& visit);

 private:
  friend class BackupPass;
  explicit BackupReader(ByteSource source) : source_(std::move(source)) {}
  Result<void> take_start();
  Result<Bytes> take_bytes(std::size_t size);
  ByteSource source_;
  KeySlots slots_;
  crypto::StreamStart stream_{};
  Hash start_hash_{};
};

// The same in small steps, for whoever has other things to do meanwhile. `reader` and `random` must outlive it; after an error
// it is over.
class BackupPass {
 public:
  BackupPass(BackupReader& reader, const crypto::Key& master, RandomSource& random, BackupRows::Visit visit);
  BackupPass(const BackupPass&) = delete;
  BackupPass& operator=(const BackupPass&) = delete;
  ~BackupPass();
  // One piece. The facts: all of it was there and whole.
  Result<std::optional<BackupFacts>> step();

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace avow::store
