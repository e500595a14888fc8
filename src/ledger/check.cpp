#include "ledger/check.h"

#include <algorithm>
#include <array>

#include "base/text_promises.h"
#include "ledger/note_table.h"

namespace avow::ledger {
namespace {

using enum RecordKind;

Error refused(std::string_view sentence) { return Error{Errc::refused, std::string(sentence)}; }

// The proposal that an answer means: the named one, or the latest said. Null when there is none.
const Proposal* find_proposal(const Promise& promise, const Act& act, bool own, RecordKind kind) {
  const Proposal* found = nullptr;
  for (const Proposal& proposal : promise.pending) {
    if ((proposal.by == act.by) != own || (kind != none && proposal.kind != kind)) continue;
    if (act.proposal && proposal.id != *act.proposal) continue;
    found = &proposal;
  }
  return found;
}

bool awaits_answer(State state) {
  return state == State::asked || state == State::lapsed || state == State::offered || state == State::countered;
}

// What a person means by "accept", "decline", "withdraw": the terms, or a proposal beside them.
RecordKind meant(const Promise& promise, const Act& act) {
  const bool mine = act.by == promise.promiser;
  if (act.kind == promise_accept || act.kind == promise_take) {
    if (find_proposal(promise, act, false, promise_change) != nullptr) return promise_accept_change;
    return mine && awaits_answer(promise.state) ? promise_take : act.kind;
  }
  if (act.kind == promise_decline && find_proposal(promise, act, false, none) != nullptr) return promise_decline_proposal;
  if (act.kind == promise_withdraw && find_proposal(promise, act, true, none) != nullptr) return promise_withdraw_proposal;
  return act.kind;
}

bool who_fits(const Transition& row, const Promise& promise, log::Author by, const Proposal* proposal) {
  const bool mine = by == promise.promiser;
  const bool terms_mine = (promise.state == State::offered) == mine;
  switch (row.who) {
    case Who::promiser: return mine;
    case Who::other: return !mine;
    case Who::either: return true;
    case Who::terms_author: return terms_mine;
    case Who::terms_answerer: return !terms_mine;
    case Who::proposal_author:
    case Who::proposal_answerer: return proposal != nullptr;
  }
  return false;
}

const Proposal* proposal_meant(const Promise& promise, const Act& act, RecordKind kind) {
  if (kind == promise_accept_change) return find_proposal(promise, act, false, promise_change);
  if (kind == promise_confirm) return find_proposal(promise, act, false, promise_correct);
  if (kind == promise_decline_proposal) return find_proposal(promise, act, false, none);
  if (kind == promise_withdraw_proposal) return find_proposal(promise, act, true, none);
  if (kind != promise_settle) return nullptr;
  for (const Proposal& proposal : promise.pending) {
    if (proposal.kind == promise_settle && proposal.by != act.by && proposal.outcome == act.outcome) return &proposal;
  }
  return nullptr;
}

Result<void> check_words(const Act& act, RecordKind kind) {
  const auto one_of = [&act](std::initializer_list<Outcome> allowed) {
    return std::find(allowed.begin(), allowed.end(), act.outcome) != allowed.end();
  };
  const bool fits =
      kind == promise_report || kind == promise_correct ? one_of({Outcome::kept, Outcome::partly, Outcome::missed})
      : kind == promise_settle ? one_of({Outcome::kept, Outcome::kept_late, Outcome::partly, Outcome::missed})
      : kind == promise_own_view ? one_of({Outcome::kept, Outcome::partly, Outcome::missed, Outcome::cannot_tell})
                                 : true;
  if (!fits) return Error{Errc::usage, "say kept, partly or missed"};
  if (act.done_at && *act.done_at > act.now) return Error{Errc::usage, "it cannot have been done in the future"};
  return {};
}

// What the table cannot say: once only, not the same again, not beside an own one that is still open.
Result<void> check_more(const Promise& promise, const Act& act, RecordKind kind, const Proposal* proposal) {
  const auto own_open = [&](RecordKind of) { return find_proposal(promise, {none, {}, act.by, {}, {}, {}, {}}, true, of) != nullptr; };
  const bool past = promise.grace_end && act.now > *promise.grace_end;
  if (kind == promise_nudge && promise.nudged) return refused("You have already asked once how it went.");
  if ((kind == promise_own_view || kind == promise_nudge) && !past) {
    return refused("That is possible only once the promise is past its time.");
  }
  // Of a day its author's tables say when that is, and who writes asks them.
  if (kind == promise_at_risk && promise.chain != Chain::instance && promise.due && act.now >= *promise.due) {
    return refused(text::kHasCome);
  }
  if (kind == promise_change && own_open(promise_change)) {
    return refused("Your own change is still open: withdraw it first.");
  }
  if (kind == promise_settle && proposal == nullptr && own_open(promise_settle)) {
    return refused("The outcome that you proposed is still open: withdraw it first.");
  }
  if (kind == promise_correct) {
    const Outcome word = with_lateness(promise.grace_end, act.outcome, act.done_at.value_or(promise.done_at.value_or(act.now)));
    if (word == promise.outcome) return refused(text::kSaysAlready);
    if (worth(word) > worth(promise.outcome) && own_open(promise_correct)) {
      return refused("Your correction already waits for your partner: withdraw it first.");
    }
  }
  return {};
}

Answer answer_of(const Promise& promise, const Act& act, RecordKind kind, const Proposal* proposal) {
  Answer answer;
  Facts& facts = answer.facts;
  facts.kind = kind;
  facts.role = act.by == promise.promiser ? Role::promiser : Role::other;
  facts.said_at = act.now;
  facts.promise = promise.id;
  facts.parent = promise.head;
  if (proposal != nullptr) facts.proposal = proposal->id;
  if (names_outcome(kind)) facts.outcome = act.outcome;
  if (kind == promise_report || kind == promise_correct) facts.done_at = act.done_at.value_or(Instant{});
  return answer;
}

// check_promise without the list of what is possible instead.
Result<Answer> try_promise(const Promise& promise, const Act& act) {
  const RecordKind kind = meant(promise, act);
  const auto rows = transitions_of(kind);
  if (rows.empty() || rows.front().effect == Effect::first) return Error{Errc::usage, "nothing that a promise knows"};
  const Proposal* proposal = proposal_meant(promise, act, kind);
  for (const Transition& row : rows) {
    if (kind == promise_confirm && (row.who == Who::proposal_answerer) != (proposal != nullptr)) continue;
    if (!contains(row.chains, promise.chain)) continue;
    if (!contains(row.from, promise.state) || !who_fits(row, promise, act.by, proposal)) continue;
    AVOW_CHECK(check_words(act, kind));
    AVOW_CHECK(check_more(promise, act, kind, proposal));
    return answer_of(promise, act, kind, proposal);
  }
  return refused(transitions_of(act.kind).front().refusal);
}

// What this row's kind by itself, not by way of another verb, would do; `known`: of its verb so far. False: nothing.
bool add_possible(const Promise& promise, const Transition& row, log::Author by, Instant now, Possible& known) {
  constexpr std::array kWords{Outcome::kept, Outcome::partly, Outcome::missed, Outcome::cannot_tell};
  const auto attempt = [&](Outcome outcome) -> std::optional<Facts> {
    const auto answer = try_promise(promise, {row.kind, promise.id, by, now, outcome, {}, {}});
    if (!answer.ok() || verb_of(answer->facts.kind) != row.verb) return std::nullopt;
    return answer->facts;
  };
  if (names_outcome(row.kind)) {
    for (const Outcome outcome : kWords) {
      if (attempt(outcome)) known.outcomes.push_back(outcome);
    }
    return !known.outcomes.empty();
  }
  const auto facts = attempt(Outcome::none);
  if (!facts) return false;
  if (row.kind == promise_take_back || row.kind == promise_leave_open) known.ends.push_back(row.kind);
  const auto meant = std::find_if(promise.pending.begin(), promise.pending.end(),
                                  [&](const Proposal& one) { return one.id == facts->proposal; });
  if (meant != promise.pending.end()) known.proposal = meant->kind;
  return true;
}

std::string instead(const Promise& promise, const Act& act) {
  std::string state(name_of(promise.state));
  std::replace(state.begin(), state.end(), '_', ' ');
  std::string out = " It is " + state + "; ";
  const auto verbs = possible_verbs(promise, act.by, act.now);
  if (verbs.empty()) return out + "there is nothing for you to do with it now.";
  out += "you can: ";
  for (std::size_t i = 0; i < verbs.size(); ++i) out += (i == 0 ? "" : ", ") + std::string(verbs[i]);
  return out + ".";
}

}  // namespace

std::vector<Possible> possible_acts(const Promise& promise, log::Author by, Instant now) {
  std::vector<Possible> out;
  for (const Transition& row : transitions()) {
    if (row.effect == Effect::first) continue;
    auto known = std::find_if(out.begin(), out.end(), [&row](const Possible& one) { return one.verb == row.verb; });
    if (known != out.end()) {
      add_possible(promise, row, by, now, *known);
    } else if (Possible fresh{row.verb, {}, {}, none}; add_possible(promise, row, by, now, fresh)) {
      out.push_back(std::move(fresh));
    }
  }
  return out;
}

std::vector<std::string_view> possible_verbs(const Promise& promise, log::Author by, Instant now) {
  std::vector<std::string_view> verbs;
  for (const Possible& one : possible_acts(promise, by, now)) verbs.push_back(one.verb);
  return verbs;
}

Result<Answer> check_promise(const Promise& promise, const Act& act) {
  auto answer = try_promise(promise, act);
  if (answer.ok() || answer.error().code != Errc::refused) return answer;
  return Error{Errc::refused, answer.error().context + instead(promise, act)};
}

Result<Answer> check_first(const Act& act) {
  Answer answer;
  answer.facts.kind = act.kind;
  answer.facts.said_at = act.now;
  if (act.kind == promise_offer) {
    answer.facts.role = Role::promiser;
  } else if (act.kind == promise_ask) {
    answer.facts.role = Role::other;
  } else if (act.kind == note) {
    answer.lane = log::Lane::notes;
  } else {
    return Error{Errc::usage, "say which promise or note is meant"};
  }
  return answer;
}

namespace {

std::string_view why_not(const Note& note, const Act& act) {
  if (note.state == NoteState::withdrawn) return "This note was withdrawn; nothing more can be done with it.";
  if (note.state == NoteState::expired && act.kind != note_withdraw) {
    return "The time that was set for this note has ended; its author can still withdraw it.";
  }
  if (act.kind != note_seen) return "Only its author can correct or withdraw a note; you can: seen.";
  if (note.by == act.by) return "Only the one who received a note can mark it as seen; you can: correct, withdraw.";
  return "You have marked this note as seen already.";
}

}  // namespace

Result<Answer> check_note(const Note& note, const Act& act) {
  const auto rows = note_rows();
  if (std::none_of(rows.begin(), rows.end(), [&](const NoteRow& row) { return row.from != 0 && row.kind == act.kind; })) {
    return Error{Errc::usage, "nothing that a note knows"};
  }
  if (note_row_of(act.kind, note.state, note.by == act.by ? NoteWho::author : NoteWho::receiver) == nullptr) {
    return refused(why_not(note, act));
  }
  Answer answer;
  answer.lane = log::Lane::notes;
  Facts& facts = answer.facts;
  facts.kind = act.kind;
  facts.said_at = act.now;
  facts.promise = note.id;
  facts.parent = note.version;
  if (act.kind == note_correct && note.expires_at) facts.expires_at = *note.expires_at;
  if (act.kind == note_withdraw) {
    facts.takes_kind = RecordKind::note;
    facts.takes = note.id;
  }
  return answer;
}

}  // namespace avow::ledger
