#include "app/searchable.h"

namespace avow::app {
namespace {

constexpr std::size_t kSliceBytes = 24 * 1024;  // of texts, at a time
constexpr std::size_t kSliceSubjects = 128;

}  // namespace

std::string kind_label(std::string_view kind) { return "kind:" + std::string(kind); }
std::string by_label(log::Author by) { return "by:" + std::string(log::name_of(by)); }

std::string tag_label(std::string_view tag) {
  std::string out = "tag:";
  for (const char c : tag) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

store::SearchText search_text(const RecordId& subject, const RecordId& id, Instant said_at, log::Author by,
                              std::string_view kind, const ledger::Words& words) {
  store::SearchText out{subject, id, said_at, all_text_of(words), {kind_label(kind), by_label(by)}};
  for (const auto& tag : words.tags) out.labels.push_back(tag_label(tag));
  return out;
}

Result<std::unique_ptr<Searchable>> Searchable::create(std::size_t text_bytes_max) {
  AVOW_TRY(auto index, store::SearchIndex::create());
  return std::unique_ptr<Searchable>(new Searchable(std::move(index), text_bytes_max));
}

Result<bool> Searchable::bring_in_past(Vault& vault) {
  AVOW_TRY(const bool all, past_.bring_in(vault));
  if (!all) return false;
  for (std::size_t bytes = 0; bytes < kSliceBytes && next_past_ < past_.all().size(); ++next_past_) {
    const PastMoment& moment = past_.all()[next_past_];
    const auto words = past_.own_words_of(vault, moment);
    if (!words.ok() && words.error().code != Errc::damaged) return words.error();
    const auto text = search_text(moment.id, moment.id, moment.said_at, moment.by, moment.kind, words.ok() ? *words : ledger::Words{});
    bytes += text.text.size() + 1;
    AVOW_CHECK(add_text(text, words.ok(), bytes_.back()));
  }
  return next_past_ == past_.all().size();
}

Result<bool> Searchable::bring_in(Vault& vault) {
  AVOW_TRY(const bool all_past, bring_in_past(vault));
  if (!all_past) return false;
  std::size_t subjects = 0;
  for (std::size_t bytes = 0; bytes < kSliceBytes && subjects < kSliceSubjects;) {
    if (!waiting_.empty()) {
      const Waiting next = waiting_.front();
      waiting_.pop_front();
      AVOW_TRY(const std::size_t added, add_one(vault, next.thing, next.id));
      bytes += added;
    } else if (!subjects_.empty()) {
      const RecordId subject = subjects_.front();
      subjects_.pop_front();
      look_at_with_successor(vault, subject);
      ++subjects;
    } else {
      const auto touched = vault.ledger().touched(touched_, kSliceSubjects);
      if (touched.next == touched_) return true;
      touched_ = touched.next;
      for (const auto& subject : touched.subjects) {
        const bool again = !subjects_.empty() && subjects_.back() == subject;
        if (!subject.is_zero() && !again) subjects_.push_back(subject);
      }
    }
  }
  return false;
}

// Whatever was in of it makes place for what stands now.
void Searchable::look_at(Vault& vault, const RecordId& subject) {
  const Instant now = vault.clock().now();
  index_->remove(subject);
  const auto thing = thing_of(vault.ledger(), subject, now);
  if (!thing || thing->kind == "checkin") return;
  for (const auto& id : standing_words(vault.ledger(), *thing, now)) waiting_.push_back({*thing, id});
}

// A promise that was renegotiated goes on in another, to which nobody need have written yet.
void Searchable::look_at_with_successor(Vault& vault, const RecordId& subject) {
  look_at(vault, subject);
  const auto promise = vault.ledger().promise(subject, vault.clock().now());
  if (promise.ok() && promise->successor) look_at(vault, *promise->successor);
}

Result<std::size_t> Searchable::add_one(Vault& vault, const Thing& thing, const RecordId& id) {
  const auto place = vault.ledger().find(id);
  if (!place) return 0;
  const auto words = words_said(vault, id);
  if (!words.ok() && words.error().code != Errc::damaged) return words.error();
  const auto text = search_text(thing.day.is_zero() ? thing.id : thing.day, id, place->said_at, place->by, thing.kind, words.ok() ? *words : ledger::Words{});
  AVOW_TRY(const bool added, add_text(text, words.ok(), bytes_.at(place->by == log::Author::me ? 0 : 1)));
  return added ? text.text.size() + 1 : 0;
}

Result<bool> Searchable::add_text(const store::SearchText& text, bool readable, std::size_t& held) {
  if (!readable || held + text.text.size() > text_bytes_max_) {
    ++left_out_;
    return false;
  }
  held += text.text.size();
  if (!text.text.empty()) AVOW_CHECK(index_->add(text));
  return true;
}

}  // namespace avow::app
