#include "app/stats.h"

#include <fmt/format.h>

#include "app/writing.h"
#include "ledger/when.h"
#include "ledger/series.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using capnp::json::Value;

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

std::uint32_t kept(const ledger::Figures& figures) { return figures.kept + figures.late; }

}  // namespace

Result<void> stats(Vault& vault, std::string_view zone, schema::StatsQuery::Reader query, Replies& replies) {
  const Instant now = vault.clock().now();
  AVOW_TRY(const auto since, parse_since(wire::view_of(query.getSince()), zone, now));
  ledger::LocalDay first{};
  if (since) first = ledger::local_day_in(ledger::local_wall(*since, zone)).value_or(ledger::LocalDay{});
  const auto accounts = vault.ledger().accounts(log::Author::me, first, now);
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Done>().initStats();
  fill_figures(out.initMine(), accounts.by[0]);
  auto ours = out.initOurs();
  ours.setKept(accounts.kept_together());
  ours.setDue(accounts.due_together());
  auto months = out.initMonths(static_cast<unsigned>(accounts.months.size()));
  unsigned at = 0;
  for (const auto& [month, of] : accounts.months) {
    auto line = months[at++];
    line.setMonth(fmt::format("{:04}-{:02}", month / 12, month % 12 + 1));
    fill_figures(line.initMine(), of.by[0]);
    auto together = line.initOurs();
    together.setKept(kept(of.by[0]) + kept(of.by[1]));
    together.setDue(of.by[0].due() + of.by[1].due());
    line.initStrength().setNumber(static_cast<double>(of.strength / 100) / 10'000);
  }
  replies.done(message.getRoot<schema::Done>());
  return {};
}

}  // namespace avow::app
