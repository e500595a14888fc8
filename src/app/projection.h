// The projection's sealed snapshot: for every 1,024 entries of a log one item that holds what the fold reads of
// them (ids, `seen`, facts), so that unlocking reads a few items instead of every entry. Derived data: whatever
// is missing is read from the entries themselves. protocol/README.md#projection.
#pragma once

#include <span>
#include <vector>

#include "log/entry.h"

namespace avow::app {

inline constexpr std::uint64_t kProjectionChunk = 1024;

// What the projection needs of one entry. Value.
struct ProjectionRow {
  RecordId id;
  log::Seen seen;
  Bytes facts;                       // empty: withheld or withdrawn
  bool whole = false;                // facts and words are both here
  bool operator==(const ProjectionRow&) const = default;
};

// One chunk: the rows of `first`, then those of `more`.
Bytes encode_rows(std::span<const ProjectionRow> first, std::span<const ProjectionRow> more = {});
// Error{damaged}.
Result<std::vector<ProjectionRow>> decode_rows(ByteView bytes);

// An item's key: log id ‖ big-endian u64 number (of the chunk, or of the first entry).
Bytes log_item_key(const LogId& log, std::uint64_t number);

ProjectionRow row_of(const RecordId& id, const log::Seen& seen, const log::Payload& payload);
// The row of a stored entry. Error{damaged}: its header does not parse.
Result<ProjectionRow> row_of(const log::Entry& entry);

}  // namespace avow::app
