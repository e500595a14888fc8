#include "app/pictures.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "app/checkin_questions.h"
#include "app/checkins.h"
#include "app/finding.h"
#include "app/promises.h"
#include "app/said.h"
#include "app/stats.h"
#include "app/terms.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/text_pictures.h"
#include "base/text_words.h"
#include "ledger/when.h"
#include "report/picture.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using ledger::LocalDay;
using wire::view_of;

constexpr std::array<std::string_view, 5> kKinds{"months", "trend", "calendar", "pulse", "timeline"};
constexpr std::size_t kColumnsUsual = 80;

struct Asked {
  std::string_view zone;
  LocalDay since{};
  Instant now{};
};

report::Counts counts_of(const ledger::Figures& figures) {
  return {figures.kept, figures.late, figures.partly, figures.missed, figures.stepped_back, figures.differed, figures.unreported};
}

LocalDay day_in(Instant instant, std::string_view zone) {
  return ledger::local_day_in(ledger::local_wall(instant, zone)).value_or(ledger::utc_day(instant));
}

// Every month from the first to the last in which something of one's own counts. Why bounded at the beginning: a year may lie
// far ahead, and all between would be made to be thrown away.
report::Months months_of(const ledger::Accounts& accounts) {
  report::Months out;
  std::map<ledger::Month, const ledger::MonthFigures*> own;
  for (const auto& [month, of] : accounts.months) {
    if (report::sum_of(counts_of(of.by[0])) > 0) own[month] = &of;
  }
  if (own.empty()) return out;
  const ledger::Month last = own.rbegin()->first;
  const ledger::Month reach = static_cast<ledger::Month>(limits::kPictureBarsMax);
  for (ledger::Month month = std::max(own.begin()->first, last - reach); month <= last; ++month) {
    report::MonthBar& bar = out.bars.emplace_back();
    bar.month = month;
    const auto of = accounts.months.find(month);
    if (of == accounts.months.end()) continue;
    bar.counts = counts_of(of->second.by[0]);
    bar.ours_kept = ledger::kept_together(of->second.by);
    bar.ours_due = ledger::due_together(of->second.by);
  }
  return out;
}

report::Trend trend_of(const ledger::Accounts& accounts) {
  report::Trend out;
  if (accounts.by[0].due() < ledger::kTooFew) return out;
  for (const auto& [month, of] : accounts.months) {
    if (of.strength && report::sum_of(counts_of(of.by[0])) > 0) out.points.push_back({month, *of.strength});
  }
  return out;
}

report::Calendar calendar_of(Vault& vault, const Asked& asked) {
  std::map<LocalDay, ledger::Figures> own;
  for (const ledger::Counted& one : vault.ledger().counted(log::Author::me, asked.since, asked.now)) {
    if (one.first) own[one.day] += one.figures;
  }
  report::Calendar out;
  out.last = day_in(asked.now, asked.zone);
  const LocalDay first = std::min(asked.since, out.last);
  out.first = first - (std::chrono::weekday(first) - std::chrono::Monday);
  for (const auto& [day, figures] : own) {
    const report::Counts counts = counts_of(figures);
    if (report::sum_of(counts) > 0) out.days.push_back({day, counts});
  }
  return out;
}

// ---- The pulse
struct PulseName {
  std::string_view key;
  std::string_view name;
};
constexpr std::array<PulseName, 3> kPulse{{{"connection", text::kPulseConnection},
                                           {"reliance", text::kPulseReliance},
                                           {"calm", text::kPulseCalm}}};

// Where on the scale an answer lies; empty: on none, or it was shared as a direction only.
std::optional<report::Between> place_of(const ledger::CheckinAnswer& answer, const ledger::Question& question) {
  constexpr std::array<report::Between, 3> kBands{{{0, 3}, {4, 6}, {7, 10}}};
  const std::int64_t span = std::int64_t{question.highest} - question.lowest;
  if (answer.sharing == ledger::Sharing::band) return kBands[static_cast<std::size_t>(answer.value - 1)];
  const bool on_scale = span > 0 && answer.value >= question.lowest && answer.value <= question.highest;
  if (answer.sharing != ledger::Sharing::exact || !on_scale) return std::nullopt;
  const auto tenths = (20 * (std::int64_t{answer.value} - question.lowest) + span) / (2 * span);
  return report::Between{static_cast<std::uint8_t>(tenths), static_cast<std::uint8_t>(tenths)};
}

