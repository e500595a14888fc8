// When to remind, and of what kind of thing. Pure: the ledger, the choices, the zone and the time come in, an instant
// goes out; whoever runs sleeps until then and says one constant, neutral sentence (text::kNotificationText).
// Nothing here knows a text, a name or an id. Values.
#pragma once

#include <optional>
#include <vector>

#include "app/settings.h"
#include "ledger/ledger.h"

namespace avow::app {

struct Reminder {
  enum class Kind : std::uint8_t { due, digest };
  Instant at{};  // may be up to a day ago: then it is due now
  Kind kind = Kind::due;
  bool operator==(const Reminder&) const = default;
};

inline constexpr std::chrono::hours kReminderLate{24};     // what is older was slept through, and is not said any more
inline constexpr std::chrono::days kRemindersAhead{30};
inline constexpr std::size_t kBareInstantsMax = 64;

// The next one after `last_reminded`, within kRemindersAhead; empty: none, or reminders are off. One that falls into a
// time that is muted or outside `remind-within` waits for its end; beyond the day's cap none are said. What changes in
// the ledger may change the answer: ask again then.
std::optional<Reminder> next_reminder(const ledger::Ledger& ledger, const Settings& settings, std::string_view zone,
                                      Instant now, std::optional<Reminded> last_reminded);
// What to keep when one that was for `at` was said at `now`: everything up to then counts as said, so that nothing is
// said twice, also when the clock jumps back (by up to a day; one that was further ahead was wrong).
Reminded reminded(Instant at, std::string_view zone, Instant now, std::optional<Reminded> before);

// Bare instants for a locked vault, rising, none twice, at most kBareInstantsMax in the next kRemindersAhead; empty
// unless the person chose to be reminded by a locked vault.
std::vector<Instant> bare_instants(const ledger::Ledger& ledger, const Settings& settings, std::string_view zone,
                                   Instant now, std::optional<Reminded> last_reminded);

}  // namespace avow::app
