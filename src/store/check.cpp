#include "store/check.h"

#include <algorithm>
#include <limits>

#include "store/files.h"
#include "store/inside.h"
#include "store/row_plan.h"

namespace avow::store {
namespace {

std::string name_of(const log::LogRef& ref) {
  return std::string(ref.by == log::Author::me ? "my " : "the partner's ") +
         (ref.lane == log::Lane::commitments ? "commitments" : "notes") + " of epoch " + std::to_string(ref.epoch);
}

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();

enum class Phase : std::uint8_t { file, vault, entries, payload_keys, nodes, items, total, done };

}  // namespace

class StoreCheck::Inside {
 public:
  Inside(Store& store, Pages pages) : store_(store), pages_(pages) { restart(); }
  bool step(std::uint64_t rows);
  const CheckReport& report() const { return report_; }

 private:
  StoreInside& in() { return *store_.inside_; }
  void restart();
  void enter(Phase phase);
  void problem(const std::string& sentence);
  void expect_ok(const Result<void>& result) {
    if (!result.ok()) problem(result.error().context);
  }
  void count(Table table, ByteView key, Rows::Columns columns);

  void check_file();
  void check_size_of_file();
  void check_pages();
  void check_vault_rows();
  Result<void> check_vault_row(std::int64_t row, ByteView value);
  // Each looks at up to `rows` rows after the last one seen; true when the table is at its end.
  Result<bool> check_entries(std::uint64_t rows);
  Result<bool> check_sealed(Table table, const std::string& name, std::uint64_t rows);
  Result<bool> check_items(std::uint64_t rows);
  Result<std::uint64_t> take_number(std::int64_t number);
  void check_sealed_row(Table table, std::uint64_t row, ByteView sealed);
  void check_total();
  void leave(Result<bool> at_end, Phase next, const std::string& table);
  void expect_row(std::uint64_t row, const std::string& what);
  std::string place_of_entry(std::uint64_t row);