using Opened = std::vector<ledger::CheckinAnswer>;

std::optional<report::Between> between(const Opened& mine, const Opened& theirs, const ledger::Question* question) {
  if (question == nullptr || asks_for_words(*question)) return std::nullopt;
  std::optional<report::Between> out;
  for (const Opened* side : {&mine, &theirs}) {
    const auto answer = std::find_if(side->begin(), side->end(), [&](const auto& one) { return one.key == question->key; });
    const auto place = answer == side->end() ? std::nullopt : place_of(*answer, *question);
    if (!place) return std::nullopt;
    out = out ? report::Between{std::min(out->low, place->low), std::max(out->high, place->high)} : *place;
  }
  return out;
}

using Row = std::array<std::optional<report::Between>, kPulse.size()>;

// What both opened of a check-in; all empty: nothing that a picture shows, or it cannot be read.
Result<Row> row_of(Vault& vault, const ledger::Checkin& checkin) {
  Row row;
  AVOW_TRY(const auto start, words_said(vault, checkin.id));
  AVOW_TRY(const auto mine, opened_by(vault, checkin, log::Author::me));
  AVOW_TRY(const auto theirs, opened_by(vault, checkin, log::Author::partner));
  if (!mine || !theirs) return row;
  for (std::size_t i = 0; i < kPulse.size(); ++i) row[i] = between(*mine, *theirs, find_question(start.questions, kPulse[i].key));
  return row;
}

Result<report::Pulse> pulse_of(Vault& vault, const Asked& asked) {
  report::Pulse out;
  std::vector<Row> rows;
  for (const ledger::Checkin& checkin : vault.ledger().checkins(asked.now)) {
    const LocalDay day = day_in(checkin.said_at, asked.zone);
    if (checkin.state != ledger::CheckinState::revealed || day < asked.since) continue;
    if (rows.size() > limits::kPicturePointsMax) break;  // one more than is shown: so that it says that there were earlier ones
    const auto row = row_of(vault, checkin);
    if (!row.ok() && row.error().code != Errc::damaged) return row.error();
    if (!row.ok() || std::none_of(row->begin(), row->end(), [](const auto& one) { return one.has_value(); })) continue;
    rows.push_back(*row);
    out.days.push_back(day);
  }
  std::reverse(rows.begin(), rows.end());
  std::reverse(out.days.begin(), out.days.end());
  for (std::size_t i = 0; i < kPulse.size(); ++i) {
    report::PulseLine& line = out.lines.emplace_back();
    line.name = kPulse[i].name;
    for (const Row& row : rows) line.at.push_back(row[i]);
  }
  return out;
}

// ---- One promise
report::TimelineMoment moment_of(const ledger::HistoryItem& item, std::string_view zone) {
  report::TimelineMoment out;
  out.day = day_in(item.said_at, zone);
  out.who = item.by == log::Author::me ? report::Who::me : report::Who::partner;
  out.what = std::string(text::words(text::Group::promise_event, said_event_of(item.kind)));
  if (item.outcome != ledger::Outcome::none) {
    out.what += ": " + text::in_line(text::words(text::Group::outcome, ledger::name_of(item.outcome)));
  }
  const bool stands = item.mark == ledger::Mark::counted || item.mark == ledger::Mark::annotation;
  if (!stands) out.what = fmt::format(text::kMomentCrossed, out.what);
  out.beside = item.mark != ledger::Mark::counted;
  return out;
}

