// `avow export` and `avow import`: everything out, everything in again, byte for byte; and nothing of it reaches the partner.
#include "app/importing.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "unit/app/looking_back.h"
#include "unit/app/outside.h"
#include "wire/json.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;

namespace {

using Lines = std::vector<std::string>;

Lines exported(Person& person) {
  const auto answers = ask(person, [](Request request) { request.setExportLines(); });
  Lines out;
  for (std::size_t i = 0; i < answers->items.size(); ++i) out.emplace_back(answers->at(i).getLine());
  REQUIRE(answers->result().isCount());
  CHECK(answers->result().getCount().getCount() + 1 == out.size());
  return out;
}

auto import_request(const Lines& lines, bool check_only = false, std::uint32_t first = 1, const std::string& format = "") {
  return [=](Request request) {
    auto import = request.initImportLines();
    import.setCheckOnly(check_only);
    import.setFirstLine(first);
    import.setFormat(format);
    auto texts = import.initLines(static_cast<unsigned>(lines.size()));
    for (unsigned i = 0; i < lines.size(); ++i) texts.set(i, {lines[i].c_str(), lines[i].size()});
  };
}

std::uint32_t imported(Person& person, const Lines& lines, bool check_only = false) {
  return ask(person, import_request(lines, check_only))->result().getCount().getCount();
}

std::string problem(Person& person, const Lines& lines) {
  const auto answer = try_ask(person, import_request(lines));
  return answer.ok() ? "" : said(answer.error());
}

std::size_t told(Person& person) {
  return ask(person, [](Request request) { request.initTimeline(); })->items.size();
}

void write_private(Person& person, const std::string& kind, const std::string& text) {
  ask(person, [&](Request request) {
    auto record = request.initPrivateWrite();
    record.setKind(kind);
    record.setText(text);
  });
}

void write_draft(Person& person, const std::string& text) {
  ask(person, [&](Request request) {
    auto note = request.initNoteAdd();
    note.setText(text);
    note.setDraft(true);
  });
}

// Something of everything, by both, in both lanes; some of it taken back.
void live_a_little(TwoPeople& two) {
  two.pair();
  const auto promise = two.a.offer("I will call when I leave work", "2027-02-01T18:00");
  const auto note = two.b.note("hello \"you\"\n\xF0\x9F\x8C\xB1");
  const auto gone = two.a.note("this one goes again");
  REQUIRE(two.sync().ok());
  two.clock.advance(1min);
  two.b.act("accept", promise);
  ask(two.b, correct_note(note, "hello, both of us"));
  ask(two.a, withdraw_note(gone));
  ask(two.a, see_note(note));
  say(two.a, {ledger::RecordKind::boundary_state, "", "I leave the room when we shout", {}, {}, {}, {}});
  const auto checkin = std::string(ask(two.b, [](Request request) { request.initCheckinStart(); })->result().getCheckin().getId());
  REQUIRE(two.sync().ok());
  ask(two.a, [&](Request request) {
    auto given = request.initCheckinAnswer();
    given.setId(checkin);
    auto answer = given.initAnswers(1)[0];
    const auto shown = ask(two.a, [&](Request show) { show.initCheckinShow().setId(checkin); });
    answer.setKey(shown->result().getCheckin().getQuestions()[0].getKey());
    answer.setValue("3");
  });
  REQUIRE(two.sync().ok());
  two.clock.advance(1min);
  write_draft(two.a, "a draft for later");
  ask(two.a, [](Request request) {
    auto terms = request.initPromiseOffer();
    terms.setText("I will cook");
    terms.setEvery("weekday");
    terms.setAsDraft(true);
  });
  write_private(two.a, "journal", "a page for myself");
  write_private(two.a, "sign", "laughter");
}

// One record of each kind that there is, and of one that this avow does not know.
void write_every_kind(Person& person) {
  auto& vault = person.vault();
  for (std::uint16_t number = 1; number <= 300; ++number) {
    const auto kind = static_cast<ledger::RecordKind>(number);
    if (name_of(kind) == "unknown" && number != 300) continue;
    ledger::Facts facts;
    facts.kind = kind;
    facts.said_at = vault.clock().now();
    ledger::Words words;
    words.text = "of kind " + std::string(name_of(kind));
    auto record = app::make_record(vault, {"Europe/Berlin", false}, facts, words);
    REQUIRE(record.ok());
    REQUIRE(vault.append(number < 128 ? log::Lane::commitments : log::Lane::notes, app::one(std::move(*record))).ok());
  }
}

}  // namespace

