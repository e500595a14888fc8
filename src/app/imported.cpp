#include "app/imported.h"

#include <algorithm>

#include "app/said.h"
#include "base/limits.h"
#include "crypto/hash.h"
#include "ledger/thread_table.h"
#include "ledger/when.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using ledger::RecordKind;

constexpr std::string_view kLabel = "avow/v1 imported";
constexpr std::size_t kSlice = 256;

Bytes key_for(std::uint8_t what, const RecordId& id) {
  const Hash hash = crypto::blake2b({bytes_of(kLabel), ByteView(&what, 1), id.bytes});
  return to_bytes(ByteView(hash).first(16));
}

Result<Past> past_in(schema::ExportLine::Reader line) {
  switch (line.which()) {
    case schema::ExportLine::RECORD: {
      AVOW_TRY(auto record, stored_record(line));
      return Past(std::move(record));
    }
    case schema::ExportLine::DAY: {
      AVOW_TRY(auto day, stored_day(line));
      return Past(std::move(day));
    }
    case schema::ExportLine::ANSWERS: {
      AVOW_TRY(auto answers, stored_answers(line));
      return Past(std::move(answers));
    }
    case schema::ExportLine::UNSET:
    case schema::ExportLine::DRAFT:
    case schema::ExportLine::PRIVATE: break;
  }
  return Error{Errc::malformed, "no history"};
}

// Those that a timeline shows; "seen" and nudges are not.
bool is_told(RecordKind kind) {
  const std::string_view said = said_kind_of(kind);
  if (said == "note") return ledger::is_note_wording(kind);
  if (said == "checkin") return kind == RecordKind::checkin_start || kind == RecordKind::checkin_open;
  return !said.empty() && kind != RecordKind::promise_nudge;
}

// What a record says is not to be seen any more; zero: nothing.
RecordId taken_by(const ledger::Facts& facts) {
  if (!facts.takes.is_zero()) return facts.takes;
  const auto* row = ledger::thread_row_of(facts.kind);
  const bool withdraws = facts.kind == RecordKind::promise_withdraw || (row != nullptr && row->to == ledger::ThreadState::withdrawn);
  return withdraws ? facts.promise : RecordId{};
}

Result<ledger::Words> words_in(Vault& vault, ByteView key) {
  AVOW_TRY(const auto line, vault.imported(key));
  if (!line) return ledger::Words{};
  AVOW_TRY(const auto past, decode_past(*line));
  ledger::Words words;
  if (const auto* day = std::get_if<PastDay>(&past)) words.text = day->text;
  if (const auto* record = std::get_if<PastRecord>(&past); record != nullptr && record->words) {
    auto decoded = ledger::decode_words(*record->words);
    if (decoded.ok()) words = std::move(*decoded);
  }
  return words;
}

}  // namespace

Bytes key_of_record(const RecordId& id) { return key_for(1, id); }

Bytes key_of(const Past& past) {
  if (const auto* record = std::get_if<PastRecord>(&past)) return key_of_record(record->id);
  if (const auto* day = std::get_if<PastDay>(&past)) return key_for(2, day->id);
  return key_for(3, std::get<PastAnswers>(past).checkin);
}

Imported as_imported(const Past& past) {
  capnp::MallocMessageBuilder message;
  auto line = message.initRoot<schema::ExportLine>();
  std::visit([&line](const auto& one) { fill(line, one); }, past);
  return Imported{key_of(past), wire::to_canonical(line.asReader())};
}

Result<Past> decode_past(ByteView line) {
  auto past = wire::read_canonical<schema::ExportLine>(line, limits::kItemBytesMax, past_in);
  if (!past.ok()) return Error{Errc::damaged, "something imported"};
  return past;
}

Result<std::optional<Past>> read_past(Vault& vault, ByteView key) {
  const auto line = vault.imported(key);
  if (!line.ok() && line.error().code != Errc::damaged) return line.error();
  if (!line.ok() || !*line) return std::optional<Past>();
  auto past = decode_past(**line);
  return past.ok() ? std::optional<Past>(std::move(*past)) : std::nullopt;
}

