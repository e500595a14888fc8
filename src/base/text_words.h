// The words for all that has a name: where things stand, what happened, what somebody said of them, what kinds there are.
// The one source for the terminal and for the page (/said.js, web/said.h): what is not in here has no words.
// A row that may stand alone begins with a capital; in a line in_line() lowers it. What only ever goes on from a name
// ("Ana took it on") begins with a small letter.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace avow::text {

enum class Group : std::uint8_t {
  promise_state, thread_state, note_state, checkin_state,
  own_state,       // of what one keeps for oneself, and of what was just erased
  set_apart,       // what came back after a restore, and copies of what the partner took back
  outcome,
  promise_event, thread_event, note_event, checkin_event,
  standing,        // of one record in a history: "crossed in the post"
  heading, kind, note_kind, private_kind,
  promise_part, count, local_fact, lane,
  missing,         // in place of words that are not shown
  safety,          // what the page that comes before pairing says in the terminal and in the browser
  sentence,        // single ones that both say
};
inline constexpr std::size_t kGroupCount = 23;
std::string_view name_of(Group group);  // as the page has it: "promiseStates"

struct Row {
  Group group;
  std::string_view key;  // as the ledger and the local API name it
  std::string_view words;
};
std::span<const Row> rows();  // those of one group stand together
// "": there is no such row, or nothing needs saying.
std::string_view words(Group group, std::string_view key);

// Where something of that kind ("note", "promise", "repair", …) stands, and what happened to it.
std::string_view state_words(std::string_view thing, std::string_view state);
std::string_view event_words(std::string_view thing, std::string_view event);
// "promise", and also "promise_offer" and the like.
std::string_view kind_words(std::string_view name);

// In the middle of a line: "Kept, late" → "kept, late"; "I held it" stays.
std::string in_line(std::string_view row);

}  // namespace avow::text
