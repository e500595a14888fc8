// Check-ins with blind reveal in two real vaults: what opens when, what never does, and what stays on the device.
#include "app/checkins.h"

#include "app/kept_answers.h"
#include "base/limits.h"
#include "wire/message.h"
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;
using ledger::RecordKind;

namespace {

struct Typed {
  std::string key;
  std::string value;
  std::string sharing = "";
};
const std::vector<Typed> kMine{{"connection", "7"}, {"calm", "2", "band"}, {"note", "I felt alone on Tuesday"}, {"safety", "4"}};
const std::vector<Typed> kTheirs{{"connection", "3"}, {"note", "It was a long week for me"}};

auto starting(const std::string& expires = "", const std::string& questions = "") {
  return [=](Request request) {
    auto start = request.initCheckinStart();
    start.setExpires(expires);
    start.setQuestions(questions);
  };
}
auto answering(const std::string& id, const std::vector<Typed>& answers) {
  return [=](Request request) {
    auto given = request.initCheckinAnswer();
    given.setId(id);
    auto list = given.initAnswers(static_cast<unsigned>(answers.size()));
    for (unsigned i = 0; i < list.size(); ++i) {
      list[i].setKey(answers[i].key);
      list[i].setValue(answers[i].value);
      list[i].setSharing(answers[i].sharing);
    }
  };
}
auto withdrawing(const std::string& id) {
  return [=](Request request) { request.initCheckinWithdraw().setId(id); };
}

std::string start(Person& person, const std::string& expires = "", const std::string& questions = "") {
  return ask(person, starting(expires, questions))->result().getCheckin().getId();
}
std::string answer(Person& person, const std::string& id, const std::vector<Typed>& answers = kMine) {
  return ask(person, answering(id, answers))->result().getCheckin().getState();
}
// Valid as long as the answers are kept.
std::unique_ptr<Answers> shown(Person& person, const std::string& id) {
  return ask(person, [&](Request request) { request.initCheckinShow().setId(id); });
}
std::string state(Person& person, const std::string& id) { return shown(person, id)->result().getCheckin().getState(); }
bool sees_theirs(Person& person, const std::string& id) { return shown(person, id)->result().getCheckin().hasTheirs(); }
std::string theirs(Person& person, const std::string& id, std::string_view key) {
  const auto answers = shown(person, id);
  for (const auto one : answers->result().getCheckin().getTheirs()) {
    if (wire::view_of(one.getKey()) == key) return std::string(wire::view_of(one.getText()));
  }
  return "nothing";
}

RecordId id_in(Person& person, const std::string& id) { return *person.vault().ledger().resolve(id); }

// The payloads of a log, as their author and the partner hold them.
std::vector<log::Entry> entries_of(Person& person, log::Lane lane, log::Author by) {
  const auto size = log_of(person, lane, by).size;
  if (size == 0) return {};
  auto entries = person.vault().store().entries(log::LogRef{lane, by, 0}, 0, size, 64U << 20U);
  REQUIRE(entries.ok());
  return std::move(*entries);
}
std::size_t openings_by(Person& person, log::Author by) {
  const auto entries = entries_of(person, log::Lane::notes, by);
  return static_cast<std::size_t>(std::count_if(entries.begin(), entries.end(), [](const log::Entry& entry) {
    return entry.payload.facts && ledger::decode_facts(entry.payload.facts->bytes)->kind == RecordKind::checkin_open;
  }));
}
bool is_in_an_entry(Person& person, ByteView wanted) {
  for (const auto lane : log::kLanes) {
    for (const auto by : {log::Author::me, log::Author::partner}) {
      for (const auto& entry : entries_of(person, lane, by)) {
        for (const auto* part : {&entry.payload.facts, &entry.payload.words}) {
          if (*part && text_of((*part)->bytes).find(text_of(wanted)) != std::string_view::npos) return true;
        }
      }
    }
  }
  return false;
}
app::KeptAnswers kept_by(Person& person, const std::string& id) {
  const auto stored = person.vault().answers_in(id_in(person, id));
  REQUIRE(stored.ok());
  REQUIRE(stored->has_value());
  return *app::decode_kept_answers(**stored);
}
void reopen(Person& person) {
  person.close();
  person.open();
}

// Past every rule of one's own instance.
RecordId write(Person& person, ledger::Facts facts, const ledger::Words& words = {}) {
  facts.zone = "Europe/Berlin";
  facts.said_at = person.vault().clock().now();
  app::NewRecord record{person.random.bytes<16>(), *ledger::encode(facts), *ledger::encode(words)};
  const RecordId id = person.vault().id_for(log::Lane::notes, record.id_random);
  std::vector<app::NewRecord> records;
  records.push_back(std::move(record));
  REQUIRE(person.vault().append(log::Lane::notes, std::move(records)).ok());
  return id;
}
ledger::Facts about(RecordKind kind, const RecordId& checkin, const RecordId& parent) {
  ledger::Facts facts;
  facts.kind = kind;
  facts.promise = checkin;
  facts.parent = parent;
  return facts;
}

}  // namespace

