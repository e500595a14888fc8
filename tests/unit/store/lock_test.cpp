#include <doctest/doctest.h>

#include <sys/wait.h>

#include "unit/store/vault_fixture.h"

namespace avow::store {

using std::chrono::milliseconds;

TEST_CASE("looking for a vault where there is none writes nothing") {
  const TemporaryDir dir;
  CHECK(VaultLock::take(dir.path(), IfMissing::refuse, milliseconds(0)).error().code == Errc::no_vault);
  CHECK(VaultLock::take(dir / "none", IfMissing::refuse, milliseconds(0)).error().code == Errc::no_vault);
  CHECK(std::filesystem::is_empty(dir.path()));
}

TEST_CASE("a second holder waits, is told once that it does, and gives up after its time") {
  const TemporaryDir dir;
  auto first = lock_of(dir / "a/b");
  int told = 0;
  const auto start = std::chrono::steady_clock::now();
  const auto second = VaultLock::take(dir / "a/b", IfMissing::refuse, milliseconds(60), [&] { ++told; });
  CHECK(second.error().code == Errc::busy);
  CHECK(told == 1);
  CHECK(std::chrono::steady_clock::now() - start >= milliseconds(60));
  first.reset();
  CHECK(VaultLock::take(dir / "a/b", IfMissing::refuse, milliseconds(0), [&] { ++told; }).ok());
  CHECK(told == 1);
}

TEST_CASE("two processes wait for each other, and one that dies lets the other in") {
  const TemporaryDir dir;
  auto held = lock_of(dir / "v");
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    held.reset();  // the child's copy of the descriptor; the parent's still holds the lock
    auto mine = VaultLock::take(dir / "v", IfMissing::refuse, milliseconds(5000),
                                [&] { static_cast<void>(::write(ready[1], "w", 1)); });
    if (mine.ok()) static_cast<void>(::write(ready[1], "h", 1));
    while (true) ::pause();
  }
  char byte = 0;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  CHECK(byte == 'w');
  held.reset();
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  CHECK(byte == 'h');
  CHECK(VaultLock::take(dir / "v", IfMissing::refuse, milliseconds(0)).error().code == Errc::busy);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  CHECK(VaultLock::take(dir / "v", IfMissing::refuse, milliseconds(1000)).ok());
}

TEST_CASE("a lock file that was wiped while waiting holds nobody off") {
  const TemporaryDir dir;
  auto held = lock_of(dir / "v");
  const auto waited = VaultLock::take(dir / "v", IfMissing::create, milliseconds(2000), [&] {
    std::filesystem::remove(dir / "v/lock");
    held.reset();
  });
  REQUIRE(waited.ok());
  CHECK(std::filesystem::exists(dir / "v/lock"));
  CHECK(VaultLock::take(dir / "v", IfMissing::refuse, milliseconds(0)).error().code == Errc::busy);
}

}  // namespace avow::store
