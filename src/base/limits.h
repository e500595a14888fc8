// Every limit that the writer asserts, the reader checks and a test meets at max and max + 1.
// protocol/README.md#limits lists those that another implementation must share.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace avow::limits {

// The log
inline constexpr std::size_t kHeaderBytes = 160;           // exact, entry header version 1
inline constexpr std::size_t kFactsBytesMax = 4 * 1024;
inline constexpr std::size_t kWordsBytesMax = 64 * 1024;
inline constexpr std::size_t kTextBytesMax = 16 * 1024;    // one text inside words
inline constexpr std::size_t kPartsMax = 32;               // headed texts inside words
inline constexpr std::size_t kTagsMax = 16;
inline constexpr std::size_t kTagBytesMax = 64;
inline constexpr std::size_t kQuestionsMax = 64;           // of one check-in
inline constexpr std::size_t kQuestionKeyBytesMax = 32;
inline constexpr std::size_t kAnswersBytesMax = 16 * 1024; // padded
inline constexpr std::size_t kQuestionSetBytesMax = 64 * 1024;  // a file of one's own questions
inline constexpr std::size_t kRuleEntriesMax = 64;         // in one list of a recurrence
inline constexpr std::size_t kDaysCountedMax = 20'000;      // of one repeating promise, in the figures
inline constexpr std::size_t kZoneBytesMax = 64;           // an IANA zone name
inline constexpr std::size_t kNameBytesMax = 64;           // a person's display name
inline constexpr std::uint64_t kLogSizeMax = (1ULL << 53U) - 1;
inline constexpr std::size_t kProofHashesMax = 63;
inline constexpr std::size_t kHeadTextBytesMax = 512;      // a checkpoint text without signatures
inline constexpr std::size_t kNoteBytesMax = 16 * 1024;    // a C2SP signed note with its signatures
inline constexpr std::size_t kNoteSignaturesMax = 100;
inline constexpr std::size_t kNoteKeyBytesMax = 512;       // a verifier key as text
inline constexpr std::uint16_t kEpochsBegunMax = 12;         // of one's own, between two renewals of the keys
inline constexpr std::uint16_t kEpochsTakenMax = 16;         // … of the partner's, who may have begun some that were not known here then
inline constexpr std::uint16_t kEpochMax = 63;               // both lanes of both people in one HELLO: kLogsPerPeerMax

// One sync
inline constexpr std::size_t kChunkEntriesMax = 256;
inline constexpr std::size_t kChunkBytesMax = 1024 * 1024;  // of headers and payload parts
inline constexpr std::size_t kMessageBytesMax = 1024 * 1024 + 64 * 1024;  // one sync message, encoded
inline constexpr std::size_t kLogsPerPeerMax = 256;         // named in one HELLO
inline constexpr std::chrono::seconds kKnockTimeout{5};
inline constexpr std::chrono::seconds kHandshakeTimeout{10};
inline constexpr std::chrono::seconds kIdleTimeout{60};     // no byte either way inside a session
inline constexpr std::chrono::seconds kLiveTick{30};        // a flight at least this often while a session is live
inline constexpr std::chrono::seconds kLiveSilence{45};     // no byte from the partner while a session is live
inline constexpr std::chrono::minutes kSessionAge{60};      // then the initiator says END, to begin anew with new keys …
inline constexpr std::chrono::minutes kSessionAgeOfResponder{65};  // … or the responder, if it did not
inline constexpr std::size_t kConnectionsMax = 256;         // before a knock
inline constexpr std::size_t kHandshakesMax = 4;            // after a valid knock
inline constexpr int kFailedKnocksMax = 32;                 // from one place, before its strangers wait less and go first
inline constexpr std::chrono::seconds kFailedKnockForgiven{2};  // one of them
inline constexpr std::size_t kKnockSourcesMax = 1'024;      // places that are counted
inline constexpr std::chrono::seconds kKnockTimeoutWhenFull{1};

