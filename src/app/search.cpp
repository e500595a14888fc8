#include "app/search.h"

#include <fmt/format.h>

#include "app/answers.h"
#include "app/finding.h"
#include "app/searchable.h"
#include "app/writing.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/text_app.h"
#include "base/text_looking_back.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using wire::view_of;

constexpr std::string_view kSpaces = " \t\r\n\v\f";

std::vector<std::string> split(std::string_view typed) {
  std::vector<std::string> words;
  for (auto at = typed.find_first_not_of(kSpaces); at != typed.npos; at = typed.find_first_not_of(kSpaces, at)) {
    const auto end = std::min(typed.find_first_of(kSpaces, at), typed.size());
    words.emplace_back(typed.substr(at, end - at));
    at = end;
  }
  return words;
}

// What stands behind a filter's name; empty: it is another word.
std::optional<std::string_view> behind(std::string_view word, std::string_view name) {
  if (!word.starts_with(name)) return std::nullopt;
  return word.substr(name.size());
}

Result<std::optional<Instant>> moment_of(std::string_view typed, std::string_view zone, Instant now) {
  if (typed.empty()) return Error{Errc::usage, std::string(text::kMomentIsEmpty)};
  return parse_since(typed, zone, now);
}

// True: it was a filter, and is in the query now.
Result<bool> take_filter(std::string_view word, std::string_view zone, Instant now, store::SearchQuery& query) {
  if (const auto kind = behind(word, "kind:")) {
    AVOW_CHECK(check_said_kind(*kind));
    query.labels.push_back(kind_label(*kind));
  } else if (const auto by = behind(word, "by:")) {
    if (*by != "me" && *by != "partner") return Error{Errc::usage, std::string(text::kByTakes)};
    query.labels.push_back(by_label(*by == "me" ? log::Author::me : log::Author::partner));
  } else if (const auto tag = behind(word, "tag:")) {
    if (tag->empty()) return Error{Errc::usage, std::string(text::kTagIsEmpty)};
    query.labels.push_back(tag_label(*tag));
  } else if (const auto after = behind(word, "after:")) {
    AVOW_TRY(query.after, moment_of(*after, zone, now));
  } else if (const auto before = behind(word, "before:")) {
    AVOW_TRY(query.before, moment_of(*before, zone, now));
  } else {
    return false;
  }
  return true;
}

class Search final : public Operation {
 public:
  Search(Vault& vault, store::SearchQuery query, std::unique_ptr<store::SearchIndex> drafts, Replies& replies)
      : vault_(vault), query_(std::move(query)), drafts_index_(std::move(drafts)), replies_(replies) {}

  Result<Progress> step() override {
    if (!listed_) return list_drafts();
    if (next_draft_ < drafts_.size()) return take_in_drafts();
    if (!all_in_) return bring_in();
    if (!looked_) return look();
    return reply_some();
  }

 private:
  static constexpr std::size_t kDraftsAtOnce = 64;
  static constexpr std::size_t kHitsAtOnce = 16;

  Result<Progress> list_drafts() {
    listed_ = true;
    AVOW_TRY(auto list, vault_.list_drafts());
    drafts_ = std::move(list.drafts);
    left_out_ += list.unreadable;
    return Progress::more;
  }

  Result<Progress> take_in_drafts() {
    const std::size_t end = std::min(drafts_.size(), next_draft_ + kDraftsAtOnce);
    for (; next_draft_ < end; ++next_draft_) {
      const Draft& draft = drafts_[next_draft_];
      const auto facts = ledger::decode_facts(draft.facts);
      const auto kind = facts.ok() ? said_kind_of(facts->kind) : std::string_view();
      const auto words = ledger::decode_words(draft.words);
      if (kind.empty() || !facts.ok() || !words.ok()) continue;
      AVOW_CHECK(drafts_index_->add(search_text(draft.id, draft.id, facts->said_at, log::Author::me, kind, *words)));
    }
    return Progress::more;
  }

  Result<Progress> bring_in() {
    AVOW_TRY(auto* const searchable, vault_.searchable());
    AVOW_TRY(all_in_, searchable->bring_in(vault_));
    return Progress::more;
  }

  // Drafts first, as in every list.
  Result<Progress> look() {
    looked_ = true;
    AVOW_TRY(auto drafts, drafts_index_->search(query_));
    hits_ = std::move(drafts.hits);
    drafts_found_ = hits_.size();
    more_ = drafts.more;
    if (more_) return Progress::more;
    AVOW_TRY(auto* const searchable, vault_.searchable());
    left_out_ += searchable->left_out();
    store::SearchQuery rest = query_;
    rest.limit -= hits_.size();
    AVOW_TRY(const auto said, searchable->index().search(rest));
    hits_.insert(hits_.end(), said.hits.begin(), said.hits.end());
    more_ = said.more;
    return Progress::more;
  }

