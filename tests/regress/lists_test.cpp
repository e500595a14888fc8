// Lists: in the order of writing, and whole as far as they can be.
#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;

namespace {

auto add_lines(std::vector<std::string> texts) {
  return [texts](Request request) {
    auto lines = request.initNoteAddLines().initTexts(static_cast<unsigned>(texts.size()));
    for (unsigned i = 0; i < lines.size(); ++i) lines.set(i, texts[i]);
  };
}
std::vector<std::string> numbered(const std::string& name, std::size_t count) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(name + " " + std::to_string(i));
  return out;
}
std::vector<std::string> texts_of(const Answers& answers) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < answers.items.size(); ++i) out.emplace_back(answers.at(i).getNote().getText());
  return out;
}
std::vector<std::string> listed(Person& person) { return texts_of(*ask(person, list_notes())); }
std::vector<std::string> reversed(std::vector<std::string> texts) {
  std::reverse(texts.begin(), texts.end());
  return texts;
}
void offer_many(Person& person, std::size_t count) {
  std::vector<app::NewRecord> records;
  for (const auto& text : numbered("promise", count)) {
    ledger::Act act;
    act.kind = ledger::RecordKind::promise_offer;
    act.now = person.vault().clock().now();
    ledger::Words words;
    words.text = text;
    app::NewRecord record;
    record.id_random = person.random.bytes<16>();
    record.facts = ledger::encode(person.vault().ledger().check(act)->facts).value();
    record.words = ledger::encode(words).value();
    records.push_back(std::move(record));
  }
  REQUIRE(person.vault().append(log::Lane::commitments, std::move(records)).ok());
}
auto list_promises() {
  return [](Request request) { request.initPromiseList(); };
}

}  // namespace

TEST_CASE("a_batch_was_listed_in_random_order: newest first means the last line first, over pages, on both sides") {
  TwoPeople two(311);
  two.pair();
  ask(two.a, add_lines(numbered("ana", 150)));
  ask(two.b, add_lines(numbered("ben", 100)));  // at the very same instant
  REQUIRE(two.sync().ok());
  const auto of = [](const std::string& name, const std::vector<std::string>& texts) {
    std::vector<std::string> out;
    std::copy_if(texts.begin(), texts.end(), std::back_inserter(out), [&](const auto& text) { return text.starts_with(name); });
    return out;
  };
  const auto seen_by_a = listed(two.a);
  CHECK(seen_by_a.size() == 250);
  CHECK(seen_by_a == listed(two.b));
  CHECK(of("ana", seen_by_a) == reversed(numbered("ana", 150)));
  CHECK(of("ben", seen_by_a) == reversed(numbered("ben", 100)));
  two.a.open();
  CHECK(listed(two.a) == seen_by_a);
  two.clock.advance(std::chrono::milliseconds(1));
  two.a.note("later, one by one");
  CHECK(listed(two.a).front() == "later, one by one");
}

TEST_CASE("a_batch_was_listed_in_random_order: drafts too") {
  TwoPeople two(312);
  ask(two.a, add_lines(numbered("draft", 70)));
  CHECK(listed(two.a) == reversed(numbered("draft", 70)));
}

TEST_CASE("promises_of_one_moment_were_listed_in_random_order") {
  TwoPeople two(313);
  two.pair();
  std::vector<std::string> ids;
  for (int i = 0; i < 12; ++i) ids.push_back(two.a.offer("promise " + std::to_string(i)));
  REQUIRE(two.sync().ok());
  for (Person* person : {&two.a, &two.b}) {
    const auto answers = ask(*person, list_promises());
    REQUIRE(answers->items.size() == ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) CHECK(answers->at(i).getPromise().getId() == ids[ids.size() - 1 - i]);
  }
}

TEST_CASE("one_damaged_entry_hid_all_notes: a list goes on past it and says how many there were") {
  TwoPeople two(314);
  two.pair();
  // Why so many: the last ones are read when a vault opens, for their facts.
  constexpr std::size_t kMany = 1'100;
  ask(two.a, add_lines(numbered("note", kMany)));
  offer_many(two.a, kMany);
  two.a.close();
  {
    Rows rows(two.a.place().vault);
    REQUIRE(rows.run("UPDATE entry SET payload = zeroblob(length(payload)) WHERE row % 1099511627776 = 7") == 2);
  }
  two.a.open();
  const auto notes = ask(two.a, list_notes());
  CHECK(notes->items.size() == kMany);
  CHECK(notes->result().getPartial().getUnreadable() == 1);
  int damaged = 0;
  for (std::size_t i = 0; i < notes->items.size(); ++i) {
    const auto note = notes->at(i).getNote();
    if (note.getState() != "damaged") continue;
    ++damaged;
    CHECK(note.getText().size() == 0);
    const std::string id = note.getId();
    const auto shown = ask(two.a, [&](Request request) { request.initNoteShow().setId(id); });
    CHECK(shown->result().isPartial());
  }
  CHECK(damaged == 1);
  const auto promises = ask(two.a, list_promises());
  CHECK(promises->items.size() == kMany);
  CHECK(promises->result().getPartial().getUnreadable() == 1);
  const auto one = promises->at(kMany - 1 - 7).getPromise();
  CHECK(one.getState() == "damaged");
  CHECK(one.getText().size() == 0);
  CHECK(promises->at(kMany - 1).getPromise().getText() == "promise 0");
}

TEST_CASE("one_damaged_draft_hid_all_notes") {
  TwoPeople two(315);
  ask(two.a, add_lines(numbered("draft", 5)));
  const auto promise = two.a.offer("call");
  two.a.close();
  {
    Rows rows(two.a.place().vault);
    REQUIRE(rows.run("UPDATE item SET sealed = zeroblob(length(sealed)) WHERE kind = 3 AND key IN "
                     "(SELECT key FROM item WHERE kind = 3 LIMIT 1)") == 1);
  }
  two.a.open();
  const auto notes = ask(two.a, list_notes());
  const auto promises = ask(two.a, list_promises());
  CHECK(notes->items.size() + promises->items.size() == 5);
  CHECK(notes->result().getPartial().getUnreadable() == 1);
  CHECK(promises->result().getPartial().getUnreadable() == 1);
}

TEST_CASE("a_withdrawn_note_was_said_after_it_arrived: nothing is said of its arrival") {
  TwoPeople two(316);
  two.pair();
  const auto id = two.a.note("hello");
  REQUIRE(two.sync().ok());
  two.clock.advance(std::chrono::hours(1));
  ask(two.a, withdraw_note(id));
  two.clock.advance(std::chrono::hours(1));
  REQUIRE(two.sync().ok());
  const auto shown = ask(two.b, [&](Request request) { request.initNoteShow().setId(id); });
  CHECK(shown->at(0).getNote().getState() == "withdrawn");
  CHECK(shown->at(0).getNote().getReceivedAt().size() == 0);
}
