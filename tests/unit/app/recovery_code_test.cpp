// What opens a vault, and what does not: nothing that was typed wrong changes anything.
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;

TEST_CASE("the recovery code opens the vault in place of the passphrase") {
  TwoPeople two(41);
  const auto note = two.a.note("still here");
  const std::string code = two.a.recovery_text();
  CHECK(two.a.try_open(code).ok());
  CHECK(two.a.note_state(note) == "draft");
  CHECK(two.a.try_open(code + "\n").ok());
  std::string shouted = code;
  std::transform(shouted.begin(), shouted.end(), shouted.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  CHECK(two.a.try_open(shouted).ok());
  CHECK(two.a.try_open().ok());
}

TEST_CASE("safety_17 a wrong passphrase says so and changes nothing, however often") {
  TwoPeople two(42);
  const auto note = two.a.note("still here");
  two.a.close();
  const std::string before = read_file(two.a.place().vault / "vault.db");
  std::string other = two.a.recovery_text();
  other.front() = other.front() == '0' ? '1' : '0';
  for (const std::string& typed : {std::string("wrong"), std::string("Correct horse"), other, two.b.recovery_text()}) {
    for (int i = 0; i < 5; ++i) CHECK(two.a.try_open(typed).error().code == Errc::wrong_passphrase);
  }
  CHECK(two.a.try_open("").error().code == Errc::usage);
  CHECK(read_file(two.a.place().vault / "vault.db") == before);
  two.a.open();
  CHECK(two.a.note_state(note) == "draft");
}

TEST_CASE("where there is no vault, opening says so, where there is one, making another is refused") {
  TwoPeople two(43);
  const app::VaultParts parts{two.a.random, two.clock, {}};
  const app::VaultPlace nowhere{two.folder.path() / "nothing", two.folder.path() / "nothing-state"};
  CHECK(app::Vault::open(nowhere, bytes_of(kPassphrase), parts, std::chrono::seconds(1), {}).error().code == Errc::no_vault);
  const auto code = two.a.random.some_bytes(16);
  two.a.close();
  CHECK(app::Vault::create(two.a.place(), bytes_of("other"), code, "x", kCheapKdf, parts).error().code == Errc::refused);
  two.a.open();
}

TEST_CASE("a vault without its own keys is damaged: none is made that way") {
  TwoPeople two(44);
  const app::VaultPlace place{two.folder.path() / "half", two.folder.path() / "half-state"};
  {
    const auto lock = store::VaultLock::take(place.vault, store::IfMissing::create, std::chrono::seconds(1));
    REQUIRE(lock.ok());
    const auto passphrase = crypto::normal_passphrase(bytes_of(kPassphrase));
    const auto code = two.a.random.some_bytes(16);
    const store::NewSecrets secrets{passphrase->view(), code, kCheapKdf};
    REQUIRE(store::Store::create(**lock, secrets, two.a.random).ok());
  }
  const app::VaultParts parts{two.a.random, two.clock, {}};
  const auto opened = app::Vault::open(place, bytes_of(kPassphrase), parts, std::chrono::seconds(1), {});
  CHECK(opened.error().code == Errc::damaged);
}
