#include "ledger/shelf.h"

namespace avow::ledger {

std::vector<const Record*> ThreadShelf::records_of(const RecordId& id) const {
  std::vector<const Record*> records;
  for (const std::uint32_t at : shelf_.thread_rows(id)) records.push_back(shelf_.record_of(at));
  return records;
}

void ThreadShelf::bring_in() const {
  for (const RecordId& id : shelf_.take_changed_threads()) {
    const auto records = records_of(id);
    Thread thread = fold_thread(id, records, Instant{});
    thread.history = {};
    thread.state = thread.standing;  // Why: what the clock changes never makes one wait
    const bool waits = waits_for(thread, log::Author::me) || waits_for(thread, log::Author::partner);
    if (waits) waiting_.insert(id);
    else waiting_.erase(id);
    if (thread.kind == ThreadKind::none) folded_.erase(id);
    else folded_.insert_or_assign(id, std::move(thread));
    Checkin checkin = fold_checkin(id, records, Instant{});
    if (checkin.state == CheckinState::none) checkins_.erase(id);
    else checkins_.insert_or_assign(id, std::move(checkin));
  }
}

const Thread* ThreadShelf::find(const RecordId& id) const {
  bring_in();
  const auto found = folded_.find(id);
  return found == folded_.end() ? nullptr : &found->second;
}

std::vector<Thread> ThreadShelf::all(ThreadKind kind) const {
  bring_in();
  std::vector<Thread> threads;
  for (const auto& [id, thread] : folded_) {
    if (kind == ThreadKind::none || thread.kind == kind) threads.push_back(thread);
  }
  return threads;
}

std::vector<Thread> ThreadShelf::waiting() const {
  bring_in();
  std::vector<Thread> threads;
  for (const RecordId& id : waiting_) threads.push_back(folded_.at(id));
  return threads;
}

const Checkin* ThreadShelf::find_checkin(const RecordId& id) const {
  bring_in();
  const auto found = checkins_.find(id);
  return found == checkins_.end() ? nullptr : &found->second;
}

std::vector<Checkin> ThreadShelf::checkins() const {
  bring_in();
  std::vector<Checkin> checkins;
  for (const auto& [id, checkin] : checkins_) checkins.push_back(checkin);
  return checkins;
}

Thread ThreadShelf::fold_whole(const RecordId& id, Instant now) const { return fold_thread(id, records_of(id), now); }

}  // namespace avow::ledger
