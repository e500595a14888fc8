#include "base/text_private.h"

#include <algorithm>
#include <array>

#include "base/text_taking_back.h"

namespace avow::text {
namespace {

constexpr std::array<std::string_view, 5> kJournalHeadings{
    "What happened, and how I remember it today",
    "What it may have been like on the other side",
    "A time when I was forgiven something, and how that was",
    "What I am ready to let go of, if anything",
    "What I want to hold on to when it comes up again",
};

constexpr std::array kSigns{
    Sign{"talking", "talking is easier"},
    Sign{"openness", "there is more openness"},
    Sign{"suspicion", "there is less suspicion"},
    Sign{"calm", "there is more calm between us"},
    Sign{"laughter", "we laugh together again"},
    Sign{"asking", "asking for something is easier"},
};

constexpr std::string_view kStays = "Kept on this device, for you alone.";
constexpr std::string_view kErased = "Erased from this device.";

constexpr auto kAfter = std::to_array<AfterRow>({
    {"journal write", "", {kStays, "nothing. `avow journal list` shows it to you when you want to read it."}},
    {"journal erase", "", {kErased, "nothing. A sentence that you shared stays a note: `avow note withdraw` takes it back."}},
    {"journal share",
     "",
     {"What you wrote there is a note now. The entry itself stays on this device.",
      "`avow sync` brings it to your partner. `avow journal take-back` withdraws it."}},
    {"journal take-back", "erased_after_leaving", kErasedAfterLeaving},
    {"journal take-back",
     "",
     {"Taken back: hidden on both sides, and erased here. A copy may already have been read.", "`avow sync` tells your partner."}},
    {"boundary held", "", {kStays, "`avow boundary log` shows what you have noted."}},
    {"boundary crossed", "", {kStays, "what you do with it is yours to choose. `avow boundary log` shows what you have noted."}},
    {"signs tick", "", {kStays, "`avow signs mine` shows them. `avow signs share` is there if you ever want to."}},
    {"session note", "", {kStays, "`avow private list` shows it before the session."}},
    {"private erase", "", {kErased, "nothing."}},
});

constexpr auto kPages = std::to_array<HelpPage>({
    {"journal write", "write in your forgiveness journal, for you alone",
     "Keeps what you write on this device. Your partner cannot ask for it and does not see that it exists. It has no "
     "dates and reminds you of nothing. With --guided avow asks along five headings, each of which may stay empty. TEXT "
     "on the command line lands in the history of your shell; without it avow asks.",
     "avow journal write --guided", "nothing. It is there when you want to read it."},
    {"journal list", "read your journal", "Shows your entries, the newest first.", "avow journal list",
     "`avow journal show ID` shows one."},
    {"journal show", "read one entry", "Shows one entry. The start of the id is enough.", "avow journal show 7k3q",
     "nothing."},
    {"journal erase", "erase an entry",
     "Erases the entry from this device. A sentence of it that you shared stays a note of its own.",
     "avow journal erase 7k3q", "nothing."},
    {"journal share", "share one sentence",
     "Writes one sentence, in your own words, as a note to your partner. Nothing else of the entry goes out. You can "
     "take it back.",
     "avow journal share 7k3q", "`avow sync`."},
    {"journal take-back", "take the shared sentence back",
     "Withdraws that note: it is hidden on both sides. A copy may already have been read. No reason is needed.",
     "avow journal take-back 7k3q", "`avow sync`."},
    {"boundary held", "note for yourself that you held a boundary",
     "A line in your own log of one of your boundaries. It stays on this device.", "avow boundary held 7k3q",
     "`avow boundary log 7k3q` shows the log."},
    {"boundary crossed", "note for yourself that a boundary was crossed",
     "A line in your own log of one of your boundaries. It stays on this device, and nothing follows from it by itself.",
     "avow boundary crossed 7k3q", "`avow boundary log 7k3q` shows the log."},
    {"boundary log", "your own log of your boundaries",
     "Shows what you have noted, the newest first; with ID of that boundary only. Nobody else sees it.",
     "avow boundary log 7k3q", "`avow private erase ID` erases a line."},
    {"signs tick", "notice a sign of trust, for you alone",
     "Keeps it on this device: one of talking, openness, suspicion, calm, laughter, asking, or your own words. Without TEXT avow asks.",
     "avow signs tick talking", "`avow signs mine` shows what you have noticed."},
    {"signs mine", "the signs of trust that you have noticed", "Shows them, the newest first. Nobody else sees them.",
     "avow signs mine", "`avow private erase ID` erases one."},
    {"session note", "keep a thought for a session to yourself",
     "Keeps it on this device, beside the session. It is on no agenda. TEXT on the command line lands in the history of "
     "your shell; without it avow asks.",
     "avow session note 7k3q", "`avow private list` shows it before the session."},
    {"private list", "what you keep for yourself",
     "Shows the log of your boundaries, the signs of trust that you noticed and your thoughts for sessions. The journal "
     "has its own list.",
     "avow private list", "`avow private erase ID` erases one."},
    {"private erase", "erase something that you keep for yourself", "Erases it from this device.",
     "avow private erase 7k3q", "nothing."},
});

constexpr auto kOptions = std::to_array<OptionRow>({
    {"journal write", "text", "the entry; - reads standard input; left out: avow asks"},
    {"journal write", "guided", "ask along five headings"},
    {"journal share", "text", "the sentence; - reads standard input; left out: avow asks"},
    {"boundary held", "note", "a few words to it, if you like"},
    {"boundary crossed", "note", "a few words to it, if you like"},
    {"boundary log", "id", "the boundary; left out: all of them"},
    {"signs tick", "text", "talking, openness, suspicion, calm, laughter, asking, or your own words"},
    {"session note", "text", "the thought; - reads standard input; left out: avow asks"},
});

}  // namespace

std::span<const std::string_view> journal_headings() { return kJournalHeadings; }
std::span<const Sign> signs_of_trust() { return kSigns; }

std::span<const AfterRow> private_after_rows() { return kAfter; }

std::span<const HelpPage> private_help_pages() { return kPages; }

std::string_view private_option_help(std::string_view command, std::string_view name) {
  const auto found = std::find_if(kOptions.begin(), kOptions.end(),
                                  [&](const OptionRow& row) { return row.command == command && row.name == name; });
  return found == kOptions.end() ? std::string_view() : found->help;
}

}  // namespace avow::text
