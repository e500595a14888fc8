// Every state of every thread, every kind of letter, both authors: allowed exactly as the table says, and without any
// effect otherwise. The ways into the states are found in the table itself.
#include <map>
#include <set>

#include "unit/ledger/readme_block.h"
#include "unit/ledger/thread_story.h"

using namespace avow;
using namespace avow::ledger;
using namespace avow::ledger::story;

namespace {

struct Step {
  RecordKind kind;
  log::Author by;  // me: the author of the first record
};
struct Way {
  ThreadKind thread = ThreadKind::none;
  std::vector<Step> steps;
  bool waits_out = false;  // … until its end has passed
};

Facts times_for(RecordKind kind, Instant now) {
  Facts facts;
  if (kind == RecordKind::transparency_propose || kind == RecordKind::agreement_propose) return until(now + std::chrono::days(20));
  if (kind == RecordKind::repair_pause) facts.start_at = now + std::chrono::days(1);
  return facts;
}

std::vector<log::Author> authors_of(const ThreadRow& row) {
  switch (row.who) {
    case ThreadWho::author: return {log::Author::me};
    case ThreadWho::other: return {log::Author::partner};
    case ThreadWho::either: return {log::Author::me, log::Author::partner};
  }
  return {};
}

// Anna begins everything; each letter arrives before the next one is written.
class Lived {
 public:
  explicit Lived(const Way& way) {
    for (const Step& step : way.steps) {
      Person& person = step.by == log::Author::me ? story.anna : story.ben;
      const bool first = id.is_zero();
      const RecordId written = story.go(person, step.kind, id, times_for(step.kind, story.now));
      if (first) id = written;
      story.sync();
      story.now += std::chrono::minutes(1);
    }
    if (way.waits_out) story.now += std::chrono::days(21);
  }
  ThreadStory story;
  RecordId id;
};

std::string state_after(const Way& way) {
  Lived lived(way);
  return lived.story.is(lived.id);
}

// The shortest way into each state of each thread.
const std::map<std::pair<ThreadKind, std::string>, Way>& ways() {
  static const auto all = [] {
    std::map<std::pair<ThreadKind, std::string>, Way> found;
    std::vector<Way> open;
    for (const ThreadRow& row : thread_rows()) {
      if (row.effect == Effect::first) open.push_back({row.thread, {{row.kind, log::Author::me}}});
    }
    for (std::size_t at = 0; at < open.size(); ++at) {
      const Way way = open[at];
      const std::string state = state_after(way);
      if (!found.emplace(std::pair(way.thread, state), way).second) continue;
      if (way.thread == ThreadKind::agreement && (state == "proposed" || state == "active")) {
        Way late = way;
        late.waits_out = true;
        found.emplace(std::pair(way.thread, state_after(late)), late);
      }
      for (const ThreadRow& row : thread_rows()) {
        if (row.thread != way.thread || row.effect == Effect::first) continue;
        Lived lived(way);
        for (const log::Author by : authors_of(row)) {
          Person& person = by == log::Author::me ? lived.story.anna : lived.story.ben;
          if (!lived.story.no(person, row.kind, lived.id).empty()) continue;
          Way longer = way;
          longer.steps.push_back({row.kind, by});
          open.push_back(longer);
          break;
        }
      }
    }
    return found;
  }();
  return all;
}

// What the table says, read without any code of the fold. A paused repair stands where it was paused, and can be resumed.
const ThreadRow* row_for(RecordKind kind, log::Author by, const Way& way) {
  const ThreadRow* row = thread_row_of(kind);
  if (row == nullptr || row->thread != way.thread || row->effect == Effect::first) return nullptr;
  const auto authors = authors_of(*row);
  if (std::find(authors.begin(), authors.end(), by) == authors.end()) return nullptr;
  std::string state = state_after(way);
  if (state == "paused") {
    if (contains(row->from, ThreadState::paused)) return row;
    Way before = way;
    before.steps.pop_back();
    state = state_after(before);
  }
  for (std::size_t i = 0; i < kThreadStateCount; ++i) {
    const auto one = static_cast<ThreadState>(i);
    if (name_of(one) == state) return contains(row->from, one) ? row : nullptr;
  }
  return nullptr;
}

std::set<RecordKind> every_kind() {
  std::set<RecordKind> kinds{RecordKind::note, RecordKind::promise_offer, RecordKind::promise_accept, RecordKind::checkin_seal,
                             static_cast<RecordKind>(999)};
  for (const ThreadRow& row : thread_rows()) kinds.insert(row.kind);
  return kinds;
}

void try_it(const Way& way, RecordKind kind, log::Author by) {
  Lived lived(way);
  ThreadStory& story = lived.story;
  Person& person = by == log::Author::me ? story.anna : story.ben;
  const std::string before = story.is(lived.id);
  const ThreadRow* row = row_for(kind, by, way);
  CAPTURE(name_of(kind));
  CAPTURE(log::name_of(by));
  CHECK(person.ledger.check_thread(kind, lived.id, log::Author::me, story.now).ok() == (row != nullptr));
  const RecordId letter = story.insist(person, kind, lived.id, times_for(kind, story.now));
  story.sync();
  const std::string after = story.is(lived.id);
  const std::string mark = story.mark_in(story.other(person), lived.id, letter);
  if (row == nullptr) {
    CHECK(after == before);
    CHECK((mark == "inert" || mark == "not there"));
    return;
  }
  CHECK(mark == (row->effect == Effect::annotation ? "annotation" : "counted"));
  if (row->to != ThreadState::none) CHECK(after == name_of(row->to));
  else if (before != "paused") CHECK(after == before);
  else CHECK(after != "paused");
}

}  // namespace

