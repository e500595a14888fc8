// `avow today`: what waits for this person, at most a few of each; the rest is a number (PRODUCT.md, safety 21).
// Says nothing about where the partner is, counts nothing, and shows no note that its author has withdrawn.
#pragma once

#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

inline constexpr std::size_t kTodayMine = 5;
inline constexpr std::size_t kTodayAnswers = 5;
inline constexpr std::size_t kTodayThreads = 3;
inline constexpr std::size_t kTodayNotes = 3;
inline constexpr std::size_t kTodayCheckins = 1;
inline constexpr std::size_t kTodayNotesLookedAt = 256;  // for those of a kind that is muted

// Own promises first, then what waits for an answer, then notes, as far as `today-cap` reaches; what is muted is left out
// and not counted. Promises and threads come without their history. `zone`: the asker's.
Result<void> today(Vault& vault, std::string_view zone, Replies& replies);

}  // namespace avow::app
