// Vaults that are put back from copies, and what is set apart in them, asked for in short words.
#pragma once

#include "unit/app/support.h"

namespace doctest {
template <>
struct StringMaker<std::vector<std::string>> {
  static String convert(const std::vector<std::string>& texts) {
    std::string out;
    for (const auto& text : texts) out += "[" + text + "]";
    return out.c_str();
  }
};
}  // namespace doctest

namespace avow::testing {

inline auto begin_epoch(bool unreachable = false) {
  return [unreachable](Request request) { request.initEpochStart().setPartnerUnreachable(unreachable); };
}
inline auto say(bool mine, const std::string& id = "") {
  return [mine, id](Request request) {
    auto said = request.initRestoredSay();
    said.setMine(mine);
    said.setId(id);
    said.setAll(id.empty());
  };
}

// "text: state" of all that is set apart, sorted.
inline std::vector<std::string> apart(Person& person) {
  const auto answers = ask(person, [](Request request) { request.setRestoredList(); });
  std::vector<std::string> out;
  for (std::size_t i = 0; i < answers->items.size(); ++i) {
    const auto one = answers->at(i).getRestored();
    out.push_back(std::string(one.getText()) + ": " + std::string(one.getState()));
  }
  std::sort(out.begin(), out.end());
  return out;
}
inline std::string apart_id(Person& person, const std::string& text) {
  const auto answers = ask(person, [](Request request) { request.setRestoredList(); });
  for (std::size_t i = 0; i < answers->items.size(); ++i) {
    if (std::string(answers->at(i).getRestored().getText()) == text) return answers->at(i).getRestored().getId();
  }
  FAIL("not set apart: " << text);
  return "";
}
using Texts = std::vector<std::string>;

// a and b, paired, and copies of a's or b's folder that come back.
struct Story : TwoPeople {
  explicit Story(std::uint64_t seed) : TwoPeople(seed) { pair(); }
  void copy(Person& person, const std::string& name) {
    person.close();
    copy_folder(person.place().vault, folder.path() / name);
    person.open();
  }
  void put_back(Person& person, const std::string& name, bool with_mark = false) {
    person.close();
    copy_folder(folder.path() / name, person.place().vault);
    if (!with_mark) std::filesystem::remove_all(person.place().state_home);
    person.open();
  }
  void level() {
    const auto synced = sync();
    REQUIRE_MESSAGE(synced.ok(), (synced.ok() ? std::string() : said(synced.error())));
    CHECK(synced->level);
  }
  // They agree on everything, and all of it verifies.
  void both_hold(const Texts& texts) {
    CHECK(note_texts(a) == texts);
    CHECK(note_texts(b) == texts);
    for (Person* person : {&a, &b}) {
      person->close();
      person->open();
      CHECK(person->verified());
      CHECK(note_texts(*person) == texts);
    }
  }
};

}  // namespace avow::testing