TEST_CASE("before pairing a check-in is refused: it needs two") {
  TwoPeople two(401);
  CHECK(refusal(two.a, starting()) == Errc::not_paired);
}

TEST_CASE("a check-in opens by itself once both have sealed, and not before") {
  TwoPeople two(402);
  two.pair();
  const auto id = start(two.a);
  CHECK(state(two.a, id) == "open");
  CHECK(answer(two.a, id) == "sealed_by_me");
  CHECK_FALSE(sees_theirs(two.a, id));
  REQUIRE(two.sync().ok());
  CHECK(state(two.b, id) == "sealed_by_partner");
  CHECK_FALSE(shown(two.b, id)->result().getCheckin().hasMine());
  CHECK(openings_by(two.a, log::Author::me) == 0);
  CHECK(answer(two.b, id, kTheirs) == "opened_by_me");  // it holds both seals
  CHECK_FALSE(sees_theirs(two.b, id));
  for (int i = 0; i < 2; ++i) REQUIRE(two.sync().ok());
  CHECK(state(two.a, id) == "revealed");
  CHECK(state(two.b, id) == "revealed");
  CHECK(theirs(two.a, id, "connection") == "3");
  CHECK(theirs(two.a, id, "note") == kTheirs[1].value);
  CHECK(theirs(two.b, id, "connection") == "7");
  CHECK(theirs(two.b, id, "calm") == "low");
  CHECK(theirs(two.b, id, "safety") == "nothing");
  CHECK(shown(two.b, id)->result().getCheckin().getOpenedByOnly() == "");
  CHECK(two.a.verified());
  CHECK(two.b.verified());
}

TEST_CASE("safety_05 a check-in that opens by itself does not tell when: it claims the moment of its author's own seal") {
  TwoPeople two(421);
  two.pair();
  const auto id = start(two.a);
  answer(two.a, id);
  const Instant sealed_at = two.clock.now();
  REQUIRE(two.sync().ok());
  two.clock.advance(7h);
  answer(two.b, id, kTheirs);
  two.clock.advance(3h);
  REQUIRE(two.sync().ok());
  REQUIRE(two.sync().ok());
  CHECK(state(two.b, id) == "revealed");
  std::size_t openings = 0;
  for (const auto& entry : entries_of(two.b, log::Lane::notes, log::Author::partner)) {
    const auto facts = ledger::decode_facts(entry.payload.facts->bytes);
    REQUIRE(facts.ok());
    if (facts->kind != RecordKind::checkin_open) continue;
    ++openings;
    CHECK(facts->said_at == sealed_at);
    CHECK(log::decode_header(entry.header)->minute == std::chrono::floor<std::chrono::minutes>(sealed_at).time_since_epoch().count());
  }
  CHECK(openings == 1);
}

TEST_CASE("seals that cross in the post open on both sides") {
  TwoPeople two(403);
  two.pair();
  const auto id = start(two.a);
  REQUIRE(two.sync().ok());
  answer(two.a, id);
  answer(two.b, id, kTheirs);
  CHECK(openings_by(two.a, log::Author::me) + openings_by(two.b, log::Author::me) == 0);
  for (int i = 0; i < 2; ++i) REQUIRE(two.sync().ok());
  CHECK(state(two.a, id) == "revealed");
  CHECK(state(two.b, id) == "revealed");
}

