#include "app/promise_rules.h"

#include <algorithm>
#include <array>

#include "base/text_app.h"
#include "ledger/transitions.h"

namespace avow::app {
namespace {

using enum ledger::State;
using ledger::StateSet;
using ledger::Who;

std::string_view phrase(Who who) {
  switch (who) {
    case Who::promiser: return text::kWhoPromises;
    case Who::other: return text::kWhoOther;
    case Who::either: return text::kWhoEither;
    case Who::terms_author: return text::kWhoWroteTerms;
    case Who::terms_answerer: return text::kWhoAnswersTerms;
    case Who::proposal_author: return text::kWhoProposed;
    case Who::proposal_answerer: return text::kWhoAnswersProposal;
  }
  AVOW_ASSERT(false);
}

// Sets of states that people know by one name; the largest first.
struct Group {
  StateSet states;
  std::string_view phrase;
};
constexpr std::array kGroups{
    Group{ledger::set_of(reported, kept, kept_late, kept_own_word, partly, partly_own_word, missed, disputed, left_open),
          text::kFromAnyReport},
    Group{ledger::set_of(reported, kept_own_word, partly_own_word), text::kFromOpenReport},
    Group{ledger::set_of(asked, offered, countered), text::kFromWaiting},
    Group{ledger::set_of(active, unreported), text::kFromActive}};

std::string as_words(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

void add_once(std::string& list, std::string_view words) {
  const std::string one = "; " + std::string(words) + ";";
  if (("; " + list + ";").find(one) != std::string::npos) return;
  list += list.empty() ? "" : "; ";
  list += words;
}

void add_states(std::string& list, StateSet states) {
  if (states == ledger::set_of()) add_once(list, text::kFromNothing);
  for (const Group& group : kGroups) {
    if ((states & group.states) != group.states) continue;
    states &= ~group.states;
    add_once(list, group.phrase);
  }
  for (std::size_t i = 0; i < ledger::kStateCount; ++i) {
    const auto state = static_cast<ledger::State>(i);
    if (ledger::contains(states, state)) add_once(list, as_words(ledger::name_of(state)));
  }
}

}  // namespace

std::optional<PromiseRule> promise_rule(std::string_view verb) {
  PromiseRule out;
  for (const auto& row : ledger::transitions()) {
    if (row.verb != verb) continue;
    add_once(out.who, phrase(row.who));
    add_states(out.from, row.from);
    add_once(out.to, row.to);
  }
  if (out.who.empty()) return std::nullopt;
  return out;
}

}  // namespace avow::app
