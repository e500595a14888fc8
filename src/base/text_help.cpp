#include "base/text_help.h"

#include <algorithm>
#include <array>

#include "base/text_checkin.h"
#include "base/text_epoch.h"
#include "base/text_leaving.h"
#include "base/text_private.h"
#include "base/text_taking_back.h"

namespace avow::text {
namespace {

constexpr auto kPages = std::to_array<HelpPage>({
    {"init", "make your vault",
     "Makes an encrypted vault on this device and asks for a passphrase, twice. Then it shows a recovery code, once: "
     "write it on paper. One vault is for one relationship.",
     "avow init --name Ana", "`avow note add` works at once. `avow pair invite` when your partner has a vault too."},
    {"status", "where things stand",
     "Says whether you are paired, what each of you holds, and what is still waiting to be sent.", "avow status",
     "`avow sync` when something is waiting."},
    {"today", "what waits for you today",
     "Shows your own promises that are due, what waits for your word, and your partner's newest notes: at most a few of "
     "each. It says nothing about your partner's day, and nobody learns that you looked.",
     "avow today", "whatever it names at its end."},
    {"pair invite", "invite your partner with a link",
     "Shows a link that works once, and waits for your partner to use it. Give them the link by a way that only the "
     "two of you use. Before that you see a short safety page. A direct connection shows each side the other's IP "
     "address. To show none: `avow config set proxy 127.0.0.1:9050` (Tor), then --listen at 127.0.0.1 and --address with the name of your "
     "onion service that leads there.",
     "avow pair invite --listen 192.168.1.20:7777 --for 10m",
     "compare the five words, then `avow pair confirm` on both sides."},
    {"pair join", "accept your partner's link",
     "Asks for the link (it is a secret, so it is never typed on the command line), connects to your partner and "
     "shows five words. A direct connection shows each side the other's IP address; with `avow config set proxy 127.0.0.1:9050` (Tor) it "
     "goes through that.",
     "avow pair join", "compare the five words, then `avow pair confirm` on both sides."},
    {"pair confirm", "say that the five words were the same",
     "Opens your side for your partner. Do it only after you have read the words to each other and they were the "
     "same.",
     "avow pair confirm", "`avow sync`."},
    {"pair words", "show the five words of the pairing", "Shows the words once more, to compare them.",
     "avow pair words", "`avow pair confirm` when they are the same on both sides."},
    {"safety", "who should not use this, and how to leave",
     "Shows the page that each of you sees before pairing. It asks for nothing, and nobody learns that you read it.", "avow safety",
     "nothing needs doing."},
    {"sync", "bring both copies level",
     "Connects to your partner and exchanges what the other does not have yet. Both need to be there: one waits with "
     "--listen, the other connects. Cutting it off loses nothing.",
     "avow sync --listen 192.168.1.20:7777 --for 10m", "`avow words`, read aloud, shows that both hold the same."},
    {"serve", "stay up and sync by yourself",
     "Keeps avow running in this terminal: commands answer at once, and what either of you writes is passed on without "
     "another command. It listens and calls only where you say. Ctrl-C ends it. Strangers get no answer from the port.",
     "avow serve --listen 192.168.1.20:7777 --for 30m", "`avow status` in another terminal."},
    {"unlock", "the same in the background",
     "Asks for the passphrase once and keeps avow running behind this terminal, until `avow lock` or the end of your "
     "session. With --listen or --dial it syncs by itself; without, it only answers your commands. After five quiet "
     "minutes it asks for the passphrase again before it shows anything.",
     "avow unlock --listen 192.168.1.20:7777", "`avow lock` when you are done."},
    {"lock", "close everything now",
     "Takes the keys out of memory and closes every connection, without a word to anyone. The running avow begins "
     "anew without them.",
     "avow lock", "`avow unlock`."},
    {"web", "open avow in your browser",
     "Opens a page that your own avow serves to your own browser. Nothing of it goes over the network, and other sites and other "
     "users of this computer get nothing. If avow does not run yet, it asks for the passphrase and keeps running behind this terminal, "
     "as with `avow unlock`. The address works once, and only for a minute.",
     "avow web", "`avow lock` closes it; `avow web --revoke-all` lets every open page out."},
    {"note add", "write a note to your partner",
     "Writes a transparency note. Without TEXT it asks for it. TEXT on the command line lands in the history of your "
     "shell: that is for scripts. `note add -` reads the note from standard input; with --each-line every line is a "
     "note of its own. Until you are paired a note is kept as a draft.",
     "avow note add", "`avow sync` brings it to your partner."},
    {"note templates", "headings to write a note along", "Shows what each kind of note can be written along.",
     "avow note templates", "`avow note add --template plan-change` asks heading by heading."},
    {"note share", "send a draft", "Shares a note that was kept as a draft. It keeps its id.", "avow note share 7k3q",
     "`avow sync`."},
    {"note list", "list the notes of both of you", "Shows drafts, then notes, the newest first.",
     "avow note list --limit 10", "`avow note show ID` shows one."},
    {"note show", "show one note", "Shows a note with its whole text, and every earlier wording of it. The start of the id is enough.",
     "avow note show 7k3q", "`avow note seen ID` tells its author that you have read it, if you want to."},
    {"note correct", "correct a note of yours",
     "Adds a better wording. The older one stays visible in `avow note show`. TEXT on the command line lands in the history of "
     "your shell; without it avow asks.",
     "avow note correct 7k3q", "`avow sync`."},
    {"note withdraw", "take back a note of yours",
     "Hides the note on both sides and erases your copy. A copy may already have been read. No reason is needed.",
     "avow note withdraw 7k3q", "`avow sync`."},
    {"note seen", "say that you have seen a note",
     "Tells your partner that you have seen their note. avow never says this by itself.", "avow note seen 7k3q",
     "`avow sync`."},
    {"stats", "what became of your promises, and of both of yours together",
     "Counts of your own promises and of their days, by month, with one ratio where enough is known; and what the two of you "
     "kept together. Your partner sees their own ratio, not yours. --picture draws them: months, trend, calendar (your days), or pulse "
     "(what both of you shared in check-ins); with --svg FILE as a picture for a browser, which is not encrypted.",
     "avow stats --picture months", "`avow promise list` shows each of them."},
    {"timeline", "what happened, the newest first",
     "Tells what both of you said and what became of it: one line each. What crossed in the post and what was withdrawn is "
     "not in it.",
     "avow timeline --since 2026-11-01", "`avow promise show ID`, `avow note show ID` and so on show one of them whole."},
    {"search", "find what was said",
     "Looks through the words of both of you, your drafts too, for all the words that you give; the last one may be the "
     "beginning of a longer one. Among the words may stand kind:promise, by:me or by:partner, tag:NAME, after:2026-11-01 and "
     "before:2026-12-01. Nobody learns that you looked. Without WORDS it asks: what stands on the command line lands in the "
     "history of your shell.",
     "avow search kind:note bank", "`avow note show ID`, `avow promise show ID` and so on show one of them whole."},
    {"us", "the two of you, on one screen",
     "Shows since when you are together here, your milestones, the agreements that hold, the boundaries as each of you said "
     "them, open repair and the next session. It compares nobody with anybody.",
     "avow us", "`avow timeline` tells it in order."},
    {"shared", "what you have shared, and how to take it back",
     "Lists everything of yours that your partner's copy holds or will get, each with the command that takes it back. A copy "
     "may already have been read. Drafts and what is private never stand here.",
     "avow shared --kind note", "`avow shared --withdraw ID` takes a note back."},
    {"verify", "check everything from the first byte",
     "Checks every record, every head and every cosignature, and says what was checked and how many.", "avow verify",
     "nothing, when all is well. If not: keep a copy of the vault's folder."},
    {"words", "five words that show that both hold the same",
     "Shows the words of the last live sync. Read aloud, they say: our logs agree up to here.", "avow words",
     "`avow sync` gives fresh ones."},
    {"mute", "do not put something before me for a while",
     "Leaves everything, your partner's notes or some kinds of them out of `avow today`; with all, reminders wait too. "
     "Lists and search go on showing all. It stays on this device: your partner does not learn it.",
     "avow mute notes --until 2026-11-29", "`avow mute off` ends it."},
    {"config", "show the settings of this device",
     "The same as `avow config show`. Settings are kept in your vault, on this device; your partner does not learn them.",
     "avow config", "`avow config set KEY VALUE` changes one."},
    {"config show", "show the settings, or one of them",
     "Shows every setting with its value and what it means, and where your files lie. With KEY only that one.",
     "avow config show delivery", "`avow config set KEY VALUE` changes one."},
    {"config set", "change a setting",
     "Changes one setting on this device. Nothing changes when the key or the value is not one that avow knows; it says "
     "what is allowed.",
     "avow config set digest-hours 09:00,18:00", "`avow config show` shows all of them."},
    {"config paths", "show where your files lie", "Shows the folders of your vault. It needs no passphrase.",
     "avow config paths", "`avow doctor` looks at them."},
    {"device", "what this device has kept, for you alone",
     "Shows how often and when this vault was opened here, wrong passphrases, pairings and exports. This stays on the "
     "device: it is in no log, and your partner never gets it.",
     "avow device", "if something there was not you, talk to a person you trust first."},
    {"doctor", "check that everything is as it should be",
     "Looks at the program, the vault's file and folder, the clock, the time zone and the pairing. It repairs nothing, "
     "and it works without a passphrase too, and then says less.",
     "avow doctor", "what it names when something needs a look."},
    {"bundle export", "make a sealed file for your partner",
     "Writes what a sync would send into one file that only your partner's avow can open: for when the two of you are never there at "
     "the same time, or do not want to show each other your addresses. Carry it on a stick or send it as you like. It holds all "
     "that your partner's device is not known to have. Whoever finds it sees its size, and that avow made it.",
     "avow bundle export for-ana.avow", "your partner runs `avow bundle import FILE`, and makes one for you."},
    {"bundle import", "read a sealed file of your partner's",
     "Takes in what your partner wrote. Reading one twice, or an old one, does no harm. Notes that came so are marked until a live "
     "sync has shown the same.",
     "avow bundle import from-ben.avow", "`avow bundle export FILE` makes the next one for your partner."},
    {"backup create", "make a backup of your vault",
     "Writes all of this vault into one encrypted file and reads it back from the disk before it takes its name. Your passphrase of "
     "today opens it, and so does your recovery code. What you withdrew is not in it. Keep it on another device, a stick for example.",
     "avow backup create /media/stick/avow.backup", "`avow backup verify FILE` reads it again at any time."},
    {"backup verify", "look whether a backup is whole",
     "Asks for the passphrase of the day on which it was made (the recovery code works in its place) and reads all of the file. Needs no "
     "vault and changes nothing.",
     "avow backup verify /media/stick/avow.backup", "`avow backup restore FILE --vault DIR` when you need it."},
    {"backup restore", "make a vault from a backup",
     "Makes the vault that the backup holds in a new folder. It opens with the passphrase of the day of the backup. It can be read, "
     "searched and exported, but not written in, because what was written after that day may still exist elsewhere.",
     "avow backup restore /media/stick/avow.backup --vault ~/restored", "`avow status --vault DIR` says where it stands."},
    {"export", "take everything out, as a file that you can read",
     "Writes everything that your vault holds for you to FILE, one record a line, as JSON: what both of you wrote, drafts, the "
     "journal and what else is private. No keys and no settings. The file is not encrypted, and only you can open it; --jsonl - "
     "writes to standard output. Your partner does not learn of it.",
     "avow export --jsonl avow.jsonl", "`avow import avow.jsonl` reads it into a new vault."},
    {"import", "bring an export into this vault",
     "Reads an export of avow: drafts are drafts again, what is private is private again, and what was shared is history, kept "
     "here for you alone and shown as imported. It is counted nowhere and never sent. FILE may also be the unpacked folder (or "
     "Habits.csv) that Loop Habit Tracker exports: each habit becomes a draft of a promise, each day on which you did it history. "
     "When one line is wrong nothing is kept; what is here already is not kept twice.",
     "avow import avow.jsonl", "`avow timeline` shows what came in."},
    {"demo", "watch two people use avow",
     "Makes two vaults in a temporary folder, pairs them on this computer and shows what each person sees. Your own "
     "vault is not touched.",
     "avow demo", "`avow init`."},
});

constexpr auto kOptions = std::to_array<OptionRow>({
    {"", "vault", "the vault's folder (else AVOW_VAULT, else the usual place)"},
    {"", "passphrase-file", "read the passphrase from this file"},
    {"", "passphrase-fd", "read the passphrase from this open file descriptor"},
    {"", "no-input", "never ask anything"},
    {"", "json", "answer in JSON, one line each"},
    {"", "color", "auto, always or never"},
    {"", "no-pager", "show long lists directly"},
    {"", "clock-is-right", "write although this device's clock looks wrong"},
    {"", "help", "show this page"},
    {"", "version", "show the version"},
    {"", "id", "the first four or more characters of the record's id"},
    {"", "limit", "at most so many"},
    {"promise list", "state", "only those that are open, asked (not binding yet) or done"},
    {"", "since", "only from this time on: monday, 3 days ago, yesterday 18:00, 2026-11-27"},
    {"", "due", "when: friday 6pm, tomorrow, in 3 days, 27 nov, 2026-11-27T18:00, with or without a zone behind it"},
    {"", "done-when", "how you will both know that it is done; with new terms \"none\" takes it out, as for the two below"},
    {"", "if-then", "\"If …, then I will …\": a plan for the difficult moment"},
    {"", "look-at", "what you will both look at (in words)"},
    {"", "every", "how often: weekday, monday and thursday, 2 weeks on tue, month on the 15th, or RRULE text"},
    {"", "standing", "it holds until it is ended; it has no due"},
    {"", "if", "what has to come up first: a conditional promise"},
    {"", "grace", "how long after the due is still on time: 2 hours, 30 minutes, 1 day"},
    {"", "review", "days in which a report can be answered (7 unless told)"},
    {"", "on", "which day of a repeating or standing promise: monday, yesterday, 2026-11-27; left out: the one that waits, else the next"},
    {"", "from", "when the window begins that ends with --due; with --every and no --due: its first day"},
    {"", "until", "the last day of a repeating promise"},
    {"promise release", "on", "release one day only: friday, 2026-11-27; left out: the whole promise, from now on"},
    {"promise step-back", "on", "step back from one day only: friday, 2026-11-27; left out: the whole promise, from now on"},
    {"promise end", "from", "the first day on which it holds no more (the day after tomorrow unless told)"},
    {"promise pause", "from", "the first day that is not due (today unless told)"},
    {"promise pause", "until", "the first day that is due again; left out: until you resume it"},
    {"", "as-draft", "keep it on this device for now"},
    {"", "because", "a reason, if you want to give one"},
    {"", "for", "how long to wait: 30s, 10m, 1h (2m unless told)"},
    {"", "side-by-side", "you sit together and see both screens: no words to compare"},
    {"timeline", "before", "only before this time: 2026-11-27 or 2026-11-27T18:00"},
    {"timeline", "kind", "note, promise, question, agreement, boundary, repair, attempt, session, milestone, sign or checkin"},
    {"search", "words", "what to look for, and filters; - reads standard input; left out: avow asks"},
    {"us", "year-ago", "what was said around this day a year ago instead"},
    {"pair invite", "qr", "show the link as a QR code too, as on a terminal"},
    {"stats", "picture", "draw it: months, trend, calendar or pulse"},
    {"promise show", "picture", "draw how it went"},
    {"", "svg", "write the picture into this file, as SVG; only you can open it"},
    {"stats", "replace", "write over a file that is there"},
    {"promise show", "replace", "write over a file that is there"},
    {"stats", "share", "tell your partner these figures of yours, as a note"},
    {"shared", "kind", "note, promise, question, agreement, boundary, repair, attempt, session, milestone, sign or checkin"},
    {"shared", "withdraw", "take the note with this id back; of anything else, say which command does"},
    {"config show", "key", "the setting; left out: all of them"},
    {"config set", "key", "the setting, for example delivery"},
    {"config set", "value", "what it is to be, for example at-once"},
    {"export", "jsonl", "where to write it; - is standard output"},
    {"export", "replace", "write over a file that is there"},
    {"bundle export", "file", "where to write it"},
    {"bundle export", "replace", "write over a file that is there"},
    {"bundle import", "file", "the sealed file"},
    {"backup create", "file", "where to write it"},
    {"backup create", "replace", "write over a file that is there"},
    {"backup verify", "file", "the backup"},
    {"backup restore", "file", "the backup"},
    {"", "recovery-code-file", "read the recovery code from this file, in place of a passphrase"},
    {"import", "file", "an export, or what Loop Habit Tracker exported; - is standard input"},
    {"init", "name", "the name that your partner will see"},
    {"note add", "text", "the note; - reads standard input; left out: avow asks"},
    {"note add", "kind", "plan-change, contact, money, urge, answer, gratitude or telling"},
    {"note add", "template", "ask along the headings of this kind of note"},
    {"note add", "tag", "a word to find it by (may be repeated)"},
    {"note add", "expires", "hide it on both sides and erase its text here from this time on"},
    {"note add", "reply-to", "the note that it answers"},
    {"note list", "kind", "only notes of this kind"},
    {"note list", "tag", "only notes with this tag"},
    {"mute", "what", "all, notes, kinds of notes with commas between, or off"},
    {"mute", "until", "when it ends; left out: with `avow mute off`"},
    {"note add", "each-line", "with -: every line of standard input is one note"},
    {"note correct", "text", "the better wording; - reads standard input; left out: avow asks"},
    {"pair invite", "listen", "your own address and port, as your partner reaches it; 0.0.0.0:PORT: all of this device's"},
    {"pair invite", "address", "put this address into the link instead (may be repeated)"},
    {"pair join", "link-file", "read the link from this file; - is standard input"},
    {"pair join", "at", "connect here instead of the addresses in the link"},
    {"sync", "listen", "wait for your partner at this address and port"},
    {"serve", "listen", "your own address and port, as your partner reaches it"},
    {"serve", "dial", "call your partner here (may be repeated)"},
    {"serve", "address", "tell your partner this address instead of the listening one (may be repeated)"},
    {"serve", "for", "how long: 30m, 2h (until Ctrl-C unless told)"},
    {"unlock", "listen", "your own address and port, as your partner reaches it"},
    {"unlock", "dial", "call your partner here (may be repeated)"},
    {"unlock", "address", "tell your partner this address instead of the listening one (may be repeated)"},
    {"unlock", "for", "how long: 30m, 2h (until `avow lock` unless told)"},
    {"web", "no-open", "only say the address"},
    {"web", "port", "listen at this port (any free one unless told)"},
    {"web", "revoke-all", "let every page out that is open"},
    {"web", "assets-dir", "the files of the page from this folder, for whoever works on them"},
    {"sync", "at", "connect to your partner here; left out: where you last met"},
    {"promise offer", "text", "\"I will …\": one sentence about your own acts; left out: avow asks"},
    {"promise ask", "text", "what you ask for, one sentence; left out: avow asks"},
    {"promise counter", "text", "the other wording; left out: as it stands"},
    {"promise change", "text", "the new wording; left out: as it stands"},
    {"promise offer", "draft", "offer the draft with this id"},
    {"promise ask", "draft", "send the draft with this id"},
    {"promise report", "outcome", "kept, partly or missed"},
    {"promise report", "done-at", "when it was done, if not just now: yesterday 18:00, 2 hours ago, friday; a date means some time on that day, in time if the due lies on it"},
    {"promise report", "note", "a few words to it, if you like"},
    {"promise confirm", "thanks", "a word of thanks"},
    {"promise differ", "because", "which \"done when\" you see differently"},
    {"promise settle", "outcome", "kept, partly, missed, take-back or leave-open"},
    {"promise correct", "outcome", "kept, partly or missed"},
    {"promise correct", "done-at", "when it was done, if the report says it wrong; left out: as the report says"},
    {"promise view", "outcome", "kept, partly, missed or cant-tell"},
    {"checkin start", "set", "pulse (unless told), talk, or your own: checkin-sets/NAME.json in your vault's folder"},
    {"checkin start", "set-file", "your own questions, from this file of JSON text (protocol/README.md says how)"},
    {"checkin start", "talk", "questions to think about before a weekly talk"},
    {"checkin start", "expires", "when it ends: friday 6pm, in 3 days, 2026-11-27T18:00 (in seven days unless told)"},
    {"checkin answer", "answers", "name=value with commas, like connection=7,calm=6:band; left out: avow asks"},
});

}  // namespace

std::span<const HelpPage> help_pages() { return kPages; }

const HelpPage* find_help(std::string_view command) {
  for (const auto pages : {help_pages(), promise_help_pages(), thread_help_pages(), private_help_pages(), checkin_help_pages(), leaving_help_pages(),
                           taking_back_help_pages(), epoch_help_pages()}) {
    const auto found =
        std::find_if(pages.begin(), pages.end(), [&](const HelpPage& p) { return p.command == command; });
    if (found != pages.end()) return &*found;
  }
  return nullptr;
}

std::string_view option_help(std::string_view command, std::string_view name) {
  if (const auto help = private_option_help(command, name); !help.empty()) return help;
  std::string_view general;
  for (const std::span<const OptionRow> rows : {std::span<const OptionRow>(kOptions), thread_option_rows(), leaving_option_rows(),
                                                taking_back_option_rows(), epoch_option_rows()}) {
    for (const OptionRow& row : rows) {
      if (row.name != name) continue;
      if (row.command == command) return row.help;
      if (row.command.empty()) general = row.help;
    }
  }
  return general;
}

}  // namespace avow::text
