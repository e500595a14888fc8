#include "sim/pair.h"

#include "base/assert.h"
#include "base/encoding.h"
#include "base/limits.h"

namespace avow::testing {

using namespace avow::log;

namespace {

constexpr std::uint64_t kReplyBytes = 48;
constexpr auto kTenYears = std::chrono::hours(24 * 3652);

// One way of the link: what left the sender and has not arrived.
struct Way {
  CallEnd& from;
  CallEnd& to;
  bool to_listener;
  Bytes transit;
  std::size_t arrived = 0;  // of transit
  bool has_transit() const { return arrived < transit.size(); }
};

bool is_over(const CallEnd& end) { return end.error.has_value() || end.finished(); }

// The record, or handshake message, in which a byte of the stream lies ends here.
std::uint64_t end_of_record(bool to_listener, std::uint64_t at) {
  const std::uint64_t handshake = to_listener ? noise::kKnockBytes : kReplyBytes;
  if (at < handshake) return handshake;
  return handshake + ((at - handshake) / limits::kRecordBytes + 1) * limits::kRecordBytes;
}

class Line {
 public:
  Line(Call& call, ManualClock& clock, SeededRandom& chance, const Mischief& mischief, const Trace& trace,
       const Meanwhile& meanwhile)
      : call_(call), clock_(clock), chance_(chance), mischief_(mischief), trace_(trace), meanwhile_(meanwhile),
        ways_{Way{call.dialer, call.listener, true, {}, 0}, Way{call.listener, call.dialer, false, {}, 0}} {}

  void run() {
    while (step() || wait_together()) {
    }
    // Nothing moves: whoever still waits must end by itself.
    for (CallEnd* end : {&call_.dialer, &call_.listener}) {
      while (!is_over(*end)) {
        const auto deadline = end->session->next_timeout();
        AVOW_ASSERT(deadline.has_value());
        if (*deadline > clock_.monotonic_now()) clock_.advance(*deadline - clock_.monotonic_now());
        note(*end, end->session->handle_timeout(clock_.both()));
      }
    }
  }

 private:
  // Nothing moves between two who stay: life goes on, and whoever is due first is woken.
  bool wait_together() {
    if (!meanwhile_ || cut_ || is_over(call_.dialer) || is_over(call_.listener)) return false;
    meanwhile_(call_, true);
    const TimePoint due = std::min(*call_.dialer.session->next_timeout(), *call_.listener.session->next_timeout());
    if (chance_.below(2) == 0 && due > clock_.monotonic_now()) clock_.advance(due - clock_.monotonic_now());
    for (CallEnd* end : {&call_.dialer, &call_.listener}) note(*end, end->session->handle_timeout(clock_.both()));
    return true;
  }

  bool step() {
    if (meanwhile_ && !cut_ && chance_.below(64) == 0 && call_.dialer.session->live() && call_.listener.session->live()) {
      meanwhile_(call_, false);
      for (CallEnd* end : {&call_.dialer, &call_.listener}) {
        if (!is_over(*end)) note(*end, end->session->handle_timeout(clock_.both()));
      }
    }
    unsigned can[4];
    unsigned count = 0;
    for (unsigned i = 0; i < 2; ++i) {
      if (!ways_[i].from.error && !ways_[i].from.session->pending_output().empty()) can[count++] = i;
      if (ways_[i].has_transit() && !is_over(ways_[i].to)) can[count++] = 2 + i;
    }
    if (cut_ || count == 0) return false;
    pass_time();
    const unsigned chosen = can[chance_.below(count)];
    if (chosen < 2) {
      send(ways_[chosen]);
    } else {
      arrive(ways_[chosen - 2]);
    }
    return true;
  }

  void pass_time() {
    clock_.advance(std::chrono::milliseconds(chance_.below(4)));
    if (mischief_.wall_jumps && chance_.below(100) == 0) {
      clock_.set_wall(clock_.now() + (chance_.below(2) == 0 ? kTenYears : -kTenYears));
    }
  }

  std::size_t slice(std::size_t available) {
    return 1 + static_cast<std::size_t>(chance_.below(std::min(available, mischief_.slice_max)));
  }

  void send(Way& way) {
    const ByteView pending = way.from.session->pending_output();
    const std::size_t count = slice(pending.size());
    append(way.transit, pending.first(count));
    note(way.from, way.from.session->output_sent(count, clock_.both()));
  }