TEST_CASE("privacy: in no order of steps does a vault open its answers before it holds both seals") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    TwoPeople two(4000 + seed);
    two.pair();
    SeededRandom chance(seed);
    const auto id = start(two.a);
    REQUIRE(two.sync().ok());
    for (int step = 0; step < 14; ++step) {
      Person& person = chance.below(2) == 0 ? two.a : two.b;
      switch (chance.below(6)) {
        case 0: static_cast<void>(try_ask(person, answering(id, kMine))); break;
        case 1: REQUIRE(two.sync().ok()); break;
        case 2: reopen(person); break;
        case 3: person.note("something else"); break;
        case 4: if (chance.below(6) == 0) static_cast<void>(try_ask(person, withdrawing(id))); break;
        default: two.clock.advance(std::chrono::hours(chance.below(30))); break;
      }
      for (Person* each : {&two.a, &two.b}) {
        const auto checkin = each->vault().ledger().checkin(id_in(*each, id), two.clock.now());
        REQUIRE(checkin.ok());
        const bool both = !checkin->sides[0].seal.is_zero() && !checkin->sides[1].seal.is_zero();
        CHECK(openings_by(*each, log::Author::me) <= (both ? 1U : 0U));
      }
    }
  }
}

TEST_CASE("privacy: what was sealed is never opened after the expiry, whatever was said when") {
  TwoPeople two(404);
  two.pair();
  const auto id = start(two.a, "2027-01-16T12:00");
  REQUIRE(two.sync().ok());
  answer(two.a, id);
  answer(two.b, id, kTheirs);  // both in time, but they meet too late
  const Instant before = two.clock.now();
  two.clock.advance(72h);
  for (int i = 0; i < 2; ++i) REQUIRE(two.sync().ok());
  reopen(two.a);
  reopen(two.b);
  CHECK(state(two.a, id) == "expired");
  CHECK(state(two.b, id) == "expired");
  two.clock.set_wall(before + 1h);  // a clock that was set back brings nothing to life
  reopen(two.a);
  reopen(two.b);
  static_cast<void>(two.sync());
  CHECK(openings_by(two.a, log::Author::me) + openings_by(two.b, log::Author::me) == 0);
  CHECK_FALSE(is_in_an_entry(two.a, bytes_of(kTheirs[1].value)));
  CHECK_FALSE(is_in_an_entry(two.b, bytes_of(kMine[2].value)));
}

TEST_CASE("a seal that arrives too late leaves the other's answers closed, and 'opened by one only' is told") {
  TwoPeople two(405);
  two.pair();
  const auto id = start(two.a, "2027-01-16T12:00");
  answer(two.a, id);
  REQUIRE(two.sync().ok());
  CHECK(answer(two.b, id, kTheirs) == "opened_by_me");  // in time, here
  two.clock.advance(72h);
  for (int i = 0; i < 2; ++i) REQUIRE(two.sync().ok());
  CHECK(openings_by(two.a, log::Author::me) == 0);
  CHECK(state(two.a, id) == "opened_by_partner");
  CHECK(state(two.b, id) == "opened_by_me");
  CHECK(shown(two.a, id)->result().getCheckin().getOpenedByOnly() == "partner");
  CHECK(shown(two.b, id)->result().getCheckin().getOpenedByOnly() == "me");
  CHECK_FALSE(sees_theirs(two.a, id));
  CHECK_FALSE(is_in_an_entry(two.b, bytes_of(kMine[2].value)));
}

TEST_CASE("privacy: before the reveal neither answers nor nonces stand in any entry, and private ones never do") {
  TwoPeople two(406);
  two.pair();
  const auto id = start(two.a);
  REQUIRE(two.sync().ok());
  answer(two.a, id, {{"note", kMine[2].value}, {"calm", "7"}});
  answer(two.b, id, {{"note", kTheirs[1].value, "private"}, {"calm", "5"}});
  const auto mine = kept_by(two.a, id);
  const auto hers = kept_by(two.b, id);
  for (Person* person : {&two.a, &two.b}) {
    for (const auto* kept : {&mine, &hers}) {
      CHECK_FALSE(is_in_an_entry(*person, kept->nonce));
      CHECK_FALSE(is_in_an_entry(*person, kept->sealed));
      for (const auto& one : kept->answers) CHECK_FALSE((!one.text.empty() && is_in_an_entry(*person, bytes_of(one.text))));
    }
  }
  for (int i = 0; i < 2; ++i) REQUIRE(two.sync().ok());
  REQUIRE(state(two.a, id) == "revealed");
  for (Person* person : {&two.a, &two.b}) {
    CHECK(is_in_an_entry(*person, mine.nonce));
    CHECK(is_in_an_entry(*person, bytes_of(kMine[2].value)));
    CHECK_FALSE(is_in_an_entry(*person, bytes_of(kTheirs[1].value)));
    CHECK(files_with(person->place().vault, kMine[2].value).empty());
  }
  const auto own = shown(two.b, id);
  CHECK(own->result().getCheckin().getMine()[0].getText() == kTheirs[1].value);
  CHECK(own->result().getCheckin().getMine()[0].getSeen() == "");
  CHECK(theirs(two.a, id, "note") == "nothing");
}

