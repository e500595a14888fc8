#include <doctest/doctest.h>

#include <chrono>
#include <csignal>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/sqlite.h"
#include "unit/store/vault_fixture.h"

namespace avow::store {
namespace {

// Starts `work` in a child that gets the write end of a pipe. Waits until it has said `words` bytes there,
// then `microseconds` more, and kills it. All that it had said by then.
template <typename Work>
std::string killed_after(std::size_t words, std::uint64_t microseconds, const Work& work) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    work(ends[1]);
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string said;
  char buffer[512];
  ssize_t got = 1;
  while (said.size() < words && got > 0) {
    got = ::read(ends[0], buffer, 1);
    if (got > 0) said.append(buffer, static_cast<std::size_t>(got));
  }
  ::usleep(static_cast<useconds_t>(microseconds));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  while ((got = ::read(ends[0], buffer, sizeof buffer)) > 0) said.append(buffer, static_cast<std::size_t>(got));
  ::close(ends[0]);
  return said;
}

// How long `work` takes when nobody kills it: the moments are spread over that and a little more.
template <typename Work>
unsigned microseconds_of(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  const auto took = std::chrono::steady_clock::now() - start;
  return static_cast<unsigned>(std::chrono::duration_cast<std::chrono::microseconds>(took).count()) * 3 / 2 + 500;
}

}  // namespace

TEST_CASE("killed at any moment: every commit that was answered is there, and the vault is whole") {
  testing::SeededRandom moments(2026);
  const TemporaryDir dir(std::filesystem::temp_directory_path());  // on the disk: its waits are good moments
  std::uint64_t acknowledged = 0;
  { OpenVault vault(dir / "v", 1); }
  for (int round = 0; round < 25; ++round) {
    const std::string said = killed_after(moments.below(9), moments.below(3'000), [&](int pipe) {
      OpenVault vault(dir / "v", 100 + static_cast<std::uint64_t>(round));
      for (int i = 0; i < 200; ++i) {
        if (!vault.add(my_notes(), 1).ok()) return;
        if (i % 5 == 4) {
          const auto change = vault.store->begin();
          if (!change.ok() || !(*change)->destroy_words(my_notes(), 0).ok() || !(*change)->commit().ok()) return;
        }
        static_cast<void>(::write(pipe, "a", 1));
      }
    });
    acknowledged += said.size();
    OpenVault vault(dir / "v", 5);
    const LogState* const log = vault.store->state().find(my_notes());
    const std::uint64_t size = log != nullptr ? log->size : 0;
    CHECK(size >= acknowledged);
    CHECK(size <= acknowledged + 1);
    acknowledged = size;
    if (size > 0) CHECK(vault.store->entries(my_notes(), 1, size, 1U << 30U)->size() == size - 1);
    CHECK(vault.store->check().ok());
  }
  MESSAGE("commits acknowledged: " << acknowledged);
  CHECK(acknowledged > 25);
}

TEST_CASE("killed while a vault is made: there is none, or a whole one") {
  testing::SeededRandom moments(7);
  const TemporaryDir other;
  const unsigned span = microseconds_of([&] { OpenVault vault(other / "v"); });
  unsigned none = 0;
  unsigned whole = 0;
  for (int round = 0; round < 40; ++round) {
    const TemporaryDir dir;
    killed_after(0, moments.below(span), [&](int) { OpenVault vault(dir / "v"); });
    const auto lock = lock_of(dir / "v");
    testing::SeededRandom random(1);
    auto opened = Store::open(*lock, crypto::SlotKind::passphrase, bytes_of(kPassphrase), random);
    if (opened.ok()) {
      ++whole;
      CHECK((*opened)->check().ok());
    } else {
      ++none;
      CHECK(opened.error().code == Errc::no_vault);
      CHECK(Store::create(*lock, secrets(), random).ok());
    }
  }
  MESSAGE("none: " << none << ", whole: " << whole);
}