Result<report::Timeline> timeline_of(Vault& vault, const Asked& asked, schema::PictureQuery::Reader query) {
  AVOW_TRY(const auto found, find_record(vault, view_of(query.getId()), ledger::Scope::promises));
  if (found.draft) return Error{Errc::refused, std::string(text::kPictureOfDraft)};
  AVOW_TRY(const auto promise, promise_shown(vault, found.id, view_of(query.getOn()), asked.zone));
  const auto terms = content_of(vault, promise.terms);
  if (!terms.ok() && terms.error().code != Errc::damaged) return terms.error();
  report::Timeline out;
  if (terms.ok()) out.promise = terms->words.text;
  out.state = text::in_line(text::words(text::Group::promise_state, ledger::name_of(promise.state)));
  bool told = !promise.due || promise.due_day == LocalDay{} || !promise.days.empty();
  const report::TimelineMoment due{promise.due_day, report::Who::time, std::string(text::kMomentDue), false};
  for (const ledger::HistoryItem& item : vault.ledger().history(promise.id, asked.now)) {
    if (!told && item.said_at > *promise.due) {
      out.moments.push_back(due);
      told = true;
    }
    out.moments.push_back(moment_of(item, asked.zone));
  }
  if (!told) out.moments.push_back(due);
  return out;
}

Result<report::Picture> picture_of(Vault& vault, const Asked& asked, schema::PictureQuery::Reader query) {
  const std::string_view kind = view_of(query.getKind());
  if (kind == "months") return report::Picture(months_of(vault.ledger().accounts(log::Author::me, asked.since, asked.now)));
  if (kind == "trend") return report::Picture(trend_of(vault.ledger().accounts(log::Author::me, asked.since, asked.now)));
  if (kind == "calendar") return report::Picture(calendar_of(vault, asked));
  if (kind == "pulse") {
    AVOW_TRY(auto pulse, pulse_of(vault, asked));
    return report::Picture(std::move(pulse));
  }
  if (kind != "timeline") {
    return Error{Errc::usage, fmt::format(text::kNoSuchPicture, neutralise_line(kind), fmt::join(kKinds, ", "))};
  }
  if (query.getId().size() == 0) return Error{Errc::usage, std::string(text::kPictureOfPromise)};
  AVOW_TRY(auto timeline, timeline_of(vault, asked, query));
  return report::Picture(std::move(timeline));
}

Result<std::string> drawing_of(const report::Picture& shown, schema::PictureQuery::Reader query) {
  const std::string_view form = view_of(query.getForm());
  if (form.empty()) return std::string();
  if (form == "svg") return report::svg_of(shown, report::Alone::no);
  if (form == "file") return report::svg_of(shown, report::Alone::yes);
  if (form == "text") return report::text_of(shown, query.getWidth() > 0 ? query.getWidth() : kColumnsUsual);
  return Error{Errc::usage, std::string(text::kNoSuchDrawing)};
}

void fill_table(schema::Picture::Builder out, const report::Table& table) {
  auto columns = out.initColumns(static_cast<unsigned>(table.columns.size()));
  for (unsigned i = 0; i < columns.size(); ++i) columns.set(i, table.columns[i]);
  auto rows = out.initRows(static_cast<unsigned>(table.rows.size()));
  for (unsigned i = 0; i < rows.size(); ++i) {
    auto cells = rows[i].initCells(static_cast<unsigned>(table.rows[i].size()));
    for (unsigned j = 0; j < cells.size(); ++j) cells.set(j, neutralise_line(table.rows[i][j]));
  }
}

}  // namespace

Result<void> picture(Vault& vault, std::string_view zone, schema::PictureQuery::Reader query, Replies& replies) {
  Asked asked{zone, {}, vault.clock().now()};
  AVOW_TRY(asked.since, first_day_counted(vault, view_of(query.getSince()), zone));
  AVOW_TRY(auto made, picture_of(vault, asked, query));
  const report::Picture shown = report::limited(std::move(made));
  AVOW_TRY(const std::string drawing, drawing_of(shown, query));
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Done>().initPicture();
  out.setKind(std::string(report::name_of(shown)));
  out.setTitle(std::string(report::title_of(shown)));
  out.setSentence(neutralise_line(report::sentence_of(shown)));
  fill_table(out, report::table_of(shown));
  out.setDrawing(drawing);
  replies.done(message.getRoot<schema::Done>());
  return {};
}

}  // namespace avow::app