std::optional<Bytes> without_words(Past past) {
  auto* record = std::get_if<PastRecord>(&past);
  if (record == nullptr) return std::nullopt;
  record->words.reset();
  return as_imported(past).line;
}

Result<std::string> text_of_past(ByteView line) {
  auto text = wire::read_canonical<schema::ExportLine>(line, limits::kItemBytesMax, [](schema::ExportLine::Reader from) { return to_text(from); });
  if (!text.ok()) return Error{Errc::damaged, "something imported"};
  return text;
}

bool is_over(const PastRecord& record, Instant now) {
  if (!record.facts) return false;
  const auto facts = ledger::decode_facts(*record.facts);
  return facts.ok() && ledger::words_have_ended(*facts, now);
}

Result<bool> PastMoments::bring_in(Vault& vault) {
  if (done_) return true;
  if (!std::exchange(listed_, true)) {
    AVOW_TRY(keys_, vault.imported_keys());
    return false;
  }
  const std::size_t end = std::min(keys_.size(), next_ + kSlice);
  for (; next_ < end; ++next_) {
    AVOW_TRY(auto past, read_past(vault, keys_[next_]));
    if (past) {
      const auto* record = std::get_if<PastRecord>(&*past);
      // A log here may hold it, too, and its author may have taken it back there.
      if (record != nullptr && vault.words_are(record->id) == Vault::WordsAre::taken_back) gone_.insert(record->id);
      take(std::move(*past), std::move(keys_[next_]), vault.clock().now());
    } else {
      ++unreadable_;
    }
  }
  if (next_ < keys_.size()) return false;
  finish();
  return true;
}

void PastMoments::take(Past past, Bytes key, Instant now) {
  if (const auto* day = std::get_if<PastDay>(&past)) {
    const auto noon = ledger::instant_on(day->date, std::chrono::hours(12), "UTC").value_or(Instant{});
    moments_.push_back({day->id, day->id, "promise", "done", log::Author::me, noon, std::move(key)});
    return;
  }
  const auto* record = std::get_if<PastRecord>(&past);
  if (record == nullptr || !record->facts) return;
  const auto facts = ledger::decode_facts(*record->facts);
  if (!facts.ok()) return;
  if (const auto taken = taken_by(*facts); !taken.is_zero()) gone_.insert(taken);
  if (is_over(*record, now)) gone_.insert(record->id);
  if (!is_told(facts->kind)) return;
  const RecordId& subject = facts->promise.is_zero() ? record->id : facts->promise;
  moments_.push_back({record->id, subject, said_kind_of(facts->kind), said_event_of(facts->kind), record->ref.by, facts->said_at,
                      std::move(key)});
}

void PastMoments::finish() {
  done_ = true;
  keys_ = {};
  std::erase_if(moments_, [this](const auto& one) { return gone_.contains(one.id) || gone_.contains(one.subject); });
  std::sort(moments_.begin(), moments_.end(),
            [](const auto& a, const auto& b) { return std::tie(a.said_at, a.id) > std::tie(b.said_at, b.id); });
  for (std::size_t i = 0; i < moments_.size(); ++i) places_.emplace(moments_[i].id, i);
}

const PastMoment* PastMoments::find(const RecordId& id) const {
  const auto found = places_.find(id);
  return found == places_.end() ? nullptr : &moments_[found->second];
}

Result<ledger::Words> PastMoments::own_words_of(Vault& vault, const PastMoment& moment) const { return words_in(vault, moment.key); }

Result<ledger::Words> PastMoments::words_of(Vault& vault, const PastMoment& moment) const {
  AVOW_TRY(auto words, words_in(vault, moment.key));
  if (!opening_of(words).empty() || moment.subject == moment.id) return words;
  return words_in(vault, key_of_record(moment.subject));
}

}  // namespace avow::app