TEST_CASE("an opening that could not be written comes later, once") {
  TwoPeople two(407);
  two.pair();
  const auto id = start(two.a);
  REQUIRE(two.sync().ok());
  answer(two.a, id);
  answer(two.b, id, kTheirs);
  const Instant now = two.clock.now();
  two.clock.set_wall(now - 48h);  // a clock that looks wrong: nothing is said by itself
  REQUIRE(two.sync().ok());
  CHECK(openings_by(two.a, log::Author::me) == 0);
  CHECK(state(two.a, id) == "both_sealed");
  two.clock.set_wall(now);
  for (int i = 0; i < 3; ++i) reopen(two.a);
  CHECK(openings_by(two.a, log::Author::me) == 1);
  CHECK(openings_by(two.b, log::Author::me) == 0);
  for (int i = 0; i < 3; ++i) REQUIRE(two.sync().ok());
  reopen(two.b);
  CHECK(state(two.b, id) == "revealed");
  CHECK(openings_by(two.a, log::Author::me) == 1);
  CHECK(openings_by(two.b, log::Author::me) == 1);
}

TEST_CASE("a vault that can only be read opens nothing") {
  TwoPeople two(408);
  two.pair();
  const auto id = start(two.a);
  REQUIRE(two.sync().ok());
  answer(two.a, id);
  answer(two.b, id, kTheirs);
  const Instant now = two.clock.now();
  two.clock.set_wall(now - 48h);
  REQUIRE(two.sync().ok());
  two.a.close();
  copy_folder(two.a.place().vault, two.folder.path() / "copy");
  two.clock.set_wall(now);
  two.a.open();
  REQUIRE(openings_by(two.a, log::Author::me) == 1);
  REQUIRE(two.a.vault().write_high_water().ok());
  two.a.close();
  copy_folder(two.folder.path() / "copy", two.a.place().vault);
  two.a.open();
  REQUIRE(two.a.vault().read_only());
  CHECK(openings_by(two.a, log::Author::me) == 0);
  CHECK(state(two.a, id) == "both_sealed");
  CHECK(refusal(two.a, starting()) == Errc::read_only);
}

TEST_CASE("withdrawn: nothing opens, and the answers are erased here") {
  TwoPeople two(409);
  two.pair();
  const auto id = start(two.a);
  answer(two.a, id);
  REQUIRE(two.sync().ok());
  ask(two.a, withdrawing(id));
  CHECK_FALSE(two.a.vault().answers_in(id_in(two.a, id))->has_value());
  CHECK_FALSE(shown(two.a, id)->result().getCheckin().hasMine());
  REQUIRE(two.sync().ok());
  CHECK(state(two.b, id) == "withdrawn");
  CHECK(refusal(two.b, answering(id, kTheirs)) == Errc::refused);
  CHECK(openings_by(two.b, log::Author::me) == 0);

  // It crosses the other's seal, which had opened by itself: told to both, shown to nobody.
  const auto second = start(two.a);
  answer(two.a, second);
  REQUIRE(two.sync().ok());
  ask(two.a, withdrawing(second));
  CHECK(answer(two.b, second, kTheirs) == "opened_by_me");
  for (int i = 0; i < 2; ++i) REQUIRE(two.sync().ok());
  CHECK(state(two.a, second) == "withdrawn");
  CHECK(state(two.b, second) == "withdrawn");
  CHECK(shown(two.a, second)->result().getCheckin().getOpenedByOnly() == "partner");
  CHECK_FALSE(sees_theirs(two.a, second));
  CHECK(openings_by(two.a, log::Author::me) == 0);
}

TEST_CASE("a withdrawal is refused once both have sealed") {
  TwoPeople two(410);
  two.pair();
  const auto id = start(two.a);
  answer(two.a, id);
  REQUIRE(two.sync().ok());
  answer(two.b, id, kTheirs);
  CHECK(refusal(two.b, withdrawing(id)) == Errc::refused);
  CHECK(refusal(two.b, answering(id, kTheirs)) == Errc::refused);
}

