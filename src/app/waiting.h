// What waits for this person at some moment: the one rule that `avow today` and the reminders share. Pure; values.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "ledger/ledger.h"
#include "ledger/when.h"

namespace avow::app {

// Own promises that are due before the day ends (soonest first), then those past due without a word (latest due first).
bool is_mine_by(const ledger::Promise& promise, Instant day_end);
// The partner waits for my word: an offer, a request, other terms, a report, a proposal. Not: my own report.
bool waits_for_me(const ledger::Promise& promise);

// On which day of the week the partner's questions are put before this person; empty: on any.
using QuestionsDay = std::optional<std::chrono::weekday>;
// The partner waits for my answer: a question (on its day), a proposal, repair. Never what the hurt person may say.
bool waits_for_me(const ledger::Thread& thread, const ledger::Day& day, QuestionsDay questions);

struct Waiting {
  std::vector<ledger::Promise> mine;
  std::vector<ledger::Promise> answers;  // first said first
};
// `open`: Ledger::open_promises() of that moment.
Waiting waiting_of(const std::vector<ledger::Promise>& open, const ledger::Day& day);
// First said first. `waiting`: Ledger::waiting_threads() of that moment.
std::vector<ledger::Thread> waiting_threads_of(std::vector<ledger::Thread> waiting, const ledger::Day& day,
                                               QuestionsDay questions);

}  // namespace avow::app
