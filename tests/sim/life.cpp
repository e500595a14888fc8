#include "sim/life.h"

#include <map>

#include "base/padme.h"
#include "sync/bundle.h"

namespace avow::testing {

using namespace avow::log;

namespace {

constexpr auto kTenYears = std::chrono::hours(24 * 3652);

class Life {
 public:
  Life(std::uint64_t seed, const Trace& trace) : trace_(trace), chance_(seed), a_(seed * 2 + 1), b_(seed * 2 + 2) {
    Peer::acquaint(a_, b_);
    writes_much_ = chance_.below(8) == 0;
    keeps_ = !writes_much_ && chance_.below(4) == 0;  // costs a copy of everything at each change
    if (keeps_) {
      a_.logs.keep_commits();
      b_.logs.keep_commits();
    }
  }

  LifeSummary run() {
    const std::uint64_t rounds = 3 + chance_.below(6);
    for (std::uint64_t round = 0; round < rounds && ok(); ++round) {
      say("round " + std::to_string(round));
      let_time_pass();
      write(a_, "a");
      write(b_, "b");
      if (chance_.below(3) == 0) exchange_files();
      sync_with_bad_luck();
      check();
    }
    if (ok()) heal();
    if (ok() && keeps_) restore_from_backup();
    return out_;
  }

 private:
  bool ok() const { return out_.problem.empty(); }
  void say(const std::string& what) {
    if (trace_) trace_(what);
  }
  void must(bool held, const std::string& what) {
    if (held || !ok()) return;
    out_.problem = what;
    say("PROBLEM: " + what);
  }

  void let_time_pass() {
    clock_.advance(std::chrono::minutes(chance_.below(60)));
    if (chance_.below(8) == 0) clock_.set_wall(clock_.now() + (chance_.below(2) == 0 ? kTenYears : -kTenYears));
  }

  // Mostly a few short records; in some lives more than one chunk holds, by count or by bytes.
  void write(Peer& who, const std::string& name) {
    for (const Lane lane : kLanes) {
      std::uint64_t count = chance_.below(5);
      std::size_t length = static_cast<std::size_t>(chance_.below(300));
      if (writes_much_ && chance_.below(4) == 0) count = 200 + chance_.below(500);
      if (writes_much_ && chance_.below(8) == 0) {
        count = 10 + chance_.below(15);
        length = 60'000;
      }
      for (std::uint64_t i = 0; i < count; ++i) {
        must(who.logs.append_own(lane, std::string(length, 'w')).ok(), name + " may not write");
      }
      out_.entries += count;
      if (count > 0) say(name + " writes " + std::to_string(count) + " into " + std::string(name_of(lane)));
    }
  }

  Mischief bad_luck(Peer& dialer, Peer& listener) {
    const bool stays = static_cast<bool>(stay_.meanwhile);  // then there is much more that can go wrong
    Mischief luck;
    luck.slice_max = std::size_t{1} << (3 + chance_.below(15));
    luck.wall_jumps = chance_.below(6) == 0;
    switch (chance_.below(5)) {
      case 0:
        luck.cut_after = chance_.below(stays || writes_much_ ? 800'000 : 120'000);
        ++out_.cuts;
        break;
      case 1:
        luck.flip = Mischief::Flip{chance_.below(2) == 0, chance_.below(chance_.below(2) == 0 ? 200 : stays ? 400'000 : 60'000),
                                   static_cast<unsigned>(chance_.below(8))};
        ++out_.flips;
        break;
      case 2: {
        const bool listens = chance_.below(2) == 0;
        Peer& who = listens ? listener : dialer;
        const std::uint64_t change = 1 + chance_.below(stays ? 40 : 8);
        const bool after = chance_.below(2) == 0;
        who.store.die_at_change(change, after);
        say(std::string(listens ? "the listener" : "the dialer") + " will die " + (after ? "after" : "before") +
            " its change " + std::to_string(change));
        ++out_.deaths;
        break;
      }
      default: break;
    }
    return luck;
  }

