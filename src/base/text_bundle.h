// Every sentence about sealed files. "{}" is filled in with fmt by whoever says it.
#pragma once

#include <string_view>

namespace avow::text {

inline constexpr std::string_view kBundleWritten = "Sealed file for {} written to {} and read back, with {} of yours.";
inline constexpr std::string_view kBundleWrittenNothing =
    "Sealed file for {} written to {} and read back. It holds nothing new of yours; it tells their avow what has arrived here.";
inline constexpr std::string_view kBundleWrittenNext =
    "give it to {} on a stick or send it: nobody else can open it. They read it with `avow bundle import FILE`. Yours count as "
    "delivered when a file of theirs says so, or with the next sync.";
inline constexpr std::string_view kBundleRead = "Read: {} from {}.";
inline constexpr std::string_view kBundleReadNothing = "Read. Everything in it was here already.";
inline constexpr std::string_view kBundleReadNext =
    "`avow bundle export FILE` makes one for {}: it also tells them what has arrived here.";
inline constexpr std::string_view kBundleGap =
    "Part of it begins behind what this device has, so that part was not taken. Nothing is lost: {} has it.";
inline constexpr std::string_view kBundleGapNext =
    "make one for {} with `avow bundle export FILE`; when they have read it, their next file begins where yours ends.";
inline constexpr std::string_view kBundleOlder =
    "It shows less than is here already: it is an older one, or {} lives with a restored copy. Nothing was changed by that.";
inline constexpr std::string_view kBundleTwoHistories =
    "It shows another history than the one that is here (restored from a backup?). The first one counts; both are kept. Nobody has "
    "to have done anything wrong.";
inline constexpr std::string_view kBundleTwoHistoriesNext = "sync with {} while both are there: `avow status` says how it stands.";
inline constexpr std::string_view kBundleReadOnly =
    "It shows entries of yours that this vault does not have: it was put back from a backup or an older copy. It is only read from "
    "now on, so that nothing is said twice.";
inline constexpr std::string_view kBundleReadOnlyNext = "`avow status` says what to do; a sync brings back what {} holds.";
inline constexpr std::string_view kBundleOutOfTurn = "another sealed file is being read; begin with this one again";
inline constexpr std::string_view kByFile = "came in a sealed file; no live sync has shown it yet";
inline constexpr std::string_view kStatusByFile = "{} came in a sealed file; a live sync will confirm them";

// ---- What can be wrong with one
inline constexpr std::string_view kBundleForeign = "That is not a sealed file made by avow.";
inline constexpr std::string_view kBundleForeignNext = "Check its name. Your partner makes one with `avow bundle export FILE`.";
inline constexpr std::string_view kBundleLater = "This sealed file was made by a newer avow. It was not read.";
inline constexpr std::string_view kBundleLaterNext = "Use the newer program on this device too.";
inline constexpr std::string_view kBundleCut = "This sealed file is cut short: its end is missing. What came before that is kept.";
inline constexpr std::string_view kBundleCutNext = "Copy the file again, all of it, and read it once more.";
inline constexpr std::string_view kBundleDamaged =
    "This sealed file is damaged: part of it is not what was written. What came before that part is authentic, and kept.";
inline constexpr std::string_view kBundleDamagedNext = "Copy the file again, or ask for another one.";
inline constexpr std::string_view kBundleOther =
    "This sealed file does not open here: it was made for somebody else, by somebody else, or with keys that are not used any more.";
inline constexpr std::string_view kBundleOtherNext =
    "Ask your partner for a new one (`avow bundle export FILE`). One that you made yourself opens at your partner's only.";

}  // namespace avow::text
