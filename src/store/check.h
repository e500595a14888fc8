// `avow verify`, the part about the vault's own file: is every row there, untouched and in its place?
// It goes on past what it finds. What the rows mean (trees, signatures) is checked above.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace avow::store {

class Store;

// Whether SQLite walks all pages too (its trees and free lists). That is one step that takes about 0.5 ms for each MB of
// the file, so a program that others wait for leaves it out of a large one. Every row, and that none is missing, is
// checked in any case.
enum class Pages : std::uint8_t { always, unless_large };
inline constexpr std::uint64_t kLargeFileBytes = 4ULL * 1024 * 1024;
class VaultLock;

struct CheckReport {
  std::uint64_t entries = 0;
  std::uint64_t payloads = 0;     // entries whose payload (facts, maybe words) is there and opens
  std::uint64_t node_blocks = 0;
  std::uint64_t items = 0;
  std::uint64_t problem_count = 0;
  std::vector<std::string> problems;  // sentences, at most kCheckProblemsMax of them
  bool ok() const { return problem_count == 0; }
};
inline constexpr std::size_t kCheckProblemsMax = 100;

// SQLite's own quick look at all pages of the file (about 0.2 ms for each MB). Error{damaged}.
Result<void> quick_check(Store& store, Pages pages = Pages::always);
// The same of a vault that stays closed: form of the file and pages, without any key. Changes nothing.
// Error{no_vault}, {damaged}, {newer_version}, {busy}, {io}.
Result<void> quick_check(const VaultLock& lock);
std::string library_version();  // "SQLite 3.40.1"

// A check in steps, so that a program in use can do other things in between; a commit in between makes it
// start again. Resource; must not outlive the store. No transaction is open while step() runs.
class StoreCheck {
 public:
  explicit StoreCheck(Store& store, Pages pages = Pages::always);
  StoreCheck(const StoreCheck&) = delete;
  StoreCheck& operator=(const StoreCheck&) = delete;
  ~StoreCheck();
  // Looks at up to `rows` more rows. True when all is done.
  bool step(std::uint64_t rows);
  const CheckReport& report() const;

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace avow::store
