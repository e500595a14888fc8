// Pictures that the tests of this room share: small ones whose drawing can be read, and the largest that there are.
#pragma once

#include "base/limits.h"
#include "report/picture.h"

namespace avow::testing {

using namespace report;
using std::chrono::days;

inline constexpr Day kMonday{days(20'605)};  // 2026-06-01

inline Months small_months() {
  return {{{2026 * 12 + 9, {3, 1, 0, 1, 0, 0, 0}, 6, 8}, {2026 * 12 + 10, {}, 0, 0}, {2026 * 12 + 11, {1, 0, 0, 0, 1, 0, 0}, 1, 1}}};
}
inline Trend small_trend() { return {{{2026 * 12, 1'000'000}, {2026 * 12 + 1, 875'000}, {2026 * 12 + 4, 890'625}}}; }
// One day of each mark, and two of nothing.
inline Calendar small_calendar() {
  return {kMonday,
          kMonday + days(6),
          {{kMonday, {1, 1, 0, 0, 0, 0, 0}},
           {kMonday + days(1), {1, 0, 0, 1, 0, 0, 0}},
           {kMonday + days(2), {0, 0, 0, 1, 0, 0, 0}},
           {kMonday + days(4), {3, 0, 0, 0, 0, 0, 1}}}};
}
inline Pulse small_pulse() {
  return {{kMonday, kMonday + days(7), kMonday + days(14)},
          {{"close to each other", {Between{3, 5}, Between{4, 4}, std::nullopt}}, {"calm", {std::nullopt, Between{0, 10}, std::nullopt}}}};
}
inline Timeline small_timeline(std::string promise = "I will call") {
  return {std::move(promise),
          "kept",
          {{kMonday, Who::me, "offered", false},
           {kMonday + days(1), Who::partner, "accepted", false},
           {kMonday + days(2), Who::me, "said ahead that it is at risk", true},
           {kMonday + days(3), Who::time, "due", false}}};
}

// `more`: so many above the limit.
inline Months large_months(std::size_t more = 0) {
  Months out;
  for (std::size_t i = 0; i < limits::kPictureBarsMax + more; ++i) {
    out.bars.push_back({static_cast<Month>(i), {999, 999, 999, 999, 999, 999, 999}, 99'999, 99'999});
  }
  return out;
}
inline Trend large_trend(std::size_t more = 0) {
  Trend out;
  for (std::size_t i = 0; i < limits::kPicturePointsMax + more; ++i) out.points.push_back({static_cast<Month>(7 * i), 123'456});
  return out;
}
inline Calendar large_calendar(std::size_t more_weeks = 0) {
  Calendar out{kMonday, kMonday + days(7 * (limits::kPictureWeeksMax + more_weeks)) - days(1), {}};
  for (Day day = out.first; day <= out.last; day += days(1)) {
    Counts counts{};
    counts[static_cast<std::size_t>((day - out.first).count()) % kMarks] = 9;
    out.days.push_back({day, counts});
  }
  return out;
}
inline Pulse large_pulse(std::size_t more = 0) {
  Pulse out;
  out.lines = {{"close to each other", {}}, {"counting on each other", {}}, {"calm", {}}};
  for (std::size_t i = 0; i < limits::kPicturePointsMax + more; ++i) {
    out.days.push_back(kMonday + days(i));
    for (PulseLine& line : out.lines) line.at.push_back(Between{static_cast<std::uint8_t>(i % 5), static_cast<std::uint8_t>(5 + i % 6)});
  }
  return out;
}
inline Timeline large_timeline(std::size_t more = 0) {
  Timeline out{std::string(2 * limits::kPictureTextBytesMax, '<'), "reported", {}};
  for (std::size_t i = 0; i < limits::kPictureMomentsMax + more; ++i) {
    out.moments.push_back({kMonday + days(i), Who::partner, "saw it the same way after all (crossed in the post)", i % 2 == 0});
  }
  return out;
}

inline std::vector<Picture> small_pictures() {
  return {small_months(), small_trend(), small_calendar(), small_pulse(), small_timeline()};
}
inline std::vector<Picture> empty_pictures() { return {Months{}, Trend{}, Calendar{kMonday, kMonday + days(6), {}}, Pulse{}, Timeline{}}; }
inline std::vector<Picture> large_pictures(std::size_t more = 0) {
  return {large_months(more), large_trend(more), large_calendar(more), large_pulse(more), large_timeline(more)};
}

}  // namespace avow::testing