TEST_CASE("an opening that is not what was sealed is told to both, and nothing of it is shown") {
  TwoPeople two(411);
  two.pair();
  const auto id = start(two.a);
  answer(two.a, id);
  REQUIRE(two.sync().ok());
  const RecordId checkin = id_in(two.b, id);
  auto seal = about(RecordKind::checkin_seal, checkin, checkin);
  seal.seal = Bytes(32, 7);
  const RecordId sealed = write(two.b, seal);
  ledger::Words lie;
  lie.nonce = Bytes(32, 1);
  lie.answers = *ledger::encode_answers({{"connection", ledger::Sharing::exact, 10, ""}});
  write(two.b, about(RecordKind::checkin_open, checkin, sealed), lie);
  for (int i = 0; i < 2; ++i) REQUIRE(two.sync().ok());
  CHECK(state(two.a, id) == "revealed");  // facts alone decide
  CHECK(shown(two.a, id)->result().getCheckin().getFalseOpeningBy() == "partner");
  CHECK(shown(two.b, id)->result().getCheckin().getFalseOpeningBy() == "me");
  CHECK_FALSE(sees_theirs(two.a, id));
  CHECK(theirs(two.b, id, "connection") == "7");
}

TEST_CASE("answers: what does not fit is refused with the choices, and nothing is sealed") {
  TwoPeople two(412);
  two.pair();
  const auto id = start(two.a);
  const auto why = [&](const std::vector<Typed>& answers) {
    const auto refused = try_ask(two.a, answering(id, answers));
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == Errc::usage);
    return refused.error().context;
  };
  CHECK(why({{"hope", "3"}}).find("connection, reliance, calm, note, safety") != std::string::npos);
  for (const std::string value : {"11", "-1", "3.5", "", "7 ", "seven", "99999999999"}) {
    CHECK(why({{"calm", value}}).find("a whole number from 0 to 10") != std::string::npos);
  }
  CHECK(why({{"calm", "7", "loud"}}).find("exact, band, trend or private") != std::string::npos);
  CHECK(why({{"note", "words", "band"}}).find("exact or private") != std::string::npos);
  CHECK(why({{"note", " "}}).find("a few words") != std::string::npos);
  CHECK(why({{"calm", "1"}, {"calm", "2"}}).find("twice") != std::string::npos);
  CHECK(why({}).find("Nothing was answered") != std::string::npos);
  CHECK(why({{"note", std::string(limits::kTextBytesMax, 'a')}}).find("too long") != std::string::npos);
  CHECK(state(two.a, id) == "open");
  CHECK(answer(two.a, id, {{"calm", "0"}}) == "sealed_by_me");
}

TEST_CASE("levels: bands on any scale, trends against one's own last answer, safety private unless said otherwise") {
  TwoPeople two(413);
  two.pair();
  const std::string questions =
      R"({"questions":[{"key":"ten","text":"0 to 10","lowest":0,"highest":10,"sharing":"band"},)"
      R"({"key":"hundred","text":"-50 to 50","lowest":-50,"highest":50,"sharing":"trend"},)"
      R"({"key":"safety","text":"asked openly","lowest":0,"highest":10,"sharing":"exact"},)"
      R"({"key":"free","text":"in words","sharing":"private"}]})";
  const auto round = [&](const std::vector<Typed>& answers) {
    const auto id = start(two.a, "", questions);
    answer(two.a, id, answers);
    REQUIRE(two.sync().ok());
    answer(two.b, id, {{"ten", "5"}});
    for (int i = 0; i < 2; ++i) REQUIRE(two.sync().ok());
    return id;
  };
  const auto first = round({{"ten", "3"}, {"hundred", "-20"}, {"safety", "2"}, {"free", "words"}});
  CHECK(theirs(two.b, first, "ten") == "low");
  CHECK(theirs(two.b, first, "hundred") == "nothing");  // nothing to compare with yet
  CHECK(theirs(two.b, first, "safety") == "nothing");
  CHECK(theirs(two.b, first, "free") == "nothing");
  const auto second = round({{"ten", "4"}, {"hundred", "-19"}, {"safety", "8", "band"}, {"free", "words", "exact"}});
  CHECK(theirs(two.b, second, "ten") == "middle");
  CHECK(theirs(two.b, second, "hundred") == "up");
  CHECK(theirs(two.b, second, "safety") == "high");
  CHECK(theirs(two.b, second, "free") == "words");
  const auto third = round({{"ten", "7"}, {"hundred", "20", "band"}});
  CHECK(theirs(two.b, third, "ten") == "high");
  CHECK(theirs(two.b, third, "hundred") == "high");
  const auto fourth = round({{"ten", "6", "exact"}, {"hundred", "20"}});
  CHECK(theirs(two.b, fourth, "ten") == "6");
  CHECK(theirs(two.b, fourth, "hundred") == "same");
  const auto fifth = round({{"hundred", "-16", "band"}});
  CHECK(theirs(two.b, fifth, "hundred") == "low");
}