TEST_CASE("killed while the passphrase changes: exactly one of the two opens a whole vault") {
  testing::SeededRandom moments(8);
  const NewSecrets fresh{bytes_of("new"), bytes_of("fedcba9876543210"), kCheapKdf};
  const TemporaryDir other;
  OpenVault measured(other / "v");
  REQUIRE(measured.add(my_notes(), 100).ok());
  const unsigned span = microseconds_of([&] { REQUIRE(measured.store->change_secrets(fresh).ok()); });
  unsigned changed = 0;
  for (int round = 0; round < 30; ++round) {
    const TemporaryDir dir;
    {
      OpenVault vault(dir / "v");
      REQUIRE(vault.add(my_notes(), 100).ok());
    }
    killed_after(0, moments.below(span), [&](int) {
      OpenVault vault(dir / "v", 9);
      static_cast<void>(vault.store->change_secrets(fresh));
    });
    const auto lock = lock_of(dir / "v");
    testing::SeededRandom random(1);
    auto by_old = Store::open(*lock, crypto::SlotKind::passphrase, bytes_of(kPassphrase), random);
    if (by_old.ok()) {
      CHECK((*by_old)->check().ok());
      by_old->reset();
    } else {
      CHECK(by_old.error().code == Errc::wrong_passphrase);
    }
    auto by_new = Store::open(*lock, crypto::SlotKind::passphrase, bytes_of("new"), random);
    CHECK(by_new.ok() != by_old.ok());
    if (by_new.ok()) {
      ++changed;
      CHECK((*by_new)->check().ok());
      CHECK((*by_new)->entries(my_notes(), 0, 100, 1U << 30U)->size() == 100);
    }
    CHECK_FALSE(std::filesystem::exists(dir / "v/vault.db.old"));
    CHECK_FALSE(std::filesystem::exists(dir / "v/vault.db.new"));
  }
  MESSAGE("changed: " << changed << " of 30");
}

TEST_CASE("killed while a payload is destroyed: it is all there, or not one sealed byte of it after the next open") {
  testing::SeededRandom moments(9);
  unsigned destroyed = 0;
  for (int round = 0; round < 30; ++round) {
    const TemporaryDir dir;
    {
      OpenVault vault(dir / "v", 1);
      REQUIRE(vault.add(my_notes(), 4).ok());
    }
    const std::string file = read_file(dir / "v/vault.db");
    std::string sealed;
    {
      const auto database = Database::open(dir / "v/vault.db").value();
      auto statement = database->prepare("SELECT payload FROM entry WHERE row = 2").value();
      REQUIRE(statement.step().value());
      sealed = std::string(text_of(statement.blob(0).value()));
    }
    REQUIRE(file.find(sealed) != std::string::npos);
    killed_after(1, moments.below(1'200), [&](int pipe) {
      OpenVault vault(dir / "v", 2);
      static_cast<void>(::write(pipe, "o", 1));
      const auto change = vault.store->begin();
      static_cast<void>((*change)->destroy_payload(my_notes(), 2));
      static_cast<void>((*change)->commit());
    });
    OpenVault vault(dir / "v", 3);
    const bool gone = !vault.store->entry(my_notes(), 2)->payload.facts.has_value();
    const std::string now = read_file(dir / "v/vault.db") + read_file(dir / "v/vault.db-wal");
    CHECK((now.find(sealed) == std::string::npos) == gone);
    destroyed += gone ? 1 : 0;
  }
  MESSAGE("destroyed: " << destroyed << " of 30");
}

TEST_CASE("a full disk is an error of the disk: nothing is half there, and writing goes on later") {
  const TemporaryDir dir;
  { OpenVault vault(dir / "v", 1); }
  const pid_t child = ::fork();
  if (child == 0) {
    // In a child, because the limit on file sizes is the process's.
    ::signal(SIGXFSZ, SIG_IGN);
    OpenVault vault(dir / "v", 2);
    const bool before = vault.add(my_notes(), 10).ok();
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const rlim_t usual = limit.rlim_cur;
    limit.rlim_cur = 150'000;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    Result<void> result;
    std::uint64_t committed = 10;
    while (result.ok()) {
      result = vault.add(my_notes(), 50);
      if (result.ok()) committed += 50;
    }
    const bool is_io = result.error().code == Errc::io;
    const bool same = vault.store->state().find(my_notes())->size == committed;
    limit.rlim_cur = usual;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const bool after = vault.add(my_notes(), 50).ok() && vault.store->check().ok();
    ::_exit(before && is_io && same && after ? 0 : 1 + (before ? 2 : 0) + (is_io ? 4 : 0) + (same ? 8 : 0) + (after ? 16 : 0));
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  OpenVault vault(dir / "v", 3);
  CHECK(vault.store->check().ok());
}

}  // namespace avow::store
