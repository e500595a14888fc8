#include "store/backup.h"

#include <algorithm>

#include "base/codec.h"
#include "base/limits.h"
#include "base/padme.h"
#include "base/reason.h"
#include "crypto/hash.h"
#include "store/inside.h"

namespace avow::store {
namespace {

constexpr std::string_view kMagic = "avow backup file";  // 16 bytes, whatever the version
constexpr std::uint16_t kVersion = 1;
constexpr std::size_t kVersionedBytes = kMagic.size() + 4;  // the version and, once more, all its bits turned
constexpr std::size_t kSlotBytes = 174;                     // of a slot of version 1
constexpr std::size_t kStartBytes = kVersionedBytes + 16 + 2 * kSlotBytes + crypto::kStreamStartBytes + Hash{}.size();
constexpr std::size_t kPiece = limits::kBackupPieceBytes;
constexpr int kPagesAtATime = 64;
constexpr int kRowsAtATime = 32;

Error damaged() { return Error{Errc::damaged, std::string(reason::kBackupDamaged)}; }
Error cut_short() { return Error{Errc::damaged, std::string(reason::kBackupCut)}; }

Hash checksum_of(ByteView start) { return crypto::blake2b({bytes_of("avow/v1 backup start"), start}); }
crypto::Key backup_key(const crypto::Key& master) { return crypto::derive(master, "backup"); }

Bytes encode_start(const KeySlots& slots, const crypto::StreamStart& stream) {
  AVOW_ASSERT(slots.passphrase_slot.size() == kSlotBytes && slots.recovery_code_slot.size() == kSlotBytes);
  ByteWriter out;
  out.fixed(bytes_of(kMagic)).u16(kVersion).u16(static_cast<std::uint16_t>(~kVersion)).fixed(slots.vault_id);
  out.fixed(slots.passphrase_slot).fixed(slots.recovery_code_slot).fixed(stream);
  out.fixed(checksum_of(out.bytes()));
  AVOW_ASSERT(out.bytes().size() == kStartBytes);
  return out.take();
}

struct TableQuery {
  Table table;
  const char* sql;
};
constexpr TableQuery kQueries[] = {{Table::vault, "SELECT row, value FROM vault ORDER BY row"},
                                   {Table::entry, "SELECT row, header, payload FROM entry ORDER BY row"},
                                   {Table::payload_keys, "SELECT row, sealed FROM payload_keys ORDER BY row"},
                                   {Table::node, "SELECT row, sealed FROM node ORDER BY row"},
                                   {Table::item, "SELECT kind, key, sealed FROM item ORDER BY kind, key"}};

// The row that the statement is at.
Result<BackupRow> row_at(Table table, const Statement& statement) {
  BackupRow out;
  out.table = table;
  AVOW_TRY(const auto number, statement.integer(0));
  const bool item = table == Table::item;
  if (number < 0 || (item && number > 0xFF)) return Error{Errc::damaged, "a row number that is none of ours"};
  out.row = item ? 0 : static_cast<std::uint64_t>(number);
  out.kind = item ? static_cast<std::uint8_t>(number) : std::uint8_t{0};
  if (item) {
    AVOW_TRY(out.key, statement.blob(1));
  }
  AVOW_TRY(out.value, statement.blob(item ? 2 : 1));
  if (table == Table::entry && !statement.is_null(2)) {
    AVOW_TRY(out.payload, statement.blob(2));
  }
  const bool fits = out.key.size() <= limits::kItemKeyBytesMax && out.value.size() <= limits::kBackupValueBytesMax &&
                    (!out.payload || out.payload->size() <= limits::kBackupValueBytesMax);
  if (!fits) return Error{Errc::damaged, "a row that is longer than any of ours"};
  return out;
}

bool is_row(const BackupRow& row, VaultRow which) {
  return row.table == Table::vault && row.row == static_cast<std::uint64_t>(which);
}

// Adds up what is read, for the comparison with what the vault's state says of its rows.
class Tally {
 public:
  Tally(const KeySlots& slots, const crypto::Key& master, RandomSource& random)
      : slots_(slots), rows_(slots.vault_id, master, random) {}

