// One promise, or one day of a repeating or standing one, brought into a state step by step, in the words of story.h: anna
// promises, ben is the other. Whatever one of them insists on can be written at its head.
#pragma once

#include "unit/ledger/series_story.h"

namespace avow::ledger::story {

struct ChainStep {
  RecordKind kind = RecordKind::none;  // none: time passes
  bool by_promiser = true;
  Outcome outcome = Outcome::none;
};

struct ChainWay {
  Shape shape = Shape::one_off;
  bool day = false;  // one day of it
  std::vector<ChainStep> steps;
  Chain chain() const { return day ? Chain::instance : chain_of(shape); }
};

inline constexpr std::chrono::days kLongWait{15};  // longer than what is asked waits, than due and grace, than a review

class ChainStory : public Story {
 public:
  explicit ChainStory(const ChainWay& way) : way_(way) {
    if (way.day) begin_series();
    for (const ChainStep& step : way.steps) {
      if (step.kind == RecordKind::none) now += kLongWait;
      else insist(step);
      sync();
      now += std::chrono::minutes(1);
    }
  }

  RecordId id;

  Person& who(bool promiser) { return promiser ? anna : ben; }
  // As that person sees it, and the other too.
  Promise seen_by(Person& person) {
    const auto promise = look(person);
    const auto there = look(other(person));
    CHECK(same_but_for_side(promise, there));
    return promise;
  }
  const Proposal* pending(const Promise& promise) const { return promise.pending.empty() ? nullptr : &promise.pending.back(); }

  Result<Answer> ask(const ChainStep& step) {
    Person& person = who(step.by_promiser);
    Act wanted{step.kind, way_.day ? series_ : id, log::Author::me, now, step.outcome, {}, {}, {}};
    if (way_.day) wanted.day = kDay;
    return person.ledger.check(wanted);
  }

  // Well formed, at the head, and with the proposal that it answers, whether the table allows it or not.
  RecordId insist(const ChainStep& step) {
    Person& person = who(step.by_promiser);
    Facts facts;
    facts.kind = step.kind;
    facts.role = step.by_promiser ? Role::promiser : Role::other;
    facts.outcome = step.outcome;
    if (!id.is_zero()) {
      const Promise promise = look(person);
      facts.promise = id;
      facts.parent = promise.head;
      if (const Proposal* proposal = answered(promise, step)) facts.proposal = proposal->id;
    }
    if (way_.day) add_day(facts);
    else add_terms(facts);
    const RecordId written = write(person, log::Lane::commitments, facts);
    if (id.is_zero()) id = written;
    return written;
  }
  std::string mark_of(const RecordId& record) { return mark(ben, id, record); }

 private:
  inline static const LocalDay kDay = day_of_story(1);

  Promise look(Person& person) {
    return way_.day ? must(person.ledger.day(series_, kDay, now)) : must(person.ledger.promise(id, now));
  }

  // The one that this person can mean; else any, for whoever insists.
  static const Proposal* answered(const Promise& promise, const ChainStep& step) {
    const Proposal* found = nullptr;
    for (const Proposal& proposal : promise.pending) {
      const bool theirs = proposal.by == log::Author::partner;
      const bool withdraws = step.kind == RecordKind::promise_withdraw_proposal;
      const bool changes = step.kind == RecordKind::promise_accept_change && proposal.kind == RecordKind::promise_change;
      const bool confirms = step.kind == RecordKind::promise_confirm && proposal.kind == RecordKind::promise_correct;
      const bool agrees = step.kind == RecordKind::promise_settle && proposal.kind == step.kind && theirs && proposal.outcome == step.outcome;
      const bool answers = changes || confirms || agrees || withdraws || step.kind == RecordKind::promise_decline_proposal;
      if (answers && (found == nullptr || theirs != withdraws)) found = &proposal;
    }
    return found;
  }

  void add_terms(Facts& facts) {
    const RecordKind kind = facts.kind;
    const bool terms = kind == RecordKind::promise_offer || kind == RecordKind::promise_ask || kind == RecordKind::promise_counter ||
                       kind == RecordKind::promise_change;
    facts.day = kind == RecordKind::promise_end ? day_of_story(40) : LocalDay{};
    if (!terms && kind != RecordKind::promise_end) return;
    if (terms) facts.shape = way_.shape;
    if (terms && way_.shape == Shape::standing) return;
    if (terms && way_.shape == Shape::repeating) facts.repeats = {Recurrence{Frequency::daily, 1, 0, {}, {}, {}, {}, 0, {}}};
    const LocalDay due = utc_day(now) + std::chrono::days(3);
    facts.due_wall = date_text(due) + "T18:00";
    facts.due_zone = "Etc/UTC";
    facts.due_at = Instant(due.time_since_epoch()) + std::chrono::hours(18);
    facts.grace_end_at = facts.due_at;
  }

  void add_day(Facts& facts) {
    const Promise series = must(anna.ledger.promise(series_, now));
    const InstanceTimes times = times_of(series.days.front(), kDay);
    facts.series = series_;
    facts.series_head = series.head;
    facts.day = kDay;
    facts.due_wall = times.wall;
    facts.due_zone = "Etc/UTC";
    facts.due_at = times.due;
    facts.grace_end_at = times.grace_end;
  }

  void begin_series() {
    ChainStory series({way_.shape, false, {{RecordKind::promise_offer}}});
    Facts facts = series.anna.written.front().facts;
    if (way_.shape == Shape::repeating) {
      facts.due_wall = date_text(kDay) + "T18:00";
      facts.due_at = facts.grace_end_at = Instant(kDay.time_since_epoch()) + std::chrono::hours(18);
    }
    series_ = write(anna, log::Lane::commitments, facts);
    sync();
    act(ben, RecordKind::promise_accept, series_);
    sync();
    id = instance_id(series_, kDay);
  }

  ChainWay way_;
  RecordId series_;
};

}  // namespace avow::ledger::story
