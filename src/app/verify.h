// `avow verify`: every record, tree node, head and cosignature from the first byte, on this side's copies of
// all logs, and every row of the vault's own file. protocol/README.md#verify.
#pragma once

#include <string>
#include <vector>

#include "app/operation.h"
#include "app/replies.h"
#include "app/vault.h"
#include "store/check.h"

namespace avow::app {

struct Finding {
  std::string where;
  std::string what;
};

struct Verification {
  std::uint64_t entries = 0;
  std::uint64_t heads = 0;
  std::uint64_t cosignatures = 0;
  std::uint64_t problem_count = 0;
  std::vector<Finding> problems;  // at most kFindingsMax
  std::vector<Finding> histories{};  // two of one log, settled since
  bool ok() const { return problem_count == 0; }
  void add(std::string where, std::string what);
};
inline constexpr std::size_t kFindingsMax = 100;

// All at once.
Verification verify_vault(Vault& vault);
// In steps, so that an instance does other things in between; what is written meanwhile is not looked at. Answers
// Done.verified in any case: problems are not an Error of the request.
std::unique_ptr<Operation> verify(Vault& vault, store::Pages pages, Replies& replies);

}  // namespace avow::app
