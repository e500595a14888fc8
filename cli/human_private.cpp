// How a person reads what they keep for themselves.
#include "base/text_private.h"
#include "cli/human_words.h"
#include "cli/replies.h"

namespace avow::cli {

void HumanReplies::private_record(schema::PrivateRecord::Reader record) {
  const bool journal = wire::view_of(record.getKind()) == "journal";
  std::string meta = as_words(record.getState());
  if (journal) meta = record.getAbout().size() > 0 ? std::string(text::kOneSentenceShared) : std::string();
  if (!journal && command_ == "private list") meta = fmt::format("{} · {}", as_words(record.getKind()), meta);
  if (record.getSaidAt().size() > 0) meta += " · " + wall(record.getSaidAt());
  if (!journal && record.getAbout().size() > 0) {
    meta += " · " + fmt::format(text::kAbout, short_id(safe(record.getAbout())));
  }
  output_.print(fmt::format("{}{}{}{}\n", items_ > 1 ? "\n" : "", output_.style().strong(short_id(safe(record.getId()))),
                            meta.empty() ? "" : "  ", output_.style().quiet(meta)));
  if (record.getText().size() > 0) output_.print(quoted(wire::view_of(record.getText())));
}

}  // namespace avow::cli
