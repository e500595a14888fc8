// Every sentence about taking everything out of avow and bringing it in again. "{}" is filled in with fmt by whoever says it.
#pragma once

#include <string_view>

namespace avow::text {

// ---- Export
inline constexpr std::string_view kExportPlain =
    "This file will not be encrypted. It holds everything that your vault holds for you: what both of you wrote, your drafts, "
    "your journal and what else is private. Whoever has the file can read it.";
inline constexpr std::string_view kExportWritten = "{} written to {}.";
inline constexpr std::string_view kExportNext = "keep it where only you can reach it. `avow import FILE` reads it into a new vault.";
inline constexpr std::string_view kExportNoFile = "Say where to: `avow export --jsonl FILE`, or - for standard output.";
inline constexpr std::string_view kExportThere = "There is something at {} already, and it was not touched. --replace writes over it.";
inline constexpr std::string_view kInVaultFolder = "A file in the vault's own folder could take the place of the vault. Choose another folder.";
inline constexpr std::string_view kExportNoJson = "--json and --jsonl - would both speak on standard output. Choose one of them.";

// ---- Import
inline constexpr std::string_view kImportWrongLine = "Line {} cannot be taken in: {}. Nothing was kept.";
inline constexpr std::string_view kImportWrongFile = "{} cannot be taken in: {}. Nothing was kept.";
inline constexpr std::string_view kImportWrongRow = "{}, line {}, cannot be taken in: {}. Nothing was kept.";
inline constexpr std::string_view kImportLineTooLong = "it is too long";
inline constexpr std::string_view kImportNoExport = "it is not the first line of an avow export";
inline constexpr std::string_view kImportNotUtf8 = "it is not UTF-8 text";
inline constexpr std::string_view kImportTooManyLines = "At most {} lines can be taken in at a time.";
inline constexpr std::string_view kImportNoFormat = "This avow does not know the format {}.";
inline constexpr std::string_view kImportEmpty = "There is nothing in it to take in.";
inline constexpr std::string_view kLoopNameTooLong = "the name is too long";
inline constexpr std::string_view kLoopTooMany = "these are more than can be taken in at a time";
inline constexpr std::string_view kImportZip =
    "That is a ZIP file. Unpack it, then name the folder that came out of it: `avow import FOLDER`.";
inline constexpr std::string_view kImportNoHabits = "In {} there is no Habits.csv. Loop Habit Tracker puts it into its export.";
inline constexpr std::string_view kImported = "{} taken in.";
inline constexpr std::string_view kImportedNothing = "Nothing new: everything in it is here already.";
inline constexpr std::string_view kImportKeptBefore = "{}saved so far: {} of {} lines. The same command goes on with the rest.";
inline constexpr std::string_view kImportedNext =
    "drafts are drafts again, and what was shared is history here: `avow timeline` shows it, your partner never gets it.";
inline constexpr std::string_view kLoopNext =
    "each habit is a draft of a promise now: `avow promise list`. One that comes so many times a week needs its days: offer it "
    "anew with `avow promise offer --every \"mon, wed and fri\"`. The days on which you did it are in `avow timeline`.";

// ---- Loop Habit Tracker
inline constexpr std::string_view kLoopTwoFiles = "Loop Habit Tracker comes as two texts, its habits and its checkmarks.";
inline constexpr std::string_view kLoopTooLong = "it is too long";
inline constexpr std::string_view kLoopNoColumn = "there is no column {}";
inline constexpr std::string_view kLoopNoName = "a habit without a name";
inline constexpr std::string_view kLoopNoFrequency = "how often the habit comes is not a number";
inline constexpr std::string_view kLoopColumns = "its columns are not the habits of Habits.csv";
inline constexpr std::string_view kLoopRow = "there is not one value for each habit";
inline constexpr std::string_view kLoopNoDate = "there is no date at its beginning";
inline constexpr std::string_view kLoopTimes = "{}, {} times in {} days";
inline constexpr std::string_view kLoopAtLeast = "{}: at least {} {}";
inline constexpr std::string_view kLoopAtMost = "{}: at most {} {}";

}  // namespace avow::text
