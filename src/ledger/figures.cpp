#include "ledger/figures.h"

#include <algorithm>
#include <tuple>

namespace avow::ledger {
namespace {

constexpr std::int64_t kWhole = 1'000'000;
constexpr std::int64_t kStep = 8;

void count_outcome(Outcome outcome, Figures& figures) {
  switch (outcome) {
    case Outcome::kept: ++figures.kept; return;
    case Outcome::kept_late: ++figures.late; return;
    case Outcome::partly: ++figures.partly; return;
    case Outcome::missed: ++figures.missed; return;
    case Outcome::none:
    case Outcome::cannot_tell: return;
  }
}

// Empty: it says nothing about keeping one's word.
std::optional<std::int64_t> strength_of(const Figures& figures) {
  if (figures.kept + figures.late > 0) return kWhole;
  if (figures.partly > 0) return kWhole / 2;
  if (figures.missed + figures.stepped_back > 0) return 0;
  return std::nullopt;
}

Month month_of(LocalDay day) {
  const std::chrono::year_month_day date{day};
  return static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1;
}

}  // namespace

std::string_view name_of(WhyNoRatio why) {
  switch (why) {
    case WhyNoRatio::none: return "";
    case WhyNoRatio::too_few: return "too_few";
    case WhyNoRatio::too_little_reported: return "too_little_reported";
    case WhyNoRatio::nothing_settled: return "nothing_settled";
  }
  AVOW_ASSERT(false);
}

WhyNoRatio Figures::why_no_ratio() const {
  if (due() < kTooFew) return WhyNoRatio::too_few;
  const bool covered = std::uint64_t{reported()} * 100 >= std::uint64_t{due()} * kCoverageMinPercent;
  if (!covered) return WhyNoRatio::too_little_reported;
  return settled() > 0 ? WhyNoRatio::none : WhyNoRatio::nothing_settled;
}

std::optional<Ratio> Figures::follow_through() const {
  if (why_no_ratio() != WhyNoRatio::none) return std::nullopt;
  return Ratio{2ULL * (kept + late) + partly, 2ULL * settled()};
}

std::optional<Ratio> Figures::on_time() const {
  if (kept + late == 0) return std::nullopt;
  return Ratio{kept, kept + late};
}

std::optional<Ratio> Figures::forewarning() const {
  if (missed + stepped_back == 0) return std::nullopt;
  return Ratio{forewarned, missed + stepped_back};
}

std::optional<Ratio> Figures::coverage() const {
  if (due() == 0) return std::nullopt;
  return Ratio{reported(), due()};
}

Figures& Figures::operator+=(const Figures& other) {
  kept += other.kept;
  late += other.late;
  partly += other.partly;
  missed += other.missed;
  excused += other.excused;
  excused_after_due += other.excused_after_due;
  renegotiated += other.renegotiated;
  late_changes += other.late_changes;
  stepped_back += other.stepped_back;
  differed += other.differed;
  unreported += other.unreported;
  forewarned += other.forewarned;
  return *this;
}

Figures figures_of(const Promise& promise, Instant now) {
  Figures figures;
  switch (state_at(promise, now)) {
    case State::reported:
    case State::kept:
    case State::kept_late:
    case State::kept_own_word:
    case State::partly:
    case State::partly_own_word:
    case State::missed: count_outcome(promise.outcome, figures); break;
    case State::disputed:
    case State::left_open: figures.differed = 1; break;
    case State::unreported: figures.unreported = 1; break;
    case State::excused: (promise.excused_after_due ? figures.excused_after_due : figures.excused) = 1; break;
    case State::stepped_back: figures.stepped_back = 1; break;
    case State::renegotiated: (promise.change == ChangeTiming::late ? figures.late_changes : figures.renegotiated) = 1; break;
    case State::none:
    case State::draft:
    case State::asked:
    case State::lapsed:
    case State::offered:
    case State::countered:
    case State::declined:
    case State::withdrawn:
    case State::active:
    case State::paused:
    case State::released:
    case State::ended:
    case State::not_due: break;
  }
  if (figures.missed + figures.stepped_back > 0 && promise.forewarned) figures.forewarned = 1;
  return figures;
}

LocalDay counting_day(const Promise& promise) {
  const bool series = contains(kSeriesChains, promise.chain);
  if (promise.due_day != LocalDay{} && !series) return promise.due_day;
  return utc_day(promise.closed_at.value_or(promise.done_at.value_or(promise.said_at)));
}

Accounts add_up(std::vector<Counted> counted) {
  std::sort(counted.begin(), counted.end(),
            [](const Counted& a, const Counted& b) { return std::tie(a.day, a.id) < std::tie(b.day, b.id); });
  Accounts accounts;
  std::optional<std::int64_t> strength;
  for (const Counted& one : counted) {
    if (one.figures == Figures{}) continue;
    MonthFigures& month = accounts.months[month_of(one.day)];
    const std::size_t whose = one.first ? 0 : 1;
    accounts.by[whose] += one.figures;
    month.by[whose] += one.figures;
    const auto towards = one.first ? strength_of(one.figures) : std::nullopt;
    if (towards) strength = strength ? *strength + (*towards - *strength) / kStep : *towards;
    if (strength) month.strength = static_cast<std::uint32_t>(*strength);
  }
  return accounts;
}

}  // namespace avow::ledger
