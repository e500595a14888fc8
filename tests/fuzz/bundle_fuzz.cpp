// What may stand in a sealed file. The input is the file itself, or messages that a partner with all the right keys sealed:
// raw ones, and true ones in any order, cut anywhere. Nothing crashes, and what I hold is always how the partner's log begins.
#include "base/assert.h"
#include "base/codec.h"
#include "crypto/init.h"
#include "sim/pair.h"
#include "sim/sealed_messages.h"
#include "sync/bundle.h"

using namespace avow;
using namespace avow::testing;
using namespace avow::sync;
using log::Author;
using log::Lane;

namespace {

constexpr int kEntries = 12;
constexpr std::size_t kStepsMax = 24;

struct World {
  World() {
    Peer::acquaint(me, partner);
    write(3);
    SeededRandom chance(3);
    AVOW_ASSERT(call(me, partner, clock, chance).both_finished());
    write(kEntries - 3);
    me.logs.keep_commits();
    const auto positions = partner.logs.publish_heads();
    AVOW_ASSERT(positions.ok());
    for (const auto& position : *positions) {
      hello.logs.push_back({position.ref.lane, 0, position.ref.by == Author::partner, position.size, position.head,
                            position.cosignature ? position.cosignature->checkpoint.size : 0});
    }
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
  Hello hello;
};

Chunk some_chunk(World& world, ByteReader& in) {
  Chunk out;
  const std::uint8_t shape = in.u8();
  out.lane = (shape & 1U) != 0 ? Lane::notes : Lane::commitments;
  out.yours = (shape & 2U) != 0;
  const auto& written = world.partner.logs.entries(out.lane, Author::me);
  out.first = in.u8() % written.size();
  const std::uint64_t end = out.first + 1 + in.u8() % (written.size() - out.first);
  out.entries.assign(written.begin() + static_cast<std::ptrdiff_t>(out.first), written.begin() + static_cast<std::ptrdiff_t>(end));
  for (const auto& log : world.hello.logs) {
    if (!log.yours && log.lane == out.lane) out.head = *log.head;
  }
  if ((shape & 4U) != 0) out.head = world.partner.make_head(out.lane, in.u8(), in.array<32>());
  if (end < out.head.size()) {
    const auto proof = world.partner.logs.consistency_proof({out.lane, Author::me, 0}, end, written.size());
    if (proof.ok()) out.proof = *proof;
  }
  if ((shape & 8U) != 0) out.first = in.u8();
  return out;
}

Hello some_hello(World& world, ByteReader& in) {
  Hello out = world.hello;
  LogStatus& log = out.logs[in.u8() % out.logs.size()];
  const std::uint8_t shape = in.u8();
  if ((shape & 1U) != 0) log.size = in.u8() % 16;
  if ((shape & 2U) != 0) log.head = world.partner.make_head(log.lane, 1 + in.u8() % 16, in.array<32>());
  if ((shape & 4U) != 0) out.logs.pop_back();
  return out;
}

Bytes some_message(World& world, ByteReader& in) {
  switch (in.u8() % 5) {
    case 0: return encode(Message(world.hello));
    case 1: return encode(Message(some_hello(world, in)));
    case 2: return encode(Message(some_chunk(world, in)));
    case 3: {
      const log::Cosignature cosignature{{"avow/v1/notes/x", in.u8(), in.array<32>()}, in.u64(), Bytes(64, 1)};
      return encode(Message(Cosign{Lane::commitments, 0, cosignature}));
    }
    default: return to_bytes(in.fixed(std::min<std::size_t>(in.u16(), in.remaining())));
  }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) { return crypto::start().ok() ? 0 : 1; }

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static World world;
  world.me.logs.roll_back_to(0);
  ByteReader in(ByteView(data, size));
  const std::uint8_t how = in.u8();
  Bytes file;
  if ((how & 1U) == 0) {
    file = to_bytes(in.fixed(in.remaining()));
  } else {
    std::vector<Bytes> messages;
    while (messages.size() < kStepsMax && in.remaining() > 0) messages.push_back(some_message(world, in));
    SeededRandom random(how);
    file = sealed(world.partner.pair(), random, messages, (how & 2U) == 0);
  }
  BundleReader reader(world.me.pair(), world.me.store);
  const std::size_t piece = 1 + how * 64U;
  for (std::size_t at = 0; at < file.size(); at += piece) {
    if (!reader.receive(ByteView(file).subspan(at, std::min(piece, file.size() - at))).ok()) break;
  }
  static_cast<void>(reader.finish());
  for (const Lane lane : log::kLanes) {
    const auto& mine = world.me.logs.entries(lane, Author::partner);
    const auto& theirs = world.partner.logs.entries(lane, Author::me);
    AVOW_ASSERT(mine.size() <= theirs.size() && std::equal(mine.begin(), mine.end(), theirs.begin()));
  }
  return 0;
}
