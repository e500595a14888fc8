#include "app/exporting.h"

#include <algorithm>
#include <map>

#include "app/answers.h"
#include "app/imported.h"
#include "app/said.h"
#include "wire/message.h"

namespace avow::app {
namespace {

constexpr std::size_t kSlice = 64;

// Some version of a note whose time is over.
bool has_expired(Vault& vault, const RecordId& id) {
  const auto place = vault.ledger().find(id);
  if (!place || said_kind_of(place->kind) != "note") return false;
  const auto note = vault.ledger().note(place->subject, vault.clock().now());
  return note.ok() && note->state == ledger::NoteState::expired;
}

// A record of a log as an export tells it. Error{damaged}: its header does not parse.
Result<PastRecord> past_of(Vault& vault, const log::LogRef& ref, std::uint64_t index, log::Entry entry) {
  AVOW_TRY(const auto row, row_of(entry));
  PastRecord out{ref, index, row.id, row.seen, vault.received_at(row.id), {}, {}};
  if (entry.payload.facts) out.facts = std::move(entry.payload.facts->bytes);
  const bool shown = vault.words_are(row.id) == Vault::WordsAre::shown && !has_expired(vault, row.id);
  if (entry.payload.words && shown) out.words = std::move(entry.payload.words->bytes);
  return out;
}

class Export final : public Operation {
 public:
  Export(Vault& vault, Replies& replies) : vault_(vault), replies_(replies) {
    for (const auto& position : vault.positions()) logs_.emplace(position.ref, position.size);
  }

  Result<Progress> step() override {
    if (!begun_) return begin();
    if (next_key_ < keys_.size()) return look_at_imported();
    if (!sorted_) return sort();
    for (std::size_t i = 0; i < kSlice; ++i) {
      AVOW_TRY(const bool more, one_record());
      if (!more) return finish();
    }
    return Progress::more;
  }

 private:
  struct PlacedKey {
    std::tuple<log::LogRef, std::uint64_t, RecordId> place;
    Bytes key;
  };

  template <typename Value>
  void put(const Value& value) {
    capnp::MallocMessageBuilder message;
    auto line = message.initRoot<schema::ExportLine>();
    fill(line, value);
    put_line(line);
    ++count_;
  }

  void put_line(schema::ExportLine::Reader line) { put_text(to_text(line)); }

  void put_text(const std::string& text) {
    capnp::MallocMessageBuilder message;
    message.initRoot<schema::Item>().setLine(wire::text_for(text));
    replies_.item(message.getRoot<schema::Item>());
  }

  Result<Progress> begin() {
    begun_ = true;
    capnp::MallocMessageBuilder message;
    auto line = message.initRoot<schema::ExportLine>();
    fill_header(line);
    put_line(line);
    AVOW_TRY(keys_, vault_.imported_keys());
    return Progress::more;
  }

  Result<Progress> look_at_imported() {
    const std::size_t end = std::min(keys_.size(), next_key_ + kSlice);
    for (; next_key_ < end; ++next_key_) {
      AVOW_TRY(auto past, read_past(vault_, keys_[next_key_]));
      if (!past) {
        ++unreadable_;
      } else if (const auto* record = std::get_if<PastRecord>(&*past)) {
        records_.push_back({record->place(), std::move(keys_[next_key_])});
      } else if (auto* day = std::get_if<PastDay>(&*past)) {
        days_.push_back(std::move(*day));
      } else {
        auto& answers = std::get<PastAnswers>(*past);
        answers_.emplace(answers.checkin, std::move(answers));
      }
    }
    return Progress::more;
  }

  Result<Progress> sort() {
    sorted_ = true;
    std::sort(records_.begin(), records_.end(), [](const auto& a, const auto& b) { return a.place < b.place; });
    std::sort(days_.begin(), days_.end(), [](const auto& a, const auto& b) { return std::tie(a.date, a.id) < std::tie(b.date, b.id); });
    return Progress::more;
  }

