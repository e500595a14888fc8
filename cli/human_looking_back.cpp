// How a person reads what looks back: search, timeline, us, what was shared.
#include "app/imported.h"
#include "base/text_catalogue.h"
#include "base/text_looking_back.h"
#include "base/text_promises.h"
#include "cli/human_words.h"
#include "cli/replies.h"

namespace avow::cli {
namespace {

using wire::view_of;

std::string ago_of(capnp::Text::Reader said_at) { return text::ago(days_since(view_of(said_at))); }

// At most so many columns of a text, on one line.
std::string one_line(capnp::Text::Reader text, std::size_t columns) {
  const std::string line = neutralise_line(view_of(text));
  std::size_t size = 0;
  std::size_t count = 0;
  for (; size < line.size() && count < columns; ++count) {
    size += std::max<std::size_t>(1, first_code_point(std::string_view(line).substr(size)).length);
  }
  if (size >= line.size()) return line;
  while (size > 0 && line[--size] != ' ' && count > 0) --count;
  return (size > 0 ? line.substr(0, size) : line.substr(0, columns)) + " …";
}

std::string day_in(const std::string& wall) { return wall.substr(0, wall.find(',')); }

std::string day_of_wall(capnp::Text::Reader rfc3339) { return day_in(wall(rfc3339)); }

// The last day of what ends at that moment: a date ends at its midnight, and that is the next day's first moment.
std::string last_day_before(capnp::Text::Reader rfc3339) {
  return day_in(neutralise_line(on_the_wall(view_of(rfc3339), std::chrono::seconds(1))));
}

std::string state_of(capnp::Text::Reader kind, capnp::Text::Reader state) {
  return text::in_line(text::state_words(view_of(kind), view_of(state)));
}

std::string about_agreement(schema::UsItem::Reader item) {
  std::string out = item.getAt().size() > 0 ? fmt::format(text::kUsUntil, last_day_before(item.getAt())) : "";
  if (item.getReview().size() == 0) return out;
  return out + (out.empty() ? "" : ", ") + fmt::format(text::kUsReview, day_of_wall(item.getReview()));
}

}  // namespace

void HumanReplies::hit(schema::Hit::Reader hit) {
  brief_item(hit.getId(), hit.getText(), dotted({in_words(text::Group::kind, hit.getKind()), who(hit.getBy()), ago_of(hit.getSaidAt()),
                                                state_of(hit.getKind(), hit.getState())}));
}

void HumanReplies::searched(schema::Searched::Reader searched) {
  if (items_ == 0) output_.print(fmt::format("{}\n", text::kNothingFound));
  if (searched.getLeftOut() > 0) {
    output_.print_wrapped(fmt::format(text::kSearchLeftOut, plural(searched.getLeftOut(), "text", "texts")));
  }
  if (items_ == 0) return next(text::kSearchOther);
  next(searched.getMore() ? text::kMoreFound : text::kSearchNext);
}

// Under a heading for each time: one line for each thing that happened.
void HumanReplies::moment(schema::Moment::Reader moment) {
  constexpr std::size_t kIndent = 12;
  const std::string when = ago_of(moment.getSaidAt());
  if (when != heading_) output_.print(fmt::format("{}{}\n", items_ > 1 ? "\n" : "", output_.style().strong(when)));
  heading_ = when;
  std::string told = dotted({in_words(text::Group::kind, moment.getKind()), who_did(moment.getBy(), view_of(moment.getKind()), moment.getEvent())});
  if (view_of(moment.getEvent()) == "report" || view_of(moment.getState()) == app::kImported) {
    told += fmt::format(" ({})", state_of(moment.getKind(), moment.getState()));
  }
  const std::size_t left = output_.width() - std::min(output_.width(), kIndent + told.size() + 4);
  constexpr std::size_t kTextColumnsMin = 12;
  if (moment.getText().size() > 0 && left >= kTextColumnsMin) told += ": " + one_line(moment.getText(), left);
  output_.print(fmt::format("  {}  {}\n", output_.style().quiet(short_id(safe(moment.getId()))), told));
}

void HumanReplies::shared_item(schema::SharedItem::Reader item) {
  if (items_ == 1) {
    output_.print_wrapped(text::kSharedHead);
    output_.print("\n");
  }
  std::string about = dotted({in_words(text::Group::kind, item.getKind()), std::string(text::event_words(view_of(item.getKind()), view_of(item.getEvent()))),
                              ago_of(item.getSaidAt()), state_of(item.getKind(), item.getState()),
                              std::string(item.getDelivered() ? text::kSharedDelivered : text::kSharedOnTheWay)});
  about += "\n" + (item.getWithdraw().size() > 0 ? fmt::format(text::kSharedBack, safe(item.getWithdraw())) : std::string(text::kSharedStays));
  brief_item(item.getId(), item.getText(), about);
}

void HumanReplies::us_items(std::string_view heading, capnp::List<schema::UsItem>::Reader items,
                            const std::function<std::string(schema::UsItem::Reader)>& about) {
  if (items.size() == 0) return;
  output_.print(fmt::format("\n{}\n", output_.style().strong(heading)));
  for (const auto item : items) brief_item(item.getId(), item.getText(), about(item));
}

void HumanReplies::us(schema::Us::Reader us) {
  output_.print(fmt::format("{}\n", output_.style().strong(text::kUsHead)));
  if (us.getSince().size() == 0) {
    output_.print(fmt::format("{}\n", text::kUsNothing));
    return next(text::kUsFirst);
  }
  output_.print_wrapped(fmt::format(text::kUsSince, day_of_wall(us.getSince()), safe(us.getTogether())));
  us_items(text::kUsMilestones, us.getMilestones(), [](auto item) { return ago_of(item.getSaidAt()); });
  us_items(text::kUsAgreements, us.getAgreements(), about_agreement);
  us_items(text::kUsBoundaries, us.getBoundaries(), [](auto item) { return who(item.getBy()); });
  us_items(text::kUsSessions, us.getSessions(), [](auto item) { return wall(item.getAt()); });
  const auto ours = us.getOurs();
  if (ours.getDue() > 0) output_.print(fmt::format("\n{}\n", fmt::format(text::kStatsTogether, ours.getKept(), ours.getDue())));
  if (us.getOpenRepairs() > 0) output_.print(fmt::format("\n{}\n", fmt::format(text::kUsRepairs, us.getOpenRepairs())));
  output_.print("\n");
  next(text::kUsNext);
}

}  // namespace avow::cli
