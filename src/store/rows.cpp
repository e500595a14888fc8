#include "store/rows.h"

#include <algorithm>

#include "base/codec.h"
#include "crypto/hash.h"

namespace avow::store {
namespace {

constexpr std::uint64_t kNull = ~std::uint64_t{0};  // as the length of a column

// The name goes into what seals a row. The number after it is the version of that table's rows: a
// migration that changes what they hold raises it.
std::string_view name_of(Table table) {
  switch (table) {
    case Table::vault: return "vault/1";
    case Table::entry: return "entry/1";
    case Table::payload_keys: return "payload_keys/1";
    case Table::node: return "node/1";
    case Table::item: return "item/1";
  }
  AVOW_ASSERT(false);
}

constexpr Table kSealedTables[] = {Table::vault, Table::entry, Table::payload_keys, Table::node, Table::item};
std::size_t place(Table table) { return static_cast<std::size_t>(table); }

}  // namespace

Bytes joined(std::initializer_list<ByteView> parts) {
  std::size_t size = 0;
  for (const ByteView part : parts) size += part.size();
  Bytes out(size);
  auto at = out.begin();
  for (const ByteView part : parts) at = std::copy(part.begin(), part.end(), at);
  return out;
}

void toggle(Hash& set_hash, const Hash& digest) {
  for (std::size_t i = 0; i < set_hash.size(); ++i) set_hash[i] = static_cast<std::uint8_t>(set_hash[i] ^ digest[i]);
}

Rows::Rows(const ByteArray<16>& vault_id, const crypto::Key& master, RandomSource& random)
    : vault_id_(vault_id), set_key_(crypto::derive(master, "store set hash")), random_(random) {
  for (const Table table : kSealedTables) {
    keys_[place(table)] = crypto::derive(master, "store rows", bytes_of(name_of(table)));
  }
}

// AD of every sealed value: what it is, whose, and where it stands.
Bytes Rows::context(Table table, std::string_view column, ByteView key) const {
  return joined({bytes_of("avow/v1 row"), vault_id_, bytes_of(name_of(table)), bytes_of("."), bytes_of(column),
                 bytes_of(":"), key});
}

Bytes Rows::seal(Table table, ByteView key, ByteView plain) {
  return crypto::seal(keys_[place(table)], context(table, "sealed", key), plain, random_);
}

Result<Bytes> Rows::open(Table table, ByteView key, ByteView sealed) const {
  return crypto::open(keys_[place(table)], context(table, "sealed", key), sealed);
}

Result<crypto::SecretBuffer> Rows::open_secret(Table table, ByteView key, ByteView sealed) const {
  return crypto::open_secret(keys_[place(table)], context(table, "sealed", key), sealed);
}

Bytes Rows::seal_payload(const crypto::Key& payload_key, ByteView key, ByteView plain) {
  return crypto::seal(payload_key, context(Table::entry, "payload", key), plain, random_);
}

Result<Bytes> Rows::open_payload(const crypto::Key& payload_key, ByteView key, ByteView sealed) const {
  return crypto::open(payload_key, context(Table::entry, "payload", key), sealed);
}

Hash Rows::digest(Table table, ByteView key, Columns columns) const {
  ByteWriter lengths;
  lengths.u8(static_cast<std::uint8_t>(table)).u64(key.size());
  for (const auto& column : columns) lengths.u64(column ? column->size() : kNull);
  ByteView first;
  ByteView second;
  AVOW_ASSERT(columns.size() <= 2);
  if (columns.size() > 0) first = columns.begin()->value_or(ByteView());
  if (columns.size() > 1) second = (columns.begin() + 1)->value_or(ByteView());
  return crypto::blake2b({lengths.bytes(), key, first, second}, set_key_.view());
}

void Rows::added(const Hash& digest) {
  toggle(set_hash_, digest);
  ++rows_;
}

void Rows::removed(const Hash& digest) {
  toggle(set_hash_, digest);
  --rows_;
}

void Rows::set_total(const Hash& set_hash, std::uint64_t rows) {
  set_hash_ = set_hash;
  rows_ = rows;
}

}  // namespace avow::store
