#include <algorithm>

#include "ledger/shelf.h"

namespace avow::ledger {

bool SaidShelf::before(std::uint32_t a, std::uint32_t b) const {
  const Row& first = shelf_.row(a);
  const Row& second = shelf_.row(b);
  return first.said_at != second.said_at ? first.said_at < second.said_at
                                         : shelf_.said_place(a, first.said_at) < shelf_.said_place(b, second.said_at);
}

// New rows are sorted and merged; when one was taken out, all are sorted anew.
void SaidShelf::bring_in() const {
  const std::uint64_t taken_out = shelf_.rows_taken_out();
  if (fresh_ == shelf_.rows_added() && taken_out == taken_out_) return;
  const bool anew = taken_out != taken_out_ || rows_.empty();
  const std::size_t from = std::exchange(fresh_, shelf_.rows_added());
  taken_out_ = taken_out;
  if (anew) rows_.clear();
  const auto old = static_cast<std::ptrdiff_t>(rows_.size());
  const auto take = [this](std::uint32_t at) {
    if (shelf_.row(at).kind != RecordKind::none) rows_.push_back(at);
  };
  if (anew) {
    for (const std::uint32_t at : shelf_.sorted()) take(at);
  } else {
    for (std::size_t at = from; at < fresh_; ++at) {
      const auto row = static_cast<std::uint32_t>(at);
      if (shelf_.row_of(shelf_.row(row).id) == row) take(row);
    }
  }
  const auto order = [this](std::uint32_t a, std::uint32_t b) { return before(a, b); };
  std::sort(rows_.begin() + old, rows_.end(), order);
  std::inplace_merge(rows_.begin(), rows_.begin() + old, rows_.end(), order);
}

std::vector<std::uint32_t> SaidShelf::page(const SaidQuery& query, const std::function<bool(const Row&)>& wanted) const {
  bring_in();
  std::vector<std::uint32_t> found;
  auto end = rows_.end();
  if (query.before) {
    const std::uint32_t last = shelf_.row_of(*query.before);
    if (last == kNoRow) return found;
    end = std::lower_bound(rows_.begin(), rows_.end(), last, [this](std::uint32_t a, std::uint32_t b) { return before(a, b); });
  } else if (query.until) {
    end = std::partition_point(rows_.begin(), rows_.end(),
                               [&](std::uint32_t at) { return shelf_.row(at).said_at < *query.until; });
  }
  while (end != rows_.begin() && found.size() < query.limit) {
    --end;
    const Row& row = shelf_.row(*end);
    if (query.since && row.said_at < *query.since) break;
    if (wanted(row)) found.push_back(*end);
  }
  return found;
}

std::optional<Instant> SaidShelf::first() const {
  bring_in();
  if (rows_.empty()) return std::nullopt;
  return shelf_.row(rows_.front()).said_at;
}

}  // namespace avow::ledger