TEST_CASE("every state that a thread can have is reached through its table") {
  std::map<ThreadKind, std::set<std::string>> named;
  for (const ThreadRow& row : thread_rows()) {
    if (row.to != ThreadState::none) named[row.thread].emplace(name_of(row.to));
  }
  named[ThreadKind::agreement].insert("expired");
  std::map<ThreadKind, std::set<std::string>> reached;
  for (const auto& [key, way] : ways()) reached[key.first].insert(key.second);
  CHECK(reached == named);
  CHECK(ways().size() == 39);
}

TEST_CASE("every state, every letter, both authors: what the table allows, and nothing else") {
  const auto kinds = every_kind();
  for (const auto& known : ways()) {
    const Way& way = known.second;
    CAPTURE(name_of(known.first.first));
    CAPTURE(known.first.second);
    for (const RecordKind kind : kinds) {
      for (const log::Author by : {log::Author::me, log::Author::partner}) try_it(way, kind, by);
    }
  }
}

TEST_CASE("safety_14 every row has its words, and what is ended asks for no more steps than what is begun") {
  for (const ThreadRow& row : thread_rows()) {
    CAPTURE(name_of(row.kind));
    CHECK_FALSE(row.event.empty());
    CHECK_FALSE(row.verb.empty());
    CHECK_FALSE(row.help.empty());
    CHECK(row.refusal.empty() == (row.effect == Effect::first));
    CHECK((row.from == 0) == (row.effect == Effect::first));
    CHECK(thread_of(row.kind) == row.thread);
    CHECK(thread_kind_named(name_of(row.thread)) == row.thread);
  }
  // Whoever is asked to sign, pin or answer may say no with one word too.
  for (const auto& [thread, yes] : {std::pair(ThreadKind::agreement, RecordKind::agreement_sign),
                                    std::pair(ThreadKind::milestone, RecordKind::milestone_pin),
                                    std::pair(ThreadKind::question, RecordKind::question_answer)}) {
    const ThreadStates asked = thread_row_of(yes)->from & states_of(ThreadState::proposed, ThreadState::open);
    const auto rows = thread_rows();
    CHECK(std::any_of(rows.begin(), rows.end(), [&, kind = thread](const ThreadRow& row) {
      return row.thread == kind && row.to == ThreadState::declined && (row.from & asked) == asked && row.who == ThreadWho::other;
    }));
  }
}

TEST_CASE("protocol/README.md holds the generated table of threads") {
  check_readme_block("threads", thread_rows_markdown());
}
