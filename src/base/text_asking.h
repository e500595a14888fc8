// What a person is told about what they typed, what they are asked, and what could not be read. "{}" is filled in with
// fmt by whoever says it.
#pragma once

#include <string_view>

namespace avow::text {

// ---- The command line
inline constexpr std::string_view kNoCommand = "No command was given.";
inline constexpr std::string_view kTwiceOrNoValue = "An option is given twice, or its value is missing: {}";
inline constexpr std::string_view kNothingBehind = "--{} has nothing behind it. Say what you mean, or leave it out.";
inline constexpr std::string_view kColorTakes = "--color is auto, always or never.";
inline constexpr std::string_view kFdTakes = "--passphrase-fd takes the number of an open file descriptor.";
inline constexpr std::string_view kOneMoreWord = "`avow {}` needs one more word: {}.";
inline constexpr std::string_view kNeedsPositional = "`avow {}` needs {}.";
inline constexpr std::string_view kNeedsOption = "`avow {}` needs --{} {}.";
inline constexpr std::string_view kWordTooMany = "`avow {}` was given one word too many. Put a text in quotes.";
inline constexpr std::string_view kNoSuchCommand = "There is no command `avow {}{}`.";
inline constexpr std::string_view kNearCommand = " Did you mean `avow {}{}`?";
inline constexpr std::string_view kCommandsAre = " There are: {}.";
inline constexpr std::string_view kNoSuchOption = "There is no option {}.";
inline constexpr std::string_view kNearOption = " Did you mean {}?";
inline constexpr std::string_view kBehindDashes = " A text that begins with - goes behind -- .";
inline constexpr std::string_view kAllCommandsHint = "`avow --help` lists all commands.";
inline constexpr std::string_view kCommandHint = "`avow {} --help` explains it.";

// ---- Values
inline constexpr std::string_view kForTakes = "--for takes a time like 30s, 10m or 1h, up to 24h.";
inline constexpr std::string_view kAddressTakes =
    "{} takes an address and a port, like 192.168.1.20:7777 or [fd00::1]:7777.";
inline constexpr std::string_view kAddressLeads =
    "{} takes the address and port at which your partner reaches this device; {} leads nowhere.";
inline constexpr std::string_view kNumberTakes = "--{} takes a whole number from 1 up.";
inline constexpr std::string_view kNoId = "That is no id: {}.";
inline constexpr std::string_view kNameTooLong = "A name has at most {} bytes.";
inline constexpr std::string_view kNameOneLine = "A name is plain text on one line.";
inline constexpr std::string_view kOutcomeIsOneOf = "The outcome is one of: {}.";
inline constexpr std::string_view kAddressesMost = "At most {} addresses.";

// ---- Texts
inline constexpr std::string_view kTheNote = "The note";
inline constexpr std::string_view kThePromise = "The promise";
inline constexpr std::string_view kTheRequest = "The request";
inline constexpr std::string_view kTheNewWording = "The new wording";
inline constexpr std::string_view kTheOption = "The text of --{}";
inline constexpr std::string_view kLineNumber = "Line {}";
inline constexpr std::string_view kIsEmpty = "{} is empty.";
inline constexpr std::string_view kIsMissing = "{} is missing. Give it in quotes, or - to read standard input.";
inline constexpr std::string_view kReadTooMuch = "That is more than avow reads at once ({} bytes).";
inline constexpr std::string_view kNothingWritten = "{} Nothing was written.";
inline constexpr std::string_view kAskNote = "Write your note. An empty line ends it.";
inline constexpr std::string_view kAskPromise = "I will … (one sentence about your own acts; an empty line ends it)";
inline constexpr std::string_view kAskRequest = "What do you ask for? (one sentence; an empty line ends it)";
inline constexpr std::string_view kAskLink = "Paste the link that your partner gave you, then press Enter twice.";
inline constexpr std::string_view kTypedBack = "What you wrote, so that it is not lost:";
inline constexpr std::string_view kClockQuestion = "{} Is that right? [y/N]";

// ---- Options that do not go together
inline constexpr std::string_view kEachLineReads = "--each-line reads standard input: avow note add --each-line -";
inline constexpr std::string_view kEachLineAlone = "--each-line goes with none of the other options of a note.";
inline constexpr std::string_view kDraftAlone = "--draft takes the terms of the draft; leave out the rest.";
inline constexpr std::string_view kSayWhatDiffers = "Say what should be different: a text, --due, --done-when …";
inline constexpr std::string_view kListenOrAt = "Either --listen or --at: one waits, the other connects.";
inline constexpr std::string_view kForWithListen = "--for goes with --listen.";
inline constexpr std::string_view kAddressBehind = "An address goes behind --at or --listen.";
inline constexpr std::string_view kLinkMissing = "The link is missing. Use --link-file.";
inline constexpr std::string_view kLinkEmpty = "The link is empty.";
inline constexpr std::string_view kLinkInArguments =
    "A link is a secret, and the command line keeps a history. Leave it out and avow asks for it, or use --link-file.";

// ---- Many lines at a time
// Behind base/reason.h's kSaved, and in its own words when something else than Ctrl-C stopped it.
inline constexpr std::string_view kSavedLines = "{} of {} lines; the last was line {}";
inline constexpr std::string_view kSavedBefore = "{}saved before that: {}; go on behind it.";

// ---- Passphrases
inline constexpr std::string_view kAskPassphrase = "Passphrase: ";
inline constexpr std::string_view kAskNewPassphrase = "New passphrase: ";
inline constexpr std::string_view kAskAgain = "The same once more: ";
inline constexpr std::string_view kPassphraseAdvice =
    "Choose a passphrase: five or six words that nobody who knows you would guess. It cannot be reset.";
inline constexpr std::string_view kPassphrasesDiffer = "The two were not the same. Please type it again.";
inline constexpr std::string_view kPassphraseEmpty = "A passphrase needs at least one character.";
inline constexpr std::string_view kTryAgain =
    "That passphrase does not open this vault. Nothing was changed. Try again.";
inline constexpr std::string_view kPassphraseTooLong = "A passphrase has at most {} bytes.";
inline constexpr std::string_view kPassphraseFile = "The passphrase file {} cannot be read: {}.";
inline constexpr std::string_view kPassphraseCommandFailed = "AVOW_PASSPHRASE_COMMAND did not succeed.";
inline constexpr std::string_view kNoTerminal = "There is no terminal to ask at.";

// ---- Where things are
inline constexpr std::string_view kNoHome = "Neither HOME nor {} says where your files are. Use --vault.";
inline constexpr std::string_view kLookedAt = "Looked at {}";

}  // namespace avow::text
