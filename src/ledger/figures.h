// What became of the promises, counted: for one person, and for the two together. Counts first, one ratio second, and no
// ratio where too little is known. A pure function of the records and `now`, in whole numbers, so that both sides print the
// same. PRODUCT.md, "Fair measurement"; protocol/README.md#figures. Values.
#pragma once

#include <array>
#include <map>

#include "ledger/promise.h"

namespace avow::ledger {

enum class WhyNoRatio : std::uint8_t { none, too_few, too_little_reported, nothing_settled };
std::string_view name_of(WhyNoRatio why);  // "", "too_few", "too_little_reported", "nothing_settled"

struct Ratio {
  std::uint64_t part = 0;   // of follow-through both are doubled, so that half a promise is whole
  std::uint64_t whole = 0;
  bool operator==(const Ratio&) const = default;
};

struct Figures {
  std::uint32_t kept = 0;
  std::uint32_t late = 0;
  std::uint32_t partly = 0;
  std::uint32_t missed = 0;
  std::uint32_t excused = 0;              // before the due
  std::uint32_t excused_after_due = 0;
  std::uint32_t renegotiated = 0;         // in good time
  std::uint32_t late_changes = 0;
  std::uint32_t stepped_back = 0;
  std::uint32_t differed = 0;             // seen differently, until it is settled
  std::uint32_t unreported = 0;
  std::uint32_t forewarned = 0;           // of those missed or stepped back
  bool operator==(const Figures&) const = default;

  std::uint32_t reported() const { return kept + late + partly + missed + differed; }
  std::uint32_t due() const { return reported() + unreported; }
  std::uint32_t settled() const { return kept + late + partly + missed + stepped_back; }
  WhyNoRatio why_no_ratio() const;
  std::optional<Ratio> follow_through() const;    // (K + L + P/2) / (K + L + P + M + S)
  std::optional<Ratio> on_time() const;           // K / (K + L)
  std::optional<Ratio> forewarning() const;       // of M + S
  std::optional<Ratio> coverage() const;          // reported / due
  Figures& operator+=(const Figures& other);
};
inline constexpr std::uint32_t kTooFew = 5;               // fewer due: too few to say
inline constexpr std::uint32_t kCoverageMinPercent = 80;  // less reported: no ratio; all seen differently: none either

// What one promise, or one day of one, counts as at `now`; all zero when it counts nowhere.
Figures figures_of(const Promise& promise, Instant now);

// Of two: what both kept, late or not, and what was due.
inline std::uint32_t kept_together(const std::array<Figures, 2>& by) { return by[0].kept + by[0].late + by[1].kept + by[1].late; }
inline std::uint32_t due_together(const std::array<Figures, 2>& by) { return by[0].due() + by[1].due(); }

// A month on the promisers' walls: year * 12 + month - 1.
using Month = std::int32_t;
struct MonthFigures {
  std::array<Figures, 2> by;              // by[0]: of the one asked for, by[1]: of the other
  std::optional<std::uint32_t> strength;  // of the first, parts per million, at the month's end; empty: no word yet
  bool operator==(const MonthFigures&) const = default;
};

struct Accounts {
  std::array<Figures, 2> by;              // as above
  std::map<Month, MonthFigures> months;   // the earliest first; months in which nothing was due are left out
  bool operator==(const Accounts&) const = default;
};

// One thing that counts, in its place.
struct Counted {
  LocalDay day{};
  RecordId id;
  bool first = true;      // of the one asked for
  Figures figures;
};
// A forgiving strength: every outcome moves it an eighth of the way, one miss dents it, nothing resets it.
Accounts add_up(std::vector<Counted> counted);
// The day by which a promise stands in its month: its due day, else the (UTC) day on which its state was made.
LocalDay counting_day(const Promise& promise);

}  // namespace avow::ledger
