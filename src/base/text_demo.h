// What `avow demo` says while two people live through their first days with avow. "{}" is filled in with fmt.
#pragma once

#include <string_view>

namespace avow::text {

// ---- What the two write
inline constexpr std::string_view kDemoPromise = "I will tell you the same day when she writes to me";
inline constexpr std::string_view kDemoDoneWhen = "you know it before midnight";
inline constexpr std::string_view kDemoNote = "She wrote to me at work today. I did not answer.";
inline constexpr std::string_view kDemoThanks = "Thank you for telling me before I asked.";

// ---- What is told
inline constexpr std::string_view kDemoVaults = "1. Two people, two vaults";
inline constexpr std::string_view kDemoVaultsMade =
    "{} and {} each made a vault of their own: one sealed file, opened by a passphrase. There is no account and no "
    "server.";
inline constexpr std::string_view kDemoPairing = "2. Pairing";
inline constexpr std::string_view kDemoLink = "{} gave {} a link ({}…). Each screen then showed five words:";
inline constexpr std::string_view kDemoWordsEqual =
    "They read them to each other; they are the same, so nobody sits between them. Each confirms.";
inline constexpr std::string_view kDemoWordsDiffer = "THE WORDS DIFFER: somebody sits between them.";
inline constexpr std::string_view kDemoWrites = "3. {} writes";
inline constexpr std::string_view kDemoWritten = "{0} offers: {1}\n{0} notes:  {2}\n";
inline constexpr std::string_view kDemoFirstSync = "4. The first sync, with somebody on the line";
inline constexpr std::string_view kDemoOnTheLine =
    "All of it crossed the line in {} bytes. What the person on the line has of them begins with:";
inline constexpr std::string_view kDemoSearched =
    "Searched, both ways, for both names, for the promise and when it is done, for the note, and for the five words "
    "below: nothing found.";
inline constexpr std::string_view kDemoReadable = "SOMETHING READABLE WAS FOUND ON THE LINE.";
inline constexpr std::string_view kDemoSyncWords = "Both ended with the same five words: {}.";
inline constexpr std::string_view kDemoAnswers = "5. {1} answers, {0} reports, {1} confirms";
inline constexpr std::string_view kDemoAnswered =
    "{1} accepted and said thanks; a while later {0} said that she kept it, and {1} confirmed. Nothing was measured: two "
    "people signed off.";
inline constexpr std::string_view kDemoSearchedRest =
    "Somebody was on the line of these three syncs too. Searched for all of the above, the thanks, and the words of each: "
    "nothing found.";
inline constexpr std::string_view kDemoSees = "{}. What {} sees";
inline constexpr std::string_view kDemoSame = "8. Is it the same history?";
inline constexpr std::string_view kDemoLogsEqual =
    "Yes: the four logs have the same size and the same root on both sides. Then each checked every byte:";
inline constexpr std::string_view kDemoLogsDiffer = "NO: the logs differ.";
inline constexpr std::string_view kDemoOver = "The two vaults of this demo are gone now. Yours begins with: avow web (in your browser), or here: avow init";
inline constexpr std::string_view kDemoStepFailed = "`avow {}` failed in the demo";

}  // namespace avow::text
