// avow_bench: how long the things take that people wait for, with real vaults and without sockets.
//   avow_bench append [COUNT=1000]       one durable promise at a time: p50, p99, max
//   avow_bench open [NOTES=100000]       Vault::open, without key derivation
//   avow_bench today [NOTES=100000]      `avow today` in a vault that stays open
//   avow_bench fold [RECORDS=100000]     the ledger made from nothing of a life's records, and one more record
//   avow_bench search [RECORDS=100000]   notes and promises of both: the first search, the next ones, and other lists
//   avow_bench pictures [RECORDS=10000]  every picture of the two and of one promise, as the page asks for them
//   avow_bench first-sync [NOTES=100000] all notes of one vault into an empty one, both machines in this process
//   avow_bench recurrence [TIMES=20]     the days of the rules that take longest, over all that they reach
// What is slower than avow promises (for as many as stand above, on two cores of 2026) is said, and the
// answer is 1. The vaults lie in $TMPDIR and are removed. For the whole way over a socket see first_sync.py.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

#include "app/searchable.h"
#include "app/terms.h"
#include "app/writing.h"
#include "crypto/init.h"
#include "fakes/two_people.h"
#include "ledger/recurrence.h"

namespace avow::bench {
namespace {

using namespace avow::testing;
using Stopwatch = std::chrono::steady_clock;

double seconds_since(Stopwatch::time_point start) { return std::chrono::duration<double>(Stopwatch::now() - start).count(); }

// Of this process, in user and kernel: on a busy machine it says more than the wall clock.
double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec); };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

bool all_fast_enough = true;

// `limit`: what avow promises, in the same unit.
void at_most(std::string_view what, double measured, double limit) {
  if (measured <= limit) return;
  all_fast_enough = false;
  fmt::print("TOO SLOW: {}: {:.2f}, and at most {} is promised\n", what, measured, limit);
}

double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

// Notes of 200 bytes, written as `note add --each-line` does.
void add_notes(Person& person, std::size_t count) {
  for (std::size_t done = 0; done < count;) {
    const auto batch = static_cast<unsigned>(std::min<std::size_t>(count - done, 4096));
    capnp::MallocMessageBuilder message;
    auto texts = message.initRoot<schema::Request>().initNoteAddLines().initTexts(batch);
    for (unsigned i = 0; i < batch; ++i) {
      std::string text = fmt::format("note {} ", done + i);
      text.resize(200, 'x');
      texts.set(i, text);
    }
    Answers answers;
    REQUIRE(person.ask(message.getRoot<schema::Request>(), answers).ok());
    done += batch;
  }
}

void append(std::size_t count) {
  TwoPeople two(1);
  two.pair();
  std::vector<double> times;
  for (std::size_t i = 0; i < count; ++i) {
    const auto start = Stopwatch::now();
    two.a.offer("I will call when I leave work", "2027-02-01T18:00");
    times.push_back(1000 * seconds_since(start));
  }
  std::sort(times.begin(), times.end());
  fmt::print("append: {} promises, durable: p50 {:.2f} ms, p99 {:.2f} ms, max {:.2f} ms\n", count,
             times[count / 2], times[count * 99 / 100], times.back());
}

void open(std::size_t count) {
  TwoPeople two(2);
  two.pair();
  add_notes(two.a, count);
  two.a.close();
  auto lock = store::VaultLock::take(two.a.place().vault, store::IfMissing::refuse, std::chrono::seconds(5));
  REQUIRE(lock.ok());
  const auto slots = store::Store::read_slots(**lock);
  REQUIRE(slots.ok());
  lock->reset();
  auto start = Stopwatch::now();
  REQUIRE(crypto::open_slot(slots->passphrase_slot, bytes_of("correct horse"), slots->vault_id).ok());
  const double derivation = seconds_since(start);
  start = Stopwatch::now();
  const double cpu_before = cpu_seconds();
  two.a.open();
  const double cpu = cpu_seconds() - cpu_before;
  const double opened = seconds_since(start) - derivation;
  start = Stopwatch::now();
  const std::size_t listed = two.a.vault().ledger().notes({}, two.clock.now()).size();
  fmt::print("open: {} notes: {:.3f} s ({:.3f} s of CPU) after key derivation ({:.4f} s at 64 KiB); first list of {}: {:.3f} s\n", count,
             opened, cpu, derivation, listed, seconds_since(start));
}