  // The next record of this vault's own logs that can be read is in `live_`; none is left: it is empty.
  Result<void> find_live() {
    while (!live_ && !logs_.empty()) {
      const auto [ref, size] = *logs_.begin();
      if (next_ == size) {
        logs_.erase(logs_.begin());
        next_ = 0;
        continue;
      }
      auto entry = vault_.store().entry(ref, next_);
      if (!entry.ok() && entry.error().code != Errc::damaged) return entry.error();
      auto past = entry.ok() ? past_of(vault_, ref, next_, std::move(*entry)) : Result<PastRecord>(entry.error());
      if (past.ok()) {
        live_ = std::move(*past);
      } else {
        ++unreadable_;
      }
      ++next_;
    }
    return {};
  }

  // As it came; but words whose time is over since then, or that were taken back here, go out no more.
  Result<void> put_imported(const Bytes& key) {
    AVOW_TRY(const auto line, vault_.imported(key));
    const Bytes stored = line.value_or(Bytes());  // it could be read a moment ago
    AVOW_TRY(auto past, decode_past(stored));
    auto* record = std::get_if<PastRecord>(&past);
    const bool hidden = record != nullptr && (is_over(*record, vault_.clock().now()) || vault_.words_are(record->id) == Vault::WordsAre::taken_back);
    if (hidden && record->words) {
      record->words.reset();
      put(*record);
      return {};
    }
    AVOW_TRY(const auto text, text_of_past(stored));
    put_text(text);
    ++count_;
    return {};
  }

  // False: there are no more.
  Result<bool> one_record() {
    AVOW_CHECK(find_live());
    const bool past = next_record_ < records_.size() && (!live_ || records_[next_record_].place < live_->place());
    if (past) {
      AVOW_CHECK(put_imported(records_[next_record_++].key));
      return true;
    }
    if (!live_) return false;
    put(*live_);
    live_.reset();
    return true;
  }

  Result<Progress> finish() {
    for (const auto& day : days_) put(day);
    AVOW_TRY(const auto drafts, vault_.list_drafts());
    for (auto draft = drafts.drafts.rbegin(); draft != drafts.drafts.rend(); ++draft) put(*draft);
    AVOW_TRY(const auto own, vault_.private_records());
    for (auto record = own.records.rbegin(); record != own.records.rend(); ++record) put(*record);
    AVOW_CHECK(take_answers());
    for (const auto& [checkin, answers] : answers_) put(answers);
    unreadable_ += drafts.unreadable + own.unreadable;
    // Why no error: what a vault that is only read holds can be taken out of it, too, and on a full disk it is wanted all the more.
    static_cast<void>(vault_.keep_fact(FactKind::exported));
    if (unreadable_ > 0) {
      reply_list_end(replies_, unreadable_);
    } else {
      reply_count(count_, replies_);
    }
    return Progress::done;
  }

  Result<void> take_answers() {
    AVOW_TRY(const auto checkins, vault_.answered_checkins());
    for (const auto& checkin : checkins) {
      const auto stored = vault_.answers_in(checkin);
      if (!stored.ok() && stored.error().code != Errc::damaged) return stored.error();
      auto kept = stored.ok() && *stored ? decode_kept_answers(**stored) : Result<KeptAnswers>(Error{Errc::damaged, ""});
      if (kept.ok()) {
        answers_.insert_or_assign(checkin, PastAnswers{checkin, std::move(kept->answers)});
      } else {
        ++unreadable_;
      }
    }
    return {};
  }

  Vault& vault_;
  Replies& replies_;
  bool begun_ = false;
  bool sorted_ = false;
  std::vector<Bytes> keys_;  // of what was imported
  std::size_t next_key_ = 0;
  std::vector<PlacedKey> records_;
  std::size_t next_record_ = 0;
  std::vector<PastDay> days_;
  std::map<RecordId, PastAnswers> answers_;
  std::map<log::LogRef, std::uint64_t> logs_;  // those that are still to be told, and their sizes
  std::uint64_t next_ = 0;                     // index in the first of them
  std::optional<PastRecord> live_;
  std::uint64_t count_ = 0;
  std::size_t unreadable_ = 0;
};

}  // namespace

Result<std::unique_ptr<Operation>> export_lines(Vault& vault, Replies& replies) {
  return std::unique_ptr<Operation>(std::make_unique<Export>(vault, replies));
}

}  // namespace avow::app
