// Sealed files, as a person reads about them.
#include "base/text_bundle.h"
#include "base/text_catalogue.h"
#include "cli/human_words.h"
#include "cli/replies.h"

namespace avow::cli {

void HumanReplies::bundle_exported(schema::BundleExported::Reader exported) {
  const std::string partner = partner_name(exported.getPartner());
  const std::string file = safe(exported.getFile());
  const auto entries = exported.getEntries();
  output_.print_wrapped(entries == 0 ? fmt::format(text::kBundleWrittenNothing, partner, file)
                                     : fmt::format(text::kBundleWritten, partner, file, plural(entries, "record", "records")));
  next(fmt::format(text::kBundleWrittenNext, partner));
}

void HumanReplies::bundle_imported(schema::BundleImported::Reader imported) {
  const std::string partner = partner_name(imported.getPartner());
  const auto received = imported.getReceived();
  const bool more = imported.getGap() || imported.getOlder() || imported.getTwoHistories() || imported.getReadOnly();
  const bool nothing = received == 0 && !more;
  if (received > 0) output_.print_wrapped(fmt::format(text::kBundleRead, plural(received, "new record", "new records"), partner));
  if (nothing) output_.print_wrapped(text::kBundleReadNothing);
  if (imported.getGap()) output_.print_wrapped(fmt::format(text::kBundleGap, partner));
  if (imported.getOlder()) output_.print_wrapped(fmt::format(text::kBundleOlder, partner));
  if (imported.getTwoHistories()) output_.print_wrapped(text::kBundleTwoHistories);
  if (imported.getReadOnly()) {
    output_.print_wrapped(text::kBundleReadOnly);
    return next(fmt::format(text::kBundleReadOnlyNext, partner));
  }
  if (imported.getTwoHistories()) return next(fmt::format(text::kBundleTwoHistoriesNext, partner));
  next(imported.getGap() ? fmt::format(text::kBundleGapNext, partner) : fmt::format(text::kBundleReadNext, partner));
}

}  // namespace avow::cli