TEST_CASE("export, import into a fresh vault, export again: the same bytes") {
  TwoPeople two(801);
  live_a_little(two);
  for (Person* person : {&two.a, &two.b}) write_every_kind(*person);
  REQUIRE(two.sync().ok());
  const Lines lines = exported(two.a);
  CHECK(lines.size() > 170);
  CHECK(lines.front() == R"({"avow":"export","v":1})");
  CHECK(exported(two.a) == lines);  // nothing of it is of the moment
  for (const std::string kind : {"record", "draft", "private", "answers"}) {
    CHECK(std::any_of(lines.begin(), lines.end(), [&](const auto& line) { return line.starts_with("{\"" + kind + "\":{"); }));
  }
  const auto holds = [&lines](std::string_view text) {
    return std::any_of(lines.begin(), lines.end(), [text](const auto& line) { return line.find(text) != std::string::npos; });
  };
  CHECK(holds("a page for myself"));
  CHECK(holds("hello, both of us"));
  CHECK_FALSE(holds("this one goes again"));
  TwoPeople fresh(802);
  CHECK(imported(fresh.a, lines, true) == lines.size() - 1);
  CHECK(fresh.a.vault().imported_keys()->empty());  // it was only checked
  CHECK(imported(fresh.a, lines) == lines.size() - 1);
  CHECK(exported(fresh.a) == lines);
  CHECK(imported(fresh.a, lines) == 0);
  CHECK(imported(two.a, lines) == 0);  // all of it is here
  CHECK(exported(fresh.a) == lines);
  fresh.a.close();
  fresh.a.open();
  CHECK(exported(fresh.a) == lines);
  CHECK(fresh.a.verified());
  // The other person's export holds the same records from the other side.
  TwoPeople other(803);
  const Lines theirs = exported(two.b);
  CHECK(imported(other.b, theirs) == theirs.size() - 1);
  CHECK(exported(other.b) == theirs);
}

TEST_CASE("a vault with records of its own keeps the order of an export, whatever came from where") {
  TwoPeople old(804);
  live_a_little(old);
  TwoPeople two(805);
  two.pair();
  two.a.note("a note of the new vault");
  two.b.note("and one of the new partner's");
  REQUIRE(two.sync().ok());
  imported(two.a, exported(old.a));
  const Lines mixed = exported(two.a);
  TwoPeople fresh(806);
  imported(fresh.a, mixed);
  CHECK(exported(fresh.a) == mixed);
}

TEST_CASE("what was imported is told and found, and counts nowhere") {
  TwoPeople old(807);
  live_a_little(old);
  TwoPeople fresh(808);
  fresh.pair();
  imported(fresh.a, exported(old.a));
  const auto timeline = ask(fresh.a, [](Request request) { request.initTimeline(); });
  REQUIRE(timeline->items.size() > 3);
  std::string all;
  for (std::size_t i = 0; i < timeline->items.size(); ++i) {
    const auto moment = timeline->at(i).getMoment();
    CHECK(std::string(moment.getState()) == "imported");
    all += std::string(moment.getText()) + "|";
    if (i > 0) CHECK(std::string(timeline->at(i - 1).getMoment().getSaidAt()) >= std::string(moment.getSaidAt()));
  }
  CHECK(all.find("hello, both of us") != std::string::npos);
  CHECK(all.find("this one goes again") == std::string::npos);
  CHECK(all.find("a page for myself") == std::string::npos);
  CHECK(ask(fresh.a, [](Request request) { request.initTimeline().setKind("promise"); })->items.size() == 2);
  CHECK(ask(fresh.a, [](Request request) { request.initTimeline().setLimit(2); })->items.size() == 2);
  CHECK(ask(fresh.a, [](Request request) { request.initTimeline().setBefore("2020-01-01"); })->items.empty());
  CHECK(found(fresh.a, "shout") == Lines{"I leave the room when we shout"});
  CHECK(found(fresh.a, "kind:boundary by:me").size() == 1);
  CHECK(found(fresh.a, "goes").empty());
  // Lists of what is live hold the drafts and nothing else.
  CHECK(notes_listed(fresh.a) == 1);
  CHECK(ask(fresh.a, [](Request request) { request.initPromiseList(); })->items.size() == 1);
  CHECK(ask(fresh.a, [](Request request) { request.initThreadList(); })->items.empty());
  CHECK(ask(fresh.a, [](Request request) { request.initShared(); })->items.empty());
  CHECK(ask(fresh.a, [](Request request) { request.setUs(); })->result().getUs().getSince().size() == 0);
  CHECK(ask(fresh.a, [](Request request) { request.initStats(); })->result().getStats().getMine().getDue() == 0);
  const auto status = ask(fresh.a, [](Request request) { request.setStatus(); });
  CHECK(status->result().getStatus().getUndelivered() == 0);
  // A new note is told before what is older.
  fresh.clock.advance(10 * 24h);
  fresh.a.note("something new");
  CHECK(std::string(ask(fresh.a, [](Request request) { request.initTimeline(); })->at(0).getMoment().getText()) == "something new");
  CHECK(found(fresh.a, "shout").size() == 1);
}

