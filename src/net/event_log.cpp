#include "net/event_log.h"

#include <utility>

namespace avow::net {
namespace {

constexpr std::chrono::seconds kQuiet{10};

}  // namespace

EventLog::EventLog(EventSink sink, const Clock& clock) : sink_(std::move(sink)), clock_(clock) {}

void EventLog::note(const std::string& sentence) {
  const TimePoint now = clock_.monotonic_now();
  const auto known = said_.find(sentence);
  if (known != said_.end() && now - known->second.said_at < kQuiet) {
    ++known->second.more;
    return;
  }
  say(sentence, known == said_.end() ? 0 : known->second.more);
  said_[sentence] = Repeated{now, 0};
}

void EventLog::note_of_partner(const std::string& sentence) {
  if (!silent_about_partner_) note(sentence);
}

void EventLog::note_failure(const Error& error, bool confirmed) {
  const bool went_away = error.code == Errc::closed || error.code == Errc::timed_out || error.code == Errc::unreachable;
  if (went_away && silent_about_partner_) return;
  note((confirmed ? "a conversation broke off: " : "a conversation was refused: ") + std::string(name_of(error.code)));
}

void EventLog::flush() {
  for (auto& [sentence, repeated] : said_) {
    if (repeated.more > 0) say(sentence, repeated.more);
    repeated.more = 0;
  }
}

void EventLog::say(const std::string& sentence, std::uint64_t more) const {
  if (!sink_) return;
  sink_(more == 0 ? sentence : sentence + " (and " + std::to_string(more) + " more times)");
}

}  // namespace avow::net
