// `init` that was stopped: between the vault's name and the recovery code nobody is locked out, and nothing is lost.
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;

namespace {

struct Init {
  Result<std::unique_ptr<app::Vault>> run(std::string_view passphrase, const std::string& name) {
    code = random.some_bytes(16);
    return app::Vault::create(place, bytes_of(passphrase), code, name, kCheapKdf, {random, clock, {}});
  }
  Result<std::unique_ptr<app::Vault>> open(std::string_view typed) {
    return app::Vault::open(place, bytes_of(typed), {random, clock, {}}, std::chrono::seconds(1), {});
  }
  TemporaryFolder folder;
  app::VaultPlace place{folder.path() / "v", folder.path() / "state"};
  SeededRandom random{7};
  ManualClock clock;
  Bytes code;
};

}  // namespace

TEST_CASE("init_killed_before_its_code_was_shown: the next init makes the vault anew, whatever passphrase is typed") {
  Init init;
  { REQUIRE(init.run("first", "Ana").ok()); }
  { CHECK((*init.open("first"))->name() == "Ana"); }
  std::string passphrase = "first";
  SUBCASE("the same passphrase") {}
  SUBCASE("another passphrase") { passphrase = "second"; }
  {
    const auto again = init.run(passphrase, "Ana B");
    REQUIRE(again.ok());
    CHECK((*again)->recovery_code_was_shown().ok());
  }
  const auto opened = init.open(passphrase);
  REQUIRE(opened.ok());
  CHECK((*opened)->name() == "Ana B");
  CHECK(!std::filesystem::exists(init.place.vault / "vault.db.old"));
  CHECK(!std::filesystem::exists(init.place.vault / "vault.db.new"));
}

TEST_CASE("init_killed_before_its_code_was_shown: the code of the second init opens the vault, that of the first does not") {
  Init init;
  { REQUIRE(init.run("word", "Ana").ok()); }
  const auto first = crypto::to_recovery_text(init.code);
  { REQUIRE((*init.run("word", "Ana"))->recovery_code_was_shown().ok()); }
  { CHECK(init.open(first).error().code == Errc::wrong_passphrase); }
  CHECK(init.open(crypto::to_recovery_text(init.code)).ok());
}

TEST_CASE("a vault whose code was shown, or in which something was written, is never replaced") {
  Init init;
  {
    const auto made = init.run("word", "Ana");
    REQUIRE(made.ok());
    SUBCASE("shown") { REQUIRE((*made)->recovery_code_was_shown().ok()); }
    SUBCASE("a draft") {
      app::Draft draft;
      draft.id.bytes[0] = 1;
      REQUIRE((*made)->save_drafts({draft}).ok());
    }
    SUBCASE("an open invite") {
      const auto own = (*made)->own_identity();
      const auto invite = pairing::new_invite(pairing::identity_hash(own.keys), {"127.0.0.1:1"},
                                              init.clock.now() + std::chrono::minutes(2), init.random);
      REQUIRE((*made)->keep_invite(*invite).ok());
    }
  }
  const std::string before = read_file(init.place.vault / "vault.db");
  CHECK(init.run("word", "Ben").error().code == Errc::refused);
  CHECK(read_file(init.place.vault / "vault.db") == before);
  CHECK((*init.open("word"))->name() == "Ana");
}

TEST_CASE("init_left_half_a_vault: until keys and name are inside, no vault is to be found") {
  Init init;
  {
    const auto lock = store::VaultLock::take(init.place.vault, store::IfMissing::create, std::chrono::seconds(1));
    REQUIRE(lock.ok());
    const store::NewSecrets secrets{bytes_of("word"), init.random.some_bytes(16), kCheapKdf};
    const auto made = store::Store::make(**lock, secrets, init.random);
    REQUIRE(made.ok());
    CHECK(!std::filesystem::exists(init.place.vault / "vault.db"));
  }
  CHECK(init.open("word").error().code == Errc::no_vault);
  CHECK(init.run("word", "Ana").ok());
}