// The channel
inline constexpr std::size_t kRecordBytes = 4096;           // on the wire, exact
inline constexpr std::size_t kFlightBytesMin = 16 * 1024;
inline constexpr std::uint64_t kRekeyRecords = 1024;

// Pairing
inline constexpr std::size_t kAddressBytesMax = 255;        // one address hint, "host:port"
inline constexpr std::size_t kAddressesMax = 8;
inline constexpr std::size_t kLinkTextBytesMax = 4 * 1024;  // as typed or read from a file
inline constexpr std::chrono::seconds kPairingWordsTimeout{30};  // from the end of the handshake to END

// Keys
inline constexpr std::size_t kPassphraseBytesMax = 1024;
inline constexpr std::uint64_t kKdfMemoryBytesMax = 1ULL << 30U;  // accepted from a stored slot
inline constexpr std::uint64_t kKdfPassesMax = 16;
inline constexpr std::uint64_t kKdfMemoryBytes = 256ULL << 20U;   // used for every slot that we make
inline constexpr std::uint64_t kKdfPasses = 3;

// The vault
inline constexpr std::size_t kItemKeyBytesMax = 64;
inline constexpr std::size_t kItemBytesMax = 4 * 1024 * 1024;
inline constexpr std::size_t kLogSlotsMax = 4'096;          // logs one vault can ever hold
inline constexpr std::uint64_t kStoredLogSizeMax = (1ULL << 40U) - 1;
inline constexpr std::size_t kInstantsPerFileMax = 100;       // kept beside a vault until it is opened
inline constexpr std::size_t kLocalFactsMax = 50;           // listed; the counts go on

// A backup
inline constexpr std::size_t kBackupsKnownMax = 64;                     // of which a vault knows where they were put
inline constexpr std::size_t kBackupPathBytesMax = 4 * 1024;
inline constexpr std::size_t kBackupValueBytesMax = 16 * 1024 * 1024;  // one stored value in it
inline constexpr std::size_t kBackupPieceBytes = 16 * 1024;            // exact, of what one sealed piece holds

// A sealed file
inline constexpr std::size_t kBundlePieceBytesMax = 64 * 1024;          // of one request that reads it

// Put before a person
inline constexpr std::size_t kOpenQuestionsMax = 3;         // of one person's own, kept by whoever writes them

// One request of the local API
inline constexpr std::size_t kLinesPerRequestMax = 4'096;   // notes added at a time

// Export and import
inline constexpr std::size_t kExportLineBytesMax = 1024 * 1024;       // the largest record, every letter of it escaped
inline constexpr std::size_t kImportFileBytesMax = 256 * 1024 * 1024;
inline constexpr std::size_t kLoopFileBytesMax = 4 * 1024 * 1024;     // of each of the two files of Loop Habit Tracker
inline constexpr std::size_t kLoopHabitsMax = 256;
inline constexpr std::size_t kLoopNameBytesMax = 512;
inline constexpr std::size_t kLoopDaysMax = 100'000;                  // on which something was done
inline constexpr std::size_t kCsvFieldBytesMax = 16 * 1024;
inline constexpr std::size_t kCsvFieldsMax = 1'024;                   // in one row
inline constexpr std::size_t kCsvRowsMax = 65'536;

// How often a promise comes round
inline constexpr std::uint16_t kRecurrenceIntervalMax = 1'000;
inline constexpr std::uint32_t kRecurrenceCountMax = 10'000;
inline constexpr std::size_t kRecurrenceWeekdaysMax = 53;
inline constexpr std::size_t kRecurrenceMonthDaysMax = 62;  // 1 … 31 and -1 … -31
inline constexpr std::size_t kRecurrenceMonthsMax = 12;
inline constexpr std::size_t kRecurrencePositionsMax = 16;
inline constexpr int kRecurrenceReachDays = 146'097;        // from the first day on: 400 years, after which the calendar repeats
inline constexpr std::size_t kRecurrenceTextBytesMax = 1'024;  // as typed

