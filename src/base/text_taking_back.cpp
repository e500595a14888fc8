#include "base/text_taking_back.h"

#include <array>

namespace avow::text {
namespace {

constexpr auto kPages = std::to_array<HelpPage>({
    {"redact", "take your own words back for good",
     "Erases the words of one of your own records on this device, without a trace, and tells your partner's device that you took "
     "them back. Of a promise or an agreement only the words go: what was agreed, when, and how it went stays, and no figure "
     "changes. A note is withdrawn whole. A draft, something private, what was imported, and what stood in a history that is not "
     "continued (`avow restored list`) is simply erased; after you have left, so are your own words in a log. Nobody is sent these "
     "words again, you included. A copy may already have been read, and whether your partner's device erases it is your partner's "
     "choice. What your partner wrote stays, even where it repeats your words.",
     "avow redact 3fk9", "`avow sync` tells your partner's device."},
    {"taken-back list", "what your partner took back and this device still has",
     "Lists the records that your partner took back and of which a copy is still here, out of sight: waiting for your word, or "
     "kept. The words themselves are not in the list.",
     "avow taken-back list", "`avow taken-back erase ID` or `avow taken-back keep ID`."},
    {"taken-back show", "show a copy that is still here",
     "Shows the words of your copy. Your partner does not learn that you looked.", "avow taken-back show 3fk9",
     "`avow taken-back erase ID` or `avow taken-back keep ID`."},
    {"taken-back erase", "erase your copy", "Erases the copy on this device, without a trace. Your partner does not learn it.",
     "avow taken-back erase 3fk9", "nothing. `avow config set erase-taken-back always` does it by itself from now on."},
    {"taken-back keep", "keep your copy",
     "Keeps the copy on this device, out of sight; only `avow taken-back show` shows it, and it is never given to anyone. Your "
     "partner does not learn it.",
     "avow taken-back keep 3fk9", "nothing. `avow config set erase-taken-back never` does it by itself from now on."},
});

constexpr auto kOptions = std::to_array<OptionRow>({
    {"redact", "id", "the record, as lists or `show` name it, or only its beginning"},
    {"redact", "all", "take back all your own words in what it belongs to: the whole promise, repair, session, …"},
    {"redact", "yes", "do not ask whether you are sure"},
    {"taken-back erase", "id", "its id, or only its beginning; all: every one of them"},
    {"taken-back keep", "id", "its id, or only its beginning; all: every one of them"},
});

constexpr auto kAfter = std::to_array<AfterRow>({
    {"redact",
     "redacted",
     {"Taken back: the words are erased here, and nobody is sent them again. A copy may already have been read.", kNextSync}},
    {"redact", "withdrawn", {"Withdrawn and erased here. A copy may already have been read.", kNextSync}},
    {"redact",
     "erased_here",
     {"Erased on this device. It stood in a history that is not continued, so no record tells your partner of it. If your "
      "partner's device has the same words, from your other history, they stay there.",
      "nothing needs doing."}},
    {"redact", "erased_after_leaving", kErasedAfterLeaving},
    {"redact",
     "erased_imported",
     {"Erased on this device, from what was imported. It was in no log here, so no record tells anybody, and copies elsewhere stay.",
      "nothing needs doing. The file that it was imported from still has it."}},
    {"redact", "erased", {"Erased on this device. Nobody else had it.", "nothing needs doing."}},
});

}  // namespace

std::span<const HelpPage> taking_back_help_pages() { return kPages; }
std::span<const OptionRow> taking_back_option_rows() { return kOptions; }
std::span<const AfterRow> taking_back_after_rows() { return kAfter; }

}  // namespace avow::text
