// Threads in the words of story.h: anna and ben begin, answer and cross each other.
#pragma once

#include "unit/ledger/story.h"

namespace avow::ledger::story {

class ThreadStory : public Story {
 public:
  // What an honest instance writes; `more` fills in times and targets.
  Result<RecordId> try_thread(Person& person, RecordKind kind, const RecordId& id, const Facts& more = {}) {
    AVOW_TRY(Answer answer, person.ledger.check_thread(kind, id, log::Author::me, now));
    answer.facts.start_at = more.start_at;
    answer.facts.due_wall = more.due_wall;
    answer.facts.due_at = more.due_at;
    answer.facts.review_at = more.review_at;
    answer.facts.target = more.target;
    return write(person, answer.lane, answer.facts);
  }
  RecordId begin(Person& person, RecordKind kind, const Facts& more = {}) { return must(try_thread(person, kind, {}, more)); }
  RecordId go(Person& person, RecordKind kind, const RecordId& id, const Facts& more = {}) {
    return must(try_thread(person, kind, id, more));
  }
  // Begins it and brings it over.
  RecordId shared(Person& person, RecordKind kind, const Facts& more = {}) {
    const RecordId id = begin(person, kind, more);
    sync();
    return id;
  }
  std::string no(Person& person, RecordKind kind, const RecordId& id) {
    const auto answer = person.ledger.check_thread(kind, id, log::Author::me, now);
    return answer.ok() ? "" : answer.error().context;
  }
  Thread thread(Person& person, const RecordId& id) { return must(person.ledger.thread(id, now)); }
  // The state's name, after checking that both see the same.
  std::string is(const RecordId& id) {
    const Thread here = thread(anna, id);
    Thread there = thread(ben, id);
    there.by = other_of(there.by);
    CHECK(here == there);
    auto histories = std::pair(anna.ledger.thread_history(id, now), ben.ledger.thread_history(id, now));
    for (HistoryItem& item : histories.second) item.by = other_of(item.by);
    CHECK(histories.first == histories.second);
    return std::string(name_of(here.state));
  }
  std::string mark_in(Person& person, const RecordId& id, const RecordId& record) {
    for (const HistoryItem& item : person.ledger.thread_history(id, now)) {
      if (item.id == record) return std::string(name_of(item.mark));
    }
    return "not there";
  }
  // Writes it whether it is allowed or not, at the head that this person knows.
  RecordId insist(Person& person, RecordKind kind, const RecordId& id, const Facts& more = {}) {
    const ThreadRow* row = thread_row_of(kind);
    Facts facts = more;
    facts.kind = kind;
    facts.promise = id;
    facts.parent = thread(person, id).head;
    return write(person, row == nullptr ? log::Lane::notes : lane_of(row->thread), facts);
  }
};

inline Facts until(Instant end) {
  Facts facts;
  facts.due_wall = "2026-12-27";
  facts.due_at = end;
  return facts;
}
inline Facts from(Instant start) {
  Facts facts;
  facts.start_at = start;
  return facts;
}

}  // namespace avow::ledger::story
