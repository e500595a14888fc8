#include "app/timeline.h"

#include "app/answers.h"
#include "app/imported.h"
#include "app/writing.h"
#include "ledger/when.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using ledger::RecordKind;
using wire::view_of;

constexpr std::size_t kPage = 64;
constexpr std::size_t kThingsKept = 256;
constexpr int kDaysAround = 3;

class Timeline final : public Operation {
 public:
  Timeline(Vault& vault, ledger::SaidQuery query, std::string kind, std::size_t limit, Replies& replies)
      : vault_(vault), since_(query.since), until_(query.until), pages_(vault, std::move(query)), kind_(std::move(kind)),
        left_(limit), replies_(replies) {}

  Result<Progress> step() override {
    if (!all_past_) {
      AVOW_TRY(all_past_, past_.bring_in(vault_));
      return Progress::more;
    }
    if (!pages_.done()) return reply_page();
    for (std::size_t i = 0; i < kPage; ++i) {
      if (left_ == 0 || next_past_ == past_.all().size()) return finish();
      AVOW_CHECK(reply_past());
    }
    return Progress::more;
  }

 private:
  Result<Progress> reply_page() {
    for (const auto& said : pages_.next()) {
      while (left_ > 0 && next_past_ < past_.all().size() && past_.all()[next_past_].said_at > said.place.said_at) {
        AVOW_CHECK(reply_past());
      }
      if (left_ == 0) return finish();
      if (!kind_.empty() && said.thing.kind != kind_) continue;
      AVOW_CHECK(reply(said));
      --left_;
    }
    return Progress::more;
  }

  Result<Progress> finish() {
    reply_list_end(replies_, unreadable_ + past_.unreadable());
    return Progress::done;
  }

  // The next one of what was imported, if it is one that was asked for.
  Result<void> reply_past() {
    const PastMoment& moment = past_.all()[next_past_++];
    const bool within = (!since_ || moment.said_at >= *since_) && (!until_ || moment.said_at < *until_);
    if (!within || (!kind_.empty() && moment.kind != kind_)) return {};
    AVOW_CHECK(put({moment.subject, moment.kind, moment.event, moment.by, moment.said_at, kImported}, past_.words_of(vault_, moment)));
    --left_;
    return {};
  }

  Result<void> reply(const SaidPages::Said& said) {
    const auto& [place, thing] = said;
    const std::string_view event = place.newer ? kNewerEvent : said_event_of(place.kind);
    auto words = place.newer ? Result<ledger::Words>(ledger::Words{})  // they may mean something else than words do here
                             : words_said(vault_, place.id);
    if (!place.newer && words.ok() && opening_of(*words).empty()) words = words_said(vault_, thing.words);
    return put({thing.id, thing.kind, event, place.by, place.said_at, thing.state, vault_.came_by_file(place.id)}, words);
  }

  struct Told {
    RecordId id;
    std::string_view kind;
    std::string_view event;
    log::Author by;
    Instant said_at;
    std::string_view state;
    bool by_file = false;
  };
  Result<void> put(const Told& told, const Result<ledger::Words>& words) {
    if (!words.ok() && words.error().code != Errc::damaged) return words.error();
    if (!words.ok()) ++unreadable_;
    capnp::MallocMessageBuilder message;
    auto out = message.initRoot<schema::Item>().initMoment();
    out.setId(to_text(told.id));
    out.setKind(std::string(told.kind));
    out.setEvent(std::string(told.event));
    out.setBy(std::string(log::name_of(told.by)));
    out.setSaidAt(to_rfc3339(told.said_at));
    out.setText(words.ok() ? std::string(opening_of(*words)) : std::string());
    out.setState(std::string(words.ok() ? told.state : kDamaged));
    out.setByFile(told.by_file);
    replies_.item(message.getRoot<schema::Item>());
    return {};
  }

  Vault& vault_;
  const std::optional<Instant> since_;
  const std::optional<Instant> until_;
  SaidPages pages_;
  PastMoments past_;
  bool all_past_ = false;
  std::size_t next_past_ = 0;
  const std::string kind_;
  std::size_t left_;
  std::size_t unreadable_ = 0;
  Replies& replies_;
};

// The days around this one, a year earlier; of 29 February the day before.
void look_a_year_back(ledger::SaidQuery& query, Instant now, std::string_view zone) {
  const std::string today = ledger::day_of(now, zone).date;
  std::string then = std::to_string(std::stoi(today.substr(0, 4)) - 1) + today.substr(4);
  if (then.ends_with("-02-29")) then.back() = '8';
  query.since = ledger::instant_on(ledger::days_after(then, -kDaysAround), std::chrono::minutes(0), zone);
  query.until = ledger::instant_on(ledger::days_after(then, kDaysAround + 1), std::chrono::minutes(0), zone);
}

}  // namespace

std::vector<SaidPages::Said> SaidPages::next() {
  query_.limit = kPage;
  const auto places = vault_.ledger().said(query_);
  done_ = places.size() < kPage;
  if (!places.empty()) query_.before = places.back().id;
  std::vector<Said> out;
  for (const auto& place : places) {
    if (place.newer) {
      out.push_back({place, {place.id, kNewer, place.by, place.said_at, "", place.id, false}});
      continue;
    }
    const auto thing = thing_of(vault_.ledger(), place.subject, now_);
    if (thing && !thing->gone && counts(place, *thing)) out.push_back({place, *thing});
  }
  return out;
}

bool SaidPages::counts(const ledger::Place& place, const Thing& thing) {
  if (thing.kind == "note") return ledger::is_note_wording(place.kind);
  if (thing.kind == "checkin") return place.kind == RecordKind::checkin_start || place.kind == RecordKind::checkin_open;
  if (place.kind == RecordKind::promise_nudge) return false;
  const RecordId& chain = thing.day.is_zero() ? thing.id : thing.day;
  auto known = counted_.find(chain);
  if (known == counted_.end()) {
    if (counted_.size() >= kThingsKept) counted_.clear();
    known = counted_.emplace(chain, std::set<RecordId>{}).first;
    for (const auto& item : happened_to(vault_.ledger(), thing, now_)) known->second.insert(item.id);
  }
  return known->second.contains(place.id);
}

Result<std::unique_ptr<Operation>> timeline(Vault& vault, std::string_view zone, schema::TimelineQuery::Reader request,
                                            Replies& replies) {
  ledger::SaidQuery query;
  AVOW_TRY(query.since, parse_since(view_of(request.getSince()), zone, vault.clock().now()));
  AVOW_TRY(query.until, parse_since(view_of(request.getBefore()), zone, vault.clock().now()));
  std::string kind(view_of(request.getKind()));
  if (!kind.empty()) AVOW_CHECK(check_said_kind(kind));
  if (request.getYearAgo()) look_a_year_back(query, vault.clock().now(), zone);
  const std::size_t limit = request.getLimit() > 0 ? request.getLimit() : SIZE_MAX;
  return std::unique_ptr<Operation>(std::make_unique<Timeline>(vault, std::move(query), std::move(kind), limit, replies));
}

}  // namespace avow::app
