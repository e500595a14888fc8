// How a person reads what was taken back.
#include "base/text_taking_back.h"
#include "cli/human_words.h"
#include "cli/replies.h"

namespace avow::cli {

using wire::view_of;

void HumanReplies::said_or_missing(capnp::Text::Reader said, capnp::Text::Reader missing, std::string_view gap) {
  const std::string_view instead = text::words(text::Group::missing, view_of(missing));
  output_.print(said.size() > 0 || instead.empty() ? quoted(view_of(said), gap) : quoted(fmt::format(text::kInTheirPlace, instead), gap));
}

void HumanReplies::taken_back(schema::TakenBack::Reader item) {
  const std::string_view kind = view_of(item.getKind());
  const std::string about = dotted({in_words(text::Group::kind, item.getKind()), std::string(text::event_words(kind, view_of(item.getEvent()))),
                                    wall(item.getSaidAt()), in_words(text::Group::set_apart, item.getState())});
  output_.print(fmt::format("{}{}  {}\n", items_ > 1 && command_ == "taken-back show" ? "\n" : "",
                            output_.style().strong(short_id(safe(item.getId()))), output_.style().quiet(about)));
  if (item.getText().size() > 0) output_.print(quoted(view_of(item.getText())));
}

void HumanReplies::taken_back_counted(std::uint32_t count) {
  const std::string_view told = command_ == "taken-back keep" ? text::kTakenBackKept : text::kTakenBackErased;
  output_.print_wrapped(fmt::format(fmt::runtime(told), plural(count, "record", "records")));
  next(text::kAfterTakenBack);
}

}  // namespace avow::cli
