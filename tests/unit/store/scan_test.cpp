#include <doctest/doctest.h>

#include <algorithm>

#include "store/inside.h"
#include "store/sqlite.h"
#include "unit/store/vault_fixture.h"

namespace avow::store {
namespace {

std::string all_files(const std::string& dir) {
  std::string out;
  for (const auto& file : std::filesystem::directory_iterator(dir)) out += read_file(file.path().string());
  return out;
}

bool folder_holds(const std::string& dir, std::string_view needle) {
  return all_files(dir).find(needle) != std::string::npos;
}

// The stored bytes of one value, cut into pieces that a page holds whole.
std::vector<std::string> stored_pieces(const std::string& dir, const std::string& select) {
  const TemporaryDir copy;
  for (const char* name : {"vault.db", "vault.db-wal"}) {
    if (std::filesystem::exists(dir + "/" + name)) std::filesystem::copy(dir + "/" + name, copy / name);
  }
  const auto database = Database::open(copy / "vault.db").value();
  auto statement = database->prepare(select).value();
  REQUIRE(statement.step().value());
  const ByteView value = statement.blob(0).value();
  std::vector<std::string> out;
  for (std::size_t at = 0; at + 32 <= value.size(); at += 32) out.emplace_back(text_of(value.subspan(at, 32)));
  return out;
}

std::size_t pieces_found(const std::string& dir, const std::vector<std::string>& pieces) {
  const std::string all = all_files(dir);
  return static_cast<std::size_t>(std::count_if(pieces.begin(), pieces.end(), [&](const std::string& piece) {
    return all.find(piece) != std::string::npos;
  }));
}

Result<void> add_long_entry(OpenVault& vault, const std::string& words) {
  AVOW_CHECK(vault.add(my_notes(), 3));
  AVOW_TRY(const auto change, vault.store->begin());
  log::Frontier frontier = log::Frontier::load(*vault.store->nodes(my_notes()), 3).value();
  log::Entry entry = entry_of(3);
  entry.payload.words->bytes = to_bytes(bytes_of(words));
  AVOW_CHECK(change->append_entry(my_notes(), 3, entry));
  std::vector<log::Node> completed;
  frontier.append(log::leaf_hash(entry.header), completed);
  AVOW_CHECK(change->put_nodes(my_notes(), completed));
  LogState state = *change->state().find(my_notes());
  state.size = 4;
  change->set_log(state);
  return change->commit();
}

// The keys of 32 payloads as they stand unsealed in row 0: with the passphrase in hand, too.
std::string payload_keys_of(OpenVault& vault, const std::string& dir) {
  const auto master = vault.store->slots().value().open(crypto::SlotKind::passphrase, bytes_of(kPassphrase)).value();
  const TemporaryDir copy;
  for (const char* name : {"vault.db", "vault.db-wal"}) {
    if (std::filesystem::exists(dir + "/" + name)) std::filesystem::copy(dir + "/" + name, copy / name);
  }
  const auto inside = StoreInside::open(copy / "vault.db", master, vault.random).value();
  auto statement = inside->database->prepare("SELECT sealed FROM payload_keys WHERE row = 0").value();
  REQUIRE(statement.step().value());
  return std::string(text_of(inside->rows.open_secret(Table::payload_keys, row_key(0), statement.blob(0).value()).value().view()));
}

}  // namespace

TEST_CASE("no text reaches the folder in clear, and after its destruction not even the sealed bytes are there") {
  for (const bool words_only : {false, true}) {
    for (const bool folded : {false, true}) {  // is the entry in the file already, or in the journal only?
      CAPTURE(words_only);
      CAPTURE(folded);
      const TemporaryDir dir;
      OpenVault vault(dir / "v");
      std::string words;
      for (int i = 0; i < 500; ++i) words += "a secret sentence of mine ";  // long: it takes overflow pages
      REQUIRE(add_long_entry(vault, words).ok());
      if (folded) REQUIRE(vault.reopen().ok());
      const auto pieces = stored_pieces(dir / "v", "SELECT payload FROM entry WHERE row = 3");
      REQUIRE(pieces.size() > 300);
      CHECK(pieces_found(dir / "v", pieces) > pieces.size() * 9 / 10);  // the others lie across two pages
      const auto old_key = payload_keys_of(vault, dir / "v").substr(3 * crypto::Key::kSize, crypto::Key::kSize);
      const auto old_keys = stored_pieces(dir / "v", "SELECT sealed FROM payload_keys WHERE row = 0");
      CHECK_FALSE(folder_holds(dir / "v", "secret"));
      CHECK_FALSE(folder_holds(dir / "v", "the facts of"));
      CHECK_FALSE(folder_holds(dir / "v", "header 1"));
      {
        const auto change = vault.store->begin();
        REQUIRE((words_only ? (*change)->destroy_words(my_notes(), 3) : (*change)->destroy_payload(my_notes(), 3)).ok());
        REQUIRE((*change)->commit().ok());
      }
      CHECK(pieces_found(dir / "v", pieces) == 0);
      CHECK(pieces_found(dir / "v", old_keys) == 0);
      const auto keys_left = payload_keys_of(vault, dir / "v");
      CHECK(keys_left.size() == 4 * crypto::Key::kSize);
      CHECK(keys_left.find(old_key) == std::string::npos);
      CHECK_FALSE(folder_holds(dir / "v", old_key));
      CHECK_FALSE(folder_holds(dir / "v", "secret"));
      CHECK(vault.store->check().ok());
    }
  }
}

TEST_CASE("an erased item leaves no trace when that is asked for") {
  const TemporaryDir dir;
  OpenVault vault(dir / "v");
  REQUIRE(vault.put(ItemKind::draft, "id", std::string(9000, 'd')).ok());
  const auto pieces = stored_pieces(dir / "v", "SELECT sealed FROM item");
  REQUIRE(pieces_found(dir / "v", pieces) > 100);
  {
    const auto change = vault.store->begin();
    REQUIRE((*change)->erase_item(ItemKind::draft, bytes_of("id")).ok());
    (*change)->leave_no_trace();
    REQUIRE((*change)->commit().ok());
  }
  CHECK(pieces_found(dir / "v", pieces) == 0);
}

}  // namespace avow::store
