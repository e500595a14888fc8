#include "web/said.h"

#include <doctest/doctest.h>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "app/imported.h"
#include "app/local_facts.h"
#include "app/private_record.h"
#include "app/said.h"
#include "base/text_words.h"
#include "ledger/note_table.h"
#include "ledger/thread_table.h"
#include "web/assets.h"

using namespace avow;
using namespace avow::web;
using text::Group;

namespace {

nlohmann::json said() {
  const std::string module = said_module();
  const auto begin = module.find('{');
  const auto end = module.rfind(';');
  return nlohmann::json::parse(module.substr(begin, end - begin));
}

void has(Group group, std::string_view key) {
  CAPTURE(key);
  CAPTURE(text::name_of(group));
  CHECK_FALSE(text::words(group, key).empty());
}

}  // namespace

TEST_CASE("said.js is one object of all groups, with the apostrophes of a page") {
  const auto all = said();
  CHECK(all.size() == text::kGroupCount);
  std::size_t count = 0;
  for (const auto& row : text::rows()) {
    std::string words = all.at(std::string(text::name_of(row.group))).at(std::string(row.key));
    CHECK(words.find('\'') == std::string::npos);
    for (std::size_t at = 0; (at = words.find("’", at)) != std::string::npos;) words.replace(at, std::string_view("’").size(), "'");
    CHECK(words == row.words);
    CHECK(words == text::words(row.group, row.key));  // no key of a group stands twice
  }
  for (const auto& group : all) count += group.size();
  CHECK(count == text::rows().size());
}

TEST_CASE("nothing in said.js could end a script or a line of it") {
  const std::string module = said_module();
  CHECK(module.find("\nexport const said = {") != std::string::npos);
  CHECK(std::none_of(module.begin(), module.end(), [](char c) { return c == '<' || c == '&' || (c < ' ' && c != '\n') || c > '~'; }));
  const auto lines = static_cast<std::size_t>(std::count(module.begin(), module.end(), '\n'));
  CHECK(lines == 2 + text::rows().size() + text::kGroupCount);
}

TEST_CASE("said.js is found like any file, also beside those of a folder") {
  for (const std::string& folder : {std::string(), std::string(AVOW_SOURCE_DIR "/src/web/assets")}) {
    const auto asset = Assets(folder).find("/said.js", true);
    REQUIRE(asset.has_value());
    CHECK(asset->body == said_module());
    CHECK(asset->type == "text/javascript; charset=utf-8");
    CHECK_FALSE(asset->is_packed);
    CHECK(asset->etag == Assets("").find("/said.js")->etag);
  }
}

TEST_CASE("every state that the ledger can name has words") {
  for (std::size_t i = 1; i < ledger::kStateCount; ++i) has(Group::promise_state, name_of(static_cast<ledger::State>(i)));
  for (std::size_t i = 1; i < ledger::kThreadStateCount; ++i) has(Group::thread_state, name_of(static_cast<ledger::ThreadState>(i)));
  for (auto i = 1; i <= static_cast<int>(ledger::NoteState::expired); ++i) has(Group::note_state, name_of(static_cast<ledger::NoteState>(i)));
  for (const auto& row : ledger::checkin_rows()) {
    const std::string name(name_of(row.to));
    const bool of_one = row.to == ledger::CheckinState::sealed || row.to == ledger::CheckinState::opened;
    for (const char* by : {"_by_me", "_by_partner"}) has(Group::checkin_state, of_one ? name + by : name);
  }
  for (const std::string_view kind : {"note", "promise", "question", "checkin"}) {
    CHECK(text::state_words(kind, "damaged") == "Cannot be read");
    CHECK(text::state_words(kind, app::kImported) == "Imported");
  }
}

TEST_CASE("every event that the ledger can name has words, and so have its kinds") {
  std::size_t events = 0;
  for (unsigned i = 1; i < 2000; ++i) {
    const auto kind = static_cast<ledger::RecordKind>(i);
    const auto thing = app::said_kind_of(kind);
    if (thing.empty() || name_of(kind) == "unknown") continue;
    ++events;
    CAPTURE(name_of(kind));
    CHECK_FALSE(text::event_words(thing, app::said_event_of(kind)).empty());
    CHECK_FALSE(text::kind_words(name_of(kind)).empty());  // as `restored list` has it
  }
  CHECK(events > 60);
  for (const auto kind : app::said_kinds()) has(Group::kind, kind);
  has(Group::kind, app::kNewer);
  CHECK_FALSE(text::event_words(app::kNewer, app::kNewerEvent).empty());
  CHECK(text::kind_words("disown") == "About another entry");
}

TEST_CASE("every heading, kind of note, outcome, standing and fact has words") {
  for (std::uint16_t i = 1; i < 60; ++i) {
    const auto name = name_of(static_cast<ledger::Heading>(i));
    if (name != "none") has(Group::heading, name);
  }
  for (std::uint8_t i = 0; i <= static_cast<std::uint8_t>(ledger::NoteKind::gratitude); ++i) has(Group::note_kind, name_of(static_cast<ledger::NoteKind>(i)));
  for (std::uint8_t i = 1; i <= static_cast<std::uint8_t>(ledger::Outcome::cannot_tell); ++i) has(Group::outcome, name_of(static_cast<ledger::Outcome>(i)));
  for (std::uint8_t i = 1; i <= static_cast<std::uint8_t>(app::FactKind::page_opened); ++i) has(Group::local_fact, name_of(static_cast<app::FactKind>(i)));
  for (std::uint8_t i = 1; i <= static_cast<std::uint8_t>(app::PrivateKind::other); ++i) has(Group::private_kind, name_of(static_cast<app::PrivateKind>(i)));
  for (const auto mark : {ledger::Mark::crossed, ledger::Mark::inert, ledger::Mark::waiting}) has(Group::standing, name_of(mark));
}

TEST_CASE("words in the middle of a line begin small, but for I") {
  CHECK(text::in_line("Kept (own word)") == "kept (own word)");
  CHECK(text::in_line("I held it") == "I held it");
  CHECK(text::in_line("A change of plan") == "a change of plan");
  CHECK(text::in_line("took it on") == "took it on");
  CHECK(text::in_line("avow") == "avow");
  CHECK(text::in_line("").empty());
}