  Result<Progress> reply_some() {
    const std::size_t end = std::min(hits_.size(), next_hit_ + kHitsAtOnce);
    for (; next_hit_ < end; ++next_hit_) AVOW_CHECK(next_hit_ < drafts_found_ ? reply_draft(hits_[next_hit_]) : reply_said(hits_[next_hit_]));
    if (next_hit_ < hits_.size()) return Progress::more;
    capnp::MallocMessageBuilder message;
    auto searched = message.initRoot<schema::Done>().initSearched();
    searched.setMore(more_);
    searched.setLeftOut(count32(left_out_));
    replies_.done(message.getRoot<schema::Done>());
    return Progress::done;
  }

  Result<void> reply_draft(const store::SearchHit& hit) {
    const auto draft = std::find_if(drafts_.begin(), drafts_.end(), [&](const Draft& one) { return one.id == hit.id; });
    AVOW_TRY(const auto facts, ledger::decode_facts(draft->facts));
    AVOW_TRY(const auto words, ledger::decode_words(draft->words));
    return reply({hit.id, said_kind_of(facts.kind), log::Author::me, facts.said_at, "draft", {}, false}, words, log::Author::me, facts.said_at);
  }

  // Why asked again: meanwhile it may have been withdrawn, or its time may have ended.
  Result<void> reply_said(const store::SearchHit& hit) {
    AVOW_TRY(auto* const searchable, vault_.searchable());
    if (const auto* past = searchable->past().find(hit.id)) {
      AVOW_TRY(const auto words, searchable->past().own_words_of(vault_, *past));
      return reply({past->subject, past->kind, past->by, past->said_at, kImported, {}, false}, words, past->by, past->said_at);
    }
    const auto place = vault_.ledger().find(hit.id);
    const auto thing = thing_of(vault_.ledger(), hit.subject, vault_.clock().now());
    if (!place || !thing || thing->gone) return {};
    AVOW_TRY(const auto words, words_said(vault_, hit.id));
    return reply(*thing, words, place->by, place->said_at);
  }

  Result<void> reply(const Thing& thing, const ledger::Words& words, log::Author by, Instant said_at) {
    const std::string all = all_text_of(words);
    std::string shown;
    if (!query_.words.empty()) {
      AVOW_TRY(shown, drafts_index_->excerpt(query_.words, all));
    }
    if (shown.empty()) shown = all;
    capnp::MallocMessageBuilder message;
    auto out = message.initRoot<schema::Item>().initHit();
    out.setId(to_text(thing.id));
    out.setKind(std::string(thing.kind));
    out.setBy(std::string(log::name_of(by)));
    out.setSaidAt(to_rfc3339(said_at));
    out.setState(std::string(thing.state));
    out.setText(cut_short(shown, limits::kExcerptBytesMax));
    replies_.item(message.getRoot<schema::Item>());
    return {};
  }

  Vault& vault_;
  const store::SearchQuery query_;
  const std::unique_ptr<store::SearchIndex> drafts_index_;  // for this search only; excerpts are cut by it too
  Replies& replies_;
  bool listed_ = false;
  std::vector<Draft> drafts_;
  std::size_t next_draft_ = 0;
  bool all_in_ = false;
  bool looked_ = false;
  std::vector<store::SearchHit> hits_;
  std::size_t drafts_found_ = 0;
  std::size_t next_hit_ = 0;
  bool more_ = false;
  std::size_t left_out_ = 0;
};

}  // namespace

Result<store::SearchQuery> parse_search(std::string_view typed, std::string_view zone, Instant now) {
  const Error too_long{Errc::usage, fmt::format(text::kSearchTooLong, limits::kSearchWordsMax, limits::kSearchBytesMax)};
  if (typed.size() > limits::kSearchBytesMax) return too_long;
  if (!is_utf8(typed)) return Error{Errc::usage, fmt::format(text::kTextNotUtf8, text::kTheSearch)};
  store::SearchQuery query;
  for (auto& word : split(typed)) {
    AVOW_TRY(const bool filter, take_filter(word, zone, now, query));
    if (!filter) query.words.push_back(std::move(word));
  }
  if (query.words.empty() && query.labels.empty()) return Error{Errc::usage, std::string(text::kSayWordToFind)};
  if (query.words.size() > limits::kSearchWordsMax || query.labels.size() > limits::kSearchWordsMax) return too_long;
  return query;
}

Result<std::unique_ptr<Operation>> search(Vault& vault, std::string_view zone, schema::SearchQuery::Reader request,
                                          Replies& replies) {
  AVOW_TRY(auto query, parse_search(view_of(request.getWords()), zone, vault.clock().now()));
  query.limit = request.getLimit() > 0 ? request.getLimit() : limits::kSearchHitsDefault;
  if (query.limit > limits::kSearchHitsMax) return Error{Errc::usage, fmt::format(text::kSearchLimit, limits::kSearchHitsMax)};
  AVOW_TRY(auto drafts, store::SearchIndex::create());
  return std::unique_ptr<Operation>(std::make_unique<Search>(vault, std::move(query), std::move(drafts), replies));
}

}  // namespace avow::app