TEST_CASE("words whose time is over go out no more, in any version, and no imported history shows them") {
  TwoPeople two(811);
  two.pair();
  const std::string note = ask(two.a, [](Request request) {
                             auto add = request.initNoteAdd();
                             add.setText("the gate has the code 4711");
                             add.setExpires("2027-01-15T18:00");
                           })->result().getRecord().getId();
  ask(two.a, correct_note(note, "the gate has the code 4712"));
  REQUIRE(two.sync().ok());
  const auto with_codes = [](const Lines& lines) {
    return std::count_if(lines.begin(), lines.end(), [](const auto& line) { return line.find("the code 47") != std::string::npos; });
  };
  const Lines before = exported(two.b);
  CHECK(with_codes(before) == 2);
  TwoPeople fresh(812);
  imported(fresh.a, before);
  CHECK(told(fresh.a) == 2);
  CHECK(with_codes(exported(fresh.a)) == 2);
  two.clock.advance(9h + 1min);
  fresh.clock.advance(9h + 1min);
  CHECK(with_codes(exported(two.b)) == 0);
  CHECK(with_codes(exported(fresh.a)) == 0);
  CHECK(told(fresh.a) == 0);
  CHECK(found(fresh.a, "gate").empty());
}

TEST_CASE("an imported draft is sent under an id of its new log") {
  TwoPeople old(809);
  live_a_little(old);
  TwoPeople fresh(810);
  fresh.pair();
  imported(fresh.a, exported(old.a));
  const std::string draft = ask(fresh.a, list_notes())->at(0).getNote().getId();
  const auto shared = ask(fresh.a, [&](Request request) { request.initNoteShare().setId(draft); });
  const std::string id = shared->result().getRecord().getId();
  CHECK(id != draft);
  CHECK(std::string(shared->result().getRecord().getState()) == "shared");
  REQUIRE(fresh.sync().ok());
  CHECK(text_of_note(fresh.b, id) == "a draft for later");
  const std::string promise = ask(fresh.a, [](Request request) { request.initPromiseList(); })->at(0).getPromise().getId();
  const auto offered = ask(fresh.a, [&](Request request) { request.initPromiseOffer().setDraft(promise); });
  CHECK(std::string(offered->result().getRecord().getState()) == "offered");
}

TEST_CASE("nothing is kept of lines of which one is wrong, and the line is named") {
  TwoPeople two(811);
  live_a_little(two);
  const Lines lines = exported(two.a);
  TwoPeople fresh(812);
  const auto before = changes(fresh.a);
  for (const std::string wrong : {"{", "{}", "x", R"({"record":{}})", R"({"draft":{"id":"7k3q"}})", R"({"more":1})"}) {
    Lines bad = lines;
    bad.push_back(wrong);
    const std::string answer = problem(fresh.a, bad);
    CHECK(answer.starts_with(fmt::format("usage: Line {} cannot be taken in: ", lines.size() + 1)));
    CHECK(answer.ends_with("Nothing was kept."));
  }
  Lines headless(lines.begin() + 1, lines.end());
  CHECK(problem(fresh.a, headless).starts_with("usage: Line 1 cannot be taken in: it is not the first line of an avow export"));
  Lines newer = lines;
  newer.front() = R"({"avow":"export","v":2})";
  CHECK(problem(fresh.a, newer).starts_with("newer_version"));
  CHECK(refusal(fresh.a, import_request({"a", "b"}, false, 1, "other")) == Errc::usage);
  CHECK(changes(fresh.a) == before);
  CHECK(told(fresh.a) == 0);
}