  Result<void> add(const BackupRow& row) {
    if (is_row(row, VaultRow::state)) {
      AVOW_TRY(const Bytes plain, rows_.open(Table::vault, row_key(row.row), row.value));
      AVOW_TRY(state_, decode_state(plain));
      return {};
    }
    if (row.table == Table::vault && !is_of_start(row)) return damaged();
    entries_ += row.table == Table::entry ? 1U : 0U;
    const bool item = row.table == Table::item;
    const Bytes key = item ? ItemTable::row_key_of(row.kind, row.key) : to_bytes(row_key(row.row));
    rows_.added(row.table == Table::entry ? rows_.digest(row.table, key, {row.value, row.payload})
                                          : rows_.digest(row.table, key, {row.value}));
    return {};
  }

  bool agrees_with(const BackupFacts& facts) const {
    if (!state_ || facts.entries != entries_ || facts.rows != rows_.rows()) return false;
    std::uint64_t logged = 0;
    for (const LogState& log : state_->logs) logged += log.size;
    return logged == entries_ && state_->rows == rows_.rows() && state_->set_hash == rows_.set_hash();
  }

 private:
  bool is_of_start(const BackupRow& row) const {
    if (is_row(row, VaultRow::passphrase_slot)) return equal(row.value, slots_.passphrase_slot);
    if (is_row(row, VaultRow::recovery_code_slot)) return equal(row.value, slots_.recovery_code_slot);
    const auto id = is_row(row, VaultRow::identity) ? decode_identity(row.value) : Result<VaultId>(damaged());
    return id.ok() && *id == slots_.vault_id;
  }

  const KeySlots& slots_;
  Rows rows_;
  std::optional<State> state_;
  std::uint64_t entries_ = 0;
};

}  // namespace

class BackupWriter::Inside {
 public:
  Inside(Store& store, Instant made_at, RandomSource& random) : store_(store), random_(random) { facts_.made_at = made_at; }
  Result<bool> step(const ByteSink& sink);
  const BackupFacts& facts() const { return facts_; }

 private:
  enum class Phase : std::uint8_t { copy, rows, padding };
  StoreInside& in() { return *store_.inside_; }  // another one after a change of the passphrase
  Result<void> copy(const ByteSink& sink);
  Result<void> start(const ByteSink& sink);
  Result<void> some_rows();
  void put(const BackupRow& row);
  void end();
  Result<bool> pad(const ByteSink& sink);
  Result<void> seal_pieces(const ByteSink& sink);

