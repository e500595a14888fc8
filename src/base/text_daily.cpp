#include "base/text_daily.h"

#include <algorithm>
#include <array>

namespace avow::text {
namespace {

constexpr std::string_view kOnOff = "on or off";

constexpr auto kSettings = std::to_array<SettingText>({
    {"delivery", "tick or at-once",
     "How soon what you share goes out while both are connected: within half a minute (tick), or at once."},
    {"cover-after", "a time like 30s, 5m or 2h, or never",
     "After how long without a command a running avow asks for the passphrase before it shows anything."},
    {"sync-when-covered", kOnOff, "Whether a covered avow goes on syncing."},
    {"remind-before", "a time like 30m, 1h or 2d, up to 7d, or off",
     "How long before a promise of yours is due you are reminded."},
    {"digest-hours", "up to four times like 09:00,18:00, or off",
     "At which hours you are reminded if something waits for you."},
    {"reminders", kOnOff, "Whether this device reminds you at all."},
    {"remind-when-locked", kOnOff,
     "Whether a locked vault reminds too; it then keeps bare times outside the vault, without any content."},
    {"questions-day", "a day of the week like sunday, or any",
     "On which day your partner's questions are put before you; lists always show them, and your partner does not learn it."},
    {"remind-within", "up to four parts of the day like 08:00-09:00,20:00-21:00, or any",
     "When reminders may come; at other times they wait for the next of these."},
    {"today-cap", "a number from 1 to 50, or off",
     "How many things `avow today` shows at most, and how often a day you are reminded at most. Lists show all."},
    {"mute", "all, notes, or kinds of notes with commas, each with or without \" until 2027-01-16T17:00:00Z\", or off",
     "What is not put before you in `avow today` and in reminders; `avow mute` sets it. Lists show all."},
    {"erase-taken-back", "ask, always or never",
     "Whether this device erases its copy of what your partner takes back. Until you say so with ask, and with never, the copy "
     "stays here, out of sight. Your partner does not learn which it is."},
    {"retention-notes", "a time like 90d, 12mo or 2y, or off",
     "After how long this device erases its own copies of your partner's notes. What you wrote, your partner's copies, promises and "
     "figures stay; your partner could then not get those notes back from you."},
    {"paused", kOnOff, "Whether avow neither calls nor answers, whatever else is set; `avow pause` and `avow resume` set it."},
    {"names", "own or neutral",
     "Whether avow shows your name and your partner's (own), or neither of them, for a glance over the shoulder (neutral). What "
     "the two of you wrote, and the names of folders, are shown as they are."},
    {"listen", "an address and a port like 192.168.1.20:7777, or none",
     "Where your partner reaches a running avow, when --listen does not say it."},
    {"dial", "up to eight addresses like 192.168.1.21:7777, with commas between, or none",
     "Where a running avow looks for your partner, when --dial does not say it."},
    {"address", "up to eight addresses like name.example:7777, with commas between, or none",
     "Where avow tells your partner that this device is reached, when --address does not say it: an onion service, or a name of "
     "your own. None: where it listens."},
    {"proxy", "the address of a SOCKS5 proxy like 127.0.0.1:9050 (Tor), or none",
     "Every call to your partner goes through it, and nothing past it: they do not see your IP address."},
});

}  // namespace

constexpr std::string_view kFirstSteps =
    "From nothing to the first promise that you both hold:\n"
    "1. `avow init`: each of you makes a vault.\n"
    "2. `avow pair invite --listen ADDR:PORT`: one of you; it shows a link. `avow pair join`: the other, with that link.\n"
    "3. `avow pair confirm`: both, when the five words are the same.\n"
    "4. `avow promise offer`: one sentence about your own acts.\n"
    "5. `avow sync --listen ADDR:PORT`: one of you. `avow sync`: the other.\n";

const SettingText* find_setting_text(std::string_view key) {
  const auto found = std::find_if(kSettings.begin(), kSettings.end(), [&](const SettingText& row) { return row.key == key; });
  return found == kSettings.end() ? nullptr : &*found;
}

}  // namespace avow::text