void first_sync(std::size_t count) {
  TwoPeople two(3);
  two.pair();
  auto start = Stopwatch::now();
  add_notes(two.a, count);
  const double written = seconds_since(start);
  start = Stopwatch::now();
  const double cpu_before = cpu_seconds();
  const auto outcome = two.sync();
  const double cpu = cpu_seconds() - cpu_before;
  const double synced = seconds_since(start);
  REQUIRE(outcome.ok());
  REQUIRE(outcome->level);
  REQUIRE(outcome->sent == count);
  fmt::print("first-sync: {} notes: written in {:.2f} s; level in {:.2f} s ({:.2f} s of CPU), {:.0f} entries/s; peak of both {:.0f} MiB\n",
             count, written, synced, cpu, static_cast<double>(count) / synced, peak_mib());
}

// `avow today` in a running instance, with that many notes of each and, of the promises, one in ten accepted.
void today(std::size_t count) {
  TwoPeople two(4);
  two.pair();
  add_notes(two.a, count / 2);
  add_notes(two.b, count / 2);
  std::vector<std::string> offered;
  for (std::size_t i = 0; i < count / 100; ++i) offered.push_back(two.b.offer("I will call when I leave work", "2027-02-01T18:00"));
  REQUIRE(two.sync().ok());
  for (std::size_t i = 0; i < offered.size(); i += 10) two.a.act("accept", offered[i]);
  const auto ask_today = [&](std::string_view when) {
    capnp::MallocMessageBuilder message;
    message.initRoot<schema::Request>().setToday();
    Answers answers;
    const auto start = Stopwatch::now();
    REQUIRE(two.a.ask(message.getRoot<schema::Request>(), answers).ok());
    const double took = 1000 * seconds_since(start);
    fmt::print("today: {} notes and {} promises, {}: {:.2f} ms\n", count, offered.size(), when, took);
    at_most(fmt::format("today, {}, in ms", when), took, 30);
  };
  two.a.close();
  two.a.open();
  ask_today("first after opening");
  ask_today("again");
  two.a.note("one more");
  two.a.act("accept", offered[1]);
  ask_today("after a note and an acceptance");
  add_notes(two.b, 1000);
  REQUIRE(two.sync().ok());
  ask_today("after 1,000 notes arrived");
  capnp::MallocMessageBuilder message;
  message.initRoot<schema::Request>().initNoteSeen().setId(to_text(two.a.vault().ledger().unseen_notes(1, two.clock.now()).newest.at(0).id));
  Answers answers;
  REQUIRE(two.a.ask(message.getRoot<schema::Request>(), answers).ok());
  ask_today("after a note was marked as seen");
}

void recurrence(std::size_t times) {
  const ledger::LocalDay first{std::chrono::year(2026) / 1 / 1};
  for (const char* text : {"FREQ=DAILY", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=10000",
                           "FREQ=MONTHLY;BYDAY=5MO", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "FREQ=DAILY;BYDAY=MO;BYSETPOS=2",
                           "FREQ=YEARLY;BYDAY=MO,TU;BYSETPOS=366,365,364,363,362,361,360,359,358,357,356,355,354,353,352,351"}) {
    const auto rule = ledger::parse_rrule(text);
    REQUIRE(rule.ok());
    double worst = 0;
    std::size_t found = 0;
    for (std::size_t i = 0; i < times; ++i) {
      const double start = cpu_seconds();
      found = ledger::days_of(*rule, first, first, ledger::LocalDay::max(), 1'000'000).size();
      worst = std::max(worst, cpu_seconds() - start);
    }
    fmt::print("recurrence: {}: {} days: {:.2f} ms of CPU at worst\n", text, found, 1000 * worst);
    at_most("a rule, in ms", 1000 * worst, 10);
  }
}

