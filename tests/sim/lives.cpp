#include "sim/lives.h"

#include "fakes/seeded_random.h"
#include "sim/lives_deeds.h"
#include "sim/lives_rules.h"

namespace avow::testing::lives {
namespace {

using namespace ledger;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

struct Zone {
  const char* name;
  minutes east;
};
constexpr std::array<Zone, 5> kZones{{{"Europe/Berlin", minutes(60)}, {"Pacific/Kiritimati", minutes(840)},
                                      {"America/Los_Angeles", minutes(-480)}, {"Asia/Kathmandu", minutes(345)},
                                      {"Etc/GMT+12", minutes(-720)}}};

class Life {
 public:
  Lived run(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      Person& person = step.ben ? people_.ben : people_.anna;
      const std::string told = take(person, step);
      if (!told.empty()) lived_.told.push_back(person.name + ": " + told);
      if (lived_.problem.empty()) lived_.problem = deeds_.problem();
      if (!lived_.problem.empty()) return std::move(lived_);
    }
    level();
    end(steps.empty() ? 0 : steps.back().n[0]);
    return std::move(lived_);
  }

 private:
  std::string take(Person& person, const Step& step) {
    const auto& n = step.n;
    switch (step.deed) {
      case Deed::wait: people_.now += hours(n[0] % 40); return "";
      case Deed::clock: return set_clock(person, n);
      case Deed::deliver: return deliver(person, n);
      case Deed::level: return level();
      case Deed::restart: return restart(person);
      case Deed::look: return look(*person.ledger, people_.now_of(person) + hours(n[0] % 2'000) - hours(1'000));
      case Deed::promise: return deeds_.promise(person, n);
      case Deed::agreed: return deeds_.agreed(person, n);
      case Deed::act: return deeds_.act(person, n);
      case Deed::day: return deeds_.day(person, n);
      case Deed::note: return deeds_.note(person, n);
      case Deed::thread: return deeds_.thread(person, n);
      case Deed::checkin: return deeds_.checkin(person, n);
      case Deed::rewrite: return deeds_.rewrite(person, n);
      case Deed::scribble:
        liars_ = liars_ || n[3] % 2 == 0;
        return deeds_.scribble(person, n);
    }
    return "";
  }

  std::string set_clock(Person& person, const std::array<std::uint32_t, 4>& n) {
    const Zone& zone = kZones[n[0] % kZones.size()];
    person.zone = zone.name;
    person.east = zone.east;
    person.tables = minutes(60) * (static_cast<int>(n[1] % 3) - 1);
    person.clock_ahead = n[2] % 3 == 0 ? minutes(n[3] % 6'000) - minutes(3'000) : minutes(0);
    return "is in " + person.zone + ", clock " + std::to_string(person.clock_ahead.count()) + " min ahead";
  }

  std::string deliver(Person& person, const std::array<std::uint32_t, 4>& n) {
    const std::size_t count = n[1] % 3 == 0 ? SIZE_MAX : n[1] % 6;
    if (n[0] % 3 != 1) people_.deliver(person, log::Lane::commitments, count);
    if (n[0] % 3 != 2) people_.deliver(person, log::Lane::notes, count);
    return "delivers";
  }

  std::string level() {
    people_.deliver_all();
    const auto now = settled(view_of(*people_.anna.ledger, ids_of(people_.anna), log::Author::me, people_.now));
    for (const RecordId& id : settled_) {
      if (!liars_ && !now.contains(id) && lived_.problem.empty()) {
        lived_.problem = "something that both had seen does not count any more: " + to_text(id).substr(0, 6);
      }
    }
    settled_ = now;
    return "both hold everything";
  }

  std::string look(const Ledger& ledger, Instant now) {
    static_cast<void>(ledger.promises(now));
    static_cast<void>(ledger.open_promises(now));
    static_cast<void>(ledger.waiting_threads(now));
    static_cast<void>(ledger.unseen_notes(3, now));
    static_cast<void>(ledger.accounts(log::Author::me, {}, now));
    return "";
  }

  std::set<RecordId> ids_of(const Person& person) const {
    std::set<RecordId> ids;
    for (const Stored& stored : person.everything()) {
      ids.insert(stored.id);
      const auto record = record_of(stored);
      if (record && !record->facts.promise.is_zero()) ids.insert(record->facts.promise);
    }
    return ids;
  }

  std::string restart(Person& person) {
    const auto ids = ids_of(person);
    const Instant now = people_.now_of(person);
    auto again = people_.read_again(person);
    const auto before = view_of(*person.ledger, ids, log::Author::me, now, deeds_.destroyed());
    compare("a restart", before, view_of(*again, ids, log::Author::me, now, deeds_.destroyed()));
    person.ledger = std::move(again);
    return "begins anew";
  }

  void compare(const std::string& what, const View& one, const View& other) {
    if (one == other || !lived_.problem.empty()) return;
    lived_.problem = what + ": " + difference(one, other);
  }