TEST_CASE("lines of one request and bytes of one line: at the most and one past") {
  TwoPeople two(813);
  const auto day = [](std::size_t number) {
    RecordId id;
    id.bytes[0] = static_cast<std::uint8_t>(number & 0xFFU);
    id.bytes[1] = static_cast<std::uint8_t>(number >> 8U);
    id.bytes[15] = 1;
    return fmt::format(R"({{"day":{{"id":"{}","date":"2026-01-01","text":"Run"}}}})", to_text(id));
  };
  Lines lines{R"({"avow":"export","v":1})"};
  while (lines.size() < limits::kLinesPerRequestMax) lines.push_back(day(lines.size()));
  CHECK(imported(two.a, lines, true) == limits::kLinesPerRequestMax - 1);
  lines.push_back(day(lines.size()));
  CHECK(refusal(two.a, import_request(lines)) == Errc::usage);
  const std::string line = day(1);
  const auto padded = [&line](std::size_t size) { return line + std::string(size - line.size(), ' '); };
  CHECK(imported(two.a, {lines.front(), padded(limits::kExportLineBytesMax), day(1)}) == 1);  // the same day twice
  CHECK(refusal(two.a, import_request({lines.front(), padded(limits::kExportLineBytesMax + 1)})) == Errc::usage);
}

TEST_CASE("an export goes past what is damaged, and says how much of it there was") {
  TwoPeople two(814);
  live_a_little(two);
  const Lines lines = exported(two.a);
  TwoPeople fresh(815);
  imported(fresh.a, lines);
  fresh.a.close();
  Rows(fresh.a.place().vault).run("UPDATE item SET sealed = zeroblob(length(sealed)) WHERE kind = 13 AND key = (SELECT min(key) FROM item WHERE kind = 13)");
  fresh.a.open();
  const auto answers = ask(fresh.a, [](Request request) { request.setExportLines(); });
  CHECK(answers->items.size() == lines.size() - 1);
  REQUIRE(answers->result().isPartial());
  CHECK(answers->result().getPartial().getUnreadable() == 1);
  CHECK(ask(fresh.a, [](Request request) { request.initTimeline(); })->result().isPartial());
}

TEST_CASE("an export is a fact of this device") {
  TwoPeople two(816);
  const auto exports = [&two] {
    return ask(two.a, [](Request request) { request.setLocalFacts(); })->result().getLocalFacts().getExports();
  };
  CHECK(exports() == 0);
  exported(two.a);
  CHECK(exports() == 1);
}

namespace {

Outside life_seen(const Lines& history) {
  TwoPeople two(820);
  two.pair();
  if (!history.empty()) CHECK(imported(two.a, history) > 5);
  return seen_from_outside(two);
}

}  // namespace

TEST_CASE("safety_02 imported history is in no log, no message, no signature and no count") {
  TwoPeople old(823);
  live_a_little(old);
  Lines history;  // without drafts, which are counted as drafts
  for (const auto& line : exported(old.a)) {
    if (!line.starts_with(R"({"draft")")) history.push_back(line);
  }
  const Outside with = life_seen(history);
  CHECK(with.line.size() > 4);
  CHECK(with.entries.size() == 6);
  CHECK(with == life_seen({}));
}

TEST_CASE("safety_10 no export holds a key, a setting or what opens a seal, and nothing imported is readable on the disk") {
  TwoPeople two(824);
  live_a_little(two);
  ask(two.a, [](Request request) {
    auto setting = request.initConfigSet();
    setting.setKey("digest-hours");
    setting.setValue("09:17");
  });
  std::string all;
  for (const auto& line : exported(two.a)) all += line + "\n";
  CHECK(all.find("09:17") == std::string::npos);
  CHECK(all.find("nonce") == std::string::npos);  // the check-in is not open: what would open it is nowhere
  TwoPeople fresh(825);
  imported(fresh.a, exported(two.a));
  CHECK(files_with(fresh.a.place().vault, "a page for myself").empty());
  CHECK(files_with(fresh.a.place().vault, "leave the room").empty());
}
