#include "sim/lives_rules.h"

#include <algorithm>

namespace avow::testing::lives {
namespace {

using namespace ledger;
using enum RecordKind;

bool is_in(RecordKind kind, std::initializer_list<RecordKind> kinds) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}
bool counts(const HistoryItem& item) { return item.mark == Mark::counted; }
bool counted_by(const Promise& promise, log::Author author, std::initializer_list<RecordKind> kinds) {
  return std::any_of(promise.history.begin(), promise.history.end(), [&](const HistoryItem& item) {
    return counts(item) && item.by == author && is_in(item.kind, kinds);
  });
}

// Walks along one promise's history and asks of each record that has an effect whether its author may have it.
class Authors {
 public:
  Authors(const Promise& promise, const Records& records) : promise_(promise), records_(records), terms_by_(promise.promiser) {}

  std::string wrong() {
    for (const HistoryItem& item : promise_.history) {
      if (item.mark != Mark::counted && item.mark != Mark::annotation) continue;
      const Record& record = records_.at(item.id);
      const bool first = item.id == promise_.id;
      if (record.by != item.by || record.facts.kind != item.kind) return "a history that says something else than its record";
      if (!first && !may(record)) return std::string(name_of(item.kind)) + " by the wrong author counts";
      // Why not those: taking a proposal back, or saying no to it, binds nobody, wherever it was said.
      const bool lets_go = is_in(item.kind, {promise_decline_proposal, promise_withdraw_proposal});
      if (!first && !lets_go && !parents_count(record)) return std::string(name_of(item.kind)) + " counts on an abandoned branch";
      if (first || item.kind == promise_counter) terms_by_ = record.by;
    }
    return "";
  }

 private:
  bool fits(const Transition& row, const Record& record) const {
    const auto proposal = records_.find(record.facts.proposal);
    switch (row.who) {
      case Who::promiser: return record.by == promise_.promiser;
      case Who::other: return record.by != promise_.promiser;
      case Who::either: return true;
      case Who::terms_author: return record.by == terms_by_;
      case Who::terms_answerer: return record.by != terms_by_;
      case Who::proposal_author: return proposal != records_.end() && proposal->second.by == record.by;
      case Who::proposal_answerer: return proposal != records_.end() && proposal->second.by != record.by;
    }
    return false;
  }
  bool may(const Record& record) const {
    const auto rows = transitions_of(record.facts.kind);
    return std::any_of(rows.begin(), rows.end(), [&](const Transition& row) {
      return row.effect != Effect::first && contains(row.chains, promise_.chain) && fits(row, record);
    });
  }
  // Each record that it hangs on counts too, up to the first one or (of a day) to the promise itself.
  bool parents_count(const Record& record) const {
    RecordId at = record.facts.parent;
    for (std::size_t i = 0; i <= promise_.history.size(); ++i) {
      if (at == promise_.id) return true;
      const auto item = std::find_if(promise_.history.begin(), promise_.history.end(), [&](const HistoryItem& one) { return one.id == at; });
      if (item == promise_.history.end() || !counts(*item)) return false;
      at = records_.at(at).facts.parent;
    }
    return false;
  }

