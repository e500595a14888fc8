// Every sentence of what people look at every day: today, the settings, this device, the doctor, the first steps.
// Like base/text_catalogue.h: plain words, short, for somebody who is tired. Never "missed", nothing about where or
// when the partner is.
#pragma once

#include <string_view>

namespace avow::text {

// A notification. It is on a screen that others see: neutral, and always the same.
inline constexpr std::string_view kNotificationTitle = "avow";
inline constexpr std::string_view kNotificationText = "Something waits for you in avow.";

// ---- The first steps
// From nothing to the first synced promise, one line each.
extern const std::string_view kFirstSteps;
inline constexpr std::string_view kNextInit = "`avow init` makes your vault.";
inline constexpr std::string_view kNextToday = "`avow today` shows what waits for you.";
inline constexpr std::string_view kNextPair =
    "`avow pair invite --listen ADDR:PORT`, or `avow pair join` if your partner gave you a link.";
inline constexpr std::string_view kNextConfirm =
    "compare the five words (`avow pair words`). If they are the same: `avow pair confirm`.";
inline constexpr std::string_view kNextDrafts =
    "`avow note list` and `avow promise list` show your drafts; `avow note share ID` and `avow promise offer --draft "
    "ID` send them.";
inline constexpr std::string_view kNextDelivers = "nothing to do: it goes out by itself. `avow sync` sends it now.";
inline constexpr std::string_view kNextDeliver = "`avow sync` sends what is waiting.";
inline constexpr std::string_view kNextNothing = "nothing is waiting. All is sent.";
inline constexpr std::string_view kNextReadOnly = "`avow verify` says what is here; `avow export` takes it out.";
inline constexpr std::string_view kNextFirstPromise = "`avow promise offer` offers your first promise.";

// ---- Today
inline constexpr std::string_view kTodayMine = "Yours";
inline constexpr std::string_view kTodayAnswers = "Waiting for your word";
inline constexpr std::string_view kTodayNotes = "From your partner";
inline constexpr std::string_view kTodayNothing = "Nothing waits for you today.";
inline constexpr std::string_view kTodayPastDue = "its time has passed; your word is still open";
inline constexpr std::string_view kTodayOffered = "offered to you";
inline constexpr std::string_view kTodayAsked = "asked of you";
inline constexpr std::string_view kTodayCountered = "other terms, for you to take on or not";
inline constexpr std::string_view kTodayReported = "reported, for you to confirm if you see it the same way";
inline constexpr std::string_view kTodayProposed = "something new is proposed";
// What comes next, one sentence; "{id}" stands for the record's id.
inline constexpr std::string_view kTodayNextDue =
    "when it is done, or will not work out: `avow promise report` or `avow promise at-risk {id}`.";
inline constexpr std::string_view kTodayNextPastDue =
    "whenever you are ready, `avow promise report` says how it went. An honest word counts, whatever it says.";
inline constexpr std::string_view kTodayNextAnswer = "`avow promise show {id}` shows what waits for your word.";
inline constexpr std::string_view kTodayNextNote =
    "`avow note show {id}`, when you have a quiet moment. `avow note seen {id}` says that you have read it, if you like.";
inline constexpr std::string_view kTodayNextNothing = "nothing today. That is fine.";

// ---- Muting: nobody else learns of it
inline constexpr std::string_view kMutedAll = "Everything";
inline constexpr std::string_view kMutedNotes = "Your partner's notes";
inline constexpr std::string_view kMutedKinds = "Notes of the kind {}";
inline constexpr std::string_view kMutedUntil = ", until {}";
inline constexpr std::string_view kMutedSentence = "{}: not put before you now{}. Lists show all.";
inline constexpr std::string_view kMuteTakes =
    "Mute takes all, notes, or kinds of notes (plan-change, contact, money, urge, answer, gratitude, telling) with commas; off ends it.";
inline constexpr std::string_view kMuteOffAlone = "`avow mute off` ends it at once; leave out --until.";
inline constexpr std::string_view kTodayNextMuted = "`avow mute off`, when you want to see what waits.";

// ---- Settings
struct SettingText {
  std::string_view key;
  std::string_view allowed;  // "a time like 30s, 5m or 2h, or never"
  std::string_view help;     // one sentence
};
const SettingText* find_setting_text(std::string_view key);
inline constexpr std::string_view kSettingChanged = "Changed on this device only; your partner does not learn it.";
inline constexpr std::string_view kSettingLater = "A running avow takes it up with its next `avow unlock` or `avow serve`.";
inline constexpr std::string_view kSettingNext = "`avow config show` shows all of them.";
inline constexpr std::string_view kConfigNext = "`avow config set KEY VALUE` changes one.";
inline constexpr std::string_view kPathVault = "your vault's folder";
inline constexpr std::string_view kPathState = "the mark that tells an old copy of the vault";
inline constexpr std::string_view kPathSocket = "where commands reach a running avow";

// ---- This device
inline constexpr std::string_view kDeviceIntro =
    "What this device has kept about this vault, for you alone. It is in no log and never leaves it.";
inline constexpr std::string_view kDeviceNext =
    "if something here was not you, somebody may know your passphrase. Talk to a person you trust first.";

// ---- The doctor
inline constexpr std::string_view kDoctorWell = "All is well.";
inline constexpr std::string_view kDoctorUnwell = "Something needs a look.";
inline constexpr std::string_view kDoctorNext = "nothing to do.";
inline constexpr std::string_view kDoctorNoVault = "There is no vault here yet; `avow init` makes one.";
inline constexpr std::string_view kDoctorLocked = "Not opened, because no passphrase was given; its inside was not looked at.";
inline constexpr std::string_view kDoctorWrongPassphrase = "Not opened: that passphrase does not open it.";
inline constexpr std::string_view kDoctorBusy = "Another avow is using it; its inside was not looked at.";
inline constexpr std::string_view kDoctorIntact = "The vault's file is whole.";
inline constexpr std::string_view kDoctorDamaged = "The vault's file is damaged.";
inline constexpr std::string_view kDoctorDamagedHint =
    "Copy the vault's folder before anything else. `avow verify` says what is affected.";
inline constexpr std::string_view kDoctorModes = "Only you can reach the vault's folder and its files.";
inline constexpr std::string_view kDoctorModesHint = "Close it to others with `chmod` (0700 for the folder, 0600 for files).";
inline constexpr std::string_view kDoctorSecretsLocked = "Secrets are kept out of the swap space.";
inline constexpr std::string_view kDoctorSecretsUnlocked = "This computer would not lock secrets in memory; they may reach the swap space.";
inline constexpr std::string_view kDoctorSecretsHint = "Raise the limit of locked memory (`ulimit -l`), or switch swap off.";
inline constexpr std::string_view kDoctorCoresOff = "Core dumps are off.";
inline constexpr std::string_view kDoctorCoresOn = "Core dumps are on: a crash could write secrets to the disk.";
inline constexpr std::string_view kDoctorClockHint = "Set this device's clock.";
inline constexpr std::string_view kDoctorZoneHint = "Install the time-zone data (package tzdata), or set TZ to a zone like Europe/Berlin.";
inline constexpr std::string_view kDoctorWritable = "It can be written.";
inline constexpr std::string_view kDoctorReadOnly = "It was put back from a backup or an older copy, so it can only be read: what was written later may still exist elsewhere.";
inline constexpr std::string_view kDoctorNoSocket = "No avow is running for this vault; every command opens it by itself.";
inline constexpr std::string_view kDoctorRuns = "avow runs for this vault (process {}), at {}.";
inline constexpr std::string_view kDoctorRunsLocked = "avow runs for this vault and is locked (process {}), at {}.";
inline constexpr std::string_view kDoctorUnpaired = "No partner yet; everything works alone.";
inline constexpr std::string_view kDoctorUnconfirmed = "The five words are not confirmed yet.";
inline constexpr std::string_view kDoctorPaired = "Paired and confirmed.";
inline constexpr std::string_view kDoctorDelivered = "Nothing is waiting to be sent.";
inline constexpr std::string_view kDoctorNeverSynced = "Not synced yet.";

}  // namespace avow::text
