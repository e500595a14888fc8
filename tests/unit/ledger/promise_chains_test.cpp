// Every state of a promise of every shape, and of one day of a repeating or standing one; every kind of letter, both authors,
// every word: allowed exactly as the table says, and without any effect otherwise. The ways into the states are found in the
// table itself.
#include <map>
#include <set>

#include "ledger/check.h"
#include "unit/ledger/promise_chain_story.h"

using namespace avow;
using namespace avow::ledger;
using namespace avow::ledger::story;
using enum avow::ledger::RecordKind;

namespace {

// A state with the word that was given and what waits beside it: "active", "missed missed+promise_correct of promiser".
std::string situation_of(const Promise& promise) {
  std::string out(name_of(promise.state));
  if (promise.outcome != Outcome::none) out += " " + std::string(name_of(promise.outcome));
  if (promise.ends) out += "+ends";
  for (const Proposal& proposal : promise.pending) {
    out += "+" + std::string(name_of(proposal.kind)) + (proposal.by == promise.promiser ? " of promiser" : " of other");
  }
  return out;
}

std::string group_of(const ChainWay& way) {
  constexpr std::array kNames{"one-off", "repeating", "standing", "conditional"};
  return (way.day ? "a day of a " : "") + std::string(kNames[static_cast<std::size_t>(way.shape)]);
}

std::vector<Outcome> words_for(RecordKind kind) {
  if (kind == promise_report || kind == promise_correct || kind == promise_own_view) return {Outcome::kept, Outcome::partly, Outcome::missed};
  if (kind == promise_settle) return {Outcome::kept, Outcome::kept_late, Outcome::partly, Outcome::missed};
  return {Outcome::none};
}

// Every letter of every kind by both, also such as are no promise's.
const std::vector<ChainStep>& every_letter() {
  static const auto all = [] {
    std::set<RecordKind> kinds{note, agreement_sign, repair_pause, checkin_seal, redaction, static_cast<RecordKind>(999)};
    for (const Transition& row : transitions()) kinds.insert(row.kind);
    kinds.erase(RecordKind::none);
    std::vector<ChainStep> letters;
    for (const RecordKind kind : kinds) {
      for (const Outcome outcome : words_for(kind)) {
        for (const bool promiser : {true, false}) letters.push_back({kind, promiser, outcome});
      }
    }
    return letters;
  }();
  return all;
}

const Proposal* proposal_of(const Promise& promise, bool promiser, RecordKind kind) {
  for (const Proposal& proposal : promise.pending) {
    if ((proposal.by == promise.promiser) == promiser && (kind == RecordKind::none || proposal.kind == kind)) return &proposal;
  }
  return nullptr;
}

bool who_may(const Transition& row, const Promise& promise, bool promiser) {
  const bool terms_by_promiser = promise.state == State::offered;
  switch (row.who) {
    case Who::promiser: return promiser;
    case Who::other: return !promiser;
    case Who::either: return true;
    case Who::terms_author: return promiser == terms_by_promiser;
    case Who::terms_answerer: return promiser != terms_by_promiser;
    case Who::proposal_author: return proposal_of(promise, promiser, RecordKind::none) != nullptr;
    case Who::proposal_answerer: {
      RecordKind kind = RecordKind::none;
      if (row.kind == promise_accept_change) kind = promise_change;
      if (row.kind == promise_confirm) kind = promise_correct;
      return proposal_of(promise, !promiser, kind) != nullptr;
    }
  }
  return false;
}

// As its lateness makes it: a correction without a time is about the same deed.
Outcome word_of(const Promise& promise, const ChainStep& letter, Instant now) {
  const Instant done = letter.kind == promise_correct ? promise.done_at.value_or(now) : now;
  return with_lateness(promise.grace_end, letter.outcome, done);
}

// What the table says of this letter then, read without any code of the fold or of check(). Null: nothing comes of it.
const Transition* row_for(const Promise& promise, const ChainStep& letter, Instant now) {
  const bool corrects = promise.outcome == word_of(promise, letter, now);
  if (letter.kind == promise_correct && corrects) return nullptr;  // it says that already
  const bool late_only = letter.kind == promise_own_view || letter.kind == promise_nudge;
  if (late_only && (!promise.grace_end || now <= *promise.grace_end)) return nullptr;
  const bool answers = letter.kind == promise_confirm && proposal_of(promise, true, promise_correct) != nullptr;
  for (const Transition& row : transitions_of(letter.kind)) {
    if (row.effect == Effect::first || !contains(row.chains, promise.chain) || !contains(row.from, promise.state)) continue;
    if (letter.kind == promise_confirm && (row.who == Who::proposal_answerer) != answers) continue;
    if (who_may(row, promise, letter.by_promiser)) return &row;
  }
  return nullptr;
}

bool is_upward(const Promise& promise, const ChainStep& letter, Instant now) {
  return worth(word_of(promise, letter, now)) > worth(promise.outcome);
}

// One's own program does not let one propose twice.
bool is_repeated(const Promise& promise, const ChainStep& letter, Instant now) {
  if (letter.kind == promise_change) return proposal_of(promise, letter.by_promiser, promise_change) != nullptr;
  if (letter.kind == promise_correct) return is_upward(promise, letter, now) && proposal_of(promise, true, promise_correct) != nullptr;
  if (letter.kind != promise_settle || proposal_of(promise, letter.by_promiser, promise_settle) == nullptr) return false;
  const Proposal* theirs = proposal_of(promise, !letter.by_promiser, promise_settle);
  return theirs == nullptr || theirs->outcome != letter.outcome;
}

std::string closed_name(Outcome outcome) { return std::string(name_of(outcome)); }

// The state that the table promises; where it leaves that to the word, the word's.
std::string state_after(const Promise& promise, const ChainStep& letter, const Transition& row, Instant now) {
  const Outcome word = word_of(promise, letter, now);
  const std::string before(name_of(promise.state));
  if (letter.kind == promise_correct && is_upward(promise, letter, now)) return before;
  if (letter.kind == promise_report || letter.kind == promise_correct) return word == Outcome::missed ? "missed" : "reported";
  if (letter.kind == promise_confirm) {
    const Proposal* correction = proposal_of(promise, true, promise_correct);
    return closed_name(correction != nullptr ? correction->outcome : promise.outcome);
  }
  if (letter.kind == promise_take_back) return promise.outcome == Outcome::partly ? "partly_own_word" : "kept_own_word";
  if (letter.kind == promise_settle) {
    const Proposal* theirs = proposal_of(promise, !letter.by_promiser, promise_settle);
    if (theirs == nullptr || theirs->outcome != letter.outcome) return before;
    return closed_name(promise.done_at ? with_lateness(promise.grace_end, letter.outcome, *promise.done_at) : letter.outcome);
  }
  if (row.effect != Effect::transition) return before;
  if (letter.kind == promise_end) return before;  // until that day has come
  const bool past = promise.grace_end && now > *promise.grace_end && promise.days.empty();
  if (letter.kind == promise_resume && past) return "unreported";
  return std::string(name_of(row.to_state));
}

struct Found {
  ChainWay way;
  std::string group;
  std::string situation;
};

// The shortest way into each state, with what can wait beside it.
const std::vector<Found>& ways() {
  static const auto all = [] {
    std::vector<Found> found;
    std::set<std::pair<std::string, std::string>> known;
    std::vector<ChainWay> open;
    for (const Shape shape : {Shape::one_off, Shape::repeating, Shape::standing, Shape::conditional}) {
      open.push_back({shape, false, {{promise_offer, true}}});
      open.push_back({shape, false, {{promise_ask, false}}});
      if (contains(kSeriesChains, chain_of(shape))) open.push_back({shape, true, {}});
    }
    for (std::size_t at = 0; at < open.size(); ++at) {
      const ChainWay way = open[at];
      ChainStory lived(way);
      const Promise promise = lived.seen_by(lived.ben);
      if (!known.emplace(group_of(way), situation_of(promise)).second) continue;
      found.push_back({way, group_of(way), situation_of(promise)});
      const auto longer = [&](const ChainStep& step) {
        open.push_back(way);
        open.back().steps.push_back(step);
      };
      longer({});
      for (const ChainStep& letter : every_letter()) {
        const auto answer = lived.ask(letter);
        if (answer.ok() && answer->facts.kind == letter.kind) longer(letter);
      }
    }
    return found;
  }();
  return all;
}

void try_it(const Found& found, const ChainStep& letter) {
  ChainStory story(found.way);
  Person& person = story.who(letter.by_promiser);
  const Promise before = story.seen_by(person);
  const Transition* row = row_for(before, letter, story.now);
  CAPTURE(name_of(letter.kind));
  CAPTURE(letter.by_promiser);
  CAPTURE(name_of(letter.outcome));
  const auto answer = story.ask(letter);
  CHECK((answer.ok() && answer->facts.kind == letter.kind) == (row != nullptr && !is_repeated(before, letter, story.now)));
  const RecordId written = story.insist(letter);
  story.sync();
  const Promise after = story.seen_by(person);
  const std::string mark = story.mark_of(written);
  if (row == nullptr) {
    CHECK(after == before);
    CHECK((mark == "inert" || mark == "not there"));
    return;
  }
  CHECK(mark == (row->effect == Effect::annotation ? "annotation" : "counted"));
  CHECK(std::string(name_of(after.state)) == state_after(before, letter, *row, story.now));
  const bool moved = row->effect == Effect::transition && !is_upward(before, letter, story.now);
  CHECK_MESSAGE((after.head != before.head) == (moved || after.state != before.state), "only a transition moves the head");
  if (row->effect == Effect::answer) CHECK(after.pending.size() + 1 == before.pending.size());
}

}  // namespace

