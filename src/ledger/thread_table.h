// THE table of what can happen to everything that is neither a promise, a note nor a check-in: questions, agreements,
// boundaries, repair, sessions, milestones, signs of trust. The fold, refusals, verbs and the table in protocol/README.md
// are made from it. Not here: what crosses (thread.h). Pure.
#pragma once

#include <span>
#include <string>

#include "ledger/transitions.h"

namespace avow::ledger {

enum class ThreadKind : std::uint8_t {
  none, question, agreement, boundary, repair, attempt, session, milestone, sign,
};
inline constexpr std::size_t kThreadKindCount = 9;
std::string_view name_of(ThreadKind kind);  // exactly the names above
std::optional<ThreadKind> thread_kind_named(std::string_view name);

// Where one stands (PRODUCT.md, "Records and their life cycles").
//   open · answered · promised (to answer) · in_session                    question
//   proposed · active · ended · expired                                    agreement; active only with both signatures
//   stated · revised · retired                                             boundary
//   raised · acknowledged · apologised · amends · heard · not_yet · needs · settled · reopened    repair
//   paused                                                                 … any of them until a chosen time; all that was
//                                                                          possible stays so, and it can be resumed
//   offered · welcomed                                                     a repair attempt
//   planned · held · cancelled                                             session
//   proposed · pinned · unpinned                                           milestone
//   shared                                                                 sign of trust
//   declined · withdrawn                                                   where one may say no, or take back
enum class ThreadState : std::uint8_t {
  none, draft, open, answered, promised, in_session, proposed, active, ended, expired, stated, revised, retired, raised,
  acknowledged, apologised, amends, heard, not_yet, needs, settled, reopened, paused, offered, welcomed, planned, held,
  cancelled, pinned, unpinned, shared, declined, withdrawn,
};
inline constexpr std::size_t kThreadStateCount = 33;
std::string_view name_of(ThreadState state);  // exactly the names above

using ThreadStates = std::uint64_t;
constexpr ThreadStates states_of() { return 0; }
template <typename... More>
constexpr ThreadStates states_of(ThreadState first, More... more) {
  return (ThreadStates{1} << static_cast<unsigned>(first)) | states_of(more...);
}
constexpr bool contains(ThreadStates set, ThreadState state) {
  return ((set >> static_cast<unsigned>(state)) & 1U) != 0;
}

enum class ThreadWho : std::uint8_t { author, other, either };  // author: who wrote the first record

struct ThreadRow {
  ThreadKind thread;
  RecordKind kind;
  std::string_view event;
  ThreadStates from;    // empty for a first record
  ThreadWho who;
  ThreadState to;       // of an annotation: how it is shown while nothing moved on; none: unchanged
  int rank;             // smaller wins when two letters cross
  Effect effect;        // first, transition or annotation
  std::string_view verb;
  std::string_view help;
  std::string_view refusal;
};

std::span<const ThreadRow> thread_rows();
// Null for a kind that no thread knows.
const ThreadRow* thread_row_of(RecordKind kind);
ThreadKind thread_of(RecordKind kind);
log::Lane lane_of(ThreadKind kind);
std::string thread_rows_markdown();

}  // namespace avow::ledger