  Store& store_;
  RandomSource& random_;
  crypto::Key master_;
  Bytes slots_begun_;  // by which another master key is known
  std::unique_ptr<DatabaseCopy> copy_;
  std::optional<crypto::StreamSealer> sealer_;
  Hash start_hash_{};
  Phase phase_ = Phase::copy;
  std::size_t table_ = 0;
  std::optional<Statement> statement_;
  Bytes pending_;              // not sealed yet
  std::uint64_t size_ = 0;     // of all rows and the counts …
  std::uint64_t padding_ = 0;  // … and so many zeros are still to follow
  BackupFacts facts_;
};

Result<bool> BackupWriter::Inside::step(const ByteSink& sink) {
  switch (phase_) {
    case Phase::copy: AVOW_CHECK(copy(sink)); return false;
    case Phase::rows: AVOW_CHECK(some_rows()); break;
    case Phase::padding: return pad(sink);
  }
  AVOW_CHECK(seal_pieces(sink));
  return false;
}

// Why it may begin again: a change of the passphrase in between puts another file, with other keys, in the vault's place.
Result<void> BackupWriter::Inside::copy(const ByteSink& sink) {
  if (copy_ == nullptr) {
    AVOW_TRY(const KeySlots slots, read_key_slots(*in().database));
    slots_begun_ = slots.passphrase_slot;
    master_ = in().master.copy();
    AVOW_TRY(copy_, DatabaseCopy::begin(*in().database));
  }
  AVOW_TRY(const bool whole, copy_->step(kPagesAtATime));
  AVOW_TRY(const KeySlots slots, read_key_slots(*in().database));
  if (slots.passphrase_slot != slots_begun_) copy_.reset();
  return whole && copy_ != nullptr ? start(sink) : Result<void>();
}

Result<void> BackupWriter::Inside::start(const ByteSink& sink) {
  AVOW_TRY(const KeySlots slots, read_key_slots(copy_->database()));
  const auto stream = random_.bytes<crypto::kStreamStartBytes>();
  const Bytes start = encode_start(slots, stream);
  start_hash_ = checksum_of(start);
  sealer_.emplace(backup_key(master_), stream);
  phase_ = Phase::rows;
  return sink(start);
}

Result<void> BackupWriter::Inside::some_rows() {
  const TableQuery& query = kQueries[table_];
  if (!statement_) {
    AVOW_TRY(statement_, copy_->database().prepare(query.sql));
  }
  // Why not only below a piece: one that is just full waits here for what comes behind it, since the last is sealed apart.
  for (int i = 0; i < kRowsAtATime && pending_.size() <= kPiece; ++i) {
    AVOW_TRY(const bool there, statement_->step());
    if (there) {
      AVOW_TRY(const BackupRow row, row_at(query.table, *statement_));
      put(row);
      continue;
    }
    statement_.reset();
    if (++table_ == std::size(kQueries)) end();
    break;
  }
  return {};
}

void BackupWriter::Inside::put(const BackupRow& row) {
  if (row.table == Table::entry) ++facts_.entries;
  if (!is_row(row, VaultRow::state)) ++facts_.rows;
  const std::size_t before = pending_.size();
  encode(row, pending_);
  size_ += pending_.size() - before;
}

void BackupWriter::Inside::end() {
  copy_.reset();
  const std::size_t before = pending_.size();
  encode(facts_, pending_);
  size_ += pending_.size() - before;
  const std::uint64_t pieces = (padme(size_) + kPiece - 1) / kPiece;
  padding_ = pieces * kPiece - size_;
  phase_ = Phase::padding;
}

// The last piece is sealed here and nowhere else.
Result<bool> BackupWriter::Inside::pad(const ByteSink& sink) {
  const std::uint64_t zeros = std::min<std::uint64_t>(padding_, kPiece);
  pending_.resize(pending_.size() + zeros);
  padding_ -= zeros;
  AVOW_CHECK(seal_pieces(sink));
  if (padding_ > 0) return false;
  AVOW_ASSERT(pending_.size() == kPiece);
  AVOW_CHECK(sink(sealer_->seal(start_hash_, pending_, crypto::Piece::last)));
  return true;
}

// All that is whole, but for the last one.
Result<void> BackupWriter::Inside::seal_pieces(const ByteSink& sink) {
  std::size_t sealed = 0;
  for (; pending_.size() - sealed > kPiece; sealed += kPiece) {
    AVOW_CHECK(sink(sealer_->seal(start_hash_, ByteView(pending_).subspan(sealed, kPiece), crypto::Piece::middle)));
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(sealed));
  return {};
}

BackupWriter::BackupWriter(Store& store, Instant made_at, RandomSource& random)
    : inside_(std::make_unique<Inside>(store, made_at, random)) {}
BackupWriter::~BackupWriter() = default;
Result<bool> BackupWriter::step(const ByteSink& sink) { return inside_->step(sink); }
const BackupFacts& BackupWriter::facts() const { return inside_->facts(); }

Result<std::unique_ptr<BackupReader>> BackupReader::begin(ByteSource source) {
  std::unique_ptr<BackupReader> out(new BackupReader(std::move(source)));
  AVOW_CHECK(out->take_start());
  return out;
}

// As many as there are, at most `size`.
Result<Bytes> BackupReader::take_bytes(std::size_t size) {
  Bytes out(size);
  std::size_t filled = 0;
  while (filled < size) {
    AVOW_TRY(const std::size_t count, source_(MutableByteView(out).subspan(filled)));
    if (count == 0) break;
    filled += count;
  }
  out.resize(filled);
  return out;
}

// Says what kind of file it is before it asks whether it is whole.
Result<void> BackupReader::take_start() {
  AVOW_TRY(Bytes start, take_bytes(kVersionedBytes));
  const std::size_t of_magic = std::min(start.size(), kMagic.size());
  if (start.empty() || !equal(ByteView(start).first(of_magic), bytes_of(kMagic.substr(0, of_magic)))) {
    return Error{Errc::malformed, std::string(reason::kNoBackup)};
  }
  if (start.size() < kVersionedBytes) return cut_short();
  ByteReader in(ByteView(start).subspan(kMagic.size()));
  const auto version = in.u16();
  if (in.u16() != static_cast<std::uint16_t>(~version) || version == 0) return damaged();
  if (version > kVersion) return Error{Errc::newer_version, std::string(reason::kBackupLater)};
  AVOW_TRY(const Bytes more, take_bytes(kStartBytes - kVersionedBytes));
  if (more.size() < kStartBytes - kVersionedBytes) return cut_short();
  append(start, more);
  const ByteView body = ByteView(start).first(kStartBytes - Hash{}.size());
  if (!equal(checksum_of(body), ByteView(start).last(Hash{}.size()))) return damaged();
  ByteReader fields(body.subspan(kVersionedBytes));
  slots_.vault_id = fields.array<16>();
  slots_.passphrase_slot = to_bytes(fields.fixed(kSlotBytes));
  slots_.recovery_code_slot = to_bytes(fields.fixed(kSlotBytes));
  stream_ = fields.array<crypto::kStreamStartBytes>();
  start_hash_ = checksum_of(start);
  return {};
}

Result<BackupFacts> BackupReader::read(const crypto::Key& master, RandomSource& random, const BackupRows::Visit& visit) {
  BackupPass pass(*this, master, random, visit);
  for (;;) {
    AVOW_TRY(const auto facts, pass.step());
    if (facts) return *facts;
  }
}

class BackupPass::Inside {
 public:
  Inside(BackupReader& from, const crypto::Key& master, RandomSource& random, BackupRows::Visit to)
      : reader(from), visit(std::move(to)), tally(from.slots_, master, random), opener(backup_key(master), from.stream_) {}

