// What a partner with all the right keys says inside a session. The input is a list of steps: raw messages, and true
// messages with something changed (heads signed for any size and root, chunks cut anywhere, cosignatures, words),
// with my own messages taken in between, and after the words both may stay: I write, ticks come, somebody ends. Nothing
// crashes, and what I hold is always how the partner's log begins.
#include "base/assert.h"
#include "base/codec.h"
#include "crypto/init.h"
#include "sim/pair.h"
#include "sync/exchange.h"

using namespace avow;
using namespace avow::testing;
using namespace avow::sync;
using log::Author;
using log::Lane;

namespace {

constexpr int kEntries = 12;   // of each log, when the session begins
constexpr int kWritten = 16;   // by the partner in the end
constexpr std::size_t kStepsMax = 64;

// Made once: before every input I go back to this state. I hold three notes of the partner's, and it some of mine.
struct World {
  World() {
    Peer::acquaint(me, partner);
    write(3);
    SeededRandom chance(3);
    AVOW_ASSERT(call(me, partner, clock, chance).both_finished());
    write(kEntries - 3);
    me.logs.keep_commits();
    for (int i = kEntries; i < kWritten; ++i) {
      for (const Lane lane : log::kLanes) AVOW_ASSERT(partner.logs.append_own(lane, "a later record").ok());
    }
    AVOW_ASSERT(partner.logs.publish_heads().ok());
  }
  void write(int count) {
    for (Peer* who : {&me, &partner}) {
      for (int i = 0; i < count; ++i) {
        for (const Lane lane : log::kLanes) AVOW_ASSERT(who->logs.append_own(lane, "a record").ok());
      }
    }
  }
  ManualClock clock;
  Peer me{1};
  Peer partner{2};
};

class Steps {
 public:
  Steps(World& world, ByteView input)
      : world_(world), in_(input), how_(in_.u8()),
        exchange_(world.me.pair(), world.me.store, world.me.random,
                  (how_ & 1U) != 0 ? noise::Role::initiator : noise::Role::responder, noise::Hash64{}, options()) {}

  void run() {
    for (std::size_t i = 0; i < kStepsMax && in_.remaining() > 0; ++i) {
      if (!step()) return;
    }
  }

 private:
  SessionOptions options() const {
    SessionOptions out;
    out.live = (how_ & 2U) != 0;
    out.delivery = (how_ & 4U) != 0 ? Delivery::at_once : Delivery::tick;
    return out;
  }
  bool step() {
    switch (in_.u8() % 8) {
      case 0: return receive(to_bytes(in_.fixed(std::min<std::size_t>(in_.u16(), in_.remaining()))));
      case 1: return say(Message(hello()));
      case 2: return say(Message(chunk()));
      case 3: return say(Message(cosign()));
      case 4: return say(Message(LevelMessage{}));
      case 5: return say(words());
      case 7: return stay();
      default: return listen();
    }
  }

  bool receive(const Bytes& message) { return exchange_.receive(message, clock_.both()).ok(); }
  bool say(const Message& message) {
    Bytes bytes = encode(message);
    for (std::uint8_t changes = in_.u8() % 4; changes > 1; --changes) bytes[in_.u16() % bytes.size()] ^= in_.u8();
    return receive(bytes);
  }
  bool listen() {
    while (true) {
      const auto message = exchange_.next_message(clock_.both());
      if (!message.ok()) return false;
      if (!*message) return true;
      AVOW_ASSERT(decode(**message).ok());
    }
  }

  // What only happens while both stay, or does nothing before.
  bool stay() {
    switch (in_.u8() % 5) {
      case 0: {
        const Lane lane = (in_.u8() & 1U) != 0 ? Lane::notes : Lane::commitments;
        return say(Stored{lane, 0, 1 + in_.u8() % 24U});
      }
      case 1:
        AVOW_ASSERT(world_.me.logs.append_own((in_.u8() & 1U) != 0 ? Lane::notes : Lane::commitments, "new").ok());
        exchange_.entries_added();
        return true;
      case 2:
        clock_.advance(std::chrono::minutes(15));
        exchange_.flush();
        return true;
      case 3: exchange_.end(); return true;
      default:
        if (!exchange_.partner_may_end()) return false;
        exchange_.partner_ended();
        return true;
    }
  }

