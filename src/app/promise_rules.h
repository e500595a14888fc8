// Who may do what with a promise, from where, and where it leads: the ledger's own table, in words for a help page.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace avow::app {

struct PromiseRule {
  std::string who;   // "the one who promises"
  std::string from;  // "active, also past due; paused"
  std::string to;    // "Released"
  bool operator==(const PromiseRule&) const = default;
};

// Of an `avow promise` verb; empty for one that changes no state (list, show).
std::optional<PromiseRule> promise_rule(std::string_view verb);

}  // namespace avow::app
