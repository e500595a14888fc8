#include "app/loop_habits.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/limits.h"
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;

namespace {

constexpr std::string_view kOlder = "Position,Name,Question,Description,NumRepetitions,Interval,Color\n";
constexpr std::string_view kNewer =
    "Position,Name,Type,Question,Description,FrequencyNumerator,FrequencyDenominator,Color,Unit,Target Type,Target Value,Archived?\n";
const Instant kNow = from_millis(1'800'000'000'000);  // 2027-01-15, a Friday

Result<app::LoopHabits> read(const std::string& habits, const std::string& marks = "") {
  return app::read_loop(habits, marks, "Europe/Berlin", kNow);
}

// "text · every …" of each draft, as listed.
std::vector<std::string> drafts_of(const std::string& habits) {
  auto answer = read(habits);
  REQUIRE_MESSAGE(answer.ok(), (answer.ok() ? "" : answer.error().context));
  std::sort(answer->drafts.begin(), answer->drafts.end(), [](const auto& a, const auto& b) { return a.place > b.place; });
  std::vector<std::string> out;
  for (const auto& draft : answer->drafts) {
    const auto facts = ledger::decode_facts(draft.facts);
    const auto words = ledger::decode_words(draft.words);
    REQUIRE((facts.ok() && words.ok()));
    CHECK(facts->kind == ledger::RecordKind::promise_offer);
    CHECK(facts->role == ledger::Role::promiser);
    REQUIRE(facts->repeats.size() == 1);
    out.push_back(words->text + " \xC2\xB7 " + ledger::in_words(facts->repeats.front()));
  }
  return out;
}

std::string problem(const std::string& habits, const std::string& marks = "") {
  const auto answer = read(habits, marks);
  if (answer.ok()) return "";
  CHECK(answer.error().code == Errc::usage);
  return answer.error().context;
}

std::vector<std::string> days_of(const std::string& habits, const std::string& marks) {
  const auto answer = read(habits, marks);
  REQUIRE_MESSAGE(answer.ok(), (answer.ok() ? "" : answer.error().context));
  std::vector<std::string> out;
  for (const auto& day : answer->days) out.push_back(day.date + " " + day.text);
  return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("habits are drafts of repeating promises, in the order of the file") {
  CHECK(drafts_of(std::string(kOlder) +
                  "001,Meditate,Did you meditate?,In the morning,1,1,#FF8F00\n"
                  "002,\"Run, far\",,,3,7,#AFB42B\n"
                  "003,Call home,,,1,7,#AFB42B\n"
                  "004,Water the plants,,,1,3,#AFB42B\n"
                  "005,Clean,,,1,14,#AFB42B\n"
                  "006,Pay rent,,,1,30,#AFB42B\n"
                  "007,Swim,,,7,7,#AFB42B\n") ==
        Texts{"Meditate \xC2\xB7 every day", "Run, far, 3 times in 7 days \xC2\xB7 every week", "Call home \xC2\xB7 every week",
              "Water the plants \xC2\xB7 every 3 days", "Clean \xC2\xB7 every 2 weeks", "Pay rent \xC2\xB7 every month", "Swim \xC2\xB7 every day"});
  const auto words = ledger::decode_words(read(std::string(kOlder) + "1,A,Did you?,Quietly,1,1,#0\n")->drafts.front().words);
  CHECK(words->done_when == "Did you?");
  CHECK(words->look_at == "Quietly");
}

TEST_CASE("the newer columns: numbers with a target, and what is archived is no draft any more") {
  CHECK(drafts_of(std::string(kNewer) +
                  "001,Read,NUMERICAL,,,1,1,#0,pages,AT_LEAST,30.0,false\n"
                  "002,Coffee,NUMERICAL,,,1,1,#0,cups,AT_MOST,2.5,false\n"
                  "003,Smoke less,YES_NO,,,1,1,#0,,,,true\n"
                  "004,Walk,YES_NO,,,2,7,#0,,,,false\n") ==
        Texts{"Read: at least 30 pages \xC2\xB7 every day", "Coffee: at most 2.5 cups \xC2\xB7 every day",
              "Walk, 2 times in 7 days \xC2\xB7 every week"});
}

TEST_CASE("only what a person marked as done is history") {
  const std::string habits = std::string(kOlder) + "1,A,,,1,1,#0\n2,B,,,1,1,#0\n";
  CHECK(days_of(habits, "Date,A,B,\n2026-01-03,2,1,\n2026-01-02,0,2,\n2026-01-01,-1,3,\n") == Texts{"2026-01-03 A", "2026-01-02 B"});
  CHECK(days_of(habits, "Date,B,A\r\n2026-01-03,YES_MANUAL,YES_AUTO\r\n2026-01-02,SKIP,UNKNOWN\r\n") == Texts{"2026-01-03 B"});
  CHECK(days_of(std::string(kNewer) +
                    "1,Read,NUMERICAL,,,1,1,#0,pages,AT_LEAST,30.0,false\n2,Coffee,NUMERICAL,,,1,1,#0,cups,AT_MOST,2.0,true\n",
                "Date,Read,Coffee,\n2026-01-04,30000,1000,\n2026-01-03,29999,0,\n2026-01-02,-1,-1,\n2026-01-01,2,2,\n") ==
        Texts{"2026-01-04 Read"});
  CHECK(days_of(habits, "").empty());
  CHECK(days_of(habits, "Date,B,\n2026-01-03,2,\n") == Texts{"2026-01-03 B"});  // an export of some of them
}

TEST_CASE("names stand in the columns as they are, commas and quotes too, and one name may stand twice") {
  const std::string habits = std::string(kOlder) + "1,\"Run, far\",,,1,1,#0\n2,Run,,,1,1,#0\n3,\"say \"\"no\"\"\",,,1,1,#0\n4,Run,,,1,1,#0\n";
  const std::string marks = "Date,Run, far,Run,say \"no\",Run,\n2026-01-01,2,2,2,2,\n";
  CHECK(days_of(habits, marks) == Texts{"2026-01-01 Run, far", "2026-01-01 Run", "2026-01-01 say \"no\"", "2026-01-01 Run"});
  const auto once = read(habits, marks);
  const auto twice = read(habits, marks);
  CHECK(once->days == twice->days);
  std::set<RecordId> ids;
  for (const auto& day : once->days) ids.insert(day.id);
  for (const auto& draft : once->drafts) ids.insert(draft.id);
  CHECK(ids.size() == 8);
}

TEST_CASE("what is no export of Loop is refused with its file and line") {
  const std::string good = std::string(kOlder) + "1,A,,,1,1,#0\n";
  CHECK(problem("") == "Habits.csv, line 1, cannot be taken in: there is no column Name. Nothing was kept.");
  CHECK(problem("Name,Interval\nA,1\n").find("NumRepetitions") != std::string::npos);
  CHECK(problem(good + "2, ,,,1,1,#0\n").starts_with("Habits.csv, line 3, cannot be taken in: a habit without a name"));
  for (const std::string frequency : {"0,1", "1,0", "x,1", "1,", "-1,7", "99999999999,1"}) {
    CHECK(problem(good + "2,B,,," + frequency + ",#0\n").starts_with("Habits.csv, line 3"));
  }
  CHECK(problem(good + "2,B\"\n").starts_with("Habits.csv, line 3"));
  CHECK(problem(good, "Date,C\n").starts_with("Checkmarks.csv, line 1"));
  CHECK(problem(good, "A\n").starts_with("Checkmarks.csv, line 1"));
  CHECK(problem(good, "Date,A\n2026-01-01,2\n2026-02-30,2\n").starts_with("Checkmarks.csv, line 3"));
  CHECK(problem(good, "Date,A\n2026-01-01\n").starts_with("Checkmarks.csv, line 2"));
  CHECK(problem(good, "Date,A\n2026-01-01,2,2,\n").starts_with("Checkmarks.csv, line 2"));
  CHECK(problem(std::string(kOlder) + "1,A,,,1,1002,#0\n") != "");  // no rule reaches so far
}

TEST_CASE("the size of a file, at the most and one past") {
  const std::string good = std::string(kOlder) + "1,A,,,1,1,#0\n";
  const auto filled = [](std::string text, std::size_t size) { return text += std::string(size - text.size(), '\n'); };
  CHECK(problem(filled(good, limits::kLoopFileBytesMax)).find("too long") == std::string::npos);
  CHECK(problem(filled(good, limits::kLoopFileBytesMax + 1)).find("too long") != std::string::npos);
  CHECK(problem(good, filled("Date,A\n", limits::kLoopFileBytesMax)).find("too long") == std::string::npos);
  CHECK(problem(good, filled("Date,A\n", limits::kLoopFileBytesMax + 1)).find("too long") != std::string::npos);
}

TEST_CASE("habits, their names and their days, at the most and one past") {
  const auto habits = [](std::size_t count, std::size_t name_bytes) {
    std::string out = "Position,Name,Question,Description,NumRepetitions,Interval,Color,Archived?\n";
    for (std::size_t i = 0; i < count; ++i) {
      const std::string number = std::to_string(i);
      out += number + "," + number + std::string(name_bytes - number.size(), 'x') + ",,,1,1,#000000,true\n";
    }
    return out;
  };
  const auto read_all = [](const std::string& list, const std::string& days = "") {
    return app::read_loop(list, days, "Europe/Berlin", Instant{std::chrono::hours(24 * 20'000)});
  };
  CHECK(read_all(habits(limits::kLoopHabitsMax, 20)).ok());
  CHECK(read_all(habits(limits::kLoopHabitsMax + 1, 20)).error().code == Errc::usage);
  CHECK(read_all(habits(1, limits::kLoopNameBytesMax)).ok());
  CHECK(read_all(habits(1, limits::kLoopNameBytesMax + 1)).error().code == Errc::usage);
  const auto marks = [](std::size_t rows, std::size_t columns) {
    std::string out = "Date";
    for (std::size_t i = 0; i < columns; ++i) out += "," + std::to_string(i) + std::string(20 - std::to_string(i).size(), 'x');
    const ledger::LocalDay first{std::chrono::year(2000) / 1 / 1};
    for (std::size_t row = 0; row < rows; ++row) {
      out += "\n" + ledger::date_text(first + std::chrono::days(static_cast<int>(row)));
      for (std::size_t i = 0; i < columns; ++i) out += ",2";
    }
    return out + "\n";
  };
  static_assert(limits::kLoopDaysMax % 100 == 0);
  const auto most = read_all(habits(100, 20), marks(limits::kLoopDaysMax / 100, 100));
  REQUIRE(most.ok());
  CHECK(most->days.size() == limits::kLoopDaysMax);
  CHECK(read_all(habits(100, 20), marks(limits::kLoopDaysMax / 100 + 1, 100)).error().code == Errc::usage);
}

TEST_CASE("Loop's two files become drafts and days of this vault, once") {
  TwoPeople two(830);
  const std::string habits = std::string(kOlder) + "1,Meditate,,,1,1,#0\n2,Run,,,3,7,#0\n";
  std::string marks = "Date,Meditate,Run,\n";
  for (int month = 1; month <= 12; ++month) {
    for (int day = 1; day <= 28; ++day) marks += "20" + std::to_string(10 + month) + "-0" + std::to_string(1 + day % 9) + "-" + (day < 10 ? "0" : "") + std::to_string(day) + ",2,0,\n";
  }
  const auto import = [&](Request request) {
    auto lines = request.initImportLines();
    lines.setFormat("loop");
    auto texts = lines.initLines(2);
    texts.set(0, habits);
    texts.set(1, marks);
  };
  CHECK(ask(two.a, import)->result().getCount().getCount() == 2 + 12 * 28);
  CHECK(ask(two.a, import)->result().getCount().getCount() == 0);
  const auto promises = ask(two.a, [](Request request) { request.initPromiseList(); });
  REQUIRE(promises->items.size() == 2);
  CHECK(std::string(promises->at(0).getPromise().getText()) == "Meditate");
  CHECK(std::string(promises->at(1).getPromise().getText()) == "Run, 3 times in 7 days");
  const auto told = ask(two.a, [](Request request) { request.initTimeline().setLimit(3); });
  REQUIRE(told->items.size() == 3);
  CHECK(std::string(told->at(0).getMoment().getEvent()) == "done");
  CHECK(std::string(told->at(0).getMoment().getState()) == "imported");
  CHECK(std::string(told->at(0).getMoment().getText()) == "Meditate");
  const auto lines = ask(two.a, [](Request request) { request.setExportLines(); });
  TwoPeople fresh(831);
  const auto all = [&lines](Request request) {
    auto texts = request.initImportLines();
    texts.setFirstLine(1);
    auto list = texts.initLines(static_cast<unsigned>(lines->items.size()));
    for (unsigned i = 0; i < list.size(); ++i) list.set(i, lines->at(i).getLine());
  };
  CHECK(ask(fresh.a, all)->result().getCount().getCount() == 2 + 12 * 28);
  const auto again = ask(fresh.a, [](Request request) { request.setExportLines(); });
  REQUIRE(again->items.size() == lines->items.size());
  for (std::size_t i = 0; i < again->items.size(); ++i) CHECK(again->at(i).getLine() == lines->at(i).getLine());
  // Offered some days later, it begins then.
  two.pair();
  two.clock.advance(std::chrono::days(5));
  const std::string first = promises->at(0).getPromise().getId();
  const auto offered = try_ask(two.a, [&](Request request) { request.initPromiseOffer().setDraft(first); });
  REQUIRE(offered.ok());
  CHECK(std::string((*offered)->result().getRecord().getDueLocal()) == "Wed 20 Jan 2027");
  CHECK(ask(two.a, import)->result().getCount().getCount() == 0);  // it is a promise now, and no draft comes back
}