  // Both hold the same: both must see the same, at any moment, whatever the order and whatever the tables say.
  void end(std::uint32_t number) {
    const auto ids = ids_of(people_.anna);
    for (const Stored& stored : people_.anna.everything()) {
      if (auto record = record_of(stored)) records_.emplace(record->id, std::move(*record));
    }
    for (const Instant now : {people_.now, people_.now + days(1'000), people_.now - days(20)}) {
      const View anna = view_of(*people_.anna.ledger, ids, log::Author::me, now, deeds_.destroyed());
      compare("the two", anna, view_of(*people_.ben.ledger, ids, log::Author::partner, now, deeds_.destroyed()));
      if (lived_.problem.empty()) lived_.problem = broken_rule(anna, records_, now);
      if (now == people_.now) look_closely(anna, ids, number);
    }
  }

  void look_closely(const View& anna, const std::set<RecordId>& ids, std::uint32_t number) {
    remember(anna);
    compare("another order", anna, view_of(*in_any_order(number), ids, log::Author::me, people_.now, deeds_.destroyed()));
    const auto kept = counting(anna, records_);
    Ledger short_one;
    Ledger elsewhere;
    short_one.set_me_first(true);
    elsewhere.set_me_first(true);
    for (auto [id, record] : records_) {
      if (kept.contains(id)) short_one.add(record);
      record.facts.zone = "Etc/GMT-14";
      if (!record.facts.due_zone.empty()) record.facts.due_zone = "Asia/Kathmandu";
      if (record.facts.due_wall.size() > 10) record.facts.due_wall.replace(10, std::string::npos, "T03:15");
      elsewhere.add(std::move(record));
    }
    View here = anna;
    View there = view_of(elsewhere, ids, log::Author::me, people_.now, deeds_.destroyed());
    forget_zones(here);
    forget_zones(there);
    compare("other zones on the walls", here, there);
    View without = view_of(short_one, ids, log::Author::me, people_.now, deeds_.destroyed());
    View with = anna;
    forget_histories(with);
    forget_histories(without);
    compare("without what does not count", with, without);
  }

  std::unique_ptr<Ledger> in_any_order(std::uint32_t number) {
    SeededRandom chance(number);
    std::vector<const Record*> order;
    for (const auto& [id, record] : records_) order.push_back(&record);
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[chance.below(i)]);
    auto ledger = std::make_unique<Ledger>();
    ledger->set_me_first(true);
    for (const Record* record : order) {
      ledger->add(*record);
      if (chance.below(8) == 0) ledger->add(*order[chance.below(order.size())]);
      if (chance.below(10) == 0) look(*ledger, people_.now + days(chance.below(60)) - days(30));
    }
    return ledger;
  }

  void remember(const View& view) {
    lived_.records = records_.size();
    const auto counted = [this](const std::vector<HistoryItem>& history) {
      for (const HistoryItem& item : history) {
        if (item.mark == Mark::crossed) ++lived_.crossed;
        if (item.mark == Mark::counted || item.mark == Mark::annotation) lived_.reached.insert(std::string(name_of(item.kind)));
      }
    };
    for (const auto& [id, promise] : view.promises) {
      lived_.reached.insert((promise.series.is_zero() ? "promise " : "day ") + std::string(name_of(promise.state)));
      counted(promise.history);
    }
    for (const auto& [id, thread] : view.threads) {
      lived_.reached.insert(std::string(name_of(thread.kind)) + " " + std::string(name_of(thread.state)));
      counted(thread.history);
    }
    for (const auto& [id, one] : view.checkins) lived_.reached.insert("check-in " + std::string(name_of(one.state)));
    for (const auto& [id, note] : view.notes) lived_.reached.insert("note " + std::string(name_of(note.state)));
  }

  People people_;
  Deeds deeds_{people_};
  Records records_;               // in the end, as anna has them
  std::set<RecordId> settled_;    // when both last held the same
  bool liars_ = false;            // about what they had seen
  Lived lived_;
};

}  // namespace

std::vector<Step> steps_of(std::uint64_t seed) {
  using enum Deed;
  constexpr std::array kHonest{wait, wait, wait, deliver, deliver, deliver, level, restart, look, clock, promise, agreed, agreed,
                               act,  act,  act,  act,     act,     day,     day,     day,     note, note,  thread,  thread,
                               thread, thread, thread, checkin, checkin};
  SeededRandom chance(seed);
  std::vector<Step> steps(80 + chance.below(120));
  for (Step& step : steps) {
    step.ben = chance.below(2) == 0;
    step.deed = kHonest[chance.below(kHonest.size())];
    const bool hostile = step.ben ? seed % 3 != 0 : seed % 3 == 2;
    if (hostile && chance.below(3) == 0) step.deed = chance.below(3) == 0 ? rewrite : scribble;
    for (auto& number : step.n) number = static_cast<std::uint32_t>(chance.next());
    if (step.deed == scribble && seed % 3 == 1) step.n[3] |= 1U;  // hostile, and no liar
  }
  return steps;
}

Lived live(const std::vector<Step>& steps) { return Life().run(steps); }

}  // namespace avow::testing::lives