  void arrive(Way& way) {
    std::size_t count = slice(way.transit.size() - way.arrived);
    if (mischief_.cut_after) {
      const std::uint64_t rest = *mischief_.cut_after - arrived_in_all_;
      if (count >= rest) {
        count = static_cast<std::size_t>(rest);
        cut_ = true;
        if (trace_) trace_("the link is cut after " + std::to_string(*mischief_.cut_after) + " bytes");
      }
    }
    Bytes bytes(way.transit.begin() + static_cast<std::ptrdiff_t>(way.arrived),
                way.transit.begin() + static_cast<std::ptrdiff_t>(way.arrived + count));
    way.arrived += count;
    flip(way, bytes);
    way.to.bytes_received += count;
    arrived_in_all_ += count;
    if (way.to_listener) append(call_.to_listener, bytes);
    if (count > 0) note(way.to, way.to.session->receive(bytes, clock_.both()));
  }

  void flip(const Way& way, Bytes& bytes) {
    if (!mischief_.flip || mischief_.flip->to_listener != way.to_listener) return;
    const std::uint64_t at = mischief_.flip->at;
    const std::uint64_t start = way.to.bytes_received;
    if (start <= at && at < start + bytes.size()) {
      bytes[static_cast<std::size_t>(at - start)] ^= static_cast<std::uint8_t>(1U << mischief_.flip->bit);
      if (trace_) trace_("byte " + std::to_string(at) + " is altered");
    }
    way.to.saw_flip = start + bytes.size() >= end_of_record(way.to_listener, at);
  }

  void note(CallEnd& end, const Result<void>& step) {
    if (step.ok()) return;
    end.error = step.error();
    if (trace_) {
      const std::string who = &end == &call_.dialer ? "dialer" : "listener";
      trace_(who + " ends: " + name_of(step.error().code) + ", " + step.error().context);
    }
  }

