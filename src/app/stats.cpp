#include "app/stats.h"

#include <fmt/format.h>

#include "app/notes.h"
#include "app/writing.h"
#include "base/text_promises.h"
#include "ledger/when.h"
#include "ledger/series.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using capnp::json::Value;

void fill_number(Value::Builder out, std::optional<double> number) {
  if (number) out.setNumber(*number);
  else out.setNull();
}

void fill_ratio(Value::Builder out, const std::optional<ledger::Ratio>& ratio) {
  if (!ratio) return out.setNull();
  constexpr double kDigits = 10'000;
  const double share = static_cast<double>(ratio->part) / static_cast<double>(ratio->whole);
  out.setNumber(static_cast<double>(static_cast<long>(share * kDigits + 0.5)) / kDigits);
}

void fill_figures(schema::Figures::Builder out, const ledger::Figures& figures) {
  out.setDue(figures.due());
  out.setKept(figures.kept);
  out.setLate(figures.late);
  out.setPartly(figures.partly);
  out.setMissed(figures.missed);
  out.setExcused(figures.excused);
  out.setExcusedAfterDue(figures.excused_after_due);
  out.setRenegotiated(figures.renegotiated);
  out.setLateChanges(figures.late_changes);
  out.setSteppedBack(figures.stepped_back);
  out.setDiffered(figures.differed);
  out.setUnreported(figures.unreported);
  out.setForewarned(figures.forewarned);
  fill_ratio(out.initFollowThrough(), figures.follow_through());
  out.setWhyNull(std::string(ledger::name_of(figures.why_no_ratio())));
  fill_ratio(out.initOnTime(), figures.on_time());
  fill_ratio(out.initCoverage(), figures.coverage());
}

Result<ledger::Accounts> accounts_since(Vault& vault, std::string_view since, std::string_view zone) {
  AVOW_TRY(const auto first, first_day_counted(vault, since, zone));
  return vault.ledger().accounts(log::Author::me, first, vault.clock().now());
}

// Rounded, as the terminal shows it too.
std::string percent(const ledger::Ratio& ratio) {
  return fmt::format("{} %", (ratio.part * 200 + ratio.whole) / (ratio.whole * 2));
}

std::string_view why_no_more(ledger::WhyNoRatio why) {
  switch (why) {
    case ledger::WhyNoRatio::none: return "";
    case ledger::WhyNoRatio::too_few: return text::kFiguresSharedTooFew;
    case ledger::WhyNoRatio::too_little_reported: return text::kFiguresSharedTooLittle;
    case ledger::WhyNoRatio::nothing_settled: return text::kFiguresSharedUnsettled;
  }
  AVOW_ASSERT(false);
}

std::string in_words(const ledger::Figures& mine) {
  const text::Counted counts[] = {{mine.kept, "kept"},
                                  {mine.late, "late"},
                                  {mine.partly, "partly"},
                                  {mine.missed, "missed"},
                                  {mine.stepped_back, "stepped_back"},
                                  {mine.excused + mine.excused_after_due, "excused"},
                                  {mine.differed, "differed"},
                                  {mine.unreported, "unreported"}};
  const std::string out = fmt::format(text::kFiguresShared, text::counted(mine.due(), counts));
  if (const auto ratio = mine.follow_through()) return out + fmt::format(text::kFiguresSharedRatio, percent(*ratio));
  return out + std::string(why_no_more(mine.why_no_ratio()));
}

}  // namespace

Result<ledger::LocalDay> first_day_counted(Vault& vault, std::string_view since, std::string_view zone) {
  AVOW_TRY(const auto from, parse_since(since, zone, vault.clock().now()));
  if (!from) return ledger::LocalDay{};
  return ledger::local_day_in(ledger::local_wall(*from, zone)).value_or(ledger::LocalDay{});
}

void fill_together(schema::Together::Builder out, const std::array<ledger::Figures, 2>& by) {
  out.setKept(kept_together(by));
  out.setDue(due_together(by));
}

Result<void> stats(Vault& vault, std::string_view zone, schema::StatsQuery::Reader query, Replies& replies) {
  AVOW_TRY(const auto accounts, accounts_since(vault, wire::view_of(query.getSince()), zone));
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Done>().initStats();
  fill_figures(out.initMine(), accounts.by[0]);
  fill_together(out.initOurs(), accounts.by);
  auto months = out.initMonths(static_cast<unsigned>(accounts.months.size()));
  unsigned at = 0;
  for (const auto& [month, of] : accounts.months) {
    auto line = months[at++];
    line.setMonth(fmt::format("{:04}-{:02}", month / 12, month % 12 + 1));
    fill_figures(line.initMine(), of.by[0]);
    fill_together(line.initOurs(), of.by);
    fill_number(line.initStrength(), of.strength ? std::optional(static_cast<double>(*of.strength / 100) / 10'000) : std::nullopt);
  }
  replies.done(message.getRoot<schema::Done>());
  return {};
}

Result<void> stats_share(Vault& vault, const Asker& asker, schema::StatsQuery::Reader query, Replies& replies) {
  AVOW_TRY(const auto accounts, accounts_since(vault, wire::view_of(query.getSince()), asker.zone));
  if (accounts.by[0].due() == 0) return Error{Errc::refused, std::string(text::kNoFiguresYet)};
  const std::string said = in_words(accounts.by[0]);
  capnp::MallocMessageBuilder message;
  auto note = message.initRoot<schema::NoteAdd>();
  note.setText(said);
  return note_add(vault, asker, note, replies);
}

}  // namespace avow::app
