// A chunk whose parts are cut from any bytes: refused, or the frontier reaches what the head says. Half of the
// inputs get headers, commitments and head made right, so that what lies behind those checks is reached too.
#include "base/assert.h"
#include "base/codec.h"
#include "log/chunk.h"

namespace {

using namespace avow;
using namespace avow::log;

constexpr LogId kLog{{1, 2, 3}};

template <std::size_t N>
ByteArray<N> some(ByteReader& in) {
  return in.array<N>();  // zeros past the end
}

Entry cut_entry(ByteReader& in, std::uint64_t index, bool repaired) {
  Entry out;
  const std::uint8_t shape = in.u8();
  if ((shape & 1U) != 0) out.payload.facts = PayloadPart{some<32>(in), to_bytes(in.fixed(in.u16() % 512))};
  if ((shape & 2U) != 0) out.payload.words = PayloadPart{some<32>(in), to_bytes(in.fixed(in.u16() % 512))};
  if ((shape & 4U) != 0) out.payload.words_commitment = some<32>(in);
  if (!repaired) {
    out.header = to_bytes(in.fixed((shape & 8U) != 0 ? 160 : in.u8()));
    return out;
  }
  Header header;
  header.index = index;
  header.seen_size = in.u8();
  header.log_id = kLog;
  header.random = some<16>(in);
  Payload& payload = out.payload;
  if (payload.words) payload.words_commitment = words_commitment(payload.words->salt, kLog, index, payload.words->bytes);
  if (payload.facts) {
    header.commitment =
        payload_commitment(payload.facts->salt, kLog, index, payload.words_commitment, payload.facts->bytes);
  }
  out.header = encode_header(header);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ByteReader in(ByteView(data, size));
  const std::uint8_t mode = in.u8();
  const bool repaired = (mode & 1U) != 0;
  const Lane lane = (mode & 2U) != 0 ? Lane::notes : Lane::commitments;
  ReceivedChunk chunk;
  Frontier grown;
  std::vector<Node> completed;
  for (std::uint8_t count = in.u8() % 16; count > 0; --count) {
    chunk.entries.push_back(cut_entry(in, grown.size(), repaired));
    grown.append(leaf_hash(chunk.entries.back().header), completed);
  }
  const bool at_head = (mode & 4U) != 0;
  chunk.head.checkpoint = {origin_of(lane, kLog), at_head ? grown.size() : in.u64(), at_head ? grown.root() : some<32>(in)};
  for (std::uint8_t count = in.u8() % 70; count > 0; --count) chunk.proof.push_back(some<32>(in));
  const Checkpoint held{chunk.head.checkpoint.origin, in.u8(), some<32>(in)};
  const auto checked = check_chunk(chunk, kLog, lane, Frontier{}, Seen{}, {&held, 1});
  if (checked.ok()) {
    AVOW_ASSERT(checked->frontier.root() == grown.root() && checked->headers.size() == chunk.entries.size());
    AVOW_ASSERT(!at_head || chunk.proof.empty());
  }
  return 0;
}
