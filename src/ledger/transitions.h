// THE table of what can happen to a promise: event, from, who, to, what wins when two letters cross, how the command
// line calls it, and what a person is told when it is not possible. The fold, `--help`, refusals and the table in
// protocol/README.md are all made from it. Not here: crossing itself (promise.h), texts of single records. Pure.
#pragma once

#include <span>
#include <string>

#include "ledger/record.h"

namespace avow::ledger {

// Where a promise stands, as people see it at some moment (PRODUCT.md, "Promise").
//   none             not a promise: no valid first record, or its renegotiation did not count
//   draft            private, in no log
//   asked            a request that waits for the promiser ("take", "counter", "decline")
//   lapsed           an ask that nobody answered for 14 days
//   offered          the promiser's terms wait for the other
//   countered        the other's terms wait for the promiser, who alone binds the promiser
//   declined · withdrawn
//   active           binding
//   unreported       active, past due and grace, no word yet; never "missed"
//   paused
//   reported         kept or partly by the promiser's word; the other is still asked
//   kept · kept_late · partly    confirmed, or agreed after a dispute
//   kept_own_word · partly_own_word    the promiser's word, the asking is over
//   missed           by the promiser's own word
//   disputed         the other sees it differently
//   left_open        closed, seen differently
//   released · stepped_back · excused
//   renegotiated     a successor promise holds the new terms
//   ended            a standing or repeating promise, from the day that was named
//   not_due          conditional: it did not come up; outside all counts
enum class State : std::uint8_t {
  none, draft, asked, lapsed, offered, countered, declined, withdrawn, active, unreported, paused, reported, kept,
  kept_late, kept_own_word, partly, partly_own_word, missed, disputed, left_open, released, stepped_back, excused,
  renegotiated, ended, not_due,
};
inline constexpr std::size_t kStateCount = 26;
std::string_view name_of(State state);  // exactly the names above
std::optional<State> state_named(std::string_view name);
// Nothing more is awaited (a correction may still follow).
bool is_final(State state);

using StateSet = std::uint32_t;
constexpr StateSet set_of() { return 0; }
template <typename... More>
constexpr StateSet set_of(State first, More... more) {
  return (StateSet{1} << static_cast<unsigned>(first)) | set_of(more...);
}
constexpr bool contains(StateSet set, State state) { return ((set >> static_cast<unsigned>(state)) & 1U) != 0; }

// What a chain of letters is about: a promise of some shape, or one day of a repeating or standing one.
enum class Chain : std::uint8_t { one_off, repeating, standing, conditional, instance };
using ChainSet = std::uint8_t;
constexpr ChainSet chains_of() { return 0; }
template <typename... More>
constexpr ChainSet chains_of(Chain first, More... more) {
  return static_cast<ChainSet>((1U << static_cast<unsigned>(first)) | chains_of(more...));
}
// A chain that this avow does not know (a shape is any byte that a partner wrote) is in no set.
constexpr bool contains(ChainSet set, Chain chain) {
  const auto at = static_cast<unsigned>(chain);
  return at < 8 * sizeof(ChainSet) && ((unsigned{set} >> at) & 1U) != 0;
}
inline constexpr ChainSet kSeriesChains = chains_of(Chain::repeating, Chain::standing);
inline constexpr ChainSet kTermsChains = chains_of(Chain::one_off, Chain::repeating, Chain::standing, Chain::conditional);
// Those that are done once: they can be reported.
inline constexpr ChainSet kSingleChains = chains_of(Chain::one_off, Chain::conditional, Chain::instance);
inline constexpr ChainSet kAllChains = kTermsChains | kSingleChains;
constexpr Chain chain_of(Shape shape) { return static_cast<Chain>(shape); }

// Who may do it.
enum class Who : std::uint8_t {
  promiser, other, either,
  terms_author,       // whoever wrote the terms that wait for an answer
  terms_answerer,     // the one for whose answer they wait
  proposal_author,    // whoever made the proposal that is meant
  proposal_answerer,  // the one to whom that proposal was made
};

// transition: moves the head · proposal: waits beside it · answer: ends a proposal · annotation: stands beside it.
enum class Effect : std::uint8_t { first, transition, proposal, answer, annotation };

struct Transition {
  RecordKind kind;       // none for the draft, which is in no log
  std::string_view event;
  StateSet from;         // empty for a first record
  Who who;
  std::string_view to;   // as people read it, for help and the table
  State to_state;        // none where the outcome decides
  int rank;              // smaller wins when two letters cross; 0 never competes
  Effect effect;
  std::string_view verb; // avow promise <verb>
  std::string_view help;
  std::string_view refusal;  // why not, as one sentence; what is possible instead is added by check()
  ChainSet chains = kAllChains;
};

std::span<const Transition> transitions();
// The rows of one kind; empty for a kind that no promise knows.
std::span<const Transition> transitions_of(RecordKind kind);
std::string_view verb_of(RecordKind kind);  // "" for such a kind
bool names_outcome(RecordKind kind);
// The CLI verb's help phrase; the first row with that verb speaks.
std::string_view help_of(std::string_view verb);

// The Markdown table that protocol/README.md holds between its "transitions" markers.
std::string transitions_markdown();

}  // namespace avow::ledger
