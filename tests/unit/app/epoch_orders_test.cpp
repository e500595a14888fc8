// Any order of writing, syncing, copying and putting back old copies, of one or of both, by chance from a seed: at the end both
// hold and show the same, all of it verifies, and nothing that stayed with somebody is lost.
#include <set>

#include "unit/app/support.h"

using namespace avow;
using namespace avow::testing;

namespace {

using Texts = std::set<std::string>;

Texts notes(Person& person) {
  const auto answers = ask(person, list_notes());
  Texts out;
  for (std::size_t i = 0; i < answers->items.size(); ++i) out.insert(answers->at(i).getNote().getText());
  return out;
}
Texts other_branches(Person& person) {
  const auto answers = ask(person, [](Request request) { request.setRestoredList(); });
  Texts out;
  for (std::size_t i = 0; i < answers->items.size(); ++i) {
    const auto one = answers->at(i).getRestored();
    if (std::string(one.getState()) == "other_branch") out.insert(one.getText());
  }
  return out;
}

struct Life : TwoPeople {
  Life(std::uint64_t seed, bool both) : TwoPeople(seed), chance(seed), both_put_back(both) {
    pair();
    keep_copy(a);
    keep_copy(b);
  }
  void keep_copy(Person& person) {
    person.close();
    copy_folder(person.place().vault, copy_of(person));
    person.open();
  }
  void put_back(Person& person) {
    person.close();
    copy_folder(copy_of(person), person.place().vault);
    if (chance.below(2) == 0) std::filesystem::remove_all(person.place().state_home);
    person.open();
  }
  void write(Person& person) {
    const std::string text = "note " + std::to_string(++written);
    if (try_ask(person, add_note(text)).ok() && &person == &b) by_b.insert(text);
  }
  // Each as a person would who trusts what came back.
  void recover(Person& person) {
    ask(person, [](Request request) {
      auto say = request.initRestoredSay();
      say.setMine(true);
      say.setAll(true);
    });
    if (!person.vault().read_only()) return;
    const bool alone = chance.below(4) == 0;
    static_cast<void>(try_ask(person, [alone](Request request) { request.initEpochStart().setPartnerUnreachable(alone); }));
  }
  void meet_again() {
    const auto synced = sync();
    REQUIRE_MESSAGE(synced.ok(), (synced.ok() ? std::string() : said(synced.error())));
    for (const auto& text : notes(b)) stayed_with_b.insert(text);
  }
  void step() {
    Person& one = chance.below(2) == 0 ? a : b;
    switch (chance.below(9)) {
      case 0:
      case 1:
      case 2: return write(one);
      case 3:
      case 4: return meet_again();
      case 5: return keep_copy(one);
      case 6: return put_back(both_put_back ? one : a);
      case 7: return renew_keys();
      default: return recover(one);
    }
  }
  // A copy from before reaches nobody any more, so both make new ones.
  void renew_keys() {
    if (a.vault().read_only() || b.vault().read_only()) return;
    renew();
    REQUIRE(a.vault().confirm_renewal().ok());
    REQUIRE(b.vault().confirm_renewal().ok());
    if (chance.below(2) == 0) keep_copy(one_of(chance.below(2)));  // while they wait: it takes them later
    if (a.vault().keys().next_pair() == nullptr || b.vault().keys().next_pair() == nullptr) return;
    meet_again();
    keep_copy(a);
    keep_copy(b);
  }
  Person& one_of(std::uint64_t which) { return which == 0 ? a : b; }
  std::filesystem::path copy_of(Person& person) const { return folder.path() / (&person == &a ? "copy a" : "copy b"); }

  SeededRandom chance;
  bool both_put_back;
  int written = 0;
  Texts by_b;
  Texts stayed_with_b;
};

void live(std::uint64_t seed, bool both) {
  CAPTURE(seed);
  CAPTURE(both);
  Life life(seed, both);
  for (int i = 0; i < 40; ++i) {
    life.step();
    if (life.chance.below(3) > 0) continue;
    Person& one = life.one_of(life.chance.below(2));  // what is kept must open again
    one.close();
    one.open();
  }
  for (int i = 0; i < 4; ++i) {
    life.meet_again();
    for (Person* person : {&life.a, &life.b}) {
      ask(*person, [](Request request) {
        auto say = request.initRestoredSay();
        say.setMine(true);
        say.setAll(true);
      });
      if (!person->vault().read_only()) continue;
      ask(*person, [](Request request) { request.initEpochStart(); });
    }
  }
  const auto last = life.sync();
  REQUIRE(last.ok());
  CHECK(last->level);
  CHECK(notes(life.a) == notes(life.b));
  for (Person* person : {&life.a, &life.b}) {
    CHECK_FALSE(person->vault().read_only());
    CHECK(person->vault().waiting_for_word() == 0);
    CHECK(person->verified());
  }
  if (both) return;
  // b's vault was never put back: whatever it held is still there for both, whoever wrote it.
  const Texts now = notes(life.b);
  for (const auto& text : life.stayed_with_b) CHECK(now.contains(text));
  for (const auto& text : life.by_b) CHECK(now.contains(text));
  for (const auto& text : other_branches(life.a)) CHECK_FALSE(text.empty());
}

}  // namespace

TEST_CASE("one of the two puts old copies back, in any order") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) live(seed, false);
}

TEST_CASE("both put old copies back, in any order") {
  for (std::uint64_t seed = 101; seed <= 110; ++seed) live(seed, true);
}
