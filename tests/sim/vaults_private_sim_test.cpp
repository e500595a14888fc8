// Two twin lives of two real vaults: in one of them both also write what stays on their device (journal, boundary log, signs,
// session notes, drafts, answers that stay private). The other person must not be able to tell which life it was: no entry
// holds any of it, and no count and no size differs. AVOW_SIM_SEED=s and AVOW_SIM_SEEDS=n as in sim_vaults.
#include <doctest/doctest.h>

#include "sim/deeds.h"
#include "sim/seeds.h"

using namespace avow;
using namespace avow::testing;
using log::Author;
using log::Lane;

namespace {

constexpr std::string_view kMarker = "zinnober";  // in everything that is private, and in nothing else

// What an outsider or the partner could weigh: every entry's sizes, every flight's, every count.
struct Outline {
  std::vector<std::size_t> entries;
  std::vector<std::size_t> flights;
  std::vector<std::size_t> counts;
  bool operator==(const Outline&) const = default;
};

class TwinLife {
 public:
  TwinLife(std::uint64_t seed, bool with_private)
      : chance_(seed), quiet_(seed + 1'000'000), with_private_(with_private), two_(seed), deeds_(chance_) {
    two_.pair();
    two_.on_line = [this](ByteView flight) { outline_.flights.push_back(flight.size()); };
  }

  Outline run() {
    const std::string checkin = start_checkin(two_.a);
    for (std::uint64_t round = 0; round < 14; ++round) {
      two_.clock.advance(std::chrono::minutes(1 + chance_.below(200)));
      Person& who = chance_.below(2) == 0 ? two_.a : two_.b;
      for (std::uint64_t i = 1 + chance_.below(3); i > 0; --i) deeds_.do_something(who);
      if (with_private_) be_private(who);
      if (round == 3) answer_checkin(two_.a, checkin);
      if (round == 5) answer_checkin(two_.b, checkin);
      if (chance_.below(6) == 0) reopen(who);
      REQUIRE(two_.sync().ok());
    }
    for (Person* person : {&two_.a, &two_.b}) weigh(*person);
    if (with_private_) CHECK(hidden_ > 0);
    return std::move(outline_);
  }

 private:
  template <typename Fill>
  void ask(Person& who, Fill fill, Answers& answers) {
    capnp::MallocMessageBuilder message;
    auto request = message.initRoot<schema::Request>();
    request.setZone("Europe/Berlin");
    request.setClockIsRight(true);
    fill(request);
    const auto result = who.ask(request.asReader(), answers);
    REQUIRE_MESSAGE(result.ok(), (result.ok() ? std::string() : result.error().context));
  }
  template <typename Fill>
  void ask(Person& who, Fill fill) {
    Answers answers;
    ask(who, fill, answers);
  }

  void be_private(Person& who) {
    const std::string text = std::string(kMarker) + " " + std::to_string(++hidden_);
    switch (quiet_.below(4)) {
      case 0:
        return ask(who, [&](auto request) {
          auto note = request.initNoteAdd();
          note.setText(text);
          note.setDraft(true);
        });
      case 1:
        return ask(who, [&](auto request) {
          auto terms = request.initPromiseOffer();
          terms.setText(text);
          terms.setDoneWhen(text);
          terms.setAsDraft(true);
        });
      default:
        return ask(who, [&](auto request) {
          auto record = request.initPrivateWrite();
          record.setKind(quiet_.below(2) == 0 ? "journal" : "sign");
          record.setText(text);
        });
    }
  }

  std::string start_checkin(Person& who) {
    Answers answers;
    ask(who, [](auto request) { request.initCheckinStart().setExpires("2027-12-01"); }, answers);
    REQUIRE(two_.sync().ok());
    return answers.result().getCheckin().getId();
  }
  // One shared answer; in the private life also one that stays here, and the safety item, which does so by itself.
  void answer_checkin(Person& who, const std::string& id) {
    const std::string secret(kMarker);
    ask(who, [&](auto request) {
      auto given = request.initCheckinAnswer();
      given.setId(id);
      auto list = given.initAnswers(with_private_ ? 3 : 1);
      list[0].setKey("connection");
      list[0].setValue("7");
      if (!with_private_) return;
      list[1].setKey("note");
      list[1].setValue(secret);
      list[1].setSharing("private");
      list[2].setKey("safety");
      list[2].setValue("4");
    });
  }

  static void reopen(Person& who) {
    who.close();
    who.open();
  }

  static bool has_marker(ByteView bytes) { return text_of(bytes).find(kMarker) != std::string_view::npos; }

  void weigh(Person& who) {
    for (const Author author : {Author::me, Author::partner}) {
      for (const Lane lane : log::kLanes) weigh_log(who, *who.vault().store().state().find({lane, author, 0}));
    }
    outline_.counts.push_back(who.vault().undelivered());
    outline_.counts.push_back(who.vault().ledger().size());
    for (const char* const told : {"timeline", "search"}) outline_.counts.push_back(told_of(who, told));
  }

  void weigh_log(Person& who, const store::LogState& log) {
    outline_.counts.push_back(log.size);
    if (log.size == 0) return;
    const auto entries = who.vault().store().entries(log.ref, 0, log.size, 1U << 26U);
    REQUIRE(entries.ok());
    REQUIRE(entries->size() == log.size);
    for (const auto& entry : *entries) {
      std::size_t size = entry.header.size();
      for (const auto* part : {&entry.payload.facts, &entry.payload.words}) {
        if (!part->has_value()) continue;
        size += (*part)->bytes.size();
        CHECK_FALSE(has_marker((*part)->bytes));
      }
      outline_.entries.push_back(size);
    }
  }

  // How much of what both hold is told to this person: one's own drafts and journal are in neither.
  std::size_t told_of(Person& who, const std::string& what) {
    Answers answers;
    if (what == "timeline") ask(who, [](auto request) { request.initTimeline(); }, answers);
    else ask(who, [](auto request) { request.initSearch().setWords("number by:partner"); }, answers);
    return answers.items.size();
  }

  SeededRandom chance_;
  SeededRandom quiet_;
  const bool with_private_;
  TwoPeople two_;
  Deeds deeds_;
  Outline outline_;
  std::size_t hidden_ = 0;
};

}  // namespace

TEST_CASE("nobody else can tell from any entry, count or size whether something private was written") {
  for (const std::uint64_t seed : sim_seeds(6)) {
    CAPTURE(seed);
    const Outline plain = TwinLife(seed, false).run();
    const Outline with = TwinLife(seed, true).run();
    CHECK(with.counts == plain.counts);
    CHECK(with.entries == plain.entries);
    CHECK(with.flights == plain.flights);
    CHECK(plain.entries.size() > 20);
  }
}
