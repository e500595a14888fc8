// How a person reads what they keep for themselves.
#include "base/text_private.h"
#include "cli/human_words.h"
#include "cli/replies.h"

namespace avow::cli {

void HumanReplies::private_record(schema::PrivateRecord::Reader record) {
  const bool journal = wire::view_of(record.getKind()) == "journal";
  const bool said = journal && wire::view_of(record.getState()) == "written";  // as all of them are
  const std::string kind = command_ == "private list" ? in_words(text::Group::private_kind, record.getKind()) : "";
  const std::string when = record.getSaidAt().size() > 0 ? wall(record.getSaidAt()) : "";
  const bool about = !journal && record.getAbout().size() > 0;
  const std::string meta = dotted({journal ? "" : kind, said ? "" : in_words(text::Group::own_state, record.getState()), when,
                                   about ? fmt::format(text::kAbout, short_id(safe(record.getAbout()))) : ""});
  output_.print(fmt::format("{}{}{}{}\n", items_ > 1 ? "\n" : "", output_.style().strong(short_id(safe(record.getId()))),
                            meta.empty() ? "" : "  ", output_.style().quiet(meta)));
  if (record.getText().size() > 0) output_.print(quoted(wire::view_of(record.getText())));
}

}  // namespace avow::cli