// Words as people use them: a few often, most seldom.
std::string sentence(SeededRandom& random) {
  std::string out;
  for (int i = 0; i < 33; ++i) {
    const auto bytes = random.bytes<4>();
    const double share = (256.0 * bytes[0] + bytes[1]) / 65536.0;
    const auto rank = static_cast<unsigned>(std::pow(30'000.0, share));
    out += fmt::format("{}{}{}", out.empty() ? "" : " ", static_cast<char>('a' + rank % 26), rank);
  }
  return out;
}

// Many records at once, as `record` makes them.
template <typename Record>
void add_records(Person& person, log::Lane lane, std::size_t count, Record record) {
  for (std::size_t done = 0; done < count;) {
    std::vector<app::NewRecord> batch;
    for (; batch.size() < 4096 && done < count; ++done) {
      auto [facts, words] = record(done);
      auto made = app::make_record(person.vault(), {"Europe/Berlin", false}, std::move(facts), words);
      REQUIRE(made.ok());
      batch.push_back(std::move(*made));
    }
    REQUIRE(person.vault().append(lane, std::move(batch)).ok());
  }
}

// Both write as many notes; of promises of `b` each is offered, accepted, and every second one reported.
void add_life(TwoPeople& two, std::size_t count) {
  SeededRandom random(9);
  const auto said = [&](Person& person, ledger::RecordKind kind, const RecordId& id = {}, ledger::Outcome outcome = {}) {
    ledger::Act act{kind, id, log::Author::me, two.clock.now(), outcome, {}, {}};
    auto answer = person.vault().ledger().check(act);
    REQUIRE(answer.ok());
    ledger::Words words;
    words.text = sentence(random);
    return std::pair(std::move(answer->facts), words);
  };
  const auto note = [&](Person& person) {
    return [&](std::size_t i) {
      if (i % 64 == 0) two.clock.advance(std::chrono::minutes(1));
      return said(person, ledger::RecordKind::note);
    };
  };
  for (Person* person : {&two.a, &two.b}) add_records(*person, log::Lane::notes, count / 4, note(*person));
  const std::size_t promises = count / 5;
  add_records(two.b, log::Lane::commitments, promises, [&](std::size_t) { return said(two.b, ledger::RecordKind::promise_offer); });
  REQUIRE(two.sync().ok());
  const auto offered = two.a.vault().ledger().promises(two.clock.now());
  REQUIRE(offered.size() == promises);
  add_records(two.a, log::Lane::commitments, promises, [&](std::size_t i) { return said(two.a, ledger::RecordKind::promise_accept, offered[i].id); });
  REQUIRE(two.sync().ok());
  add_records(two.b, log::Lane::commitments, promises / 2, [&](std::size_t i) {
    return said(two.b, ledger::RecordKind::promise_report, offered[2 * i].id, ledger::Outcome::kept);
  });
  REQUIRE(two.sync().ok());
}

ledger::Record record_at(app::Vault& vault, const ledger::Place& place) {
  auto content = app::content_of(vault, place.id);
  REQUIRE(content.ok());
  return {place.id, place.lane, place.by, place.epoch, place.index, {}, std::move(content->facts), {}};
}

// A ledger made from nothing of the records of a life, and one more record of each kind of work.
void fold(std::size_t count) {
  TwoPeople two(6);
  two.pair();
  add_life(two, count);
  std::vector<ledger::Record> records;
  for (const auto& place : two.a.vault().ledger().said({.since = {}, .until = {}, .before = {}, .limit = SIZE_MAX})) records.push_back(record_at(two.a.vault(), place));
  std::reverse(records.begin(), records.end());  // the earliest said first
  ledger::Ledger ledger;
  double start = cpu_seconds();
  ledger.reserve(records.size());
  for (std::size_t i = 1; i + 1 < records.size(); ++i) ledger.add(records[i]);
  ledger.settle();
  for (const auto& record : records) {
    if (record.facts.kind == ledger::RecordKind::promise_offer) REQUIRE(ledger.promise(record.id, two.clock.now()).ok());
  }
  const double folded = cpu_seconds() - start;
  const auto one_more = [&ledger](const ledger::Record& record) {
    const double before = cpu_seconds();
    ledger.add(record);
    ledger.settle();
    return 1000 * (cpu_seconds() - before);
  };
  const double newest = one_more(records.back());
  const double earliest = one_more(records.front());
  fmt::print("fold: {} records, every promise asked for: {:.3f} s of CPU; one more: {:.3f} ms, one said before all others: {:.3f} ms\n",
             records.size(), folded, newest, earliest);
  at_most("the fold, in s", folded, 1.5);
  at_most("one more record, in ms", newest, 1);
  at_most("one record said before all others, in ms", earliest, 1);
}

// What one request costs, in ms of CPU; its longest step is printed.
template <typename Fill>
double time_request(Person& person, std::string_view what, Fill fill) {
  capnp::MallocMessageBuilder message;
  auto request = message.initRoot<schema::Request>();
  request.setZone("Europe/Berlin");
  fill(request);
  Answers answers;
  double longest = 0;
  const double start = cpu_seconds();
  double before = start;
  person.after_step = [&] { longest = std::max(longest, cpu_seconds() - std::exchange(before, cpu_seconds())); };
  REQUIRE(person.ask(request.asReader(), answers).ok());
  const double took = 1000 * (cpu_seconds() - start);
  fmt::print("  {:<34} {:>8.2f} ms of CPU, longest step {:>6.2f} ms, {} items\n", what, took, 1000 * longest, answers.items.size());
  at_most(fmt::format("the longest step of {}, in ms", what), 1000 * longest, 20);
  return took;
}

void search(std::size_t count) {
  TwoPeople two(5);
  two.pair();
  add_life(two, count);
  two.a.close();
  two.a.open();
  const std::size_t records = two.a.vault().ledger().size();
  fmt::print("lists: {} records\n", records);
  const auto list = [](schema::Request::Builder request) { request.initPromiseList().setLimit(50); };
  const auto today = [](schema::Request::Builder request) { request.setToday(); };
  const auto timeline = [](schema::Request::Builder request) { request.initTimeline().setLimit(50); };
  const auto find = [](std::string_view words) {
    return [words](schema::Request::Builder request) { request.initSearch().setWords(std::string(words)); };
  };
  at_most("promise list, the first, in ms", time_request(two.a, "promise list --limit 50, the first", list), 30);
  at_most("promise list, in ms", time_request(two.a, "promise list --limit 50", list), 30);
  at_most("today, the first, in ms", time_request(two.a, "today, the first", today), 30);
  at_most("today, in ms", time_request(two.a, "today", today), 30);
  time_request(two.a, "timeline --limit 50, the first", timeline);
  time_request(two.a, "timeline --limit 50", timeline);
  time_request(two.a, "timeline, all", [](schema::Request::Builder request) { request.initTimeline(); });
  time_request(two.a, "shared, all", [](schema::Request::Builder request) { request.initShared(); });
  time_request(two.a, "us", [](schema::Request::Builder request) { request.setUs(); });
  const double before = peak_mib();
  time_request(two.a, "search, the first", find("b1"));
  fmt::print("  its index: {:.0f} MiB more at the peak\n", peak_mib() - before);
  for (const std::string_view words : {"b1", "b1 c2", "b1 c2 d", "k10", "k1", "a26 b27 c28", "b1 kind:promise", "by:me", "by:me before:2027-01-15T12:00", "nowhere"}) {
    time_request(two.a, fmt::format("search {}", words), find(words));
  }
  two.a.note("one more about b1");
  time_request(two.a, "search, after a note", find("b1"));
  time_request(two.a, "timeline --limit 50, after a note", timeline);
  time_request(two.a, "promise list --limit 50, the same", list);
}

void pictures(std::size_t count) {
  TwoPeople two(7);
  two.pair();
  add_life(two, count);
  const std::string promise = to_text(two.b.vault().ledger().promises({{}, {}, 1}, two.clock.now()).at(0).id);
  fmt::print("pictures: {} records\n", two.b.vault().ledger().size());
  for (const std::string_view kind : {"months", "trend", "calendar", "pulse", "timeline"}) {
    const double took = time_request(two.b, fmt::format("picture {}", kind), [&](schema::Request::Builder request) {
      auto query = request.initPicture();
      query.setKind(std::string(kind));
      query.setForm("svg");
      if (kind == "timeline") query.setId(promise);
    });
    at_most(fmt::format("picture {}, in ms", kind), took, 50);
  }
}

int run(std::string_view what, std::size_t count) {
  if (what == "append") append(count);
  else if (what == "open") open(count);
  else if (what == "first-sync") first_sync(count);
  else if (what == "today") today(count);
  else if (what == "recurrence") recurrence(count);
  else if (what == "search") search(count);
  else if (what == "fold") fold(count);
  else if (what == "pictures") pictures(count);
  else return 2;
  return all_fast_enough ? 0 : 1;
}

// An assertion that fails here ends the run.
void on_assertion(const doctest::AssertData& data) {
  fmt::print(stderr, "{}:{}: {} failed\n", data.m_file, data.m_line, data.m_expr);
  std::exit(1);
}

}  // namespace
}  // namespace avow::bench

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  std::size_t count = what == "append" ? 1000 : what == "recurrence" ? 20 : what == "pictures" ? 10'000 : 100'000;
  const std::string_view given = argc > 2 ? argv[2] : "";
  const bool whole = given.empty() || std::from_chars(given.data(), given.data() + given.size(), count).ptr == given.data() + given.size();
  doctest::Context context;
  context.setAsDefaultForAssertsOutOfTestCases();
  context.setAssertHandler(avow::bench::on_assertion);
  if (!avow::crypto::start().ok()) return 1;
  const int answer = whole && count > 0 ? avow::bench::run(what, count) : 2;
  if (answer == 2) fmt::print(stderr, "usage: avow_bench append|open|first-sync|today|search|fold|pictures|recurrence [COUNT]\n");
  return answer;
}
