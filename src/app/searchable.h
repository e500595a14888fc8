// What `avow search` holds ready of an open vault: the words that stand, in an index in memory. It begins empty, takes in
// what is new a piece at a time, and is thrown away whole when anything is withdrawn, or when the vault is covered or
// closed: of words that somebody took back nothing stays. Resource, owned by Vault.
#pragma once

#include <array>
#include <deque>

#include "app/imported.h"
#include "app/said.h"
#include "base/limits.h"
#include "store/search_index.h"

namespace avow::app {

// How a text is labelled for a search.
std::string kind_label(std::string_view kind);
std::string by_label(log::Author by);
std::string tag_label(std::string_view tag);  // capitals of ASCII do not matter
store::SearchText search_text(const RecordId& subject, const RecordId& id, Instant said_at, log::Author by,
                              std::string_view kind, const ledger::Words& words);

class Searchable {
 public:
  // `text_bytes_max`: of one person's texts.
  static Result<std::unique_ptr<Searchable>> create(std::size_t text_bytes_max = limits::kSearchTextBytesMax);
  Searchable(const Searchable&) = delete;
  Searchable& operator=(const Searchable&) = delete;

  // Takes in what is new, at most a few milliseconds of it. True: everything is in.
  Result<bool> bring_in(Vault& vault);
  store::SearchIndex& index() { return *index_; }
  // Something imported that was found.
  const PastMoments& past() const { return past_; }
  // So many texts are not in: they cannot be read, or their author has written too much.
  std::size_t left_out() const { return left_out_; }

 private:
  Searchable(std::unique_ptr<store::SearchIndex> index, std::size_t text_bytes_max)
      : index_(std::move(index)), text_bytes_max_(text_bytes_max) {}
  Result<std::size_t> add_one(Vault& vault, const Thing& thing, const RecordId& id);
  Result<bool> bring_in_past(Vault& vault);
  // False: it is left out. `held`: the bytes of that author's texts so far.
  Result<bool> add_text(const store::SearchText& text, bool readable, std::size_t& held);
  void look_at(Vault& vault, const RecordId& subject);
  void look_at_with_successor(Vault& vault, const RecordId& subject);

  struct Waiting {
    Thing thing;
    RecordId id;
  };
  std::unique_ptr<store::SearchIndex> index_;
  std::size_t text_bytes_max_;
  std::uint64_t touched_ = 0;           // Ledger::touched() from here
  std::deque<RecordId> subjects_;       // to be looked at
  std::deque<Waiting> waiting_;         // words to be taken in
  PastMoments past_;
  std::size_t next_past_ = 0;
  std::array<std::size_t, 3> bytes_{};  // of each author's texts, and of all that was imported
  std::size_t left_out_ = 0;
};

}  // namespace avow::app
