// Which row numbers a table must have, from the sizes of the logs: the check walks the table beside it.
// Value.
#pragma once

#include <vector>

#include "store/state.h"

namespace avow::store {

class RowPlan {
 public:
  RowPlan() = default;
  static RowPlan of_entries(const std::vector<LogState>& logs);
  static RowPlan of_payload_keys(const std::vector<LogState>& logs);
  static RowPlan of_nodes(const std::vector<LogState>& logs);
  // How many keys or nodes that row holds; 0 for a row that should not be there.
  static std::uint64_t payload_keys_in(const std::vector<LogState>& logs, std::uint64_t row);
  static std::uint64_t nodes_in(const std::vector<LogState>& logs, std::uint64_t row);

  // Goes on to the first planned row that is not below `row`; how many planned rows it passed.
  std::uint64_t skip_to(std::uint64_t row);
  // Takes `row` off the plan; false when it is not on it.
  bool take(std::uint64_t row);
  // To the end; how many planned rows it passed.
  std::uint64_t finish() { return skip_to(~std::uint64_t{0}); }

 private:
  struct Range {
    std::uint64_t next;
    std::uint64_t end;
  };
  void add(std::uint64_t first, std::uint64_t count);
  std::vector<Range> ranges_;  // ascending
  std::size_t at_ = 0;
};

}  // namespace avow::store