// Dates as typed
inline constexpr std::size_t kTypedWhenBytesMax = 128;      // "the day after tomorrow at 6:30 pm America/Argentina/Buenos_Aires"
// Searching
inline constexpr std::size_t kSearchBytesMax = 1'024;       // what is typed, with its filters
inline constexpr std::size_t kSearchWordsMax = 32;          // … of them words
inline constexpr std::size_t kSearchHitsDefault = 20;
inline constexpr std::size_t kSearchHitsMax = 1'000;
inline constexpr std::size_t kSearchTextBytesMax = 128U * 1024 * 1024;  // of one person's texts, held ready in memory
inline constexpr std::size_t kExcerptBytesMax = 240;        // shown around what was found

// The page (protocol/README.md#page)
inline constexpr std::size_t kPageHeadBytesMax = 16 * 1024;          // request line and header fields
inline constexpr std::size_t kPageFieldsMax = 64;                    // header fields
inline constexpr std::size_t kPageBodyBytesMax = 1024 * 1024;
inline constexpr std::uint64_t kPageBackupBytesMax = 4ULL << 30U;     // of one that comes in pieces
inline constexpr std::size_t kPageConnectionsMax = 128;              // the oldest that nobody waits on makes room
inline constexpr std::size_t kPageStreamsMax = 64;                   // of live events
inline constexpr std::size_t kPageGivenAnswersMax = 256;             // kept for requests that come again, of all sessions …
inline constexpr std::size_t kPageGivenAnswerBytesMax = 4 * 1024;     // … each: what a write is answered with is far smaller
inline constexpr std::size_t kPageEventBytesMax = 16 * 1024;         // unread events, before their reader is dropped
inline constexpr std::size_t kPageUnsentBytesMax = 1024 * 1024;      // above it an operation waits for its reader
inline constexpr std::chrono::seconds kPageRequestTimeout{10};       // from a request's first byte to its last
inline constexpr std::chrono::seconds kPageIdleTimeout{60};          // between two requests
inline constexpr std::chrono::seconds kPageStallTimeout{20};         // without one byte taken of an answer
inline constexpr std::chrono::seconds kPageLinger{2};                // after the last answer, so that it can be read
inline constexpr std::chrono::seconds kPageHeartbeat{15};            // of a stream
inline constexpr std::chrono::minutes kPageTalkPutsOffCover{11};     // a page's window of ten minutes, and what follows
inline constexpr std::chrono::seconds kPageTokenLife{60};
inline constexpr std::size_t kPageTokensMax = 8;                     // at a time; the oldest goes
inline constexpr std::size_t kPageSessionsMax = 16;                  // at a time; the oldest goes
inline constexpr std::chrono::hours kPageSessionIdle{12};
inline constexpr std::chrono::hours kPageSessionAge{7 * 24};
inline constexpr std::size_t kPageAssetBytesMax = 4 * 1024 * 1024;   // of one file in --assets-dir

// Pictures: of what is longer the latest is shown, and the sentence says from when on
inline constexpr std::size_t kPictureBarsMax = 24;                   // months, a bar each
inline constexpr std::size_t kPicturePointsMax = 60;                 // months of a trend, check-ins of a pulse
inline constexpr std::size_t kPictureWeeksMax = 26;                  // of a calendar
inline constexpr std::size_t kPictureMomentsMax = 100;               // of one promise's timeline
inline constexpr std::size_t kPictureTextBytesMax = 240;             // of one text that a person wrote
inline constexpr std::size_t kPictureBytesMax = 128 * 1024;          // of one drawing
inline constexpr std::size_t kQrBytesMax = 512;                      // of what a QR code holds: more is too fine for a telephone

// Ids as typed
inline constexpr std::size_t kIdPrefixMin = 4;

}  // namespace avow::limits