  void sync_with_bad_luck() {
    const bool a_dials = chance_.below(2) == 0;
    Peer& dialer = a_dials ? a_ : b_;
    Peer& listener = a_dials ? b_ : a_;
    say(std::string(a_dials ? "a" : "b") + " dials");
    stay_ = {};
    for_an_hour_ = false;
    if (chance_.below(2) == 0) plan_to_stay(a_dials);
    Mischief luck = bad_luck(dialer, listener);
    if (for_an_hour_) luck.slice_max = std::max<std::size_t>(luck.slice_max, 4'096);
    const Call done = call(dialer, listener, clock_, chance_, luck, trace_, stay_);
    const bool lucky = !luck.cut_after && !luck.flip && !dialer.store.is_doomed() && !listener.store.is_doomed();
    dialer.store.live_on();
    listener.store.live_on();
    ++out_.calls;
    must(!lucky || done.both_finished(), "nothing happened, and no end");
    if (done.both_finished()) {
      ++out_.finished;
      if (for_an_hour_ && counted_) ++out_.hours;
      check_level(done, !stay_.meanwhile);
    }
    check_events(done);
    if (luck.flip) {
      const CallEnd& hit = luck.flip->to_listener ? done.listener : done.dialer;
      must(!hit.saw_flip || !hit.finished(), "a flipped bit went unnoticed");
      must(!hit.saw_flip || hit.error.has_value(), "a flipped bit ended in silence");
    }
    if (done.to_listener.size() >= noise::kKnockBytes && chance_.below(3) == 0) replay(listener, done, luck);
  }

  // Some files go back and forth: new ones, old ones, some twice; machines die over them, and some are cut or altered.
  void exchange_files() {
    for (std::uint64_t step = 1 + chance_.below(6); step > 0 && ok(); --step) {
      const bool by_a = chance_.below(2) == 0;
      Peer& writer = by_a ? a_ : b_;
      auto& files = by_a ? files_of_a_ : files_of_b_;
      if (chance_.below(4) == 0) write(writer, by_a ? "a" : "b");
      if (files.empty() || chance_.below(2) == 0) files.push_back(write_file(writer));
      read_file(by_a ? b_ : a_, files[static_cast<std::size_t>(chance_.below(files.size()))]);
    }
  }

  Bytes write_file(Peer& writer) {
    const bool dies = chance_.below(6) == 0;
    if (dies) writer.store.die_at_change(1 + chance_.below(4), chance_.below(2) == 0);
    sync::BundleWriter bundle(writer.pair(), writer.store, writer.random);
    Bytes out;
    while (true) {
      const auto bytes = bundle.next(clock_.now());
      must(bytes.ok() || dies, "a file that could not be written");
      if (!bytes.ok() || bytes->empty()) break;
      append(out, *bytes);
    }
    writer.store.live_on();
    return out;
  }

  void read_file(Peer& reader, Bytes file) {
    const bool dies = chance_.below(6) == 0;
    const bool whole = file.size() > 16'384 && file.size() == 100 + padme(file.size() - 100);  // else its writer died
    const bool altered = whole && chance_.below(6) == 0;
    if (altered) file[static_cast<std::size_t>(chance_.below(file.size()))] ^= static_cast<std::uint8_t>(1U << chance_.below(8));
    if (dies) reader.store.die_at_change(1 + chance_.below(8), chance_.below(2) == 0);
    sync::BundleReader bundle(reader.pair(), reader.store);
    const auto piece = static_cast<std::size_t>(1 + chance_.below(20'000));
    Result<void> read;
    for (std::size_t at = 0; at < file.size() && read.ok(); at += piece) {
      read = bundle.receive(ByteView(file).subspan(at, std::min(piece, file.size() - at)));
    }
    if (read.ok()) {
      const auto end = bundle.finish();
      if (end.ok()) {
        must(!end->two_histories && !end->lost_here, "honest people, and a file says otherwise");
        must(!altered, "an altered file went unnoticed");
      } else {
        read = end.error();
      }
    }
    must(read.ok() || dies || altered || !whole, "a whole file that could not be read");
    reader.store.live_on();
    ++out_.files;
    say("a file of " + std::to_string(file.size()) + " bytes is read: " + (read.ok() ? "ok" : read.error().context));
  }

  // Both stay, or one does: what they do until somebody says END or the hour is over.
  void plan_to_stay(bool a_dials) {
    stay_.dialer.live = chance_.below(8) != 0;
    stay_.listener.live = chance_.below(8) != 0;
    for (auto* options : {&stay_.dialer, &stay_.listener}) options->delivery = some_delivery();
    for_an_hour_ = chance_.below(16) == 0;
    steps_left_ = chance_.below(40);
    counted_ = false;
    say(for_an_hour_ ? "they stay for an hour" : "they stay for " + std::to_string(steps_left_) + " steps");
    stay_.meanwhile = [this, a_dials](Call& now, bool nothing_moves) {
      meanwhile(a_dials ? now.dialer : now.listener, a_dials ? now.listener : now.dialer, nothing_moves);
    };
  }
  sync::Delivery some_delivery() { return chance_.below(2) == 0 ? sync::Delivery::tick : sync::Delivery::at_once; }

  void meanwhile(CallEnd& a, CallEnd& b, bool nothing_moves) {
    if (!counted_ && a.session->live() && b.session->live()) {
      counted_ = true;
      ++out_.stays;
    }
    CallEnd& one = chance_.below(2) == 0 ? a : b;
    if (!for_an_hour_ && steps_left_-- == 0) {
      say(std::string(&one == &a ? "a" : "b") + " has said enough");
      one.session->end();
      if (chance_.below(4) == 0) (&one == &a ? b : a).session->end();
      steps_left_ = 1'000'000;
      return;
    }
    const bool writes_often = !for_an_hour_ || chance_.below(8) == 0;
    switch (chance_.below(8)) {
      case 0:
      case 1:
        if (!writes_often) break;
        write(&one == &a ? a_ : b_, &one == &a ? "a" : "b");
        if (chance_.below(8) != 0) one.session->entries_added();  // else the next tick finds them
        break;
      case 2:
        if (nothing_moves) clock_.advance(std::chrono::milliseconds(chance_.below(10'000)));
        break;
      case 3: clock_.set_wall(clock_.now() + std::chrono::hours(chance_.below(2) == 0 ? 8 : -8)); break;
      case 4: one.session->set_delivery(some_delivery()); break;
      default: break;
    }
  }

  // What a session told, and what it had achieved, are the same.
  void check_events(const Call& done) {
    for (const CallEnd* end : {&done.dialer, &done.listener}) {
      std::uint64_t received = 0;
      std::uint64_t moved = 0;
      unsigned words = 0;
      while (const auto event = end->session->poll_event()) {
        if (const auto* more = std::get_if<sync::Received>(&*event)) received += more->count;
        if (const auto* level = std::get_if<sync::Level>(&*event)) moved += level->moved;
        if (std::holds_alternative<sync::WordsSpoken>(*event)) ++words;
      }
      const auto& outcome = end->session->outcome();
      must(received == outcome.received, "entries that came untold");
      must(moved <= outcome.sent + outcome.received, "more was level than moved");
      must(words == (outcome.words ? 1U : 0U), "words untold, or told twice");
    }
  }

  // The bytes of an earlier call once more: nobody is there.
  void replay(Peer& listener, const Call& earlier, const Mischief& luck) {
    if (luck.flip && luck.flip->to_listener && luck.flip->at < noise::kKnockBytes) return;  // it was never answered
    const std::string before = listener.state();
    auto session = listener.open_session(noise::Role::responder, clock_.both());
    const auto heard = session->receive(earlier.to_listener, clock_.both());
    must(!heard.ok(), "a replayed knock was answered");
    must(session->pending_output().empty(), "a replayed knock got bytes back");
    must(listener.state() == before, "a replayed knock changed something");
    ++out_.replays;
    say("a replay is ignored");
  }

  void check_level(const Call& done, bool whole) {
    must(done.dialer.outcome().level && done.listener.outcome().level, "finished and not level");
    must(done.dialer.outcome().words.has_value() && done.dialer.outcome().words == done.listener.outcome().words,
         "words that differ");
    check_copy(a_, b_, whole);
    check_copy(b_, a_, whole);
  }

  // What `holder` holds of the author's log is how that log begins; sizes, heads and cosignatures only grow.
  void check_copy(Peer& author, Peer& holder, bool whole) {
    for (const Lane lane : kLanes) {
      const auto& written = author.logs.entries(lane, Author::me);
      const auto& held = holder.logs.entries(lane, Author::partner);
      must(held.size() <= written.size() && std::equal(held.begin(), held.end(), written.begin()),
           "a copy that is no beginning of the original");
      if (whole) must(held.size() == written.size(), "level and not whole");
      must(author.logs.delivered_size(lane) <= held.size(), "delivered, and not held");
    }
  }

  void check_growth(Peer& who) {
    for (const auto& log : who.logs.positions()) {
      auto& known = known_[{&who, log.ref}];
      const std::uint64_t head = log.head ? log.head->size() : 0;
      const std::uint64_t cosigned = log.cosignature ? log.cosignature->checkpoint.size : 0;
      must(known.size <= log.size, "a log that shrank");
      must(known.head <= head, "a head that was forgotten");
      must(known.cosigned <= cosigned, "a cosignature that shrank");
      known = {log.size, head, cosigned};
      if (log.ref.by == Author::me) {
        must(who.logs.delivered_size(log.ref.lane) <= log.size, "more delivered than written");
      } else {
        must(cosigned <= log.size, "cosigned and not held");
        must(head >= log.size, "held without a head");
      }
    }
  }

  void check() {
    check_copy(a_, b_, false);
    check_copy(b_, a_, false);
    check_growth(a_);
    check_growth(b_);
    for (Peer* who : {&a_, &b_}) {
      must(who->logs.forks().empty() && who->logs.own_heads_shown().empty() && !who->logs.read_only(),
           "honest people, and evidence against one");
    }
    say("a: " + a_.state() + "\nb: " + b_.state());
  }

  // With a whole link, one call levels both, with the same words, and every cosignature that was made is there.
  void heal() {
    say("the link heals");
    write(a_, "a");
    const Call done = call(a_, b_, clock_, chance_, {}, trace_);
    must(done.both_finished(), "a whole link, and no end");
    if (!ok()) return;
    check_level(done, true);
    check();
    for (auto [author, holder] : {std::pair(&a_, &b_), std::pair(&b_, &a_)}) check_settled(*author, *holder);
  }

  void check_settled(Peer& author, Peer& holder) {
    const auto theirs = holder.logs.positions();
    for (const auto& mine : author.logs.positions()) {
      if (mine.ref.by != Author::me) continue;
      must(author.logs.delivered_size(mine.ref.lane) == mine.size, "level and not delivered");
      for (const auto& copy : theirs) {
        if (copy.id != mine.id) continue;
        const std::uint64_t made = copy.cosignature ? copy.cosignature->checkpoint.size : 0;
        const std::uint64_t here = mine.cosignature ? mine.cosignature->checkpoint.size : 0;
        must(made == here, "a cosignature that never arrived");
        must(copy.root == mine.root && copy.head == mine.head, "level, and another head");
      }
    }
  }

  // Any older state of a's disk, and perhaps new records on top: either nothing that had left is missing, or a learns
  // it at once, has all back that b holds, and goes on in a new epoch; b loses nothing.
  void restore_from_backup() {
    const std::uint64_t held_by_b[] = {b_.logs.entries(Lane::commitments, Author::partner).size(),
                                       b_.logs.entries(Lane::notes, Author::partner).size()};
    a_.logs.roll_back_to(static_cast<std::size_t>(chance_.below(a_.logs.commit_count())));
    bool lost = false;
    for (std::size_t i = 0; i < 2; ++i) lost = lost || a_.logs.entries(kLanes[i], Author::me).size() < held_by_b[i];
    if (a_.logs.read_only() || a_.logs.positions().size() < 4) return;
    if (chance_.below(2) == 0) write(a_, "a, restored,");
    const bool a_dials = chance_.below(2) == 0;
    const Call done = a_dials ? call(a_, b_, clock_, chance_, {}, trace_) : call(b_, a_, clock_, chance_, {}, trace_);
    if (!lost) {
      must(done.both_finished(), "nothing was lost, and no end");
      return;
    }
    ++out_.rollbacks;
    must(a_.logs.read_only() && !a_.logs.own_heads_shown().empty(), "a restored vault that does not know it");
    must(done.both_finished() && a_.logs.is_level(), "what was lost did not come back");
    if (!ok()) return;
    for (std::size_t i = 0; i < 2; ++i) must(holds_all_of_mine(kLanes[i], held_by_b[i]), "another history than the copy");
    a_.logs.start_epoch();
    write(a_, "a, in a new epoch,");
    const Call again = call(a_, b_, clock_, chance_, {}, trace_);
    must(again.both_finished() && again.dialer.outcome().level, "a new epoch, and not level");
    if (!ok()) return;
    for (const Lane lane : kLanes) {
      must(b_.logs.entries(lane, Author::partner, 1).size() == a_.logs.entries(lane, Author::me, 1).size(), "a new epoch that did not arrive");
    }
  }

  // b lost nothing of what it held, and a has all of it again.
  bool holds_all_of_mine(Lane lane, std::uint64_t held_before) {
    const auto& copy = b_.logs.entries(lane, Author::partner);
    const auto& own = a_.logs.entries(lane, Author::me);
    if (copy.size() < held_before || own.size() < copy.size()) return false;
    return std::equal(copy.begin(), copy.end(), own.begin(), [](const Entry& one, const Entry& other) { return one.header == other.header; });
  }

  struct Known {
    std::uint64_t size = 0;
    std::uint64_t head = 0;
    std::uint64_t cosigned = 0;
  };
  const Trace& trace_;
  SeededRandom chance_;
  ManualClock clock_;
  Peer a_;
  Peer b_;
  bool writes_much_ = false;
  bool keeps_ = false;
  Stay stay_;
  bool for_an_hour_ = false;
  bool counted_ = false;
  std::uint64_t steps_left_ = 0;
  std::vector<Bytes> files_of_a_;
  std::vector<Bytes> files_of_b_;
  std::map<std::pair<const Peer*, LogRef>, Known> known_;
  LifeSummary out_;
};

}  // namespace

LifeSummary live(std::uint64_t seed, const Trace& trace) { return Life(seed, trace).run(); }

}  // namespace avow::testing