TEST_CASE("a set of one's own is read strictly") {
  TwoPeople two(414);
  two.pair();
  const auto why = [&](const std::string& questions) {
    const auto refused = try_ask(two.a, starting("", questions));
    return refused.ok() ? std::string() : std::string(name_of(refused.error().code));
  };
  const auto one = [](const std::string& rest) { return R"({"questions":[{"key":"a","text":"A?")" + rest + "}]}"; };
  CHECK(why(one("")) == "");
  CHECK(why(one(R"(,"lowest":1,"highest":5)")) == "");
  for (const std::string& wrong : {std::string("{}"), std::string("[]"), std::string(R"({"questions":[]})"), one(R"(,"other":1)"),
                                   one(R"(,"lowest":5,"highest":5)"), one(R"(,"lowest":5,"highest":1)"),
                                   one(R"(,"lowest":0,"highest":2000000)"), one(R"(,"sharing":"loud")"),
                                   one(R"(,"sharing":"band")"), std::string(R"({"questions":[{"key":"A b","text":"A?"}]})"),
                                   std::string(R"({"questions":[{"key":"a","text":" "}]})"),
                                   std::string(R"({"questions":[{"key":"a","text":"A?"},{"key":"a","text":"A?"}]})")}) {
    CAPTURE(wrong);
    CHECK(why(wrong) == "usage");
  }
  const auto many = [](std::size_t count) {
    std::string out = R"({"questions":[)";
    for (std::size_t i = 0; i < count; ++i) out += (i == 0 ? "" : ",") + std::string(R"({"key":"k)") + std::to_string(i) + R"(","text":"A?"})";
    return out + "]}";
  };
  CHECK(why(many(limits::kQuestionsMax)) == "");
  CHECK(why(many(limits::kQuestionsMax + 1)) == "usage");
  const auto padded = [&](std::size_t size) { return one("") + std::string(size - one("").size(), ' '); };
  CHECK(why(padded(limits::kQuestionSetBytesMax)) == "");
  CHECK(why(padded(limits::kQuestionSetBytesMax + 1)) == "usage");
}

TEST_CASE("today: the check-in that waits for my answer and ends first, until it is answered") {
  TwoPeople two(415);
  two.pair();
  const auto later = start(two.b);
  const auto sooner = start(two.b, "2027-01-17T12:00");
  REQUIRE(two.sync().ok());
  const auto today = [&] { return ask(two.a, [](Request request) { request.setToday(); }); };
  auto answers = today();
  REQUIRE(answers->result().getToday().getCheckins().size() == 1);
  CHECK(answers->result().getToday().getCheckins()[0].getId() == sooner);
  CHECK(answers->result().getToday().getMoreCheckins() == 1);
  answer(two.a, sooner);
  answers = today();
  CHECK(answers->result().getToday().getCheckins()[0].getId() == later);
  CHECK(answers->result().getToday().getMoreCheckins() == 0);
  answer(two.a, later);
  CHECK(today()->result().getToday().getCheckins().size() == 0);
}

TEST_CASE("the list is newest first, and lets nobody see more than show does") {
  TwoPeople two(416);
  two.pair();
  const auto first = start(two.a);
  two.clock.advance(1min);
  const auto second = start(two.a);
  answer(two.a, first);
  REQUIRE(two.sync().ok());
  const auto list = ask(two.b, [](Request request) { request.initCheckinList(); });
  REQUIRE(list->items.size() == 2);
  CHECK(list->at(0).getCheckin().getId() == second);
  CHECK(list->at(1).getCheckin().getState() == "sealed_by_partner");
  CHECK_FALSE(list->at(1).getCheckin().hasTheirs());
}
