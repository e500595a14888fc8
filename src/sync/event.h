// What a session tells the program that drives it, in the order it happened. Values.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "noise/spoken_words.h"

namespace avow::sync {

// So many entries of the partner's were stored.
struct Received {
  std::uint64_t count = 0;
  bool operator==(const Received&) const = default;
};
// Both sides hold the same (again); so many entries, both ways, went since the last time. 0 only in the first round.
struct Level {
  std::uint64_t moved = 0;
  bool operator==(const Level&) const = default;
};
struct WordsSpoken {
  noise::FiveWords words;
  bool operator==(const WordsSpoken&) const = default;
};
// Where the partner says it listens: hints, checked for form only. Never empty.
struct AddressesLearned {
  std::vector<std::string> addresses;
  bool operator==(const AddressesLearned&) const = default;
};

using SessionEvent = std::variant<Received, Level, WordsSpoken, AddressesLearned>;

// Those that nobody has taken yet; neighbours that say the same kind of thing are one.
class Events {
 public:
  void add(SessionEvent event) {
    const auto* const more = std::get_if<Received>(&event);
    auto* const last = events_.empty() ? nullptr : std::get_if<Received>(&events_.back());
    if (more != nullptr && last != nullptr) {
      last->count += more->count;
    } else {
      events_.push_back(std::move(event));
    }
  }
  std::optional<SessionEvent> take() {
    if (events_.empty()) return std::nullopt;
    std::optional<SessionEvent> out(std::move(events_.front()));
    events_.pop_front();
    return out;
  }

 private:
  std::deque<SessionEvent> events_;
};

}  // namespace avow::sync
