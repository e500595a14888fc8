// What makes a row safe on a stolen disk: sealed, so that it tells nothing; bound to its vault, table and
// key, so that it cannot be moved; counted into one hash over all rows, so that none can be dropped or put
// back unseen. protocol/README.md#rest. Resource; the RandomSource must outlive it.
#pragma once

#include <array>
#include <initializer_list>
#include <optional>

#include "crypto/aead.h"
#include "crypto/secret.h"
#include "store/buffered_random.h"

namespace avow::store {

enum class Table : std::uint8_t { vault = 1, entry = 2, payload_keys = 3, node = 4, item = 5 };
inline constexpr std::size_t kTables = 6;  // by number; 0 is none

using RowKey = ByteArray<8>;
inline RowKey row_key(std::uint64_t row) { return little_endian(row); }
// What SQLite keeps in an INTEGER PRIMARY KEY: our row numbers use 63 bits.
inline std::int64_t row_number(std::uint64_t row) { return static_cast<std::int64_t>(row); }

Bytes joined(std::initializer_list<ByteView> parts);

// Adds a digest to a set hash, or takes it out again.
void toggle(Hash& set_hash, const Hash& digest);

class Rows {
 public:
  Rows(const ByteArray<16>& vault_id, const crypto::Key& master, RandomSource& random);
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  Bytes seal(Table table, ByteView key, ByteView plain);
  Result<Bytes> open(Table table, ByteView key, ByteView sealed) const;
  Result<crypto::SecretBuffer> open_secret(Table table, ByteView key, ByteView sealed) const;

  // A payload has a key of its own, which can be destroyed.
  crypto::Key new_payload_key() { return crypto::Key::random(random_); }
  Bytes seal_payload(const crypto::Key& payload_key, ByteView key, ByteView plain);
  Result<Bytes> open_payload(const crypto::Key& payload_key, ByteView key, ByteView sealed) const;

  // The hash over all rows: XOR of their keyed digests (so the order of changes does not matter).
  using Columns = std::initializer_list<std::optional<ByteView>>;  // nothing = NULL
  Hash digest(Table table, ByteView key, Columns columns) const;
  void added(const Hash& digest);
  void removed(const Hash& digest);
  void set_total(const Hash& set_hash, std::uint64_t rows);
  const Hash& set_hash() const { return set_hash_; }
  std::uint64_t rows() const { return rows_; }

 private:
  Bytes context(Table table, std::string_view column, ByteView key) const;
  ByteArray<16> vault_id_;
  std::array<crypto::Key, kTables> keys_;
  crypto::Key set_key_;
  BufferedRandom random_;
  Hash set_hash_{};
  std::uint64_t rows_ = 0;
};

}  // namespace avow::store
