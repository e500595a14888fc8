// How a person reads what an instance says while it serves, when it is locked and unlocked, and when they leave.
#include <fmt/format.h>

#include "base/text.h"
#include "base/text_catalogue.h"
#include "base/text_leaving.h"
#include "base/text_replies.h"
#include "cli/replies.h"
#include "wire/message.h"

namespace avow::cli {

using wire::view_of;

void HumanReplies::event(schema::Event::Reader event) {
  const bool received = view_of(event.getEvent()) == "received";
  const std::string what = fmt::format("{} {}", event.getCount(), event.getCount() == 1 ? "record" : "records");
  output_.print(received ? fmt::format(text::kArrived, what) : fmt::format(text::kLevelMoved, what));
  output_.flush();
}

void HumanReplies::locked(schema::Locked::Reader) {
  output_.print_wrapped(text::kLocked);
  next(text::kAfterLock);
}

void HumanReplies::unlocked(schema::Unlocked::Reader unlocked) {
  output_.print_wrapped(text::kUnlocked);
  const auto address = view_of(unlocked.getAddress());
  if (!unlocked.getServing()) {
    output_.print_wrapped(text::kNothingListens);
  } else if (address.empty()) {
    output_.print_wrapped(text::kOnlyCalls);
  } else {
    output_.print(fmt::format("{}{}\n", text::kServesAt, neutralise_line(address)));
  }
  next(text::kAfterUnlock);
}

namespace {

std::string_view said_of(std::string_view notice) {
  if (notice.empty()) return text::kLeftQuietly;
  if (notice == "delivered") return text::kLeftDelivered;
  if (notice == "paused") return text::kLeftPaused;
  return notice == "untold" ? text::kLeftUntold : text::kLeftUnsure;
}

}  // namespace

void HumanReplies::left(schema::Left::Reader left) {
  const auto notice = view_of(left.getNotice());
  if (notice == "before") {
    output_.print_wrapped(text::kLeftBefore);
    output_.print_wrapped(text::kLeftKeeps);
    return next(text::kAfterLeaving);
  }
  output_.print_wrapped(text::kLeft);
  output_.print_wrapped(said_of(notice));
  output_.print_wrapped(text::kLeftKeeps);
  if (left.getTraces()) {
    output_.print_wrapped(text::kTracesLeft);
    return next(text::kTracesNext);
  }
  next(text::kAfterLeaving);
}

}  // namespace avow::cli