TEST_CASE("every state that a promise or a day of one can have is reached through the table") {
  const std::set<std::string> before{"asked", "lapsed", "offered", "countered", "declined", "withdrawn"};
  const std::set<std::string> said{"reported", "kept",     "kept_late", "kept_own_word", "partly",      "partly_own_word",
                                   "missed",   "disputed", "left_open", "excused",       "active",      "released",
                                   "stepped_back"};
  const auto all = [](std::set<std::string> states, const std::set<std::string>& more) {
    states.insert(more.begin(), more.end());
    return states;
  };
  const auto once = all(all(before, said), {"unreported", "paused", "renegotiated"});
  const auto series = all(before, {"active", "paused", "released", "stepped_back", "renegotiated", "ended"});
  std::map<std::string, std::set<std::string>> reached;
  for (const Found& found : ways()) {
    reached[found.group].insert(found.situation.substr(0, found.situation.find_first_of(" +")));
  }
  CHECK(reached["one-off"] == once);
  CHECK(reached["conditional"] == all(once, {"not_due"}));
  CHECK(reached["repeating"] == series);
  CHECK(reached["standing"] == series);
  CHECK(reached["a day of a repeating"] == all(said, {"unreported"}));
  CHECK(reached["a day of a standing"] == said);
  CHECK(reached.size() == 6);
  CHECK(ways().size() > 280);  // with the words that were given and the proposals that wait beside them
}

