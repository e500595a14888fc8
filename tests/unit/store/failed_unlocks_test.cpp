#include "store/failed_unlocks.h"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include "base/limits.h"
#include "unit/store/vault_fixture.h"

using namespace avow;
using namespace avow::store;

namespace {

Instant at(std::int64_t millis) { return from_millis(1'800'000'000'000 + millis); }

struct Folder {
  TemporaryDir dir;
  std::unique_ptr<VaultLock> lock = lock_of(dir.path());
  std::string file = dir / kFailedUnlocksName;
};

}  // namespace

TEST_CASE("failed unlocks are bare instants in a file of their own, that only its owner can read") {
  Folder folder;
  CHECK(read_failed_unlocks(*folder.lock).at.empty());
  CHECK_FALSE(read_failed_unlocks(*folder.lock).damaged);
  REQUIRE(add_failed_unlock(*folder.lock, at(1)).ok());
  REQUIRE(add_failed_unlock(*folder.lock, at(2)).ok());
  CHECK(read_failed_unlocks(*folder.lock).at == std::vector<Instant>{at(1), at(2)});
  CHECK(read_file(folder.file).size() == 16);
  struct stat info {};
  REQUIRE(::stat(folder.file.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777U) == 0600U);
  remove_failed_unlocks(*folder.lock);
  CHECK_FALSE(std::filesystem::exists(folder.file));
  remove_failed_unlocks(*folder.lock);
}

TEST_CASE("of many failed unlocks the oldest make room") {
  Folder folder;
  for (std::size_t i = 0; i < limits::kInstantsPerFileMax; ++i) REQUIRE(add_failed_unlock(*folder.lock, at(static_cast<std::int64_t>(i))).ok());
  CHECK(read_failed_unlocks(*folder.lock).at.size() == limits::kInstantsPerFileMax);
  REQUIRE(add_failed_unlock(*folder.lock, at(1000)).ok());
  const auto known = read_failed_unlocks(*folder.lock).at;
  CHECK(known.size() == limits::kInstantsPerFileMax);
  CHECK(known.front() == at(1));
  CHECK(known.back() == at(1000));
}

TEST_CASE("what is not such a file is damaged, ignored, and replaced by the next one") {
  Folder folder;
  const std::string one = read_file(folder.file);
  for (const std::string& bytes : {std::string("1234567"), std::string(8 * (limits::kInstantsPerFileMax + 1), '\0'),
                                   std::string("\xff\xff\xff\xff\xff\xff\xff\xff"), std::string("\xff\xff\xff\xff\xff\xff\xff\x7f"),
                                   std::string(1 << 20, 'x')}) {
    write_file(folder.file, bytes);
    CHECK(read_failed_unlocks(*folder.lock).damaged);
    CHECK(read_failed_unlocks(*folder.lock).at.empty());
    REQUIRE(add_failed_unlock(*folder.lock, at(5)).ok());
    CHECK(read_failed_unlocks(*folder.lock).at == std::vector<Instant>{at(5)});
  }
}

TEST_CASE("a link in its place is not followed") {
  Folder folder;
  const std::string elsewhere = folder.dir / "elsewhere";
  write_file(elsewhere, "somebody else's file");
  std::filesystem::create_symlink(elsewhere, folder.file);
  CHECK(read_failed_unlocks(*folder.lock).damaged);
  REQUIRE(add_failed_unlock(*folder.lock, at(5)).ok());
  CHECK(read_file(elsewhere) == "somebody else's file");
  CHECK_FALSE(std::filesystem::is_symlink(folder.file));
  std::filesystem::remove(folder.file);
  std::filesystem::create_directory(folder.file);
  CHECK(read_failed_unlocks(*folder.lock).damaged);
  CHECK_FALSE(add_failed_unlock(*folder.lock, at(5)).ok());
}
