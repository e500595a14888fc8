#include <array>

#include "base/text_epoch.h"

namespace avow::text {
namespace {

constexpr auto kPages = std::to_array<HelpPage>({
    {"epoch start", "write again after a restore",
     "A vault that was put back from a backup can only be read: what you wrote after that day may still be with your partner. Sync "
     "once, say which of the entries that came back are yours (`avow restored list`), and then begin a new epoch: new keys and new "
     "logs, after which you write as before. Older entries stay as they are. If your partner's copy is lost for good, or out of "
     "reach for long, --partner-unreachable begins without the sync; whatever they hold can still come back later.",
     "avow epoch start", "`avow sync`."},
    {"restored list", "what came back, and waits for your word",
     "Shows the entries with your signature that your partner's copy gave back (waiting), those that you said are not yours, "
     "those that your partner says are not theirs, and entries of yours that stood in another branch of your log. None of them "
     "counts in any list or figure.",
     "avow restored list", "`avow restored mine ID` or `avow restored not-mine ID`."},
    {"restored mine", "say that you wrote it",
     "Lets an entry that came back count again, or with --all everything that waits.", "avow restored mine --all", "`avow epoch start`."},
    {"restored not-mine", "say that you did not write it",
     "The entry stays kept as evidence and counts for nobody. Your partner learns it with the next sync after the new epoch began. "
     "Somebody may then have a copy of your vault and its passphrase: avow says what to do.",
     "avow restored not-mine 7k3q", "`avow status`."},
    {"rekey", "new keys for both, when a copy may be in wrong hands",
     "Both of you run it at one time, one with --listen, the other with --at, and compare five words by voice. When both have "
     "confirmed them (`avow pair confirm`), the next sync uses the new keys and destroys the old ones: an old backup or a stolen copy "
     "can be read up to that day, and can speak for nobody. All that was written stays as it is. Make a new backup afterwards.",
     "avow rekey --listen 192.168.1.20:7777 --for 10m", "`avow pair confirm`, if the words are the same."},
});

constexpr auto kOptions = std::to_array<OptionRow>({
    {"rekey", "listen", "wait for your partner at this address and port"},
    {"rekey", "at", "connect to your partner here; left out: where you last met"},
    {"rekey", "drop", "forget the new keys, because the words were not the same"},
    {"epoch start", "partner-unreachable", "without a sync since the restore: your partner's copy is lost, or out of reach for long"},
    {"restored mine", "id", "its id, or the first characters of it"},
    {"restored mine", "all", "everything that waits for your word"},
    {"restored not-mine", "id", "its id, or the first characters of it"},
    {"restored not-mine", "all", "everything that waits for your word"},
});

}  // namespace

std::span<const HelpPage> epoch_help_pages() { return kPages; }
std::span<const OptionRow> epoch_option_rows() { return kOptions; }

}  // namespace avow::text