  Result<void> take(ByteView plain) {
    return rows.take(plain, [this](const BackupRow& row) -> Result<void> {
      if (!tally.add(row).ok()) return damaged();
      return visit(row);
    });
  }

  Result<BackupFacts> finish() {
    AVOW_TRY(const Bytes behind, reader.take_bytes(1));
    if (!behind.empty()) return damaged();
    AVOW_TRY(const BackupFacts facts, rows.finish());
    if (!tally.agrees_with(facts)) return damaged();
    return facts;
  }

  BackupReader& reader;
  const BackupRows::Visit visit;
  BackupRows rows;
  Tally tally;
  crypto::StreamOpener opener;
};

BackupPass::BackupPass(BackupReader& reader, const crypto::Key& master, RandomSource& random, BackupRows::Visit visit)
    : inside_(std::make_unique<Inside>(reader, master, random, std::move(visit))) {}
BackupPass::~BackupPass() = default;

Result<std::optional<BackupFacts>> BackupPass::step() {
  BackupReader& reader = inside_->reader;
  AVOW_TRY(const Bytes sealed, reader.take_bytes(kPiece + crypto::kStreamOverhead));
  if (sealed.size() < kPiece + crypto::kStreamOverhead) return cut_short();
  const auto opened = inside_->opener.open(reader.start_hash_, sealed);
  if (!opened.ok()) return damaged();
  AVOW_CHECK(inside_->take(opened->plain));
  if (opened->piece != crypto::Piece::last) return std::optional<BackupFacts>();
  AVOW_TRY(const BackupFacts facts, inside_->finish());
  return std::optional(facts);
}

}  // namespace avow::store
