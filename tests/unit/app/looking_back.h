// What the tests of search, timeline, us and shared need: threads written straight into a vault, and the four requests.
#pragma once

#include "app/writing.h"
#include "ledger/when.h"
#include "unit/app/support.h"

namespace avow::testing {

// A record of a thread: a first one without `id`. Gives the id that it has.
struct ThreadSaid {
  ledger::RecordKind kind = ledger::RecordKind::none;
  std::string id;
  std::string text;
  std::vector<ledger::Part> parts;
  std::vector<std::string> tags;
  std::optional<Instant> starts;
  std::optional<Instant> ends;
};
inline std::string say(Person& person, const ThreadSaid& said) {
  auto& vault = person.vault();
  const auto subject = said.id.empty() ? Result<RecordId>(RecordId{}) : vault.ledger().resolve(said.id);
  REQUIRE(subject.ok());
  auto answer = vault.ledger().check_thread(said.kind, *subject, log::Author::me, vault.clock().now());
  REQUIRE_MESSAGE(answer.ok(), (answer.ok() ? "" : answer.error().context));
  if (said.starts) answer->facts.start_at = *said.starts;
  if (said.ends) {
    answer->facts.due_at = answer->facts.grace_end_at = *said.ends;
    answer->facts.due_wall = ledger::local_wall(*said.ends, "UTC");
    answer->facts.due_zone = "UTC";
  }
  ledger::Words words;
  words.text = said.text;
  words.parts = said.parts;
  words.tags = said.tags;
  auto record = app::make_record(vault, {"Europe/Berlin", false}, answer->facts, words);
  REQUIRE(record.ok());
  const RecordId id = vault.id_for(answer->lane, record->id_random);
  REQUIRE(vault.append(answer->lane, app::one(std::move(*record))).ok());
  return to_text(id);
}

inline auto search_for(const std::string& words, std::uint32_t limit = 0) {
  return [words, limit](Request request) {
    auto search = request.initSearch();
    search.setWords(words);
    search.setLimit(limit);
  };
}
// The texts of the hits.
inline std::vector<std::string> found(Person& person, const std::string& words, std::uint32_t limit = 0) {
  const auto answers = ask(person, search_for(words, limit));
  std::vector<std::string> out;
  for (std::size_t i = 0; i < answers->items.size(); ++i) out.emplace_back(answers->at(i).getHit().getText());
  return out;
}

}  // namespace avow::testing
