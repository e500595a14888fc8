// Any bytes as facts and as words: refused, or the same again when written anew. Then the same bytes as a handful of
// letters that name each other at will: no crash, and both sides see one state in any order of arrival.
#include <algorithm>

#include "base/assert.h"
#include "ledger/ledger.h"

namespace {

using namespace avow;
using namespace avow::ledger;

constexpr std::size_t kLetterBytes = 12;
constexpr std::size_t kLettersMax = 64;
const Instant kNow = from_millis(1'795'000'000'000LL);

RecordId small_id(std::uint8_t value) {
  RecordId id;
  id.bytes[0] = value;
  return id;
}

Record letter_from(ByteView bytes, std::uint64_t index) {
  Record record;
  record.id = small_id(static_cast<std::uint8_t>(index + 1));
  record.by = (bytes[0] & 1U) != 0 ? log::Author::me : log::Author::partner;
  record.lane = (bytes[0] & 0x0EU) == 0x0EU ? log::Lane::notes : log::Lane::commitments;
  record.index = index;
  record.seen.size = bytes[1];
  record.facts.kind = static_cast<RecordKind>(bytes[2] % 140);
  record.facts.role = static_cast<Role>(bytes[3] % 3);
  record.facts.outcome = static_cast<Outcome>(bytes[4] % 7);
  record.facts.promise = small_id(bytes[5]);
  record.facts.parent = small_id(bytes[6]);
  record.facts.proposal = small_id(bytes[7]);
  record.facts.takes = small_id(bytes[7]);
  record.facts.takes_kind = record.facts.kind == RecordKind::note_withdraw ? RecordKind::note : RecordKind::none;
  record.facts.said_at = kNow + std::chrono::hours(bytes[8]);
  record.facts.due_at = kNow + std::chrono::hours(bytes[9]);
  record.facts.grace_end_at = kNow + std::chrono::hours(bytes[10]);
  if ((bytes[11] & 1U) != 0) record.facts.due_wall = "2026-11-27";
  if ((bytes[11] & 2U) != 0) record.facts.done_at = kNow + std::chrono::hours(bytes[11]);
  return record;
}

void fold_everywhere(std::vector<Record> letters) {
  Ledger forward;
  Ledger backward;
  Ledger other_side;
  forward.set_me_first(true);
  backward.set_me_first(true);
  other_side.set_me_first(false);
  for (const Record& letter : letters) {
    forward.add(letter);
    (void)forward.promises(kNow);
    Record mirrored = letter;
    mirrored.by = other_of(letter.by);
    other_side.add(mirrored);
  }
  for (auto letter = letters.rbegin(); letter != letters.rend(); ++letter) {
    backward.add(*letter);
    (void)backward.notes({}, kNow);
  }
  const auto states = forward.promises(kNow);
  AVOW_ASSERT(states == backward.promises(kNow));
  const auto mirrored = other_side.promises(kNow);
  AVOW_ASSERT(states.size() == mirrored.size());
  for (std::size_t i = 0; i < states.size(); ++i) {
    AVOW_ASSERT(states[i].id == mirrored[i].id && states[i].state == mirrored[i].state);
    AVOW_ASSERT(states[i].head == mirrored[i].head && states[i].outcome == mirrored[i].outcome);
    AVOW_ASSERT(forward.history(states[i].id, kNow) == backward.history(states[i].id, kNow));
    (void)forward.possible(states[i].id, log::Author::me, kNow);
  }
  AVOW_ASSERT(forward.notes({}, kNow) == backward.notes({}, kNow));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ByteView bytes(data, size);
  if (const auto facts = decode_facts(bytes); facts.ok()) AVOW_ASSERT(*decode_facts(*encode(*facts)) == *facts);
  if (const auto words = decode_words(bytes); words.ok()) AVOW_ASSERT(*decode_words(*encode(*words)) == *words);
  std::vector<Record> letters;
  for (std::size_t at = 0; at + kLetterBytes <= size && letters.size() < kLettersMax; at += kLetterBytes) {
    letters.push_back(letter_from(bytes.subspan(at, kLetterBytes), letters.size()));
  }
  fold_everywhere(std::move(letters));
  return 0;
}