  Store& store_;
  const Pages pages_;
  CheckReport report_;
  Phase phase_ = Phase::file;
  std::uint64_t counter_ = 0;
  Hash set_hash_{};
  std::uint64_t rows_ = 0;
  RowPlan plan_;
  // Where to go on: from the lowest number that there is, so that no row hides below the first.
  std::int64_t next_row_ = kLowest;
  std::int64_t item_kind_ = kLowest;
  std::optional<Bytes> item_key_;
};

void StoreCheck::Inside::restart() {
  report_ = CheckReport{};
  counter_ = in().state.counter;
  set_hash_ = Hash{};
  rows_ = 0;
  enter(Phase::file);
}

void StoreCheck::Inside::enter(Phase phase) {
  phase_ = phase;
  next_row_ = kLowest;
  item_kind_ = kLowest;
  item_key_.reset();
  const std::vector<LogState>& logs = in().state.logs;
  if (phase == Phase::entries) plan_ = RowPlan::of_entries(logs);
  if (phase == Phase::payload_keys) plan_ = RowPlan::of_payload_keys(logs);
  if (phase == Phase::nodes) plan_ = RowPlan::of_nodes(logs);
  if (phase == Phase::items) plan_ = RowPlan();
}

void StoreCheck::Inside::problem(const std::string& sentence) {
  ++report_.problem_count;
  if (report_.problems.size() < kCheckProblemsMax) report_.problems.push_back(sentence);
}

void StoreCheck::Inside::count(Table table, ByteView key, Rows::Columns columns) {
  toggle(set_hash_, in().rows.digest(table, key, columns));
  ++rows_;
}

bool StoreCheck::Inside::step(std::uint64_t rows) {
  AVOW_ASSERT(!in().in_transaction);
  if (phase_ != Phase::done && counter_ != in().state.counter) restart();
  rows = std::clamp<std::uint64_t>(rows, 1, ~std::uint64_t{0} >> 1U);
  switch (phase_) {
    case Phase::file:
      check_file();
      enter(Phase::vault);
      break;
    case Phase::vault:
      check_vault_rows();
      enter(Phase::entries);
      break;
    case Phase::entries: leave(check_entries(rows), Phase::payload_keys, "entries"); break;
    case Phase::payload_keys:
      leave(check_sealed(Table::payload_keys, "payload_keys", rows), Phase::nodes, "payload keys");
      break;
    case Phase::nodes: leave(check_sealed(Table::node, "node", rows), Phase::items, "tree nodes"); break;
    case Phase::items: leave(check_items(rows), Phase::total, "items"); break;
    case Phase::total:
      check_total();
      enter(Phase::done);
      break;
    case Phase::done: break;
  }
  return phase_ == Phase::done;
}

void StoreCheck::Inside::leave(Result<bool> at_end, Phase next, const std::string& table) {
  if (at_end.ok() && !*at_end) return;
  if (!at_end.ok()) problem("The table of " + table + " cannot be read to its end: " + at_end.error().context);
  const std::uint64_t missing = at_end.ok() ? plan_.finish() : 0;
  if (missing > 0) problem(std::to_string(missing) + " rows of " + table + " are missing at the end of their table.");
  enter(next);
}

void StoreCheck::Inside::check_file() {
  Bytes start(kFileStartBytes);
  auto read = in().database->read_file_start(start);
  expect_ok(read.ok() ? check_file_start(start) : read);
  check_size_of_file();
  const auto version = schema_version(*in().database);
  expect_ok(version.ok() ? compare_schema(*in().database) : Result<void>(version.error()));
  const bool large = size_of_file(in().path).value_or(0) > kLargeFileBytes;
  if (pages_ == Pages::always || !large) check_pages();
}

// Only when the journal is empty: otherwise the newest size stands in the journal.
void StoreCheck::Inside::check_size_of_file() {
  if (size_of_file(journal_of(in().path)).value_or(0) > 0) return;
  const auto pages = in().database->number("PRAGMA page_count");
  const auto page_bytes = in().database->number("PRAGMA page_size");
  if (!pages.ok() || !page_bytes.ok()) return expect_ok(pages.ok() ? page_bytes.error() : pages.error());
  const auto bytes = static_cast<std::uint64_t>(*pages) * static_cast<std::uint64_t>(*page_bytes);
  if (size_of_file(in().path) != bytes) problem("The vault's file is not as long as it says.");
}

void StoreCheck::Inside::check_pages() {
  auto statement = in().database->prepare("PRAGMA integrity_check(20)");
  if (!statement.ok()) return problem(statement.error().context);
  while (true) {
    const auto there = statement->step();
    if (!there.ok()) return problem(there.error().context);
    if (!*there) return;
    const auto line = statement->text(0);
    if (!line.ok()) return problem(line.error().context);
    if (*line != "ok") problem("SQLite finds: " + *line);
  }
}

void StoreCheck::Inside::check_vault_rows() {
  auto statement = in().database->prepare("SELECT row, value FROM vault ORDER BY row");
  if (!statement.ok()) return problem(statement.error().context);
  for (std::int64_t expected = 1;; ++expected) {
    const auto there = statement->step();
    if (!there.ok()) return problem(there.error().context);
    if (!*there) {
      const bool all = expected == static_cast<std::int64_t>(kVaultRows) + 1;
      if (!all) problem("A row of the vault's keys and state is missing.");
      return;
    }
    const auto row = statement->integer(0);
    const auto value = statement->blob(1);
    if (!row.ok() || !value.ok() || *row != expected) {
      return problem("The rows of the vault's keys and state are not in order.");
    }
    expect_ok(check_vault_row(*row, *value));
  }
}

Result<void> StoreCheck::Inside::check_vault_row(std::int64_t row, ByteView value) {
  const auto number = static_cast<std::uint64_t>(row);
  if (number == static_cast<std::uint64_t>(VaultRow::state)) {
    AVOW_TRY(const State stored, read_state(*in().database, in().rows));
    if (!(stored == in().state)) return Error{Errc::damaged, "The state row is not the one that was opened."};
    return {};
  }
  if (number > kVaultRows) return Error{Errc::damaged, "A row among the vault's keys does not belong there."};
  count(Table::vault, row_key(number), {value});
  if (number == static_cast<std::uint64_t>(VaultRow::identity)) {
    AVOW_TRY(const VaultId id, decode_identity(value));
    if (id != in().vault_id) return Error{Errc::damaged, "The vault's id is another than when it was opened."};
    return {};
  }
  AVOW_TRY(const auto kind, crypto::slot_kind(value));
  const bool passphrase = number == static_cast<std::uint64_t>(VaultRow::passphrase_slot);
  const bool in_place = (kind == crypto::SlotKind::passphrase) == passphrase;
  if (!in_place) return Error{Errc::damaged, "A key slot is not in its place."};
  return {};
}

std::string StoreCheck::Inside::place_of_entry(std::uint64_t row) {
  const std::uint64_t slot = row >> kIndexBits;
  const std::uint64_t index = row & ((std::uint64_t{1} << kIndexBits) - 1);
  if (slot >= in().state.logs.size()) return "entry " + std::to_string(index) + " of an unknown log";
  return "entry " + std::to_string(index) + " of " + name_of(in().state.logs[slot].ref);
}

void StoreCheck::Inside::expect_row(std::uint64_t row, const std::string& what) {
  const std::uint64_t missing = plan_.skip_to(row);
  if (missing > 0) problem(std::to_string(missing) + " rows are missing before " + what + ".");
  if (!plan_.take(row)) problem("There is a row too many: " + what + ".");
}

// The row number as ours, which are never negative and always rise. kHighest is none of ours either.
Result<std::uint64_t> StoreCheck::Inside::take_number(std::int64_t number) {
  if (number < 0 || number == kHighest) return Error{Errc::damaged, "it holds a row number that is none of ours"};
  if (number < next_row_) return Error{Errc::damaged, "its rows are not in order"};
  next_row_ = number + 1;
  return static_cast<std::uint64_t>(number);
}

Result<bool> StoreCheck::Inside::check_entries(std::uint64_t rows) {
  AVOW_TRY(auto list, in().database->prepare("SELECT row, header, payload FROM entry WHERE row >= ?1 "
                                             "ORDER BY row LIMIT ?2"));
  list.bind(1, next_row_).bind(2, static_cast<std::int64_t>(rows));
  for (std::uint64_t seen = 0; seen < rows; ++seen) {
    AVOW_TRY(const bool there, list.step());
    if (!there) return true;
    AVOW_TRY(const auto number, list.integer(0));
    AVOW_TRY(const std::uint64_t row, take_number(number));
    AVOW_TRY(const ByteView header, list.blob(1));
    std::optional<ByteView> payload;
    if (!list.is_null(2)) {
      AVOW_TRY(payload, list.blob(2));
    }
    count(Table::entry, row_key(row), {header, payload});
    expect_row(row, place_of_entry(row));
    const std::uint64_t slot = row >> kIndexBits;
    const auto entry = in().entries->open_row(slot, row - slot_begin(slot), header, payload);
    if (!entry.ok()) problem(place_of_entry(row) + " does not open: " + entry.error().context);
    ++report_.entries;
    if (payload) ++report_.payloads;
  }
  return false;
}

Result<bool> StoreCheck::Inside::check_sealed(Table table, const std::string& name, std::uint64_t rows) {
  AVOW_TRY(auto list, in().database->prepare("SELECT row, sealed FROM " + name +
                                             " WHERE row >= ?1 ORDER BY row LIMIT ?2"));
  list.bind(1, next_row_).bind(2, static_cast<std::int64_t>(rows));
  for (std::uint64_t seen = 0; seen < rows; ++seen) {
    AVOW_TRY(const bool there, list.step());
    if (!there) return true;
    AVOW_TRY(const auto number, list.integer(0));
    AVOW_TRY(const std::uint64_t row, take_number(number));
    AVOW_TRY(const ByteView sealed, list.blob(1));
    count(table, row_key(row), {sealed});
    check_sealed_row(table, row, sealed);
  }
  return false;
}

void StoreCheck::Inside::check_sealed_row(Table table, std::uint64_t row, ByteView sealed) {
  const bool keys = table == Table::payload_keys;
  const std::string what = (keys ? "row of payload keys " : "row of tree nodes ") + std::to_string(row);
  expect_row(row, what);
  if (!keys) ++report_.node_blocks;
  const auto plain = in().rows.open_secret(table, row_key(row), sealed);
  if (!plain.ok()) return problem(what + " does not open.");
  const std::vector<LogState>& logs = in().state.logs;
  const std::uint64_t expected = keys ? RowPlan::payload_keys_in(logs, row) : RowPlan::nodes_in(logs, row);
  if (plain->size() != expected * Hash{}.size()) problem(what + " is not as long as the log needs.");
}

Result<bool> StoreCheck::Inside::check_items(std::uint64_t rows) {
  const std::string from = item_key_ ? ">" : ">=";
  AVOW_TRY(auto list, in().database->prepare("SELECT kind, key, sealed FROM item WHERE (kind, key) " + from +
                                             " (?1, ?2) ORDER BY kind, key LIMIT ?3"));
  const Bytes after = item_key_.value_or(Bytes());
  list.bind(1, item_kind_).bind(2, after).bind(3, static_cast<std::int64_t>(rows));
  for (std::uint64_t seen = 0; seen < rows; ++seen) {
    AVOW_TRY(const bool there, list.step());
    if (!there) return true;
    AVOW_TRY(const auto kind, list.integer(0));
    AVOW_TRY(const ByteView key, list.blob(1));
    AVOW_TRY(const ByteView sealed, list.blob(2));
    if (kind < std::max<std::int64_t>(item_kind_, 0) || kind > 0xFF) {
      return Error{Errc::damaged, "it holds a kind that is none of ours"};
    }
    item_kind_ = kind;
    item_key_ = to_bytes(key);
    const Bytes row = ItemTable::row_key_of(static_cast<std::uint64_t>(kind), key);
    count(Table::item, row, {sealed});
    ++report_.items;
    const bool opens = in().rows.open(Table::item, row, sealed).ok();
    if (!opens) problem("An item of kind " + std::to_string(kind) + " does not open.");
  }
  return false;
}

void StoreCheck::Inside::check_total() {
  if (rows_ != in().state.rows) {
    problem("The vault holds " + std::to_string(rows_) + " rows and should hold " + std::to_string(in().state.rows) + ".");
  } else if (set_hash_ != in().state.set_hash) {
    problem("A row of the vault is not the one that was last written there.");
  }
}

StoreCheck::StoreCheck(Store& store, Pages pages) : inside_(std::make_unique<Inside>(store, pages)) {}
StoreCheck::~StoreCheck() = default;
bool StoreCheck::step(std::uint64_t rows) { return inside_->step(rows); }
const CheckReport& StoreCheck::report() const { return inside_->report(); }

}  // namespace avow::store
