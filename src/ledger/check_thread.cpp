#include <algorithm>

#include "ledger/check.h"

namespace avow::ledger {
namespace {

std::string instead(const Thread& thread, log::Author by, Instant now) {
  std::string state(name_of(thread.state));
  std::replace(state.begin(), state.end(), '_', ' ');
  std::vector<std::string_view> verbs;
  for (const RecordKind kind : possible_in_thread(thread, by, now)) {
    const std::string_view verb = thread_row_of(kind)->verb;
    if (std::find(verbs.begin(), verbs.end(), verb) == verbs.end()) verbs.push_back(verb);
  }
  std::string out = " It is " + state + "; ";
  if (verbs.empty()) return out + "there is nothing for you to do with it now.";
  out += "you can: ";
  for (std::size_t i = 0; i < verbs.size(); ++i) out += (i == 0 ? "" : ", ") + std::string(verbs[i]);
  return out + ".";
}

Answer answer_of(const ThreadRow& row, Instant now) {
  Answer answer;
  answer.lane = lane_of(row.thread);
  answer.facts.kind = row.kind;
  answer.facts.said_at = now;
  return answer;
}

}  // namespace

Result<Answer> check_first_of_thread(RecordKind kind, Instant now) {
  const ThreadRow* row = thread_row_of(kind);
  if (row == nullptr || row->effect != Effect::first) return Error{Errc::usage, "say which one is meant"};
  return answer_of(*row, now);
}

std::vector<RecordKind> possible_in_thread(const Thread& thread, log::Author by, Instant now) {
  std::vector<RecordKind> kinds;
  for (const ThreadRow& row : thread_rows()) {
    if (allows(row, thread, by, now)) kinds.push_back(row.kind);
  }
  return kinds;
}

Result<Answer> check_thread(const Thread& thread, RecordKind kind, log::Author by, Instant now) {
  const ThreadRow* row = thread_row_of(kind);
  if (row == nullptr || row->thread != thread.kind) return Error{Errc::usage, "that is not possible with this"};
  if (!allows(*row, thread, by, now)) {
    return Error{Errc::refused, std::string(row->refusal) + instead(thread, by, now)};
  }
  Answer answer = answer_of(*row, now);
  answer.facts.promise = thread.id;
  answer.facts.parent = thread.head;
  return answer;
}

}  // namespace avow::ledger