TEST_CASE("every state, every letter, both authors, every word: what the table allows, and nothing else") {
  for (const Found& found : ways()) {
    CAPTURE(found.group);
    CAPTURE(found.situation);
    for (const ChainStep& letter : every_letter()) try_it(found, letter);
  }
}

namespace {

// A verb with the word that it takes: "report kept", "settle promise_leave_open", "accept".
std::string said_of(std::string_view verb, std::string_view word) { return std::string(verb) + (word.empty() ? "" : " ") + std::string(word); }

std::set<std::string> offered_to(const Promise& promise, Instant now) {
  std::set<std::string> out;
  for (const Possible& act : possible_acts(promise, log::Author::me, now)) {
    for (const Outcome outcome : act.outcomes) {
      if (outcome != Outcome::cannot_tell) out.insert(said_of(act.verb, name_of(outcome)));
    }
    for (const RecordKind end : act.ends) out.insert(said_of(act.verb, name_of(end)));
    if (act.outcomes.empty() && act.ends.empty()) out.insert(std::string(act.verb));
    const bool answers = act.proposal != RecordKind::none;
    if (answers) CHECK(proposal_of(promise, (act.verb == "withdraw") == (promise.promiser == log::Author::me), act.proposal) != nullptr);
  }
  return out;
}

// The same by the table alone.
std::set<std::string> allowed_to(const Promise& promise, bool promiser, Instant now) {
  std::set<std::string> out;
  for (const ChainStep& letter : every_letter()) {
    if (letter.by_promiser != promiser || letter.outcome == Outcome::kept_late) continue;
    const Transition* row = row_for(promise, letter, now);
    if (row == nullptr || is_repeated(promise, letter, now)) continue;
    const bool ends = letter.kind == promise_take_back || letter.kind == promise_leave_open;
    out.insert(said_of(row->verb, ends ? name_of(letter.kind) : letter.outcome == Outcome::none ? "" : name_of(letter.outcome)));
  }
  return out;
}

}  // namespace

TEST_CASE("what a person is told to be possible is what the table allows, with its words") {
  for (const Found& found : ways()) {
    CAPTURE(found.group);
    CAPTURE(found.situation);
    ChainStory story(found.way);
    for (const bool promiser : {true, false}) {
      const Promise promise = story.seen_by(story.who(promiser));
      CHECK(offered_to(promise, story.now) == allowed_to(promise, promiser, story.now));
    }
  }
}