  const Promise& promise_;
  const Records& records_;
  log::Author terms_by_;
};

// Only P binds P: the terms in force are P's own and taken by R, or R's and taken on by P.
std::string bound_by_another(const Promise& promise, const View& view, const Records& records) {
  if (!promise.active_since || !promise.series.is_zero()) return "";
  const log::Author promiser = promise.promiser;
  const bool own = records.at(promise.terms).by == promiser;
  const log::Author answerer = own ? other_of(promiser) : promiser;
  if (!promise.predecessor) {
    return counted_by(promise, answerer, {promise_take, promise_accept}) ? "" : "somebody is bound by terms that nobody took";
  }
  const auto before = view.promises.find(*promise.predecessor);
  const bool renegotiated = before != view.promises.end() && before->second.state == State::renegotiated;
  return renegotiated && counted_by(before->second, answerer, {promise_accept_change}) ? "" : "a change binds that nobody accepted";
}

std::string word_of_another(const Promise& promise) {
  const log::Author promiser = promise.promiser;
  const bool said = counted_by(promise, promiser, {promise_report});
  if (promise.outcome != Outcome::none && !said) return "a word that the promiser never gave";
  const bool missed = promise.state == State::missed || promise.outcome == Outcome::missed;
  const bool own = std::any_of(promise.history.begin(), promise.history.end(), [&](const HistoryItem& item) {
    const bool word = is_in(item.kind, {promise_report, promise_correct, promise_settle});
    return counts(item) && word && item.by == promiser && item.outcome == Outcome::missed;
  });
  if (missed && !own) return "missed without the promiser's word";
  if (promise.state == State::stepped_back && !counted_by(promise, promiser, {promise_step_back, promise_end})) return "stepped back by another";
  if (promise.state == State::excused && !counted_by(promise, promiser, {promise_excuse})) return "excused by another";
  if (promise.state == State::released && !counted_by(promise, other_of(promiser), {promise_release})) return "released by oneself";
  return "";
}

std::string broken_rule_of(const Thread& thread, const Records& records, Instant now) {
  const auto by_wrong_author = [&](const HistoryItem& item) {
    if (item.id == thread.id || (item.mark != Mark::counted && item.mark != Mark::annotation)) return false;
    const ThreadRow* row = thread_row_of(item.kind);
    const log::Author by = records.at(item.id).by;
    if (row == nullptr || row->thread != thread.kind) return true;
    return (row->who == ThreadWho::author && by != thread.by) || (row->who == ThreadWho::other && by == thread.by);
  };
  if (std::any_of(thread.history.begin(), thread.history.end(), by_wrong_author)) return "a thread is moved by the wrong author";
  using enum ThreadState;
  const log::Author last = records.at(thread.last).by;
  if (thread.state == declined && last == thread.by) return "declined by the one who asked";
  if (contains(states_of(heard, not_yet, needs, settled, reopened), thread.state) && last != thread.by) {
    return "something is said for the one who was hurt";
  }
  if (thread.kind != ThreadKind::agreement || thread.state != active) return "";
  const bool both = records.at(thread.id).by != last && records.at(thread.last).facts.kind == agreement_sign;
  if (!both) return "an agreement without two signatures";
  return !thread.ends || now < *thread.ends ? "" : "an agreement past its end";
}

std::string broken_rule_of(const Checkin& checkin, const Records& records) {
  for (const log::Author author : {log::Author::me, log::Author::partner}) {
    const CheckinSide& side = checkin.of(author);
    if (!side.seal.is_zero() && records.at(side.seal).by != author) return "a seal that another set";
    if (!side.opening.is_zero() && records.at(side.opening).by != author) return "opened by another";
  }
  const bool opened = checkin.state == CheckinState::revealed || checkin.state == CheckinState::opened;
  return !opened || (!checkin.sides[0].seal.is_zero() && !checkin.sides[1].seal.is_zero()) ? "" : "opened before both were sealed";
}

std::string broken_rule_of(const Note& note, const Records& records) {
  const auto first = records.find(note.id);  // its facts may be gone; a withdrawal of it says by itself whose it was
  if (first != records.end() && first->second.by != note.by) return "a note of somebody else";
  if (note.withdrawal && records.at(*note.withdrawal).by != note.by) return "a note withdrawn by another";
  if (!note.version.is_zero() && records.at(note.version).by != note.by) return "words in another's mouth";
  const bool tapped = std::any_of(records.begin(), records.end(), [&](const auto& one) {
    return one.second.facts.kind == note_seen && one.second.facts.promise == note.id && one.second.by != note.by;
  });
  return !note.seen || tapped ? "" : "seen without a tap";
}

}  // namespace

std::string broken_rule(const View& view, const Records& records, Instant now) {
  for (const auto& [id, promise] : view.promises) {
    for (const std::string& broken :
         {Authors(promise, records).wrong(), bound_by_another(promise, view, records), word_of_another(promise)}) {
      if (!broken.empty()) return broken + " (" + to_text(id).substr(0, 6) + ")";
    }
  }
  std::string broken;
  for (const auto& [id, thread] : view.threads) broken += broken_rule_of(thread, records, now);
  for (const auto& [id, checkin] : view.checkins) broken += broken_rule_of(checkin, records);
  for (const auto& [id, note] : view.notes) broken += broken_rule_of(note, records);
  return broken;
}

std::set<RecordId> settled(const View& view) {
  std::set<RecordId> out;
  for (const auto& [id, promise] : view.promises) {
    for (const HistoryItem& item : promise.history) {
      const auto rows = transitions_of(item.kind);
      const bool moves = std::any_of(rows.begin(), rows.end(), [](const Transition& row) { return row.effect == Effect::transition; });
      // Why not all of a day's: whoever may end the promise makes a day undue of which the promiser has said nothing.
      const bool stays = promise.series.is_zero() ? moves && item.kind != promise_correct : item.kind == promise_report;
      if (counts(item) && stays) out.insert(item.id);
    }
  }
  for (const auto& [id, thread] : view.threads) {
    for (const HistoryItem& item : thread.history) {
      if (counts(item)) out.insert(item.id);
    }
  }
  return out;
}

std::set<RecordId> counting(const View& view, const Records& records) {
  std::set<RecordId> out;
  const auto add = [&out](const std::vector<HistoryItem>& history) {
    for (const HistoryItem& item : history) {
      if (item.mark == Mark::counted || item.mark == Mark::annotation) out.insert(item.id);
    }
  };
  for (const auto& [id, promise] : view.promises) add(promise.history);
  for (const auto& [id, thread] : view.threads) add(thread.history);
  // A no to a proposal counts wherever it hangs (it binds nobody), and hangs there still.
  for (const RecordId& id : std::vector<RecordId>(out.begin(), out.end())) {
    auto at = records.find(id);
    if (at == records.end() || !is_in(at->second.facts.kind, {promise_decline_proposal, promise_withdraw_proposal})) continue;
    while (at != records.end() && out.insert(at->second.facts.parent).second) at = records.find(at->second.facts.parent);
  }
  for (const auto& [id, record] : records) {
    const RecordKind kind = record.facts.kind;
    const bool has_history = !transitions_of(kind).empty() || thread_of(kind) != ThreadKind::none;
    if (!has_history) out.insert(id);
    // Why: who knew of such a word cannot stop that day any more, whatever became of the word.
    if (kind == promise_report && !record.facts.series.is_zero()) out.insert(id);
  }
  return out;
}

}  // namespace avow::testing::lives