  // A head that its author's keys made: mostly of the true tree, sometimes of a root out of nowhere.
  std::optional<log::Head> head(Peer& author, Lane lane, std::uint64_t size) {
    if (size == 0) return std::nullopt;
    const log::LogRef ref{lane, Author::me, 0};
    const std::uint8_t lie = in_.u8();
    if (size > author.logs.entries(lane, Author::me).size() || lie > 200) return author.make_head(lane, size, Hash{lie});
    return author.make_head(lane, size, *author.logs.root_at(ref, size));
  }
  Hello hello() {
    Hello out;
    for (const Lane lane : log::kLanes) {
      for (const bool yours : {false, true}) {
        const std::uint8_t how = in_.u8();
        if (how == 255) continue;
        const std::uint64_t size = how < 128 ? (yours ? 3 : kEntries) : how % 20;
        LogStatus status{lane, 0, yours, size, head(yours ? world_.me : world_.partner, lane, size), in_.u8() % 20U};
        if (status.head && (how & 1U) != 0 && yours) status.size = in_.u8() % (size + 1);
        out.logs.push_back(std::move(status));
      }
    }
    return out;
  }
  Chunk chunk() {
    Chunk out;
    out.lane = (in_.u8() & 1U) != 0 ? Lane::notes : Lane::commitments;
    const auto& written = world_.partner.logs.entries(out.lane, Author::me);
    const std::uint8_t where = in_.u8();
    out.first = where < 200 ? world_.me.logs.entries(out.lane, Author::partner).size() : where % kEntries;
    if (out.first >= written.size()) out.first = written.size() - 1;
    const std::uint64_t end = out.first + 1 + in_.u8() % (written.size() - out.first);
    for (std::uint64_t i = out.first; i < end; ++i) out.entries.push_back(written[i]);
    const std::uint8_t reach = in_.u8();
    std::uint64_t size = end <= kEntries ? kEntries : kWritten;
    if (reach >= 200) size = end;
    if (reach == 255) size = std::max<std::uint64_t>(out.first, 1);  // no further than what came before
    out.head = *head(world_.partner, out.lane, size);
    if (end < size) out.proof = *world_.partner.logs.consistency_proof({out.lane, Author::me, 0}, end, size);
    return out;
  }
  Cosign cosign() {
    const Lane lane = (in_.u8() & 1U) != 0 ? Lane::notes : Lane::commitments;
    const log::Checkpoint checkpoint = head(world_.me, lane, 1 + in_.u8() % 16)->checkpoint;
    Cosign out{lane, 0, {checkpoint, 0, {}}};
    if (lane == Lane::notes) {
      out.cosignature.signature = to_bytes(log::notes_ack_tag(world_.partner.logs.notes_theirs(), checkpoint));
    } else {
      out.cosignature.time_seconds = in_.u8();
      out.cosignature.signature = to_bytes(world_.partner.logs.pen().cosign(checkpoint, out.cosignature.time_seconds));
    }
    return out;
  }
  Message words() {
    const Hash nonce{in_.u8()};
    switch (in_.u8() % 3) {
      case 0: return WordsCommit{noise::words_commitment(noise::Role::initiator, noise::Hash64{}, nonce)};
      case 1: return WordsReply{nonce};
      default: return WordsOpen{nonce};
    }
  }

  World& world_;
  ByteReader in_;
  std::uint8_t how_;
  ManualClock clock_{from_millis(1'800'003'600'000)};  // an hour after the world began
  Exchange exchange_;
};

void check(World& world) {
  for (const auto& position : world.me.logs.positions()) {
    const Lane lane = position.ref.lane;
    if (position.ref.by == Author::me) {
      AVOW_ASSERT(world.me.logs.delivered_size(lane) <= position.size);
      AVOW_ASSERT(!position.cosignature || position.cosignature->checkpoint.size <= position.size);
      continue;
    }
    const auto& held = world.me.logs.entries(lane, Author::partner);
    const auto& written = world.partner.logs.entries(lane, Author::me);
    AVOW_ASSERT(held.size() >= 3 && held.size() <= written.size());
    AVOW_ASSERT(std::equal(held.begin(), held.end(), written.begin()));
    AVOW_ASSERT(position.head && position.head->size() >= position.size);
  }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) { return crypto::start().ok() ? 0 : 1; }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static World world;
  world.me.logs.roll_back_to(0);
  Steps(world, ByteView(data, size)).run();
  check(world);
  return 0;
}
