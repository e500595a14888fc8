// How a person reads a question, an agreement, a boundary, repair, a session, a milestone, a sign of trust.
#include "base/text_replies.h"
#include "base/text_threads.h"
#include "cli/human_words.h"
#include "cli/replies.h"

namespace avow::cli {
namespace {

using wire::view_of;

void add(std::string& meta, std::string_view pattern, capnp::Text::Reader value) {
  if (value.size() > 0) meta += " · " + fmt::format(fmt::runtime(pattern), safe(value));
}

std::string times_of(schema::Thread::Reader thread) {
  const bool agreement = view_of(thread.getKind()) == "agreement";
  std::string out;
  add(out, agreement ? text::kStarts : text::kIsOn, thread.getStartsLocal());
  add(out, text::kEnds, thread.getEndsLocal());
  add(out, text::kReview, thread.getReviewLocal());
  if (thread.getPausedUntil().size() > 0) out += " · " + fmt::format(text::kBackAt, wall(thread.getPausedUntil()));
  return out;
}

std::string link_text(std::string_view kind, capnp::Text::Reader target) {
  if (target.size() == 0) return "";
  const std::string id = short_id(safe(target));
  return kind == "agreement" ? fmt::format(text::kRenewsLink, id) : fmt::format(text::kPromiseLink, id);
}

bool same_words(schema::ThreadEvent::Reader event, schema::Thread::Reader thread) {
  const auto one = event.getParts();
  const auto other = thread.getParts();
  bool same = event.getText() == thread.getText() && one.size() == other.size();
  for (unsigned i = 0; same && i < one.size(); ++i) {
    same = one[i].getHeading() == other[i].getHeading() && one[i].getText() == other[i].getText();
  }
  return same;
}

}  // namespace

void HumanReplies::headed(capnp::List<schema::Headed>::Reader parts, std::string_view indent) {
  for (const auto part : parts) {
    const auto label = text::words(text::Group::heading, view_of(part.getHeading()));
    const std::string gap(indent);
    if (!label.empty()) output_.print(fmt::format("{}{}\n", gap, output_.style().quiet(label)));
    output_.print(quoted(view_of(part.getText()), gap + "  "));
  }
}

void HumanReplies::thread(schema::Thread::Reader thread) {
  const Style& style = output_.style();
  // Of two kinds that one list shows, the second says what it is.
  const capnp::Text::Reader second = thread.getTransparency() ? "transparency" : view_of(thread.getKind()) == "attempt" ? "attempt" : "";
  std::string meta = dotted({who(thread.getBy()), in_words(text::Group::thread_state, thread.getState()), in_words(text::Group::kind, second)});
  meta += times_of(thread) + " · " + wall(thread.getSaidAt());
  if (thread.getWaitsForMe()) meta += fmt::format(" · {}", text::kWaitsForYou);
  if (thread.getByFile()) meta += fmt::format(" · {}", text::words(text::Group::sentence, "byFile"));
  const std::string head = fmt::format("{}  {}", style.strong(short_id(safe(thread.getId()))), style.quiet(meta));
  output_.print(fmt::format("{}{}\n", items_ > 1 ? "\n" : "", head));
  said_or_missing(thread.getText(), thread.getMissing());
  headed(thread.getParts(), "  ");
  if (command_.ends_with(" show")) thread_details(thread);
}

void HumanReplies::thread_details(schema::Thread::Reader thread) {
  output_.print("\n");
  for (const auto event : thread.getHistory()) {
    const std::string told = dotted({who_did(event.getBy(), view_of(thread.getKind()), event.getEvent()),
                                     link_text(view_of(thread.getKind()), event.getTarget()), in_words(text::Group::standing, event.getStanding()),
                                     event.getByFile() ? in_words(text::Group::sentence, "byFile") : std::string()});
    output_.print(fmt::format("  {}  {}\n", wall(event.getSaidAt()), told));
    if (same_words(event, thread)) continue;  // they stand above
    said_or_missing(event.getText(), event.getMissing(), "    ");
    headed(event.getParts(), "    ");
  }
  std::string can;
  for (const auto verb : thread.getCan()) can += (can.empty() ? "" : ", ") + safe(verb);
  next(can.empty() ? std::string(text::kNothingToDoWithIt) : fmt::format(text::kYouCan, can));
}

}  // namespace avow::cli
