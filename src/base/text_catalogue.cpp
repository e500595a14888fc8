#include "base/text_catalogue.h"

#include <array>

namespace avow::text {
namespace {

struct AfterRow {
  std::string_view command;
  std::string_view state;  // "" = any
  After after;
};

constexpr std::string_view kNextSync = "`avow sync` brings it to your partner.";
constexpr std::string_view kNextShow = "`avow promise show {id}` shows all of it; `avow sync` tells your partner.";

// The first row that fits counts.
constexpr auto kAfter = std::to_array<AfterRow>({
    {"note add",
     "draft",
     {"Kept as a draft on this device. Your partner does not see it.",
      "`avow note share {id}` sends it, once you are paired."}},
    {"note add", "", {"Shared with your partner.", kNextSync}},
    {"note share", "", {"Shared with your partner.", kNextSync}},
    {"note correct", "draft", {"The draft is changed.", "`avow note share {id}` sends it."}},
    {"note correct", "", {"Corrected. The older wording stays visible beside it.", kNextSync}},
    {"note withdraw",
     "",
     {"Withdrawn: hidden on both sides, and erased here. A copy may already have been read.", kNextSync}},
    {"note seen", "", {"Marked as seen by you.", "`avow sync` tells your partner."}},
    {"promise offer",
     "draft",
     {"Kept as a draft on this device. It binds nobody yet.",
      "`avow promise offer --draft {id}` offers it, once you are paired."}},
    {"promise offer", "", {"Offered. It counts once your partner accepts it.", kNextSync}},
    {"promise ask",
     "draft",
     {"Kept as a draft on this device.", "`avow promise ask --draft {id}` sends it, once you are paired."}},
    {"promise ask", "", {"Asked. Your partner is free to say no, without a reason.", kNextSync}},
    {"promise counter", "", {"Answered with other terms. They count only if the promiser takes them on.", kNextSync}},
    {"promise take", "", {"You have taken it on.", kNextSync}},
    {"promise accept", "", {"Accepted.", kNextSync}},
    {"promise decline", "", {"Declined. No reason is needed.", kNextSync}},
    {"promise withdraw", "", {"Withdrawn.", kNextSync}},
    {"promise at-risk", "", {"Said in time that it is at risk. That counts for you.", kNextShow}},
    {"promise change", "", {"New terms proposed. The old ones stand until both agree.", kNextSync}},
    {"promise report", "", {"Reported. An honest word counts, whatever it says.", kNextSync}},
    {"promise release", "", {"Released: your partner no longer owes this.", kNextSync}},
    {"promise step-back", "", {"You have stepped back from it.", kNextSync}},
    {"promise excuse", "", {"Excused. It is left out of the figures.", kNextSync}},
    {"promise pause", "", {"Paused.", "`avow promise resume {id}` takes it up again."}},
    {"promise resume", "", {"Taken up again.", kNextSync}},
    {"promise confirm", "", {"Confirmed.", kNextSync}},
    {"promise differ",
     "",
     {"Noted that you see it differently. Both views stay side by side.", "`avow promise settle` when you agree."}},
    {"promise settle", "", {"Your proposal is noted.", kNextShow}},
    {"promise correct", "", {"Corrected. The first report stays visible.", kNextSync}},
    {"promise view", "", {"Your own view stands beside your partner's word.", kNextSync}},
    {"promise nudge", "", {"One gentle reminder will be shown. There is only one for each promise.", kNextSync}},
});

}  // namespace

ErrorText error_text(Errc code) {
  switch (code) {
    case Errc::failed: return {"That did not work.", "Try again. `avow verify` checks everything that is stored."};
    case Errc::usage: return {"", ""};
    case Errc::not_found:
      return {"There is no such record here.", "`avow note list` and `avow promise list` show the ids."};
    case Errc::ambiguous: return {"Several records begin like that.", "Type a few more characters of the id."};
    case Errc::passphrase_needed:
      return {"The vault is locked, and no passphrase was given.",
              "Type it when asked (without --no-input), or use --passphrase-file, --passphrase-fd or "
              "AVOW_PASSPHRASE_COMMAND."};
    case Errc::wrong_passphrase:
      return {"That passphrase does not open this vault. Nothing was changed.",
              "Try again. The recovery code on your paper works in its place."};
    case Errc::no_vault:
      return {"There is no vault here.", "`avow init` makes one. --vault or AVOW_VAULT names another place."};
    case Errc::not_running: return {"avow is not running for this vault.", "Start it again."};
    case Errc::unreachable:
      return {"Your partner could not be reached.",
              "Both need to be there at the same time: one runs `avow sync --listen`, the other `avow sync`. After "
              "pairing, each of you first runs `avow pair confirm`."};
    case Errc::refused: return {"", "`avow promise show` and `avow note show` say where a record stands."};
    case Errc::not_paired:
      return {"There is no partner in this vault yet.",
              "`avow pair invite` or `avow pair join`. Until then everything works alone, as drafts."};
    case Errc::read_only:
      return {"This vault looks restored from an older copy, so it can only be read for now. Nothing is lost.",
              "Lists, `avow status` and `avow verify` work as before."};
    case Errc::damaged:
      return {"The vault is damaged: stored data fails its check. The passphrase is not the reason.",
              "Copy the vault's folder before anything else. `avow verify` says what is affected."};
    case Errc::malformed: return {"That could not be understood.", "Check that it is complete, then try again."};
    case Errc::too_large: return {"That is longer than avow allows.", "Make it shorter, or split it."};
    case Errc::forged:
      return {"What arrived was not made by your partner. It was refused and nothing of it was stored.",
              "Your own records are untouched. Try again on another network if it keeps happening."};
    case Errc::closed:
      return {"The connection ended before both copies were level. What had arrived is kept.",
              "Run the same command again; it goes on from there."};
    case Errc::timed_out:
      return {"The other side did not answer in time.", "Make sure that both are at it, then try again."};
    case Errc::busy:
      return {"Another avow has been using this vault for a long time.", "Let it finish, then try again."};
    case Errc::newer_version:
      return {"This vault was made by a newer avow. It was not touched.", "Use the newer program to open it."};
    case Errc::io:
      return {"The computer did not allow it.", "Check the disk, the folder and its permissions, then try again."};
    case Errc::interrupted: return {kStopped, "Run the command again when you like."};
  }
  AVOW_ASSERT(false);
}

After after(std::string_view command, std::string_view state) {
  for (const AfterRow& row : kAfter) {
    if (row.command == command && (row.state.empty() || row.state == state)) return row.after;
  }
  return {"Done.", kNextSync};
}

std::string with_id(std::string_view text, std::string_view id) {
  constexpr std::string_view kMark = "{id}";
  std::string out(text);
  for (auto at = out.find(kMark); at != std::string::npos; at = out.find(kMark, at + id.size())) {
    out.replace(at, kMark.size(), id);
  }
  return out;
}

std::string_view lane_notice(std::string_view lane) {
  if (lane == "commitments") {
    return "This goes to the commitments lane. Promises there are signed: either of you can later prove them to a "
           "third person.";
  }
  if (lane == "notes") {
    return "This goes to the notes lane. Your partner can be sure that you wrote it and that it never changed, but "
           "nobody can prove it to anyone else.";
  }
  if (lane == "private") {
    return "This goes to the private lane. It never leaves this device unless you share it yourself.";
  }
  return "";
}

constexpr std::string_view kSafetyPage =
    "Before you pair, a page for you alone. Nothing of it is stored or sent.\n"
    "\n"
    "avow is for two people who both want this and are both free to stop. Do not use it if you are afraid of the "
    "other person, if saying no has consequences, or if somebody set this up for you or insists on it. Then please "
    "talk to someone outside first: a person you trust, a doctor, or a local help line.\n"
    "\n"
    "Nobody has a right to your passphrase. avow never reports where you are, when you read or whether you are "
    "online. It is not therapy and not crisis help, and it promises no reconciliation.\n"
    "\n"
    "You may stop at any time, without a reason: just do not sync. What you have shared can be withdrawn, but may "
    "already have been read. Promises that you both signed can be proved later.\n"
    "\n"
    "A direct connection shows each side the other's IP address, and with it a rough place. If that is a worry, "
    "do not pair over the internet from home.\n";

}  // namespace avow::text