  Call& call_;
  ManualClock& clock_;
  SeededRandom& chance_;
  const Mischief& mischief_;
  const Trace& trace_;
  const Meanwhile& meanwhile_;
  Way ways_[2];
  std::uint64_t arrived_in_all_ = 0;
  bool cut_ = false;
};

}  // namespace

// ---- DyingLogs

template <typename Change>
auto DyingLogs::change(Change apply) -> decltype(apply()) {
  if (!changes_left_) return apply();
  const Error dead{Errc::io, "the machine died"};
  if (*changes_left_ > 1) {
    --*changes_left_;
    return apply();
  }
  if (*changes_left_ == 1) {
    changes_left_ = 0;
    if (after_) {
      auto done = apply();
      if (!done.ok()) return done;
    }
  }
  return dead;
}

Result<std::vector<LogPosition>> DyingLogs::publish_heads() {
  return change([this] { return logs_.publish_heads(); });
}
Result<std::vector<Entry>> DyingLogs::read_entries(const LogRef& ref, std::uint64_t first, std::uint64_t end) {
  return logs_.read_entries(ref, first, end);
}
Result<void> DyingLogs::append_received(const ReceivedChunk& chunk) {
  return change([&] { return logs_.append_received(chunk); });
}
Result<void> DyingLogs::store_head(const LogRef& ref, const Head& head) {
  return change([&] { return logs_.store_head(ref, head); });
}
Result<std::optional<Cosignature>> DyingLogs::cosign(const LogRef& ref, Instant now) {
  return change([&] { return logs_.cosign(ref, now); });
}
Result<void> DyingLogs::store_cosignature(const LogRef& ref, const Cosignature& cosignature) {
  return change([&] { return logs_.store_cosignature(ref, cosignature); });
}
Result<void> DyingLogs::delivered_by_file(const log::LogRef& ref, const log::HeldThere& held) {
  return change([&] { return logs_.delivered_by_file(ref, held); });
}
Result<void> DyingLogs::comes_by_file(const log::LogRef& ref, std::uint64_t first) {
  return change([&] { return logs_.comes_by_file(ref, first); });
}
Result<void> DyingLogs::shown_live(const log::LogRef& ref) {
  return change([&] { return logs_.shown_live(ref); });
}
Result<void> DyingLogs::delivered(const LogRef& ref, std::uint64_t size) {
  return change([&] { return logs_.delivered(ref, size); });
}
Result<void> DyingLogs::take_back(const ReceivedChunk& chunk) {
  return change([&] { return logs_.take_back(chunk); });
}
Result<void> DyingLogs::found_epoch(Author by, const Certificate& certificate) {
  return change([&] { return logs_.found_epoch(by, certificate); });
}
Result<void> DyingLogs::came_level() {
  return change([&] { return logs_.came_level(); });
}
Result<void> DyingLogs::found_unwritten(const LogRef& ref, const Head& shown) {
  return change([&] { return logs_.found_unwritten(ref, shown); });
}
Result<void> DyingLogs::found_own_history_ahead(const LogRef& ref, const Head& shown) {
  return change([&] { return logs_.found_own_history_ahead(ref, shown); });
}
Result<void> DyingLogs::found_fork(const LogRef& ref, const Head& held, const Head& shown) {
  return change([&] { return logs_.found_fork(ref, held, shown); });
}

// ---- Peer

Peer::Peer(std::uint64_t seed) : random(seed), logs(seed + 0x1000), static_key_(crypto::new_agreement_key(random)) {}

void Peer::acquaint(Peer& a, Peer& b) {
  const auto root = crypto::Key::random(a.random);
  for (auto [me, partner] : {std::pair(&a, &b), std::pair(&b, &a)}) {
    me->secrets_.emplace(
        sync::derive_pair_secrets(root, me->static_key_.public_key, partner->static_key_.public_key));
    me->pair_.reset(new sync::Pair{me->static_key_, *me->secrets_, me->logs.my_notes(),
                                   {me->static_key_.public_key, me->logs.pen().export_key()},
                                   {partner->static_key_.public_key, partner->logs.pen().export_key()}});
  }
  MemoryLogStore::pair(a.logs, b.logs, a.secrets_->notes_mine, b.secrets_->notes_mine);
}

Result<bool> Peer::remember_nonce(const ByteArray<noise::kKnockNonceBytes>& nonce) {
  return nonces_.insert(nonce).second;
}

std::unique_ptr<sync::Session> Peer::open_session(noise::Role role, Now now, sync::SessionOptions options) {
  auto session = sync::Session::open(*pair_, store, *this, random, role, now, std::move(options));
  AVOW_ASSERT(session.ok());
  return std::move(*session);
}

Head Peer::make_head(Lane lane, std::uint64_t size, const Hash& root) const {
  const LogId id = make_log_id(lane, 0, logs.pen().log_key(), logs.pen().witness_key());
  Head out{{origin_of(lane, id), size, root}, {}, {}};
  if (lane == Lane::commitments) {
    out.authentication = to_bytes(logs.pen().sign_head(out.checkpoint));
  } else {
    out.authentication = to_bytes(notes_head_tag(logs.notes_mine(), out.checkpoint));
    out.author_tag = notes_author_tag(logs.my_notes(), out.checkpoint);
  }
  return out;
}

std::string Peer::state() {
  std::string out = logs.read_only() ? "read-only\n" : "";
  for (const auto& log : logs.positions()) {
    out += std::string(name_of(log.ref.lane)) + " by " + std::string(name_of(log.ref.by)) + ": " +
           std::to_string(log.size) + " " + to_hex(ByteView(log.root).first(8));
    if (log.head) out += ", head " + std::to_string(log.head->size()) + " " + to_hex(log.head->authentication);
    if (log.cosignature) out += ", cosigned " + std::to_string(log.cosignature->checkpoint.size);
    if (log.ref.by == Author::me) {
      out += ", left " + std::to_string(logs.left_size(log.ref.lane)) + ", delivered " +
             std::to_string(logs.delivered_size(log.ref.lane));
    }
    out += "\n";
  }
  return out + "forks " + std::to_string(logs.forks().size()) + ", ahead " +
         std::to_string(logs.own_heads_shown().size()) + ", nonces " + std::to_string(nonces_.size());
}

// ---- A call

void carry(Call& out, ManualClock& clock, SeededRandom& chance, const Mischief& mischief, const Trace& trace,
           const Meanwhile& meanwhile) {
  Line(out, clock, chance, mischief, trace, meanwhile).run();
}

Call call(Peer& dialer, Peer& listener, ManualClock& clock, SeededRandom& chance, const Mischief& mischief,
          const Trace& trace, const Stay& stay) {
  Call out;
  out.dialer.session = dialer.open_session(noise::Role::initiator, clock.both(), stay.dialer);
  out.listener.session = listener.open_session(noise::Role::responder, clock.both(), stay.listener);
  carry(out, clock, chance, mischief, trace, stay.meanwhile);
  return out;
}

}  // namespace avow::testing
