// `avow timeline`: what the two said and what became of it, the latest first, a page a step, and that something was written
// by a newer avow. Only what counts or stands beside it: no letters that crossed, nothing that was withdrawn, no "seen".
#pragma once

#include "app/operation.h"
#include "app/replies.h"
#include "app/said.h"

namespace avow::app {

Result<std::unique_ptr<Operation>> timeline(Vault& vault, std::string_view zone, schema::TimelineQuery::Reader request,
                                            Replies& replies);

// Goes through everything said, page by page, with the thing that each record belongs to. Resource.
class SaidPages {
 public:
  SaidPages(Vault& vault, ledger::SaidQuery query) : vault_(vault), query_(std::move(query)), now_(vault.clock().now()) {}
  struct Said {
    ledger::Place place;
    Thing thing;
  };
  // The next records that count, at most a page of them, also none; done() when there are no more.
  std::vector<Said> next();
  bool done() const { return done_; }

 private:
  bool counts(const ledger::Place& place, const Thing& thing);

  Vault& vault_;
  ledger::SaidQuery query_;
  const Instant now_;
  bool done_ = false;
  std::map<RecordId, std::set<RecordId>> counted_;  // of the things met last
};

}  // namespace avow::app
