#include "app/projection.h"

#include "base/codec.h"

namespace avow::app {
namespace {

constexpr std::uint8_t kVersion = 1;

}  // namespace

Bytes encode_rows(std::span<const ProjectionRow> first, std::span<const ProjectionRow> more) {
  ByteWriter out;
  out.u8(kVersion).u32(static_cast<std::uint32_t>(first.size() + more.size()));
  for (const auto& rows : {first, more}) {
    for (const auto& row : rows) {
      out.fixed(row.id.bytes).u16(row.seen.epoch).u64(row.seen.size).fixed(row.seen.head_hash);
      out.u8(row.whole ? 1 : 0).blob(row.facts);
    }
  }
  return out.take();
}

Result<std::vector<ProjectionRow>> decode_rows(ByteView bytes) {
  const Error damaged{Errc::damaged, "a chunk of the projection"};
  ByteReader in(bytes);
  if (in.u8() != kVersion) return damaged;
  const auto count = in.u32();
  if (count > kProjectionChunk) return damaged;
  std::vector<ProjectionRow> out(count);
  for (auto& row : out) {
    row.id.bytes = in.array<16>();
    row.seen.epoch = in.u16();
    row.seen.size = in.u64();
    row.seen.head_hash = in.array<32>();
    row.whole = in.u8() != 0;
    row.facts = to_bytes(in.blob());
  }
  if (!in.finish().ok()) return damaged;
  return out;
}

Bytes log_item_key(const LogId& log, std::uint64_t number) {
  Bytes key = to_bytes(log.bytes);
  // Why big-endian: items come in the order of their keys.
  for (int shift = 56; shift >= 0; shift -= 8) key.push_back(static_cast<std::uint8_t>(number >> static_cast<unsigned>(shift)));
  return key;
}

ProjectionRow row_of(const RecordId& id, const log::Seen& seen, const log::Payload& payload) {
  ProjectionRow row{id, seen, {}, payload.facts.has_value() && payload.words.has_value()};
  if (payload.facts) row.facts = payload.facts->bytes;
  return row;
}

Result<ProjectionRow> row_of(const log::Entry& entry) {
  const auto header = log::decode_header(entry.header);
  if (!header.ok()) return Error{Errc::damaged, "a stored header"};
  const log::Seen seen{header->seen_epoch, header->seen_size, header->seen_hash};
  return row_of(log::record_id(header->log_id, header->random), seen, entry.payload);
}

}  // namespace avow::app
