#include "sim/lives_people.h"

#include <algorithm>

#include "crypto/hash.h"

namespace avow::testing::lives {

using ledger::Ledger;

std::optional<ledger::Record> record_of(const Stored& stored) {
  ledger::Record record{stored.id, stored.lane, stored.by, 0, stored.index, stored.seen, {}, std::nullopt};
  if (stored.facts.empty()) return record;
  auto facts = ledger::decode_facts(stored.facts);
  if (!facts.ok()) return std::nullopt;
  record.facts = std::move(*facts);
  return record;
}

std::vector<Stored> Person::everything() const {
  std::vector<Stored> all;
  for (const auto* logs : {&mine, &theirs}) {
    for (const auto& log : *logs) all.insert(all.end(), log.begin(), log.end());
  }
  return all;
}

People::People() : now(from_millis(1'795'000'000'000LL)) {  // a morning in November 2026
  anna.name = "anna";
  ben.name = "ben";
  for (Person* person : {&anna, &ben}) person->ledger = read_again(*person);
}

std::unique_ptr<Ledger> People::read_again(const Person& person) const {
  auto out = std::make_unique<Ledger>();
  out->set_me_first(&person == &anna);
  for (const Stored& stored : person.everything()) {
    if (auto record = record_of(stored)) out->add(std::move(*record));
  }
  return out;
}

std::optional<RecordId> People::write(Person& person, log::Lane lane, const ledger::Facts& facts, std::optional<log::Seen> seen) {
  auto encoded = ledger::encode(facts);
  if (!encoded.ok()) return std::nullopt;
  Stored stored;
  stored.id.bytes = first<16>(crypto::blake2b({little_endian(++count_)}));
  stored.lane = lane;
  stored.index = person.mine[slot_of(lane)].size();
  stored.seen.size = person.theirs[slot_of(lane)].size();
  if (seen) stored.seen = *seen;
  stored.facts = std::move(*encoded);
  person.mine[slot_of(lane)].push_back(stored);
  if (auto record = record_of(stored)) person.ledger->add(std::move(*record));
  return stored.id;
}

void People::destroy(Person& author, const RecordId& id) {
  for (auto& log : author.mine) {
    const auto found = std::find_if(log.begin(), log.end(), [&](const Stored& one) { return one.id == id; });
    if (found != log.end()) found->facts.clear();
  }
}

void People::deliver(Person& from, log::Lane lane, std::size_t count) {
  const auto& sent = from.mine[slot_of(lane)];
  auto& held = other(from).theirs[slot_of(lane)];
  for (; held.size() < sent.size() && count > 0; --count) {
    Stored stored = sent[held.size()];
    stored.by = log::Author::partner;
    if (auto record = record_of(stored)) other(from).ledger->add(std::move(*record));
    held.push_back(std::move(stored));
  }
}

void People::deliver_all() {
  for (Person* person : {&anna, &ben}) {
    for (const log::Lane lane : log::kLanes) deliver(*person, lane, SIZE_MAX);
  }
}

}  // namespace avow::testing::lives
