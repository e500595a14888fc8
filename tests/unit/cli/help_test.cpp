#include "cli/help.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "base/text_catalogue.h"
#include "base/text_help.h"
#include "cli/commands/commands.h"
#include "ledger/transitions.h"

using namespace avow;
using namespace avow::cli;

namespace {

std::string as_words(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

std::string phrase(ledger::Who who) {
  switch (who) {
    case ledger::Who::promiser: return "the one who promises";
    case ledger::Who::other: return "the other";
    case ledger::Who::either: return "either of you";
    case ledger::Who::terms_author: return "who wrote the open terms";
    case ledger::Who::terms_answerer: return "who is to answer the open terms";
    case ledger::Who::proposal_author: return "who made the proposal";
    case ledger::Who::proposal_answerer: return "who did not make the proposal";
  }
  return "";
}

using enum ledger::State;

// Sets of states that people know by one name; the largest first.
struct Group {
  ledger::StateSet states;
  std::string_view phrase;
};
const std::vector<Group> kGroups{
    {ledger::set_of(reported, kept, kept_late, kept_own_word, partly, partly_own_word, missed, disputed, left_open),
     "any report"},
    {ledger::set_of(reported, kept_own_word, partly_own_word), "a report of kept or partly, not yet confirmed"},
    {ledger::set_of(asked, offered, countered), "anything that waits for an answer"},
    {ledger::set_of(active, unreported), "active, also past due"}};

void add_once(std::string& list, const std::string& word) {
  if (("; " + list + ";").find("; " + word + ";") == std::string::npos) list += (list.empty() ? "" : "; ") + word;
}

text::PromiseRule expected(std::string_view verb, std::string& who, std::string& from, std::string& to) {
  for (const auto& row : ledger::transitions()) {
    if (row.verb != verb) continue;
    add_once(who, phrase(row.who));
    if (row.from == 0) add_once(from, "nothing yet");
    ledger::StateSet rest = row.from;
    for (const Group& group : kGroups) {
      if ((rest & group.states) != group.states) continue;
      rest &= ~group.states;
      add_once(from, std::string(group.phrase));
    }
    for (std::size_t i = 0; i < ledger::kStateCount; ++i) {
      const auto state = static_cast<ledger::State>(i);
      if (ledger::contains(rest, state)) add_once(from, as_words(ledger::name_of(state)));
    }
    add_once(to, std::string(row.to));
  }
  return {verb, who, from, to};
}

}  // namespace

TEST_CASE("every command has a page, every page a command, every option a line") {
  const auto commands = commands::all();
  std::set<std::string> names;
  for (const Command& command : commands) {
    CAPTURE(command.name());
    names.insert(command.name());
    const text::HelpPage* page = text::find_help(command.name());
    REQUIRE(page != nullptr);
    CHECK(page->example.starts_with("avow " + command.name()));
    for (const Parameter& parameter : command.takes) {
      CAPTURE(parameter.name);
      if (parameter.shown) CHECK_FALSE(text::option_help(command.name(), parameter.name).empty());
    }
    const std::string shown = help_page(command.name(), commands, {});
    CHECK(shown.find("Next: ") != std::string::npos);
    CHECK(neutralise(shown) == shown);
    for (const std::string jargon : {"stdin", "fd ", "PSK", "Merkle", "hash"}) {
      CAPTURE(jargon);
      CHECK(std::string(page->what).find(jargon) == std::string::npos);
    }
  }
  for (const auto pages : {text::help_pages(), text::promise_help_pages()}) {
    for (const text::HelpPage& page : pages) CHECK(names.contains(std::string(page.command)));
  }
  for (const std::string noun : {"", "note", "pair", "promise"}) CHECK_FALSE(help_page(noun, commands, {}).empty());
}

TEST_CASE("no line of help is wider than the screen") {
  const auto commands = commands::all();
  for (const Command& command : commands) {
    std::string page = help_page(command.name(), commands, {});
    while (!page.empty()) {
      const auto end = page.find('\n');
      const std::string line = page.substr(0, end);
      CAPTURE(line);
      const auto columns = std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; });
      CHECK((columns <= 80 || line.starts_with("  avow ")));
      page.erase(0, end + 1);
    }
  }
}

TEST_CASE("the help of promises says what the ledger's table says") {
  std::set<std::string_view> verbs;
  for (const auto& row : ledger::transitions()) verbs.insert(row.verb);
  for (const std::string_view verb : verbs) {
    CAPTURE(verb);
    const auto* page = text::find_help("promise " + std::string(verb));
    const auto* rule = text::find_promise_rule(verb);
    REQUIRE(page != nullptr);
    REQUIRE(rule != nullptr);
    CHECK(page->summary == ledger::help_of(verb));
    std::string who, from, to;
    expected(verb, who, from, to);
    CHECK(rule->who == who);
    CHECK(rule->from == from);
    CHECK(rule->to == to);
    CHECK_FALSE(text::after("promise " + std::string(verb), "").changed == text::after("no such", "").changed);
  }
  for (const auto& rule : text::promise_rules()) CHECK(verbs.contains(rule.verb));
}
